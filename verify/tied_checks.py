"""What can be checked exactly of a weight-tied network that claims to be a given deep network.

    equal_blocks            every entry of its matrices is the one that the theorem prints
    block_codes             what all its blocks are after every step, from several starts
    hostile_starts          the starts to try it from
    float_leg               the same two networks in floating point, as torch modules

Nothing here builds the matrices: they are an argument, and may be anybody's. What an SMT solver
can say about all inputs at once is in verify.tied_smt.
"""

import math
import random
from fractions import Fraction
from typing import Any, Iterator, Mapping, NamedTuple, Optional, Sequence

import numpy as np

from verify.arithmetic.exact import ZERO, Vector, fraction
from verify.arithmetic.exact_array import ExactArray, concatenate
from verify.arithmetic.integers import INTEGERS
from verify.stages import Deep, stage_value, stages_of, values
from verify.tied import WeightTied, block, states


class Difference(NamedTuple):
    """A place where the weight-tied network is not what it should be."""

    place: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}, found {self.found}"


def equal_blocks(tied: WeightTied, network: Deep) -> Optional[Difference]:
    """The first part of `tied` that is not the block matrix of the theorem, or None.

    Block (i+1, i) of W_z is W^[i], i = 1..L-1; the first block of rows of W_x is W^[0]; b and sigma
    are those of the layers one after another; everything else is 0. For L layers of any sizes; as
    it compares exact numbers, it settles the matter for all inputs and all starts.

    >>> from verify.block_maps import Units
    >>> from verify.network import Network, dense
    >>> from verify.sparse import from_rows
    >>> zero, one = WeightTied(1, (1,), from_rows([[0]]), from_rows([[2]]), (ZERO,),
    ...                        (Units(("relu",)),)), Network((dense([[3]], [0], "relu"),))
    >>> str(equal_blocks(zero, one))
    'W_x[0, 0]: expected 3, found 2'
    """
    layers = stages_of(network)
    sizes = tuple(layer.outputs for layer in layers)
    maps = tuple(layer.map for layer in layers)
    bias = tuple(number for layer in layers for number in layer.bias)
    for what, expected, found in (("inputs", network.inputs, tied.inputs),
                                  ("sizes of the blocks", sizes, tied.blocks),
                                  ("number of rows", len(bias), tied.weight.rows)):
        if expected != found:
            return Difference(what, str(expected), str(found))
    row = column = 0                 # of the block: its first row, the first column that it reads
    for index, layer in enumerate(layers):
        for unit, weights in enumerate(layer.weight):
            own = {column + j: weight for j, weight in enumerate(weights) if weight}
            wanted: tuple[Mapping[int, Fraction], Mapping[int, Fraction]] = (
                ({}, own) if index == 0 else (own, {}))
            for name, matrix, expected_row in zip(("W_z", "W_x"), (tied.weight, tied.injection),
                                                  wanted):
                found_row = dict(matrix.row(row + unit))
                for j in sorted(found_row.keys() | expected_row.keys()):
                    left, right = expected_row.get(j, ZERO), found_row.get(j, ZERO)
                    if left != right:
                        return Difference(f"{name}[{row + unit}, {j}]", str(left), str(right))
        row += len(layer.weight)
        column += layer.inputs if index else 0      # layer 0 reads x, layer 1 again from column 0
    for place, one, other in zip(range(len(bias)), bias, tied.bias):
        if one != other:
            return Difference(f"b[{place}]", str(one), str(other))
    for index, (wanted_map, found_map) in enumerate(zip(maps, tied.maps)):
        if wanted_map != found_map:
            return Difference(f"sigma of block {index + 1}", str(wanted_map), str(found_map))
    return None


class BlockCodes(NamedTuple):
    """Exact values of blocks as small integers: two codes are equal iff the values are.

    Z[s, k, i]    block i of the state after k steps from start s, i = 1..L, k = 0..steps;
                  Z[s, k, 0] is the input x. Computed by the big matrices.
    val[i]        the value of layer i of the network on x; val[0] is x.
    g[s, k, i]    layer i of the network applied to block i-1 of the state after k steps, i = 1..L,
                  k = 0..steps-1; g[s, k, 0] is x. Computed by the network's own layers.
    value(code)   the vector of Fractions that has this code.

    The theorem is Z[s, k, i] = val[i] for 1 <= i <= k. Its proof uses Z[s, k+1, i] = g[s, k, i]
    and val[i] = g(val[i-1]).
    """

    Z: np.ndarray
    val: np.ndarray
    g: np.ndarray
    keys: tuple[tuple[int, ...], ...]

    def value(self, code: int) -> Vector:
        denominator, *numerators = self.keys[code]
        return tuple(Fraction(numerator, denominator) for numerator in numerators)


