"""ONNX files, read and written: the model as a whole; its nodes are read in onnx_read.py.

The file is a stranger's: its bytes are counted and cut into messages (wire.py) before the library
makes objects of them, no path in it is ever followed, and its shapes are compared with its bytes.
What a file of ours says about names and activations is believed only if writing the network that it
describes gives the very graph that is in the file.
"""

from typing import Any

from verify.errors import BadInput
from verify.interchange import wire
from verify.interchange.assemble import unit_activations, within
from verify.interchange.json_text import parse
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.onnx_read import network_of_graph
from verify.interchange.onnx_tensors import array, fractions
from verify.interchange.onnx_write import PRODUCER, model
from verify.network import Graph, Layer, Network, Node

_OLDEST = 7  # before, Add and Gemm did not broadcast as they do now
_NEWEST = 99


def encode(network: Network | Graph, place: str) -> bytes:
    """The ONNX file of a network, float64 throughout; the same bytes for the same network.

    Raises: BadInput for a weight that is no float64, and where onnx is not installed.
    """
    _library(place)
    return model(network, place).SerializeToString(deterministic=True)


def decode(data: bytes, place: str, limits: Limits = LIMITS) -> Network | Graph:
    """The exact network that the model computes over the real numbers.

    Raises: BadInput for damage and for everything that is no row of layers, naming operator and
    node.

    >>> from verify.network import dense
    >>> tent = Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])))
    >>> decode(encode(tent, "n.onnx"), "n.onnx") == tent
    True
    """
    onnx = _library(place)
    from google.protobuf.message import DecodeError

    wire.check(data, place, onnx.ModelProto, 10 * limits.layers)
    try:
        found = onnx.ModelProto.FromString(data)
    except DecodeError:
        raise BadInput(place, "an ONNX file", "one cut short or damaged") from None
    graph = found.graph
    if not len(graph.node):
        raise BadInput(place, "a graph with at least 1 node", "none")
    for part, noun in ((found.functions, "functions"), (found.training_info, "training"),
                       (graph.sparse_initializer, "sparse tensors")):
        if len(part):
            raise BadInput(place, "a graph of operators and dense tensors", noun)
    _opset(found, place)
    return _ours(found, place, limits) or network_of_graph(graph, place, limits)


def _library(place: str) -> Any:
    try:
        import onnx
    except ImportError:
        needed = "the library onnx (pip install netproof[onnx])"
        raise BadInput(place, needed, "it not installed") from None
    return onnx


def _opset(found: Any, place: str) -> None:
    versions = [entry.version for entry in found.opset_import if entry.domain in ("", "ai.onnx")]
    if len(versions) != 1 or not _OLDEST <= versions[0] <= _NEWEST:
        said = ", ".join(map(str, versions)) or "none"
        raise BadInput(place, f"one version of the operators, from {_OLDEST} on", said)


def _ours(found: Any, place: str, limits: Limits) -> Network | Graph | None:
    """The network that a file of ours describes, or None where it is not ours or was changed."""
    described = [entry.value for entry in found.metadata_props if entry.key == PRODUCER]
    if found.producer_name != PRODUCER or len(described) != 1:
        return None
    tensors = {tensor.name: tensor for tensor in found.graph.initializer}
    try:
        network = _described(parse(described[0].encode("utf-8"), place), tensors, place, limits)
        within(limits, place, units=network.units + network.outputs,
               parameters=network.parameters)
        again = model(network, place).graph
    except (ValueError, TypeError, KeyError, AttributeError):  # BadInput is a ValueError
        return None
    return network if again == found.graph else None


def _described(tree: Any, tensors: dict[str, Any], place: str, limits: Limits) -> Network | Graph:
    def layer(name: str, activation: Any) -> Layer:
        weight = array(tensors[f"layers.{name}.weight"], place)
        bias = array(tensors[f"layers.{name}.bias"], place)
        rows = tuple(tuple(fractions(row, place)) for row in weight)
        return Layer(rows, tuple(fractions(bias, place)),
                     unit_activations(activation, len(rows), place))

    if "activation" in tree:
        within(limits, place, layers=len(tree["activation"]))
        return Network(tuple(layer(str(n), each) for n, each in enumerate(tree["activation"])))
    within(limits, place, layers=max(len(tree["layers"]), len(tree["nodes"])))
    return Graph(
        tree["inputs"],
        tuple((name, layer(name, each)) for name, each in tree["layers"].items()),
        tuple(Node(name, used, tuple(read)) for name, used, read in tree["nodes"]),
        tuple(tree["output"]))
