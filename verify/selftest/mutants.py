"""Every network that is one change away from a given one: the mistakes that a builder could make.

    >>> from verify.network import Network, dense
    >>> [m.change for m in mutants(Network((dense([[3]], [0]),)))][:3]
    ['layer 0: weight of unit 0 from input 0: 3 -> -3', \
'layer 0: weight of unit 0 from input 0: 3 -> 0', \
'layer 0: weight of unit 0 from input 0: 3 -> 4']
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any, Iterator

from verify.arithmetic.exact import FUNCTIONS
from verify.block_maps import Units
from verify.circuits.circuit import Circuit
from verify.layer import Layer
from verify.network import Graph, Network
from verify.selftest.gates import changes
from verify.sparse import SparseMatrix, from_rows
from verify.tied import WeightTied

KINDS = ("sign", "zero", "plus one", "minus one", "swap", "activation", "rewired")


@dataclass(frozen=True)
class Mutant:
    """A network with one change, of one of KINDS, in words."""

    kind: str
    change: str
    network: Any


def mutants(network: Any) -> Iterator[Mutant]:
    """Every mutant of a chain of layers, of a graph (shared layers stay shared), of a weight-tied
    network or of a circuit, each different from the network as an object, and no two the same.

    Raises
        TypeError: for another kind of network.
    """
    if isinstance(network, Network):
        found = _of_network(network)
    elif isinstance(network, Graph):
        found = _of_graph(network)
    elif isinstance(network, WeightTied):
        found = _of_tied(network)
    elif isinstance(network, Circuit):
        found = (Mutant(*change) for change in changes(network))
    else:
        raise TypeError(f"no mutants of a {type(network).__name__} are known")
    seen = {network}
    for mutant in found:
        if mutant.network not in seen:
            seen.add(mutant.network)
            yield mutant


def _of_network(network: Network) -> Iterator[Mutant]:
    for n, layer in enumerate(network.layers):
        for kind, change, other in _of_layer(layer):
            layers = (*network.layers[:n], other, *network.layers[n + 1:])
            yield Mutant(kind, f"layer {n}: {change}", Network(layers))


def _of_graph(graph: Graph) -> Iterator[Mutant]:
    for n, (name, layer) in enumerate(graph.layers):
        for kind, change, other in _of_layer(layer):
            layers = (*graph.layers[:n], (name, other), *graph.layers[n + 1:])
            yield Mutant(kind, f"layer {name!r}: {change}", replace(graph, layers=layers))


def _of_layer(layer: Layer) -> Iterator[tuple[str, str, Layer]]:
    for u, row in enumerate(layer.weight):
        for j, value in enumerate(row):
            for kind, new in _numbers(value):
                changed = (*row[:j], new, *row[j + 1:])
                yield (kind, f"weight of unit {u} from input {j}: {value} -> {new}",
                       replace(layer, weight=_put(layer.weight, u, changed)))
    for u, value in enumerate(layer.bias):
        for kind, new in _numbers(value):
            yield (kind, f"bias of unit {u}: {value} -> {new}",
                   replace(layer, bias=_put(layer.bias, u, new)))
    for a, b in combinations(range(layer.outputs), 2):
        weight, bias, names = (_swapped(part, a, b) for part in (
            layer.weight, layer.bias, layer.activation))
        yield "swap", f"weights of units {a} and {b} swapped", replace(layer, weight=weight)
        yield "swap", f"units {a} and {b} swapped", Layer(weight, bias, names)
    for u, name in enumerate(layer.activation):
        for other in FUNCTIONS:
            yield ("activation", f"activation of unit {u}: {name} -> {other}",
                   replace(layer, activation=_put(layer.activation, u, other)))


def _numbers(value: Fraction) -> Iterator[tuple[str, Fraction]]:
    """The other numbers that may stand in a weight's place."""
    yield "sign", -value
    yield "zero", Fraction(0)
    yield "plus one", value + 1
    yield "minus one", value - 1


def _put(values: tuple, place: int, value: Any) -> tuple:
    return (*values[:place], value, *values[place + 1:])


def _swapped(values: tuple, a: int, b: int) -> tuple:
    changed = list(values)
    changed[a], changed[b] = values[b], values[a]
    return tuple(changed)


def _of_tied(tied: WeightTied) -> Iterator[Mutant]:
    for field, matrix in (("weight", tied.weight), ("injection", tied.injection)):
        rows = matrix.dense()
        swaps = (("swap", f"rows {a} and {b} swapped", from_rows(_swapped(rows, a, b)))
                 for a, b in combinations(range(matrix.rows), 2))
        for kind, change, other in (*_of_matrix(matrix), *swaps):
            changed = (replace(tied, weight=other) if field == "weight"
                       else replace(tied, injection=other))
            yield Mutant(kind, f"{field}: {change}", changed)
    for row, value in enumerate(tied.bias):
        for kind, new in _numbers(value):
            yield Mutant(kind, f"bias {row}: {value} -> {new}",
                         replace(tied, bias=_put(tied.bias, row, new)))
    for b, part in enumerate(tied.maps):
        if isinstance(part, Units):
            for u, name in enumerate(part.names):
                for new_name in FUNCTIONS:
                    maps = _put(tied.maps, b, Units(_put(part.names, u, new_name)))
                    yield Mutant("activation", f"block {b}, unit {u}: {name} -> {new_name}",
                                 replace(tied, maps=maps))


def _of_matrix(matrix: SparseMatrix) -> Iterator[tuple[str, str, SparseMatrix]]:
    rows = matrix.dense()
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            for kind, new in _numbers(value):
                changed = from_rows(_put(rows, i, _put(row, j, new)))
                yield kind, f"row {i}, column {j}: {value} -> {new}", changed
