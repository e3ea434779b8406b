"""What a stranger's ONNX model must be before anything in it is run: whole, small, deterministic.

Refused, naming the node and its operator: tensors kept in other files (no path is ever followed),
subgraphs (Loop, Scan, If), random operators, unknown operators, cycles. The reference operators are
then run on what is left; how much a node may compute is bounded by the shapes that ONNX infers,
not by a confined process: a shape that depends on the data is not foreseen.
"""

import importlib.util
import os
import re
from typing import Any, Iterator, Sequence, Union

from verify.errors import BadInput
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.regular_file import read_bytes, shown

RANDOM = {"RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli",
          "Multinomial"}
STANDARD = ("", "ai.onnx")
_GRAPH, _GRAPHS = 5, 10                     # AttributeProto.GRAPH, .GRAPHS


def read(source: Union[str, os.PathLike[str], bytes, Any], limits: Limits = LIMITS,
         place: str | None = None) -> tuple[Any, str]:
    """The model in a file, in bytes, or a ModelProto, checked; and what to call it in errors.

    Raises BadInput for everything that this file's head lists.
    """
    where = place or (shown(source) if isinstance(source, (str, os.PathLike)) else "model")
    if importlib.util.find_spec("onnx") is None:
        raise BadInput(where, "the package onnx (pip install onnx)", "no such package")
    import onnx

    if isinstance(source, (str, os.PathLike)):
        source = read_bytes(source, limits.bytes)
    if isinstance(source, bytes):
        model = _parse(source, where, limits)
    elif isinstance(source, onnx.ModelProto):
        model = onnx.ModelProto()
        model.CopyFrom(source)              # ours: the caller's may change while we look
    else:
        raise TypeError(f"model: expected a path, bytes or a ModelProto, found {type(source)}")
    if model.ByteSize() > limits.bytes:
        raise BadInput(where, f"at most {limits.bytes} bytes", f"{model.ByteSize()} bytes")
    check(model, where, limits)
    return model, where


def check(model: Any, place: str, limits: Limits = LIMITS) -> None:
    """Raise BadInput unless every part of the model may be run."""
    _check_texts(model, place)
    for tensor in tensors(model):
        if tensor.data_location or len(tensor.external_data):
            raise BadInput(f"{place}: tensor {quoted(tensor.name)}", "its numbers in this file",
                           "a reference to another file")
    if len(model.graph.sparse_initializer):
        raise BadInput(place, "dense initialisers", "a sparse one")
    nodes = list(model.graph.node)
    if not nodes:
        raise BadInput(place, "a model with at least one node", "none")
    wires = sum(len(node.input) + len(node.output) for node in nodes)
    for what, count, limit in (("nodes", len(nodes), limits.layers), ("wires", wires, limits.wires),
                               ("parameters", _parameters(model, place), limits.parameters)):
        if count > limit:
            raise BadInput(place, f"at most {limit} {what}", str(count))
    opsets = {entry.domain: entry.version for entry in model.opset_import}
    called = ordered_functions(model, place)
    for function in called:
        inner = {entry.domain: entry.version for entry in function.opset_import}
        where = f"{place}: function {quoted(function.name)}"
        for node in function.node:
            _check_node(node, inner, called, where)
            if node.op_type == "Dropout" and len(node.input) > 2 and node.input[2]:
                raise BadInput(title(node, where), "Dropout outside training", "a training mode")
    for node in nodes:
        _check_node(node, opsets, called, place)
    _check_cost(nodes, called, place, limits)


def ordered_functions(model: Any, place: str) -> list[Any]:
    """The model's own functions, each after those that it calls; BadInput for a cycle."""
    import networkx

    known = {(function.domain, function.name): function for function in model.functions}
    if len(known) != len(model.functions):
        raise BadInput(f"{place}: functions", "every name once", "one that is defined twice")
    for domain, name in known:
        if domain in STANDARD or domain.startswith("ai.onnx."):
            raise BadInput(f"{place}: function {quoted(name)}", "a domain of its own", "ONNX's")
    calls = networkx.DiGraph()
    calls.add_nodes_from(known)
    calls.add_edges_from(((node.domain, node.op_type), key) for key, function in known.items()
                         for node in function.node if (node.domain, node.op_type) in known)
    if not networkx.is_directed_acyclic_graph(calls):
        cycle = [key[1] for key, _ in networkx.find_cycle(calls)]
        raise BadInput(f"{place}: functions", "no cycle", route(cycle))
    return [known[key] for key in networkx.topological_sort(calls)]


def check_shapes(model: Any, place: str, limits: Limits) -> None:
    """Raise BadInput for shapes that contradict each other or are too large to compute."""
    import onnx

    try:
        inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    except (onnx.shape_inference.InferenceError, RuntimeError) as error:
        raise BadInput(place, "shapes that fit", first_line(error)) from None
    graph = inferred.graph
    for value in (*graph.input, *graph.value_info, *graph.output):
        entries = 1
        for dimension in value.type.tensor_type.shape.dim:
            entries *= dimension.dim_value or 1
        if entries > limits.bytes // 8:
            raise BadInput(f"{place}: {quoted(value.name)}", f"at most {limits.bytes // 8} entries",
                           str(entries))


