"""Exact networks: layers of rational weights, a chain or any acyclic graph of them, one forward.

Everything that is claimed about a network is claimed about the objects of this file. They need
no library; an arithmetic (see verify.arithmetic) says on which numbers a forward pass runs.

    >>> xor = Network((dense([[1, 1], [1, 1]], [0, -1], "relu"), dense([[1, -2]], [0])))
    >>> [str(*forward(xor, (a, b))) for a in (0, 1) for b in (0, 1)]
    ['0', '1', '1', '0']
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Union

from verify.arithmetic import Arithmetic
from verify.arithmetic.exact import FRACTION, Matrix, Vector
from verify.layer import ACTIVATIONS, Layer, dense

if TYPE_CHECKING:
    import torch

__all__ = ["ACTIVATIONS", "FRACTION", "INPUT", "Graph", "Layer", "Matrix", "Network", "Node",
           "Vector", "dense", "forward", "preactivations"]

INPUT = "x"                         # the name by which a graph's nodes read the network's input


@dataclass(frozen=True)
class Network:
    """A chain of layers; the last one is the output, the others are hidden.

    Raises ValueError when there is no layer or two neighbours do not fit.
    """

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        if type(self.layers) is not tuple or not all(type(part) is Layer for part in self.layers):
            raise TypeError("layers: expected a tuple of layers")
        if not self.layers:
            raise ValueError("layers: expected at least 1 layer, found none")
        for index, (before, after) in enumerate(zip(self.layers, self.layers[1:])):
            if after.inputs != before.outputs:
                raise ValueError(f"layer {index + 1}: expects {after.inputs} inputs, "
                                 f"but layer {index} has {before.outputs} units")

    @property
    def inputs(self) -> int:
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        return self.layers[-1].outputs

    @property
    def depth(self) -> int:
        """The number of layers, the output layer included."""
        return len(self.layers)

    @property
    def width(self) -> int:
        """The number of units of the largest hidden layer, 0 if there is none."""
        return max((layer.outputs for layer in self.layers[:-1]), default=0)

    @property
    def units(self) -> int:
        """The number of hidden units."""
        return sum(layer.outputs for layer in self.layers[:-1])

    @property
    def relus(self) -> int:
        """The number of relu units, in all layers."""
        return sum(layer.relus for layer in self.layers)

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def nonzeros(self) -> int:
        """The number of weights and biases that are not 0."""
        return sum(layer.nonzeros for layer in self.layers)

    def to_torch(self, rounded: bool = False) -> "torch.nn.Module":
        """The same network as a float64 torch module, parameters named "0.weight", "0.bias", ...

        Raises ValueError when a number is no float64, unless `rounded` allows the nearest one.
        """
        from verify.arithmetic import tensors
        return tensors.chain(self.layers, rounded)


@dataclass(frozen=True)
class Node:
    """One use of a layer: its inputs are the concatenated values of the nodes named.

    "x" names the input of the network. Several nodes may use one layer (weight tying).
    """

    name: str
    layer: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """An acyclic graph of layers, nodes in any order; `output` names the nodes that are its value.

    Raises ValueError for a cycle, an unknown or repeated name, or widths that do not fit.

    >>> tent = dense([[2, -4]], [0]), dense([[1], [1]], [0, "-1/2"], "relu")
    >>> twice = Graph(1, (("out", tent[0]), ("bend", tent[1])), (
    ...     Node("a", "bend", ("x",)), Node("b", "out", ("a",)),
    ...     Node("c", "bend", ("b",)), Node("d", "out", ("c",))), ("d",))
    >>> twice.depth, twice.parameters, str(*forward(twice, ["1/8"]))
    (4, 7, '1/2')
    """

    inputs: int
    layers: tuple[tuple[str, Layer], ...]
    nodes: tuple[Node, ...]
    output: tuple[str, ...]

    def __post_init__(self) -> None:
        layers = Counter(name for name, _ in self.layers)
        nodes = Counter(node.name for node in self.nodes)
        if self.inputs < 1 or not self.output:
            raise ValueError("graph: expected at least 1 input and 1 output node, found none")
        for place, names in (("layer", layers), ("node", nodes + Counter([INPUT]))):
            for name, count in names.items():
                if count > 1:
                    raise ValueError(f"{place} {name!r}: expected one of this name, found {count}")
        for node in self.nodes:
            if node.layer not in layers:
                raise ValueError(f"node {node.name!r}: no layer is named {node.layer!r}")
            for name in node.inputs:
                if name != INPUT and name not in nodes:
                    raise ValueError(f"node {node.name!r}: no node is named {name!r}")
        for name in self.output:
            if name not in nodes:
                raise ValueError(f"output: no node is named {name!r}")
        for node in self.order:
            expected = self._layer[node.layer].inputs
            found = sum(self._width(name) for name in node.inputs)
            if expected != found:
                raise ValueError(f"node {node.name!r}: layer {node.layer!r} expects {expected} "
                                 f"inputs, but {', '.join(node.inputs)} give {found}")

    @cached_property
    def order(self) -> tuple[Node, ...]:
        """The nodes, each after everything that it reads; raises ValueError for a cycle."""
        import networkx

        arrows = networkx.DiGraph()
        arrows.add_nodes_from(self._node)
        arrows.add_edges_from((name, node.name) for node in self.nodes
                              for name in node.inputs if name != INPUT)
        if not networkx.is_directed_acyclic_graph(arrows):
            cycle = [start for start, _ in networkx.find_cycle(arrows)]
            raise ValueError(f"nodes: expected no cycle, found {' -> '.join(cycle + cycle[:1])}")
        return tuple(self._node[name] for name in networkx.topological_sort(arrows))

    @cached_property
    def _layer(self) -> dict[str, Layer]:
        return dict(self.layers)

    @cached_property
    def _node(self) -> dict[str, Node]:
        return {node.name: node for node in self.nodes}

    def _width(self, name: str) -> int:
        return self.inputs if name == INPUT else self._layer[self._node[name].layer].outputs

    @cached_property
    def _levels(self) -> dict[str, int]:
        """The number of layers on the longest path from the input up to each node."""
        levels = {INPUT: 0}
        for node in self.order:
            levels[node.name] = 1 + max(levels[name] for name in node.inputs)
        return levels

    @property
    def outputs(self) -> int:
        return sum(self._width(name) for name in self.output)

    @property
    def depth(self) -> int:
        """The number of layers on the longest path from the input to an output node."""
        return max(self._levels[name] for name in self.output)

    @property
    def width(self) -> int:
        """The largest number of hidden units at one depth, 0 if there is none."""
        level: dict[int, int] = {}
        for node in self._hidden:
            depth = self._levels[node.name]
            level[depth] = level.get(depth, 0) + self._width(node.name)
        return max(level.values(), default=0)

    @property
    def _hidden(self) -> list[Node]:
        return [node for node in self.nodes if node.name not in self.output]

    @property
    def units(self) -> int:
        """The number of hidden units, those of a shared layer once per use."""
        return sum(self._width(node.name) for node in self._hidden)

    @property
    def relus(self) -> int:
        """The number of relu units, those of a shared layer once per use."""
        return sum(self._layer[node.layer].relus for node in self.nodes)

    @property
    def parameters(self) -> int:
        """The number of weights and biases, those of a shared layer once."""
        return sum(layer.parameters for _, layer in self.layers)

    @property
    def nonzeros(self) -> int:
        """The number of weights and biases that are not 0, those of a shared layer once."""
        return sum(layer.nonzeros for _, layer in self.layers)

    def to_torch(self, rounded: bool = False) -> "torch.nn.Module":
        """The same graph as a float64 torch module in which shared weights stay shared.

        Raises ValueError when a number is no float64, unless `rounded` allows the nearest one.
        """
        from verify.arithmetic import tensors
        steps = [(node.name, node.layer, node.inputs) for node in self.order]
        return tensors.graph(self.layers, steps, self.output, rounded)


def forward(network: Union[Network, Graph], values: Any, arithmetic: Arithmetic = FRACTION) -> Any:
    """What the network computes on `values`, in the numbers of the given arithmetic.

    Raises ValueError unless there are exactly `network.inputs` values.

    >>> forward(Network((dense([[2]], [1]),)), [5])
    (Fraction(11, 1),)
    """
    if isinstance(network, Network):
        for layer in network.layers:
            values = arithmetic.activate(
                layer.activation, arithmetic.affine(layer.weight, layer.bias, values))
        return values
    known = {INPUT: values}
    for node in network.order:
        layer = network._layer[node.layer]
        read = arithmetic.concatenate([known[name] for name in node.inputs])
        known[node.name] = arithmetic.activate(
            layer.activation, arithmetic.affine(layer.weight, layer.bias, read))
    return arithmetic.concatenate([known[name] for name in network.output])


def preactivations(network: Network, values: Any, arithmetic: Arithmetic = FRACTION) -> list[Any]:
    """What every layer hands to its activations, layer by layer.

    Raises ValueError unless there are exactly `network.inputs` values.

    >>> preactivations(Network((dense([[2]], [-1], "relu"), dense([[3]], [0]))), [0])
    [(Fraction(-1, 1),), (Fraction(0, 1),)]
    """
    result = []
    for layer in network.layers:
        result.append(arithmetic.affine(layer.weight, layer.bias, values))
        values = arithmetic.activate(layer.activation, result[-1])
    return result
