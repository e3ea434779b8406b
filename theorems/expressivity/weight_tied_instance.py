"""What the weight-tying theorem is tried on: a deep network, a tied one, inputs and starts."""

from dataclasses import replace
from fractions import Fraction
from typing import Any, Mapping, Sequence

import numpy as np

from constructions import weight_tied
from theorems.torch_leg import require_torch
from verify.arithmetic.exact import IRRATIONAL
from verify.block_maps import Units
from verify.errors import BadInput
from verify.finding import Finding
from verify.model import Lookup, Model, Table
from verify.network import Network
from verify.stages import Deep, stage_value, stages_of, values
from verify.tied import WeightTied, block, states
from verify.tied_checks import BlockCodes, block_codes, hostile_starts
from verify.tied_smt import least_steps

EXTRA_STEPS = 3          # steps after which everything must have settled, and three more
LARGEST_STATE = 1_000    # the matrices are compared entry by entry up to this many state values


def deep(given: Mapping[str, Any]) -> Network:
    """The user's network, or a seeded one."""
    if given.get("network"):
        return weight_tied.from_file(given["network"])
    return weight_tied.seeded(given["depth"], given["width"], given["seed"])


def instance(given: Mapping[str, Any], tied: Any) -> Model:
    network = deep(given)
    if tied is not None and not isinstance(tied, WeightTied):
        raise BadInput("the network", "a weight-tied one (\"kind\": \"weight-tied\")",
                       f"a {type(tied).__name__}")
    inputs = tuple(Fraction(7 * n - 3, 4) for n in range(network.inputs))
    made = model(network, tied or weight_tied.tie(network), inputs,
                 f"L = {network.depth}, this network")
    if not is_small(given):
        return made
    numbers = {**made.numbers, "seen": Fraction(_settled(made))}
    needed = least_steps(network, given["seed"])
    if needed is not None:
        numbers["least"] = Fraction(needed)
    return replace(made, numbers=numbers)


def _settled(made: Model) -> int:
    """The number of steps after which no block of any start changes any more."""
    states_seen = made.values["Z"].array.numerators
    last = states_seen[:, -1:]
    wrong = (states_seen != last).any(axis=(0, 2))
    return int(wrong.nonzero()[0].max(initial=-1)) + 1


def model(network: Deep, tied: WeightTied, x: Sequence[Any], name: str,
          starts: Sequence[Sequence[Any]] | None = None) -> Model:
    """All blocks after every step from hostile starts, as codes, and the matrices' entries.

    Raises
        BadInput: if the tied network's blocks are not as large as the deep network's layers.
    """
    layers = stages_of(network)
    sizes = tuple(layer.outputs for layer in layers)
    if tied.blocks != sizes or tied.inputs != network.inputs:
        raise BadInput("the weight-tied network", f"blocks of the sizes {_list(sizes)} and "
                       f"{network.inputs} inputs", f"{_list(tied.blocks)} and {tied.inputs}")
    depth, steps = len(layers), len(layers) + EXTRA_STEPS
    free = any(isinstance(p, Units) and set(p.names) & set(IRRATIONAL)
               for p in (*tied.maps, *(layer.map for layer in layers)))
    if free:
        starts = starts or [tuple(Fraction(n + 1, 3) for n in range(tied.size))]
        codes = _free_codes(tied, network, starts, x, steps)
    else:
        starts = starts or hostile_starts(tied, x)
        codes = block_codes(tied, network, starts, x, steps)
    table = _layer_table(codes, depth)
    entries = {} if tied.size > LARGEST_STATE else _entries(tied, network)
    padded = _padded(network, codes, x, free)
    return Model(
        sizes={"L": depth, "K": steps, "S": len(starts), "N": tied.size, "M": len(tied.bias),
               "n_0": network.inputs, "n": padded.pop("n")},
        values={"Z": Table.of(codes.Z), "z": Table.of(codes.val), "g": Lookup(table),
                "Y": Table.of(codes.Z[0, steps]), **entries, **padded,
                "size": Table.of(list(sizes)),
                "sigma": Table.of(_codes(tied.maps, layers)),
                "s": Table.of(_codes([layer.map for layer in layers], layers))},
        numbers={"nonzeros": Fraction(tied.nonzeros), "nonzero_weights": Fraction(
            sum(v != 0 for layer in layers for row in layer.weight for v in row)
            + sum(v != 0 for layer in layers for v in layer.bias)),
            "dense": Fraction(tied.dense_size)},
        name=name, objects={"tied": tied, "network": network},
        assume=("sigmoid and tanh stand for any functions of one number",) if free else ())


def _list(sizes: Sequence[int]) -> str:
    return "(" + ", ".join(map(str, sizes)) + ")"


def _layer_table(codes: BlockCodes, depth: int) -> dict[tuple[int, ...], int]:
    """(i, value of block i - 1) -> value of layer i, for every value that occurs."""
    table: dict[tuple[int, ...], int] = {}
    for i in range(1, depth + 1):
        read = codes.Z[:, :-1, i - 1].reshape(-1).tolist() + [int(codes.val[i - 1])]
        made = codes.g[:, :, i].reshape(-1).tolist() + [int(codes.val[i])]
        for before, after in zip(read, made):
            if table.setdefault((i, before), after) != after:
                raise RuntimeError(f"layer {i} has two values at one input")   # a bug of ours
    return table


