"""Any loop-free deterministic ONNX model as one equilibrium layer, node by node.

Every node that depends on the model's input becomes one node of a Computation, applied by ONNX's
own reference operators; a node with several outputs has the tuple of them as its value. What
depends on constants alone is computed once, before (weights, constants, index tensors).

A start of garbage may make an operator fail (an index out of range, a shape that does not fit).
The node then has the value Undefined, and so have those that read it, until the graph's own values
have arrived. Undefined is a value like any other, so nothing about the equilibrium changes.
"""

import os
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable, Mapping, Sequence, Union

import numpy as np

from verify.equality import Undefined
from verify.equilibrium import INPUT, Computation, State, computation
from verify.errors import BadInput
from verify.interchange import starts
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.onnx_apply import applied, evaluators, inlined, locked
from verify.interchange.onnx_checks import check_shapes, first_line, quoted, read, route, title
from verify.interchange.onnx_inputs import input_of


@dataclass(frozen=True, eq=False)
class OnnxGraph:
    """A model as a computation, its values at one input, and what is needed to name tensors.

    x          the input, tensor name -> array; every method of the computation takes such a mapping
    state      the graph's own values at x
    constants  tensor name -> what does not depend on the input
    produced   the tensors that each node computes, in the order of the computation's names
    outputs    the names of the model's output tensors
    """

    computation: Computation
    x: Mapping[str, Any]
    state: State
    constants: Mapping[str, Any]
    produced: tuple[tuple[str, ...], ...]
    outputs: tuple[str, ...]

    def random_start(self, seed: int) -> State:
        """A start of every node's own type and shape: normal floats, zeros where integers are."""
        return starts.random_start(self.state, seed)

    def constant_start(self, value: float) -> State:
        """The start that has this number wherever there are floats, and zeros elsewhere."""
        return starts.constant_start(self.state, value)

    def tensors(self, state: Sequence[Any]) -> dict[str, Any]:
        """Every tensor that a node computes, by its name in the model, as this state has it."""
        found: dict[str, Any] = {}
        for names, value in zip(self.produced, state):
            parts = value if len(names) > 1 and isinstance(value, tuple) else [value] * len(names)
            found.update((name, part) for name, part in zip(names, parts) if name)
        return found


def of_onnx(model: Union[str, os.PathLike[str], bytes, Any], x: Mapping[str, Any] | None = None,
            sizes: Mapping[str, int] | None = None, limits: Limits = LIMITS,
            place: str | None = None) -> OnnxGraph:
    """The model (a path, bytes or a ModelProto) as a computation, its values at `x` computed once.

    Without `x`, the input is made up: seeded normal floats, integers 1, truth values True; `sizes`
    gives the lengths that the model leaves open (else 1).

    Raises BadInput, naming node and operator, for what cannot be used (see onnx_checks), and where
    the model itself fails on `x`.
    """
    try:
        return _of_onnx(model, x, sizes or {}, limits, place)
    except MemoryError:
        raise BadInput(place or "model", "a model that fits into memory", "a larger one") from None


def _of_onnx(model: Any, x: Mapping[str, Any] | None, sizes: Mapping[str, int], limits: Limits,
             place: str | None) -> OnnxGraph:
    proto, place = read(model, limits, place)
    proto = inlined(proto, place)
    wiring = _Wiring(proto, place)
    wiring.sort()
    _check_model(proto, place)
    check_shapes(proto, place, limits)
    wiring.build(evaluators(proto, place), place)
    if not wiring.names:
        raise BadInput(place, "a node that depends on the input", "constants only")
    inputs = input_of(proto, wiring.inputs, x, sizes, place)
    made = computation(wiring.names.values(), wiring.predecessors, wiring.functions)
    state = made.values(inputs)
    for node, value in zip(wiring.kept, state):
        if isinstance(value, Undefined):
            raise BadInput(title(node, place), "an operator that can be applied", value.reason)
    return OnnxGraph(made, inputs, state, wiring.constants,
                     tuple(tuple(node.output) for node in wiring.kept),
                     tuple(output.name for output in proto.graph.output))


