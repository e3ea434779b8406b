"""Writing ONNX: one initialiser for each matrix, however often it is used, exactly as it is.

A layer is Gemm followed by its activation; where units of one layer differ, the row is split into
runs of equal activations and joined again. Names of tensors:

    x, y               input and output, (batch, inputs) and (batch, outputs), DOUBLE
    layers.L.weight    (out, in), used by every node whose layer is L; and layers.L.bias
    read.N affine.N value.N    what node N reads, its rows of weights, its activations

A network's nodes and layers are called 0, 1, ...; a graph's by their own names. What ONNX has no
place for stands in metadata_props under "netproof": see `read_back` in onnx_file.py.
"""

import json
import struct
from itertools import groupby
from typing import Any

from verify.errors import BadInput
from verify.interchange.assemble import short
from verify.interchange.tensors import float64
from verify.network import INPUT, Graph, Layer, Network

OPSET, IR_VERSION = 17, 8   # read by every runtime since 2022
PRODUCER = "netproof"

_OPERATORS = {"relu": "Relu", "sign": "Sign", "sigmoid": "Sigmoid", "tanh": "Tanh"}


def model(network: Network | Graph, place: str) -> Any:
    """The onnx.ModelProto of a network; two equal networks give the same.

    Raises: BadInput for a weight that is no float64, naming it, and for a name with control
    characters.
    """
    from onnx import TensorProto, helper

    writer = _Writer(place)
    layers, steps, output = _parts(network)
    for name, layer in layers:
        writer.layer(name, layer)
    for name, used, read in steps:
        writer.node(name, used, dict(layers)[used], read)
    writer.collect(output)
    graph = helper.make_graph(
        writer.nodes, "network",
        [helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["batch", network.inputs])],
        [helper.make_tensor_value_info("y", TensorProto.DOUBLE, ["batch", network.outputs])],
        writer.initializers)
    made = helper.make_model(graph, ir_version=IR_VERSION, producer_name=PRODUCER,
                             opset_imports=[helper.make_opsetid("", OPSET)])
    helper.set_model_props(made, {PRODUCER: json.dumps(structure(network))})
    return made


def structure(network: Network | Graph) -> dict[str, Any]:
    """The network as in its JSON file, without the numbers: they are the initialisers."""
    if isinstance(network, Network):
        return {"activation": [short(layer.activation) for layer in network.layers]}
    return {
        "inputs": network.inputs,
        "layers": {name: short(layer.activation) for name, layer in network.layers},
        "nodes": [[node.name, node.layer, list(node.inputs)] for node in network.nodes],
        "output": list(network.output),
    }


def _parts(network: Network | Graph) -> tuple[
        list[tuple[str, Layer]], list[tuple[str, str, tuple[str, ...]]], list[str]]:
    """Layers by name, nodes as (name, layer, tensors read), tensors of the output."""
    if isinstance(network, Network):
        layers = [(str(index), layer) for index, layer in enumerate(network.layers)]
        read = ["x", *(f"value.{index}" for index in range(len(layers)))]
        steps = [(name, name, tuple([source])) for (name, _), source in zip(layers, read)]
        return layers, [*steps], [read[-1]]
    tensor = {INPUT: "x", **{node.name: f"value.{node.name}" for node in network.nodes}}
    nodes = [(node.name, node.layer, tuple(tensor[name] for name in node.inputs))
             for node in network.order]
    return list(network.layers), nodes, [tensor[name] for name in network.output]


class _Writer:
    """Collects the nodes and initialisers of one model."""

    def __init__(self, place: str):
        self.place = place
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []

    def layer(self, name: str, layer: Layer) -> None:
        if not name.isprintable():
            raise BadInput(self.place, "a printable name", ascii(name))
        stem = f"layers.{name}"
        where = f"{self.place}: {stem}"
        rows = [float64(w, f"{where}.weight[{unit},{column}]")
                for unit, row in enumerate(layer.weight) for column, w in enumerate(row)]
        self._tensor(f"{stem}.weight", rows, (layer.outputs, layer.inputs))
        bias = [float64(b, f"{where}.bias[{unit}]") for unit, b in enumerate(layer.bias)]
        self._tensor(f"{stem}.bias", bias, (layer.outputs,))

    def node(self, name: str, used: str, layer: Layer, read: tuple[str, ...]) -> None:
        if not name.isprintable():
            raise BadInput(self.place, "a printable name", ascii(name))
        source = read[0]
        if len(read) > 1:
            source = self._add("Concat", f"read.{name}", read, axis=1)
        affine = self._add("Gemm", f"affine.{name}",
                           (source, f"layers.{used}.weight", f"layers.{used}.bias"), transB=1)
        runs = [(kind, len(list(run))) for kind, run in groupby(layer.activation)]
        if len(runs) == 1:
            self._activation(runs[0][0], affine, f"value.{name}")
            return
        parts = [f"part{index}.{name}" for index in range(len(runs))]
        self._constant(f"runs.{name}", [size for _, size in runs])
        self._many("Split", (affine, f"runs.{name}"), parts, axis=1)
        done = [f"done{index}.{name}" for index in range(len(runs))]
        for (kind, _), part, result in zip(runs, parts, done):
            self._activation(kind, part, result)
        self._add("Concat", f"value.{name}", tuple(done), axis=1)

    def collect(self, output: list[str]) -> None:
        if len(output) == 1:
            self._add("Identity", "y", (output[0],))
        else:
            self._add("Concat", "y", tuple(output), axis=1)

    def _activation(self, kind: str, source: str, result: str) -> None:
        from onnx import TensorProto

        if kind == "identity":
            self._add("Identity", result, (source,))
        elif kind == "step":    # 1 where v > 0, else 0; ONNX has no such operator
            if not any(tensor.name == "zero" for tensor in self.initializers):
                self._tensor("zero", [0.0], ())
            truth = self._add("Greater", f"positive.{result}", (source, "zero"))
            self._add("Cast", result, (truth,), to=TensorProto.DOUBLE)
        else:
            self._add(_OPERATORS[kind], result, (source,))

    def _add(self, operator: str, result: str, read: tuple[str, ...], **attributes: Any) -> str:
        self._many(operator, read, [result], **attributes)
        return result

    def _many(self, operator: str, read: tuple[str, ...], results: list[str],
              **attributes: Any) -> None:
        from onnx import helper
        name = f"{operator} {results[0]}"
        self.nodes.append(helper.make_node(operator, list(read), results, name, **attributes))

    def _tensor(self, name: str, values: list[float], shape: tuple[int, ...]) -> None:
        from onnx import TensorProto, helper
        raw = struct.pack(f"<{len(values)}d", *values)
        self.initializers.append(
            helper.make_tensor(name, TensorProto.DOUBLE, shape, raw, raw=True))

    def _constant(self, name: str, values: list[int]) -> None:
        from onnx import TensorProto, helper
        self.initializers.append(
            helper.make_tensor(name, TensorProto.INT64, (len(values),), values))