def tensors(message: Any) -> Iterator[Any]:
    """Every tensor anywhere in a protobuf message: initialisers, attributes, function bodies."""
    if message.DESCRIPTOR.name == "TensorProto":
        yield message
        return
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            for part in (value if hasattr(value, "append") else (value,)):
                yield from tensors(part)


def title(node: Any, place: str) -> str:
    """How a node is called in an error line.

    >>> from types import SimpleNamespace as N
    >>> title(N(name="", output=["y"], op_type="Relu"), "m.onnx")
    "m.onnx: node 'y' (Relu)"
    """
    name = node.name or next((name for name in node.output if name), "")
    operator = node.op_type if node.op_type.isidentifier() else quoted(node.op_type)
    return f"{place}: node {quoted(name)} ({operator[:60]})"


def quoted(text: str) -> str:
    """A stranger's name as one short printable word in quotation marks."""
    return ascii(text[:60])


def route(names: Sequence[str]) -> str:
    """A cycle, in the form a -> b -> a; long ones abridged."""
    stops = [*names, names[0]]
    if len(stops) > 12:
        stops = [*stops[:6], f"... {len(names) - 11} more ...", *stops[-6:]]
    return " -> ".join(ascii(stop[:60])[1:-1] for stop in stops)


def first_line(error: BaseException) -> str:
    """What an error of another library says, as one printable line of at most 200 characters.

    Without memory addresses: the same file is to be refused in the same words.
    """
    said = str(error.__cause__ or error).strip()
    text = next(iter(said.splitlines()), "") or type(error).__name__
    text = re.sub(r"<[^<>]* at 0x[0-9a-f]+>", "<...>", text)
    return "".join(c if c.isprintable() else "?" for c in text)[:200]


def _parse(data: bytes, place: str, limits: Limits) -> Any:
    import onnx
    from google.protobuf.message import DecodeError

    if len(data) > limits.bytes:
        raise BadInput(place, f"at most {limits.bytes} bytes", f"{len(data)} bytes")
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
    except DecodeError:
        raise BadInput(place, "an ONNX model", "no protobuf message, or one cut short") from None
    return model


def _check_texts(message: Any, place: str) -> None:
    """The library hands out a name that is no UTF-8 as bytes: refused, so that names are texts."""
    for field, value in message.ListFields():
        if field.type not in (field.TYPE_STRING, field.TYPE_MESSAGE):
            continue
        for part in (value if hasattr(value, "append") else (value,)):
            if field.type == field.TYPE_MESSAGE:
                _check_texts(part, place)
            elif not isinstance(part, str):
                raise BadInput(f"{place}: {field.name}", "a text in UTF-8", "other bytes")


def _check_node(node: Any, opsets: dict[str, int], functions: Sequence[Any], place: str) -> None:
    import onnx

    where = title(node, place)
    if any(attribute.type in (_GRAPH, _GRAPHS) for attribute in node.attribute):
        raise BadInput(where, "a loop-free operator", "one with a subgraph (control flow)")
    if node.op_type in RANDOM:
        raise BadInput(where, "a deterministic operator", "a random one")
    domain = "" if node.domain == "ai.onnx" else node.domain
    if any((f.domain, f.name) == (node.domain, node.op_type) for f in functions):
        return
    version = opsets.get(node.domain, opsets.get(domain))
    if version is None:
        raise BadInput(where, "a domain that the model imports", quoted(node.domain))
    if not onnx.defs.has(node.op_type, version, domain):
        raise BadInput(where, f"an operator of {domain or 'ONNX'} up to version {version}",
                       "an unknown one")
    is_test = any(attribute.name == "is_test" and attribute.i for attribute in node.attribute)
    if node.op_type == "Dropout" and not domain and version < 7 and not is_test:
        raise BadInput(where, "Dropout outside training", "a training mode")


def _check_cost(nodes: Sequence[Any], functions: Sequence[Any], place: str,
                limits: Limits) -> None:
    """Functions calling functions may double the work at every level: count it first."""
    cost: dict[tuple[str, str], int] = {}
    for function in functions:
        cost[function.domain, function.name] = sum(
            cost.get((node.domain, node.op_type), 1) for node in function.node)
    total = sum(cost.get((node.domain, node.op_type), 1) for node in nodes)
    if total > limits.layers:
        raise BadInput(place, f"at most {limits.layers} nodes, functions expanded",
                       str(total) if total < 10**18 else "more than 10^18")


def _parameters(model: Any, place: str) -> int:
    total = 0
    for tensor in tensors(model):
        entries = 1
        for length in tensor.dims:
            if length < 0:
                raise BadInput(f"{place}: tensor {quoted(tensor.name)}", "lengths from 0 on",
                               str(length))
            entries *= length
        total += entries
    return total