def _keys(array: ExactArray) -> Iterator[tuple[int, ...]]:
    """For each row its least common denominator and its numerators over that: one key a value."""
    for row in array.numerators.tolist():
        common = math.gcd(array.denominator, *row)
        yield (array.denominator // common, *(numerator // common for numerator in row))


def block_codes(tied: WeightTied, network: Deep, starts: Sequence[Sequence[Any]],
                x: Sequence[Any], steps: int) -> BlockCodes:
    """All blocks after 0, ..., `steps` steps from all `starts` (each of N numbers), encoded.

    Z has shape (starts, steps + 1, L + 1), g (starts, steps, L + 1), val (L + 1,), all int64.
    Raises ValueError when the sizes of `tied` are not those of the network's layers, and
    NoExactValue for sigmoid and tanh.
    """
    layers = stages_of(network)
    if tied.blocks != tuple(layer.outputs for layer in layers) or tied.inputs != network.inputs:
        raise ValueError(f"expected the blocks of the network's layers, found {tied.blocks}")
    codes: dict[tuple[int, ...], int] = {}

    def encode(array: ExactArray) -> list[int]:
        return [codes.setdefault(key, len(codes)) for key in _keys(array)]

    inputs = tuple(map(fraction, x))
    val = np.array([code for value in (inputs, *values(network, inputs))
                    for code in encode(ExactArray.of([value]))], dtype=np.int64)
    code_of_x, count = val[0], len(starts)
    injected = ExactArray.of([inputs] * count)
    reached = states(tied, injected, ExactArray.of([list(start) for start in starts]), steps,
                     INTEGERS)
    Z = np.full((count, steps + 1, tied.depth + 1), code_of_x, dtype=np.int64)
    g = np.full((count, steps, tied.depth + 1), code_of_x, dtype=np.int64)
    for k, state in enumerate(reached):
        for i in range(tied.depth):
            Z[:, k, i + 1] = encode(block(tied, state, i))
    for i, layer in enumerate(layers):          # all starts and steps at once
        parts = [injected if i == 0 else block(tied, state, i - 1) for state in reached[:steps]]
        if parts:
            g[:, :, i + 1] = np.reshape(
                encode(stage_value(layer, concatenate(parts), INTEGERS)), (steps, count)).T
    return BlockCodes(Z, val, g, tuple(codes))


def hostile_starts(tied: WeightTied, x: Sequence[Any], seed: int = 0) -> tuple[Vector, ...]:
    """Starts that a construction might not survive: 0, 1, large, huge, beside the fixed point, odd.

    In order: all 0; all 1; alternately 10^6 and -10^6; all 2^80; what L steps from 0 reach, plus
    1; two with seeded fractions of odd denominators.
    """
    source, size = random.Random(seed), tied.size
    zeros = (ZERO,) * size
    reached = states(tied, ExactArray.of([tuple(x)]), ExactArray.of([zeros]), tied.depth,
                     INTEGERS)[-1].to_fractions()[0]
    odd = [tuple(Fraction(source.randint(-99, 99), source.choice((3, 5, 7, 9, 11)))
                 for _ in range(size)) for _ in range(2)]
    return (zeros, (Fraction(1),) * size,
            tuple(Fraction((-1) ** place * 10**6) for place in range(size)),
            (Fraction(2**80),) * size, tuple(value + 1 for value in reached), *odd)


def float_leg(tied: WeightTied, network: Deep, seed: int = 0, samples: int = 100,
              rounded: bool = False) -> Fraction:
    """The largest |difference| between the two as float64 torch modules, on seeded inputs.

    Inputs are multiples of 1/16 up to 4, starts the same up to 64. Raises ValueError for a weight
    that is no float64, unless `rounded`.
    """
    import torch

    from verify.arithmetic.tensors import TORCH
    from verify.network import Network

    source = random.Random(seed)

    def drawn(size: int, reach: int) -> Any:
        return torch.tensor([[source.randint(-16 * reach, 16 * reach) / 16 for _ in range(size)]
                             for _ in range(samples)], dtype=torch.float64)

    x, start = drawn(tied.inputs, 4), drawn(tied.size, 64)
    with torch.no_grad():
        right = (network.to_torch(rounded)(x) if isinstance(network, Network)
                 else values(network, x, TORCH)[-1])
        found = tied.to_torch(rounded)(x, tied.depth, start)
    return max(abs(Fraction(one) - Fraction(other)) for one, other in zip(
        right.flatten().tolist(), found.flatten().tolist()))
