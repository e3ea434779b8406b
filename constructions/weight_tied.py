"""From any feed-forward network to one weight-tied, input-injected layer that computes it.

The network z^[i+1] = sigma^[i](W^[i] z^[i] + b^[i]), i = 0..L-1, z^[0] = x, becomes

    z <- sigma(W_z z + W_x x + b),   z = (z_1, ..., z_L)

                0                         W^[0]        b^[0]
        W_z =   W^[1]  0           W_x =  0       b =  b^[1]      sigma = sigma^[0] x ... x
                       W^[2] ..           ..           ..                 sigma^[L-1]

Why it works: block 1 reads only x, block i + 1 only block i. After k steps the blocks 1..k are
right, whatever the start was; after L steps all are, and they stay so.
Source: Bai, Kolter, Koltun 2019, Theorem 3.
"""

import random
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable, Iterator, Sequence

from verify.block_maps import Units
from verify.errors import BadInput
from verify.interchange import load
from verify.network import Layer, Network, Vector
from verify.sparse import SparseMatrix, sparse
from verify.stages import Deep, Stage, stages_of
from verify.tied import WeightTied, stream


def tie(network: Deep) -> WeightTied:
    """The weight-tied network of the module's docstring.

    Shape
        N = n_1 + ... + n_L state values, M = m_1 + ... + m_L rows (M = N unless a map changes the
        size); weight (M, N), injection (M, n_0), bias (M,). Weights and biases that are not 0: as
        many as the network has. Written out with zeros: M N + M n_0 weights.

    >>> from verify.network import dense, forward
    >>> from verify.tied import output, states
    >>> xor = Network((dense([[1, 1], [1, 1]], [0, -1], "relu"), dense([[1, -2]], [0])))
    >>> tied = tie(xor)
    >>> output(tied, states(tied, (1, 0), (-5, 9, 77), steps=2)[-1]) == forward(xor, (1, 0))
    True
    """
    return _tied(network, lambda row, column: 0)


def _tied(network: Deep, moved: Callable[[int, int], int]) -> WeightTied:
    """The block matrices, except that block i + 1 reads the block moved(i, L) after block i."""
    stages = stages_of(network)
    rows = _ends([len(stage.weight) for stage in stages])
    columns = _ends([stage.outputs for stage in stages])
    values = {}
    for index, stage in enumerate(stages[1:], start=1):
        source = index - 1 + moved(index, len(stages))
        if not 0 <= source < len(stages):
            continue
        for i, j, number in _entries(stage):
            if j < columns[source + 1] - columns[source]:
                values[rows[index] + i, columns[source] + j] = number
    return WeightTied(
        stages[0].inputs, tuple(stage.outputs for stage in stages),
        sparse(rows[-1], columns[-1], values), _injection(stages, rows[-1]),
        tuple(number for stage in stages for number in stage.bias),
        tuple(stage.map for stage in stages))


def _injection(stages: Sequence[Stage], rows: int) -> SparseMatrix:
    return sparse(rows, stages[0].inputs, {(i, j): number for i, j, number in _entries(stages[0])})


def _entries(stage: Stage) -> Iterator[tuple[int, int, Fraction]]:
    return ((i, j, number) for i, row in enumerate(stage.weight) for j, number in enumerate(row))


def _ends(sizes: Sequence[int]) -> list[int]:
    ends = [0]
    for size in sizes:
        ends.append(ends[-1] + size)
    return ends


def seeded(depth: int, width: int, seed: int = 0, inputs: int = 0, ragged: bool = False,
           activation: str = "mixed") -> Network:
    """A chain of `depth` layers with small dyadic weights, the same for a seed on every machine.

    Every layer has `width` units, or with `ragged` between 1 and `width`; `inputs` are `width` if
    0. Weights are m/4 with |m| <= 6, biases m/8 with |m| <= 8; the activations are one name, or
    "mixed": relu or identity, unit by unit.

    Raises ValueError unless depth and width are at least 1.

    >>> network = seeded(3, 2)
    >>> network.depth, network.inputs, network.parameters
    (3, 2, 18)
    """
    if depth < 1 or width < 1 or inputs < 0:
        raise ValueError(f"expected depth >= 1, width >= 1 and inputs >= 0, "
                         f"found depth = {depth}, width = {width}, inputs = {inputs}")
    source = random.Random(seed)
    layers, size = [], inputs or width
    for _ in range(depth):
        units = source.randint(1, width) if ragged else width
        weight = tuple(tuple(Fraction(source.randint(-6, 6), 4) for _ in range(size))
                       for _ in range(units))
        bias = tuple(Fraction(source.randint(-8, 8), 8) for _ in range(units))
        names = tuple(source.choice(("relu", "identity")) if activation == "mixed" else activation
                      for _ in range(units))
        layers.append(Layer(weight, bias, names))
        size = units
    return Network(tuple(layers))


def tied(depth: int = 4, width: int = 5, seed: int = 0) -> WeightTied:
    """The weight-tied form of a random network of `depth` layers with `width` units each.

    Shape
        width -> width; the state has depth * width values; at most depth * width * (width + 1)
        weights and biases are not 0.
    Raises
        ValueError: unless depth and width are at least 1.
    """
    return tie(seeded(depth, width, seed))


def from_file(path: str | Path, activation: str | None = None) -> Network:
    """The network to be tied, from a file in any readable format; `activation` as in `load`.

    Raises: BadInput for what is no chain of layers.
    """
    network = load(path, activation)
    if not isinstance(network, Network):
        raise BadInput(str(path), "a chain of layers", f"a {type(network).__name__}")
    return network


# ---- wrong constructions, kept to be refuted ---------------------------------------------------


def shifted(network: Deep) -> WeightTied:
    """W_z moved by one block to the right: each block reads itself instead of the one before."""
    return _tied(network, lambda row, blocks: 1)


def off_by_one(network: Deep) -> WeightTied:
    """As `tie`, but the last block reads the block two before it (its own, if there are not two).
    """
    return _tied(network, lambda row, blocks: (
        0 if row < blocks - 1 else -1 if row > 1 else 1))


def shared(network: Deep, activation: str = "relu") -> WeightTied:
    """As `tie`, with one scalar activation for all units, as "sigma is constant" may be read."""
    right = tie(network)
    rows = [len(places) for places in right.row_ranges]
    if tuple(rows) != right.blocks:
        raise ValueError(f"expected maps that keep the size, found {right.blocks} of {tuple(rows)}")
    maps = tuple(Units((activation,) * size) for size in rows)
    return WeightTied(right.inputs, right.blocks, right.weight, right.injection, right.bias, maps)


def injected_once(tied: WeightTied, x: Sequence[Any], start: Sequence[Any],
                  steps: int) -> list[Vector]:
    """The states when x enters at the first step only: right in the last block after exactly L
    steps, but not after L + 1.
    """
    zeros = (0,) * tied.inputs
    return stream(tied, [x if step == 0 else zeros for step in range(steps)], start)
