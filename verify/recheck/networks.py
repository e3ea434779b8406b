"""Exact networks: chains and graphs of layers, their values and gradients."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import mul
from typing import Any

from .affine import ACTIVATIONS, Affine, affine, ends
from .reading import at, fields, need, number, plain, show, spend


@dataclass(frozen=True)
class Layer:
    weight: list[list[Any]]
    bias: list[Any]
    activation: list[str]

    @cached_property
    def whole(self) -> tuple[int, list[list[int]]]:
        """The weights as integers over one denominator."""
        below = lcm(*(w.denominator for row in self.weight for w in row))
        return below, [[int(w * below) for w in row] for row in self.weight]

    def before(self, values: list[Any]) -> list[Any]:
        """What the units see."""
        need(len(values) == len(self.weight[0]),
             f"a layer of {len(self.weight[0])} inputs reads {len(values)} values")
        if any(type(v) is Affine for v in values):
            low, high = (self.before(list(v)) for v in zip(*map(ends, values)))
            return list(map(affine, low, high))
        spend(len(values) * len(self.bias))
        below, rows = self.whole
        common = lcm(*(v.denominator for v in values))
        above = [int(v * common) for v in values]
        sums = [sum(map(mul, row, above)) for row in rows]
        return [(n if below * common == 1 else plain(Fraction(n, below * common))) + b
                for n, b in zip(sums, self.bias)]

    def after(self, seen: list[Any]) -> list[Any]:
        need(set(self.activation) <= set(ACTIVATIONS), "no exact values of this activation")
        return [ACTIVATIONS[a](v) for a, v in zip(self.activation, seen)]


@dataclass(frozen=True)
class Network:
    """Nodes in order, each with its layer and the nodes before it that it reads (or "x")."""
    nodes: list[tuple[str, Layer, list[str]]]
    output: list[str]
    chain: bool

    def forward(self, values: list[Any]) -> list[Any]:
        known = {"x": values}
        for title, layer, reads in self.nodes:
            known[title] = layer.after(layer.before([v for r in reads for v in known[r]]))
        return [v for o in self.output for v in known[o]]

    def gradient(self, values: list[Any]) -> tuple[Any, list[Any], list[Any]]:
        """The one output, its derivatives by all parameters, what the relu units see."""
        layers = [layer for _, layer, _ in self.nodes]
        need(self.chain and len(layers[-1].bias) == 1 and all(
            set(one.activation) <= {"identity", "relu"} for one in layers),
            "no chain of relu and identity layers with one output")
        read, seen, out = [], [], list[list[Any]]()
        for layer in layers:
            read.append(values)
            seen.append(layer.before(values))
            values = layer.after(seen[-1])
        back: list[Any] = [1]
        for layer, inputs, z in zip(layers[::-1], read[::-1], seen[::-1]):
            spend(2 * len(inputs) * len(z))
            slope = [b if a == "identity" or v > 0 else 0
                     for a, v, b in zip(layer.activation, z, back)]
            out.append([s * v for s in slope for v in inputs] + slope)
            back = [sum(map(mul, slope, column)) for column in zip(*layer.weight)]
        return values[0], sum(out[::-1], []), [
            v for layer, z in zip(layers, seen) for a, v in zip(layer.activation, z) if a == "relu"]


def read_network(value: Any) -> Network:
    """A chain or a graph of netproof-network/1; rejects others, and what is malformed."""
    if "kind" not in value:
        _, layers = fields(value, format=str, layers=list)
        nodes = [(str(n), _layer(layer), [str(n - 1) if n else "x"])
                 for n, layer in enumerate(layers)]
        output = [str(len(nodes) - 1)]
    else:
        need(value["kind"] == "graph", f"no values of the kind {show(value['kind'])}")
        _, _, inputs, table, listed, output = fields(
            value, format=str, kind=str, inputs=int, layers=dict, nodes=list, output=list)
        known, done, nodes = {k: _layer(v) for k, v in table.items()}, {"x"}, []
        left = [fields(n, name=str, layer=str, inputs=list) for n in listed]
        while left:                     # each after those that it reads
            ready = [n for n in left if all(type(r) is str and r in done for r in n[2])]
            need(ready, "nodes: a cycle, or an unknown node is read")
            for title, layer, reads in ready:
                need(title not in done and layer in known, "nodes: a name twice, or no layer")
                nodes.append((title, known[layer], reads))
                done.add(title)
            left = [n for n in left if n not in ready]
        need(all(type(o) is str and o in done for o in output), "output: an unknown node")
    need(value["format"] == "netproof-network/1" and nodes, "not a netproof-network/1")
    return Network(nodes, output, "kind" not in value)


def _layer(value: Any) -> Layer:
    weight, bias, activation = fields(value, weight=list, bias=list, activation=(str, list))
    with at(".layer"):
        need(all(type(r) is list for r in weight), "weight: not a matrix")
        units = activation if type(activation) is list else [activation] * len(bias)
        need(weight and weight[0] and len({len(r) for r in weight}) == 1 and all(
            type(a) is str for a in units) and len(weight) == len(bias) == len(units),
            "weight, bias and activation do not fit")
        return Layer([[_number(v) for v in r] for r in weight], [_number(v) for v in bias], units)


def _number(value: Any) -> Any:
    return value if type(value) is int else number(value)
