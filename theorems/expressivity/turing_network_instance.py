"""What the theorem on Turing machines is tried on: a machine, its network, all inputs of n bits."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, Mapping

import numpy as np

from constructions import machines, turing_network as builders
from theorems.expressivity.turing_printed import lookup_runs, too_small
from theorems.expressivity.turing_windows import (Blocks, accepting, code, formula, layer_table,
                                                  one_hot, windows)
from verify.arithmetic.exact_array import ExactArray, concatenate
from verify.arithmetic.integers import INTEGERS
from verify.calculus import Cube, Range, Size
from verify.cube import cube
from verify.errors import BadInput
from verify.model import Lookup, Model, NetworkValues, Table
from verify.network import Layer, Network
from verify.turing_machine import Machine, load

MOST_CONTENTS = 60       # of a cell: all triples of contents are looked at
SMALL = 150              # units of a layer
MOST_VALUES = 2**21      # of hidden units, over all inputs
inputs = Cube(Range(Size("n"), "bits"), "inputs")


def chosen(given: Mapping[str, Any]) -> Machine:
    """The machine of --machine, else the built-in one of --name."""
    return load(given["machine"]) if given["machine"] else machines.machine(given["name"])


def times(given: Mapping[str, Any]) -> int:
    """T: --time, or the most steps until the machine halts on n bits; at least n and 2.

    Raises BadInput if the machine does not halt in time, naming the input and the step.
    """
    machine, n = chosen(given), given["n"]
    if given["time"] == 1:
        raise BadInput("--time", "0, or at least 2 steps", "1")
    limit = given["time"] or builders.MOST_STEPS
    longest = max(machine.halts_after(word, limit) for word in words(n))
    return given["time"] or max(2, n, longest)


def words(n: int) -> list[list[int]]:
    """All inputs, in the order in which the cube has them."""
    return [[int(bit) for bit in row] for row in cube(n).numerators]


def witness(given: Mapping[str, Any]) -> Network:
    return builders.compiled(chosen(given), given["n"], times(given))


def is_small(given: Mapping[str, Any]) -> bool:
    """Whether the network is also tried with sign units."""
    return times(given) * len(builders.contents(chosen(given))) <= SMALL


def has_middle(given: Mapping[str, Any]) -> bool:
    """Whether there is a layer that reads a layer and is none itself of the first or the last."""
    return times(given) > 2


def instance(given: Mapping[str, Any], network: Any) -> Model:
    """All inputs of n bits, the machine's runs on them, and all units of the network.

    Raises BadInput if the network has not T layers of T K + 1 units, or is too large.
    """
    machine, n, T = chosen(given), given["n"], times(given)
    return model(machine, n, T, network or builders.compiled(machine, n, T))


def model(machine: Machine, n: int, T: int, network: Network) -> Model:
    """The instance for one machine; every table is of what the simulator or the network does."""
    here = builders.contents(machine)
    K = len(here)
    if K > MOST_CONTENTS:
        raise BadInput("the machine", f"at most {MOST_CONTENTS} contents of a cell, "
                       "(|Q| + 1)|Gamma|", str(K))
    if 2**n * T * T * K > MOST_VALUES:
        raise BadInput("n", f"at most {MOST_VALUES} values of hidden units",
                       f"2^{n} inputs with {T} times {T} cells of {K} units")
    require_shape(network, n, T, K)
    runs = [machine.run(word, T) for word in words(n)]
    C = np.array([[[0, *(code(machine, moment, i) for i in range(T)), 0]
                   for moment in run[:T]] for run in runs])
    layers = Matrices(network)
    units = hidden(network, layers, n, T, K)
    U = np.concatenate([at_the_start(machine, n, T, K), units], axis=1)
    blocks = Blocks(K)
    B = np.pad(blocks.codes(U), ((0, 0), (0, 0), (1, 1)), constant_values=blocks.empty)
    e = [blocks.code(row) for row in one_hot(np.arange(K + 1), K)]
    weights, wanted = formula(machine), accepting(machine)
    return Model(
        sizes={"n": n, "T": T, "K": K, "M": len(distinct(network))},
        name=f"{machine.name}, n = {n}, T = {T}",
        values={
            "C": Table.of(C), "pos": Table.of([[c.head for c in run[:T]] for run in runs]),
            "acc": Table.of([int(run[T].state in machine.accept) for run in runs]),
            "hd": Table.of([0, *(int(bool(state)) for state, _ in here)]),
            "W": Table.of(windows(machine)), "B": Table.of(B), "e": Table.of(e),
            "G": Lookup(layer_table(machine, blocks, e)), "U": Table.of(U),
            "entry": Lookup({(k + 1, block): bit for block, row in enumerate(blocks.rows)
                             for k, bit in enumerate(row)}),
            "v": Lookup({(block,): sum(w * bit for w, bit in zip(wanted, row))
                         for block, row in enumerate(blocks.rows)}),
            "o": Table.of([0, *wanted]),
            "R": Table(sums(layers[network.layers[-1]][0], units[:, -1])),
            "N": NetworkValues(network, inputs),
            **({"signs": NetworkValues(builders.with_signs(builders.compiled(machine, n, T)),
                                       inputs)} if T * K <= SMALL else {}),
            **{name: Table.of(table) for name, table in weights.items()},
            **middle(network, layers, T, K), "L": Table.of(lookup_runs()),
            **{name: Table.of(column) for name, column in zip(("c1", "b1", "n1"), too_small())}},
        numbers={"vertices": Fraction(n + 1 + network.units + 1), "depth": Fraction(network.depth),
                 "largest": max(map(largest, layers.known.values()))},
        objects={"N": network, "machine": machine}, most_points=2**24)


def require_shape(network: Network, n: int, T: int, K: int) -> None:
    """Refuse a network in which the theorem's units cannot be found.

    Raises BadInput unless it has n inputs, T - 1 hidden layers of T K + 1 units and one output.
    """
    found = [network.inputs, *(layer.outputs for layer in network.layers)]
    expected = [n, *[T * K + 1] * (T - 1), 1]
    if found != expected:
        raise BadInput("the network", f"layers of {' '.join(map(str, expected))} values",
                       " ".join(map(str, found[:40])))


def distinct(network: Network) -> list[Layer]:
    """The layers between the first and the last, each once."""
    found: list[Layer] = []
    for layer in network.layers[1:-1]:
        if not any(layer is other or layer == other for other in found):
            found.append(layer)
    return found


class Matrices:
    """The weights and biases of each layer as exact arrays, made once per layer object."""

    def __init__(self, network: Network):
        self.known: dict[int, tuple[ExactArray, ExactArray]] = {}
        for layer in network.layers:
            if id(layer) not in self.known:
                self.known[id(layer)] = ExactArray.of(layer.weight), ExactArray.of(layer.bias)

    def __getitem__(self, layer: Layer) -> tuple[ExactArray, ExactArray]:
        return self.known[id(layer)]


def largest(layer: tuple[ExactArray, ExactArray]) -> Fraction:
    """The largest weight or bias, without its sign."""
    return max(Fraction(int(abs(part.numerators).max()), part.denominator) for part in layer)


def hidden(network: Network, layers: Matrices, n: int, T: int, K: int) -> np.ndarray:
    """The hidden units on all inputs, (inputs, T - 1, cells, K)."""
    values, found = cube(n), []
    for layer in network.layers[:-1]:
        weight, bias = layers[layer]
        sums = (weight @ values.transpose() + bias.expand_dims(1)).transpose()
        values = INTEGERS.activate(layer.activation, sums)
        if not (values.equal(0) | values.equal(1)).all():
            raise BadInput("the network", "hidden units that are 0 or 1", "another value")
        found.append(np.array(values.equal(1)[:, :-1], dtype=np.int64).reshape(2**n, T, K))
    return np.stack(found, axis=1)


def at_the_start(machine: Machine, n: int, T: int, K: int) -> np.ndarray:
    """The blocks of time 0 in terms of the bits, as the first layer has them in its weights."""
    bits = np.array(words(n))
    result = np.zeros((2**n, 1, T, K), dtype=np.int64)
    for (cell, content), (fixed, slope) in builders.beginning(machine, n, T).items():
        result[:, 0, cell, content] = fixed + (slope * bits[:, cell] if slope else 0)
    return result


def sums(weight: ExactArray, last: np.ndarray) -> ExactArray:
    """What the output reads of the first 0, 1, ..., T cells: (inputs, T + 1)."""
    inputs_, T, K = last.shape
    products = np.array(weight.numerators)[0, :-1].reshape(1, T, K) * last
    totals = np.pad(np.cumsum(products.sum(axis=2), axis=1), ((0, 0), (1, 0)))
    return ExactArray.integers(totals, weight.denominator)


def middle(network: Network, layers: Matrices, T: int, K: int) -> dict[str, Table]:
    """The weights of the layers between, (layers, cells, K, cells, K), and those of the constant.

    Absent where there is no such layer.
    """
    weights = [layers[layer][0] for layer in distinct(network)]
    if not weights:
        return {}
    cells = [w[:-1, :-1].reshape(1, T, K, T, K) for w in weights]
    constants = [w[:-1, -1].reshape(1, T, K) for w in weights]
    return {"Mid": Table(concatenate(cells)), "Con": Table(concatenate(constants))}


@lru_cache(maxsize=1)
def smallest() -> Model:
    """Parity on one bit."""
    machine = machines.parity()
    return model(machine, 1, 3, builders.compiled(machine, 1, 3))
