"""From the graph of an ONNX model to exact layers: constants taken as the dyadics that they are.

The model is read as a function on the real numbers: Div by a float c is multiplication by exactly
1/c, whatever a runtime would round. A batch axis of length 1, or a dynamic one, may come first; the
result speaks of one point. Everything else is refused, naming the operator and the node.
"""

from typing import Any, Container

import numpy as np

from verify.errors import BadInput
from verify.interchange.assemble import within
from verify.interchange.flow import Flow, source
from verify.interchange.limits import Limits
from verify.interchange.onnx_call import Call
from verify.interchange.onnx_operators import OPERATORS
from verify.interchange.onnx_tensors import FLOATS, array, quoted, type_name
from verify.network import INPUT, Graph, Layer, Network, Node

Value = Flow | np.ndarray
_WORK = 16      # numbers that may be computed for each one that a network may have


def network_of_graph(graph: Any, place: str, limits: Limits) -> Network | Graph:
    """The layers of an onnx.GraphProto: a Network where they form a chain, else a Graph.

    Raises: BadInput naming the file and the operator, the tensor or the size that does not fit.
    """
    reader = Reader(place, limits)
    name = reader.constants_and_input(graph)
    for index in _order(graph, reader, name):
        reader.operate(graph.node[index], index)
    if len(graph.output) != 1:
        raise BadInput(place, "1 output", str(len(graph.output)))
    return reader.network(reader.value(graph.output[0].name, "output"))


class Reader:
    """What is known of each tensor, and the layers and nodes made so far."""

    def __init__(self, place: str, limits: Limits):
        self.place, self.limits = place, limits
        self.values: dict[str, Value] = {}
        self.truths: set[str] = set()  # tensors of truth values, stored as 0 and 1
        self.layers: dict[str, Layer] = {}
        self.nodes: dict[str, Node] = {}
        self.inputs = 0
        self._origins: dict[str, list[str]] = {}
        self._held: dict[int, tuple[Flow, Flow]] = {}  # by identity, so that both are kept
        self._spent = self._units = self._parameters = 0

    def spend(self, numbers: int) -> None:
        """Count numbers about to be computed, so that a small file cannot ask for large work."""
        self._spent += numbers
        most = _WORK * self.limits.parameters
        if self._spent > most:
            raise BadInput(self.place, f"at most {most} numbers on the way to the layers", "more")

    def constants_and_input(self, graph: Any) -> str:
        """Take in the initialisers and the one input, whose name is the answer."""
        for tensor in graph.initializer:
            place = f"{self.place}: {quoted(tensor.name)}"
            self.put(tensor.name, array(tensor, place), place)
        inputs = [value for value in graph.input if value.name not in self.values]
        if len(inputs) != 1:
            raise BadInput(self.place, "1 input", str(len(inputs)))
        place = f"{self.place}: input {quoted(inputs[0].name)}"
        shape = _input_shape(inputs[0].type, place)
        self.inputs = int(np.prod(shape, dtype=object))
        within(self.limits, place, units=self.inputs)
        self.put(inputs[0].name, source(INPUT, self.inputs, shape), place)
        return inputs[0].name

    def put(self, name: str, value: Value, place: str) -> None:
        """Remember a tensor; each is written once."""
        if not name or name in self.values:
            raise BadInput(place, "a name of its own for each tensor", quoted(name))
        # Factors pile up exactly, and with them the digits.
        if isinstance(value, Flow) and value.bits > 4 * self.limits.digits:
            raise BadInput(place, f"numbers of at most {self.limits.digits} digits", "longer ones")
        self.values[name] = value

    def value(self, name: str, place: str) -> Flow:
        """The tensor as a flow of numbers (no constant, no truth values)."""
        found = self.values.get(name)
        if not isinstance(found, Flow) or name in self.truths:
            kind = "none of this name" if found is None else (
                "a constant" if not isinstance(found, Flow) else "truth values")
            raise BadInput(f"{self.place}: {place}", f"numbers in {quoted(name)}", kind)
        return found

    def operate(self, node: Any, index: int) -> None:
        """Carry out one node."""
        kind = _kind(node)
        place = f"{self.place}: {kind} " + (quoted(node.name) if node.name else f"(node {index})")
        read = OPERATORS.get(node.op_type)
        if read is None or node.domain not in ("", "ai.onnx"):
            known = ", ".join(sorted(OPERATORS))
            raise BadInput(place, f"one of the operators {known}",
                           kind if read is None else f"one of {quoted(node.domain)}")
        read(Call(self, node, place))

    def node(self, flow: Flow, activation: str, name: str) -> Flow:
        """A node that computes activation(flow): its layer, and what it holds."""
        self._units += flow.units
        self._parameters += flow.units * (flow.width + 1)
        within(self.limits, self.place, layers=len(self.nodes) + 1, units=self._units,
               parameters=self._parameters)
        layer = Layer(flow.rows(), flow.bias, (activation,) * flow.units)
        node = _fresh(name, "node", self.nodes)
        self.nodes[node] = Node(node, self._layer(layer, flow.origin, node), flow.sources)
        return source(node, flow.units, flow.shape)

    def settled(self, flow: Flow, name: str) -> Flow:
        """The same numbers without a matrix still to be applied: a layer where there is one."""
        return flow if flow.weight is None else self.held(flow, name)

    def held(self, flow: Flow, name: str) -> Flow:
        """The same numbers as they are held by nodes, made once for all who read them."""
        if flow.plain:
            return flow
        if id(flow) not in self._held:
            self._held[id(flow)] = flow, self.node(flow, "identity", name)
        return self._held[id(flow)][1]

    def _layer(self, layer: Layer, origin: str, node: str) -> str:
        """The name of this layer: that of an equal one made of the same matrix, if there is."""
        for name in self._origins.get(origin, ()) if origin else ():
            if self.layers[name] == layer:
                return name
        name = _fresh(origin or node, "layer", self.layers)
        self.layers[name] = layer
        self._origins.setdefault(origin, []).append(name)
        return name

    def network(self, output: Flow) -> Network | Graph:
        """What has been read, without what the output does not need."""
        final = self.held(output, "y")
        if INPUT in final.sources:
            final = self.node(final, "identity", "y")
        needed, waiting = set(), list(final.sources)
        while waiting:
            name = waiting.pop()
            if name != INPUT and name not in needed:
                needed.add(name)
                waiting += self.nodes[name].inputs
        nodes = [node for node in self.nodes.values() if node.name in needed]
        used = [node.layer for node in nodes]
        chain = [INPUT, *(node.name for node in nodes)]
        if len(set(used)) == len(used) and final.sources == tuple(chain[-1:]) and all(
                node.inputs == (before,) for node, before in zip(nodes, chain)):
            return Network(tuple(self.layers[name] for name in used))
        layers = tuple((name, self.layers[name]) for name in dict.fromkeys(used))
        within(self.limits, self.place, wires=sum(len(node.inputs) for node in nodes))
        return Graph(self.inputs, layers, tuple(nodes), final.sources)