class _Wiring:
    """Which node reads which; nodes are then visited in order, constants first computed."""

    def __init__(self, proto: Any, place: str) -> None:
        self.proto, self.place = proto, place
        self.constants: dict[str, Any] = {}
        for tensor in proto.graph.initializer:
            self.constants[tensor.name] = _array(tensor, place)
        self.inputs = {entry.name for entry in proto.graph.input} - set(self.constants)
        self.source: dict[str, int] = {}        # tensor -> the node that computes it
        for index, node in enumerate(proto.graph.node):
            for name in filter(None, node.output):
                if name in self.source or name in self.constants or name in self.inputs:
                    raise BadInput(title(node, place), "outputs with names of their own",
                                   f"{quoted(name)} twice")
                self.source[name] = index
        for node in proto.graph.node:
            for name in filter(None, node.input):
                if not (name in self.source or name in self.constants or name in self.inputs):
                    raise BadInput(title(node, place), "inputs that something computes",
                                   quoted(name))
            if not any(node.output):
                raise BadInput(title(node, place), "an output", "none")
        self.names: dict[int, str] = {}         # node -> its name in the computation
        self.kept: list[Any] = []
        self.predecessors: dict[str, tuple[str, ...]] = {}
        self.functions: dict[str, Callable[..., Any]] = {}

    def sort(self) -> None:
        """Put the model's nodes in an order in which they can be computed; BadInput for a cycle."""
        import networkx

        nodes = list(self.proto.graph.node)
        arrows = networkx.DiGraph()
        arrows.add_nodes_from(range(len(nodes)))
        arrows.add_edges_from((self.source[name], index) for index, node in enumerate(nodes)
                              for name in node.input if name in self.source)
        if not networkx.is_directed_acyclic_graph(arrows):
            cycle = [_name(nodes[index]) for index, _ in networkx.find_cycle(arrows)]
            raise BadInput(f"{self.place}: nodes", "no cycle", route(cycle))
        order = list(networkx.lexicographical_topological_sort(arrows))
        del self.proto.graph.node[:]
        self.proto.graph.node.extend(nodes[index] for index in order)
        self.source = {name: index for index, node in enumerate(self.proto.graph.node)
                       for name in node.output if name}

    def build(self, evaluator: Callable[[Any], Any], place: str) -> None:
        """Compute what is constant; every other node becomes a node with its own evaluator."""
        for index, node in enumerate(self.proto.graph.node):
            reads = list(filter(None, node.input))
            apply = partial(applied, evaluator(node), tuple(node.output))
            self._refuse_training(node)
            if all(name in self.constants for name in reads):
                value = apply({name: self.constants[name] for name in reads})
                if isinstance(value, Undefined):
                    raise BadInput(title(node, place), "an operator that can be applied",
                                   value.reason)
                parts = value if len(node.output) > 1 else (value,)
                self.constants.update((n, part) for n, part in zip(node.output, parts) if n)
            else:
                self._add(index, node, reads, apply)

    def _add(self, index: int, node: Any, reads: Sequence[str], apply: Callable[..., Any]) -> None:
        name = _name(node)
        if name == INPUT:                       # the computation's word for the whole input
            name += "'"
            while name in self.source:
                name += "'"
        self.names[index] = name
        self.kept.append(node)
        fixed = {tensor: self.constants[tensor] for tensor in reads if tensor in self.constants}
        arguments: list[str] = []
        slots: list[tuple[str, int, int | None]] = []
        for tensor in dict.fromkeys(reads):
            if tensor in self.constants:
                continue
            argument, part = INPUT, None
            if tensor in self.source:
                source = self.source[tensor]
                argument, outputs = self.names[source], self.proto.graph.node[source].output
                part = list(outputs).index(tensor) if len(outputs) > 1 else None
            if argument not in arguments:
                arguments.append(argument)
            slots.append((tensor, arguments.index(argument), part))
        self.predecessors[name] = tuple(arguments)
        self.functions[name] = partial(_computed, apply, fixed, tuple(slots), tuple(arguments))

    def _refuse_training(self, node: Any) -> None:
        """Dropout reads its training mode: it must be a constant, and false."""
        if node.op_type == "Dropout" and len(node.input) > 2 and node.input[2]:
            mode = self.constants.get(node.input[2])
            if mode is None or np.any(mode):
                raise BadInput(title(node, self.place), "Dropout outside training",
                               "a training mode")


def _computed(apply: Callable[..., Any], fixed: Mapping[str, Any],
              slots: tuple[tuple[str, int, int | None], ...], arguments: tuple[str, ...],
              *values: Any) -> Any:
    """One node: its tensors taken out of what its predecessors (or the input) hold."""
    feeds = dict(fixed)
    for tensor, place, part in slots:
        value = values[place]
        if isinstance(value, Undefined):
            return Undefined(f"{quoted(tensor)} is undefined")
        if arguments[place] == INPUT:
            value = locked(value[tensor])
        elif part is not None:
            value = value[part]
        feeds[tensor] = value
    return apply(feeds)


def _check_model(proto: Any, place: str) -> None:
    import onnx

    try:
        onnx.checker.check_model(proto)
    except (onnx.checker.ValidationError, ValueError) as error:
        raise BadInput(place, "a valid ONNX model", first_line(error)) from None


def _array(tensor: Any, place: str) -> Any:
    import onnx

    try:
        return locked(onnx.numpy_helper.to_array(tensor))
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput(f"{place}: tensor {quoted(tensor.name)}", "numbers that fill its shape",
                       first_line(error)) from None


def _name(node: Any) -> str:
    return next(name for name in node.output if name)
