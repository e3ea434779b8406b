"""netproof-network/1, the network file that a person can read: JSON with exact weights.

    {"format": "netproof-network/1", "layers": [
      {"weight": [["1", "-1/2"], ["0", "3"]], "bias": ["0", "1/2"], "activation": "relu"},
      {"weight": [["1", "-1"]], "bias": ["0"], "activation": ["identity"]}]}

`weight` is (out, in). A graph names its layers and says which nodes use them, so that a layer used
twice is written once:

    {"format": "netproof-network/1", "kind": "graph", "inputs": 1,
     "layers": {"f": {"weight": ..., "bias": ..., "activation": ...}},
     "nodes": [{"name": "a", "layer": "f", "inputs": ["x"]},
               {"name": "b", "layer": "f", "inputs": ["a"]}],
     "output": ["b"]}

A weight-tied layer, kind "weight-tied", is described in verify.interchange.tied_format, a circuit,
kind "circuit", in verify.interchange.circuit_format.
"""

import json
from typing import Any

from verify.circuits.circuit import Circuit
from verify.errors import BadInput
from verify.interchange import circuit_format, tied_format
from verify.interchange.assemble import count, network_of, short, unit_activations, within
from verify.interchange.json_text import parse
from verify.interchange.json_tree import FORMAT, check_format, check_keys, list_of, numbers
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.numbers import describe, written
from verify.network import Graph, Layer, Network, Node
from verify.tied import WeightTied


def read(data: bytes, place: str,
         limits: Limits = LIMITS) -> Network | Graph | WeightTied | Circuit:
    """The network of any kind that the JSON `data` describes; `place` is the file's name.

    Raises: BadInput naming the file and the place in it.

    >>> text = b'{"format": "netproof-network/1", "layers": [{"weight": [[1, "-1/2"]], '
    >>> read(text + b'"bias": [0], "activation": "relu"}]}', "n.json").layers[0].weight
    ((Fraction(1, 1), Fraction(-1, 2)),)
    """
    tree = parse(data, place, limits.digits)
    if isinstance(tree, dict) and "kind" in tree:
        if tree["kind"] == tied_format.KIND:
            return tied_format.read(tree, place, limits)
        if tree["kind"] == circuit_format.KIND:
            return circuit_format.read(tree, place, limits)
        if tree["kind"] != "graph":
            expected = (f'"graph", "{tied_format.KIND}", "{circuit_format.KIND}", or no kind for '
                        "a list of layers")
            raise BadInput(f"{place}: kind", expected, describe(tree["kind"]))
        return _graph(tree, place, limits)
    check_keys(tree, place, "format", "layers")
    check_format(tree, place)
    layers = list_of(tree["layers"], f"{place}: layers", "layers")
    within(limits, f"{place}: layers", layers=len(layers))
    names = [f"layers[{index}]" for index in range(len(layers))]
    return network_of(_layers(layers, names, place, limits), names, place)


def write(network: Network | Graph | WeightTied | Circuit, place: str) -> bytes:
    """The JSON text, one layer a line, that `read` turns into the same network.

    Raises: BadInput for a number with more digits than a reader takes.
    """
    if isinstance(network, WeightTied):
        return tied_format.write(network, place)
    if isinstance(network, Circuit):
        return circuit_format.write(network, place)
    if isinstance(network, Network):
        rows = [_layer_text(layer, f"layers[{i}]", place) for i, layer in enumerate(network.layers)]
        head = f'{{"format": "{FORMAT}", "layers": [\n  '
        return (head + ",\n  ".join(rows) + "]}\n").encode("ascii")
    rows = [
        f"{json.dumps(name)}: {_layer_text(layer, f'layers[{json.dumps(name)}]', place)}"
        for name, layer in network.layers
    ]
    nodes = [
        json.dumps({"name": node.name, "layer": node.layer, "inputs": list(node.inputs)})
        for node in network.nodes
    ]
    text = f'{{"format": "{FORMAT}", "kind": "graph", "inputs": {network.inputs}, "layers": {{\n  '
    text += ",\n  ".join(rows) + '},\n "nodes": [\n  ' + ",\n  ".join(nodes)
    text += f'],\n "output": {json.dumps(list(network.output))}}}\n'
    return text.encode("ascii")


