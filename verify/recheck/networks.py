"""Exact networks: layers that read earlier ones, their values and gradients."""
from __future__ import annotations

from dataclasses import dataclass
from operator import mul
from typing import Any

from .affine import ACTIVATIONS
from .reading import at, fields, need, number, show, spend


@dataclass(frozen=True)
class Layer:
    weight: list[list[Any]]
    bias: list[Any]
    activation: list[str]

    def before(self, values: list[Any]) -> list[Any]:
        """What the units see."""
        need(len(values) == len(self.weight[0]),
             f"a layer of {len(self.weight[0])} inputs reads {len(values)} values")
        spend(len(values) * len(self.bias))
        return [sum(map(mul, row, values), b) for row, b in zip(self.weight, self.bias)]

    def after(self, seen: list[Any]) -> list[Any]:
        need(set(self.activation) <= set(ACTIVATIONS), "no exact values of this activation")
        return [ACTIVATIONS[a](v) for a, v in zip(self.activation, seen)]


@dataclass(frozen=True)
class Network:
    """Nodes in order, each with its layer and the nodes before it that it reads (or "x")."""
    nodes: list[tuple[str, Layer, list[str]]]
    output: list[str]

    def forward(self, values: list[Any]) -> list[Any]:
        known = {"x": values}
        for title, layer, reads in self.nodes:
            known[title] = layer.after(layer.before([v for r in reads for v in known[r]]))
        return [v for o in self.output for v in known[o]]

    def backward(self, values: list[Any]) -> tuple[list[Any], list[Any]]:
        """The derivatives of the one output by all parameters, and what the relu units see."""
        layers = [layer for _, layer, _ in self.nodes]
        need(len(layers[-1].bias) == 1 and all(
            set(one.activation) <= {"identity", "relu"} for one in layers)
            and [r for _, _, r in self.nodes] == [["x"], *([n] for n, _, _ in self.nodes[:-1])],
            "no chain of relu and identity layers with one output")
        read, seen, out = [], [], list[Any]()
        for layer in layers:
            read.append(values)
            seen.append(layer.before(values))
            values = layer.after(seen[-1])
        back: list[Any] = [1]
        for layer, inputs, z in zip(layers[::-1], read[::-1], seen[::-1]):
            spend(2 * len(inputs) * len(z))
            slope = [b if a == "identity" or v > 0 else 0
                     for a, v, b in zip(layer.activation, z, back)]
            out = [s * v for s in slope for v in inputs] + slope + out
            back = [sum(map(mul, slope, column)) for column in zip(*layer.weight)]
        return out, [v for layer, z in zip(layers, seen)
                     for a, v in zip(layer.activation, z) if a == "relu"]


def read_network(value: Any) -> Network:
    """A chain or a graph of netproof-network/1; rejects others, and what is malformed."""
    if "kind" not in value:
        _, listed = fields(value, format=str, layers=list)
        nodes = [(str(n), _layer(layer), [str(n - 1) if n else "x"])
                 for n, layer in enumerate(listed)]
        output = [str(len(nodes) - 1)]
    else:
        need(value["kind"] == "graph", f"no values of the kind {show(value['kind'])}")
        _, _, _, table, listed, output = fields(
            value, format=str, kind=str, inputs=int, layers=dict, nodes=list, output=list)
        known, done, nodes = {k: _layer(v) for k, v in table.items()}, ["x"], []
        for node in listed:
            title, layer, reads = fields(node, name=str, layer=str, inputs=list)
            need(title not in done and layer in known and all(r in done for r in reads),
                 "nodes: a name twice, no layer, or a node that comes later is read")
            nodes.append((title, known[layer], reads))
            done.append(title)
        need(all(o in done for o in output), "output: an unknown node")
    need(value["format"] == "netproof-network/1" and nodes, "not a netproof-network/1")
    return Network(nodes, output)


def _layer(value: Any) -> Layer:
    weight, bias, activation = fields(value, weight=list, bias=list, activation=(str, list))
    with at(".layer"):
        need(all(type(r) is list for r in weight), "weight: not a matrix")
        units = activation if type(activation) is list else [activation] * len(bias)
        need(weight and weight[0] and len({len(r) for r in weight}) == 1 and all(
            type(a) is str for a in units) and len(weight) == len(bias) == len(units),
            "weight, bias and activation do not fit")
        *rows, own = [[v if type(v) is int else number(v) for v in r] for r in (*weight, bias)]
        return Layer(rows, own, units)