def _free_codes(tied: WeightTied, network: Deep, starts: Sequence[Sequence[Any]],
                x: Sequence[Any], steps: int) -> BlockCodes:
    """As block_codes, sigmoid and tanh being functions of which nothing is known (sympy terms)."""
    from verify.arithmetic.symbols import SYMPY
    known: dict[Any, int] = {}

    def code(vector: Any) -> int:
        return known.setdefault(tuple(vector), len(known))

    layers, inputs = stages_of(network), list(SYMPY.concatenate([list(x)]))
    val = np.array([code(inputs), *(code(v) for v in values(network, inputs, SYMPY))])
    shape = (len(starts), steps + 1, len(layers) + 1)
    Z, g = np.full(shape, val[0]), np.full((shape[0], steps, shape[2]), val[0])
    for s, start in enumerate(starts):
        reached = states(tied, inputs, list(SYMPY.concatenate([list(start)])), steps, SYMPY)
        for k, state in enumerate(reached):
            for i, layer in enumerate(layers):
                Z[s, k, i + 1] = code(block(tied, state, i))
                if k < steps:
                    read = inputs if i == 0 else block(tied, state, i - 1)
                    g[s, k, i + 1] = code(stage_value(layer, read, SYMPY))
    return BlockCodes(Z.astype(np.int64), val.astype(np.int64), g.astype(np.int64), ())


def _codes(maps: Sequence[Any], layers: Sequence[Any]) -> list[int]:
    """Activations as numbers: the place of the first layer that has the same, else 0."""
    known = [layer.map for layer in layers]
    return [known.index(one) + 1 if one in known else 0 for one in maps]


def _entries(tied: WeightTied, network: Deep) -> dict[str, Any]:
    """W_z, W_x, b as they are given, and what the theorem prints: each unit's weights and block."""
    layers = stages_of(network)
    weights = np.full((len(tied.bias), tied.size), Fraction(0), dtype=object)
    first = np.full((len(tied.bias), tied.inputs), Fraction(0), dtype=object)
    row_of = [i for i, layer in enumerate(layers, 1) for _ in layer.weight]
    column_of = [i for i, layer in enumerate(layers, 1) for _ in range(layer.outputs)]
    row = 0
    for i, layer in enumerate(layers):
        for unit in layer.weight:
            target = first if i == 0 else weights
            left = 0 if i == 0 else sum(one.outputs for one in layers[:i - 1])
            target[row, left:left + len(unit)] = unit
            row += 1
    return {"W_z": Table.of(tied.weight.dense()), "W_x": Table.of(tied.injection.dense()),
            "b": Table.of(list(tied.bias)), "W": Table.of(weights.tolist()),
            "U": Table.of(first.tolist()), "row": Table.of(row_of), "column": Table.of(column_of),
            "c": Table.of([v for layer in layers for v in layer.bias])}


def _padded(network: Deep, codes: BlockCodes, x: Sequence[Any], free: bool) -> dict[str, Any]:
    """W^[j-1], b^[j-1] and z^[j-1], j = 1..L, with z^[0] = x, filled up with zeros to one size."""
    layers = stages_of(network)
    n = max(max(len(layer.weight), layer.inputs) for layer in layers)
    depth, zero = len(layers), Fraction(0)
    weight = np.full((depth, n, n), zero, dtype=object)
    bias, read = (np.full((depth, n), zero, dtype=object) for _ in range(2))
    for i, layer in enumerate(layers):
        value = [Fraction(v) for v in x] if i == 0 else (
            [Fraction(k + 1) for k in range(layer.inputs)] if free
            else list(codes.value(int(codes.Z[0, -1, i]))))
        read[i, :len(value)] = value
        bias[i, :len(layer.bias)] = layer.bias
        for a, row in enumerate(layer.weight):
            weight[i, a, :len(row)] = row
    return {"n": n, "A": Table.of(weight.tolist()), "B": Table.of(bias.tolist()),
            "v": Table.of(read.tolist())}


def is_small(given: Mapping[str, Any]) -> bool:
    """Whether a solver can be asked about the whole network: up to 64 units, and seeded."""
    return not given["network"] and given["depth"] * given["width"] <= 64


def equal_everywhere(z3: Any, model: Model) -> Any:
    """For all real inputs and starts, L steps give the state made of all layers' values."""
    from verify.arithmetic.smt import Z3
    tied, network = model.objects["tied"], model.objects["network"]
    x = [z3.Real(f"x{n + 1}") for n in range(tied.inputs)]
    start = [z3.Real(f"z{n + 1}") for n in range(tied.size)]
    last = states(tied, x, start, tied.depth, Z3)[-1]
    return z3.And([one == other for one, other in zip(
        last, Z3.concatenate(values(network, x, Z3)), strict=True)])


def float_leg(given: Mapping[str, Any], model: Model) -> Finding:
    """The largest difference of the two as float64 torch modules."""
    torch = require_torch()
    from verify.tied_checks import float_leg as difference
    samples = 100
    largest = difference(model.objects["tied"], model.objects["network"], given["seed"], samples,
                         rounded=True)
    values = {"largest difference": repr(float(largest)), "points": str(samples)}
    close = largest <= Fraction(1, 10**6)
    return Finding("float", "supported" if close else "unknown",
                   scope=f"{samples} inputs and starts, float64", values=values,
                   trusts=(f"torch {torch.__version__}",), reason="" if close else "float",
                   note="" if close else "the two modules differ")