def _graph(tree: dict[str, Any], place: str, limits: Limits) -> Graph:
    check_keys(tree, place, "format", "kind", "inputs", "layers", "nodes", "output")
    check_format(tree, place)
    inputs = tree["inputs"]
    if type(inputs) is not int or inputs < 1:
        raise BadInput(f"{place}: inputs", "a positive integer", describe(inputs))
    within(limits, f"{place}: inputs", units=inputs)
    if not isinstance(tree["layers"], dict):
        raise BadInput(f"{place}: layers", "an object of named layers", describe(tree["layers"]))
    named = tree["layers"]
    names = [_name(name, f"{place}: layers", limits) for name in named]
    nodes = list_of(tree["nodes"], f"{place}: nodes", "nodes")
    within(limits, f"{place}: layers", layers=len(named))
    within(limits, f"{place}: nodes", layers=len(nodes))
    called = [f"layers[{json.dumps(name)}]" for name in names]
    layers = _layers(list(named.values()), called, place, limits)
    checked = tuple(
        _node(node, f"{place}: nodes[{index}]", limits) for index, node in enumerate(nodes)
    )
    within(limits, f"{place}: nodes", wires=sum(len(node.inputs) for node in checked))
    output = _names(tree["output"], f"{place}: output", limits)
    try:
        return Graph(inputs, tuple(zip(names, layers)), checked, output)
    except ValueError as error:
        raise BadInput(place, "a graph whose nodes fit together", str(error)[:300]) from None


def _node(node: Any, place: str, limits: Limits) -> Node:
    check_keys(node, place, "name", "layer", "inputs")
    return Node(
        _name(node["name"], f"{place}.name", limits),
        _name(node["layer"], f"{place}.layer", limits),
        _names(node["inputs"], f"{place}.inputs", limits),
    )


def _layers(values: list[Any], names: list[str], place: str, limits: Limits) -> list[Layer]:
    layers: list[Layer] = []
    units = parameters = 0
    for value, name in zip(values, names):
        layers.append(_layer(value, f"{place}: {name}", limits))
        units += layers[-1].outputs
        parameters += layers[-1].outputs * (layers[-1].inputs + 1)
        within(limits, place, units=units, parameters=parameters)
    return layers


def _layer(value: Any, place: str, limits: Limits) -> Layer:
    check_keys(value, place, "weight", "bias", "activation")
    rows = list_of(value["weight"], f"{place}.weight", "rows")
    first = list_of(rows[0], f"{place}.weight[0]", "numbers")
    for index, row in enumerate(rows):
        here = f"{place}.weight[{index}]"
        if len(list_of(row, here, "numbers")) != len(first):
            raise BadInput(here, f"{count(len(first), 'number')}, as in row 0", str(len(row)))
    bias = list_of(value["bias"], f"{place}.bias", "numbers")
    if len(bias) != len(rows):
        expected = f"{count(len(rows), 'number')}, one per row of weight"
        raise BadInput(f"{place}.bias", expected, str(len(bias)))
    activation = unit_activations(value["activation"], len(rows), f"{place}.activation")
    weight = tuple(
        numbers(row, f"{place}.weight[{index}]", limits) for index, row in enumerate(rows)
    )
    return Layer(weight, numbers(bias, f"{place}.bias", limits), activation)


def _names(value: Any, place: str, limits: Limits) -> tuple[str, ...]:
    names = list_of(value, place, "names")
    within(limits, place, layers=len(names))
    return tuple(_name(name, f"{place}[{index}]", limits) for index, name in enumerate(names))


def _name(value: Any, place: str, limits: Limits) -> str:
    """Names are printed in error lines, tables and graphviz files, so they stay one short line."""
    if not isinstance(value, str) or not value or not value.isprintable():
        raise BadInput(place, "a printable name", describe(value))
    if len(value) > limits.name:
        raise BadInput(place, f"a name of at most {limits.name} characters", str(len(value)))
    return value


def _layer_text(layer: Layer, here: str, place: str) -> str:
    where = f"{place}: {here}"
    return json.dumps({
        "weight": [
            [written(w, f"{where}.weight[{j}][{i}]") for i, w in enumerate(row)]
            for j, row in enumerate(layer.weight)
        ],
        "bias": [written(b, f"{where}.bias[{j}]") for j, b in enumerate(layer.bias)],
        "activation": short(layer.activation),
    })