def _fresh(name: str, otherwise: str, taken: Container[str]) -> str:
    """The name, or one like it that is printable, short and not taken."""
    name = name if name and name.isprintable() and len(name) < 100 else otherwise
    number, stem = 1, name
    while name in taken or name == INPUT:
        number += 1
        name = f"{stem}.{number}"
    return name


def _input_shape(found: Any, place: str) -> tuple[int, ...]:
    """The shape of one point of input, a batch axis counting as 1."""
    kind = found.tensor_type
    if kind.elem_type not in FLOATS:
        raise BadInput(place, ", ".join(FLOATS.values()), type_name(kind.elem_type))
    lengths = [d.dim_value if d.HasField("dim_value") and d.dim_value > 0 else 0
               for d in kind.shape.dim]
    said = tuple(length or "?" for length in lengths)
    if not lengths or len(lengths) > 8:
        raise BadInput(place, "a shape of 1 to 8 lengths", str(said))
    if len(lengths) > 1:
        if lengths[0] > 1:
            raise BadInput(place, "a first length of 1, or a dynamic one (the batch)", str(said))
        lengths[0] = 1
    if not all(lengths):
        raise BadInput(place, "fixed lengths after the first", str(said).replace("'", ""))
    return tuple(lengths)


def _order(graph: Any, reader: Reader, given: str) -> list[int]:
    """The nodes, each after everything that it reads."""
    import networkx

    within(reader.limits, reader.place, layers=len(graph.node),
           wires=sum(len(node.input) for node in graph.node))
    maker = {name: index for index, node in enumerate(graph.node) for name in node.output if name}
    arrows = networkx.DiGraph()
    arrows.add_nodes_from(range(len(graph.node)))
    for index, node in enumerate(graph.node):
        for name in filter(None, node.input):
            if name in maker:
                arrows.add_edge(maker[name], index)
            elif name not in reader.values:
                raise BadInput(f"{reader.place}: {_kind(node)} (node {index})",
                               "inputs that some node gives", quoted(name))
    if not networkx.is_directed_acyclic_graph(arrows):
        cycle = [start for start, _ in networkx.find_cycle(arrows)]
        names = [_called(graph.node[index], index) for index in cycle + cycle[:1]]
        shown = " -> ".join(names if len(names) < 9 else [*names[:7], "..."])
        raise BadInput(reader.place, "nodes without a cycle", shown)
    return list(networkx.lexicographical_topological_sort(arrows))


def _kind(node: Any) -> str:
    return node.op_type[:60] if node.op_type.isprintable() else ascii(node.op_type[:60])


def _called(node: Any, index: int) -> str:
    return quoted(node.name) if node.name else f"node {index}"
