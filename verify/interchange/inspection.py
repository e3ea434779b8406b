"""What there is to know about a network file: shapes, exact counts, how long its numbers are."""

import struct
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Iterator, Union

from verify.circuits.circuit import Circuit
from verify.interchange import circuit_text
from verify.interchange.assemble import count, short
from verify.interchange.text import annotated, units
from verify.network import Graph, Layer, Network

SCHEMA = "netproof-inspection/1"


@dataclass(frozen=True)
class Numbers:
    """The weights and biases as numbers: how many different ones, how long, and what holds them."""

    distinct: int
    numerator_bits: int
    denominator_bits: int
    dyadic: bool
    float64: bool
    float32: bool


def numbers(network: Union[Network, Graph]) -> Numbers:
    """The facts about all weights and biases together.

    >>> from verify.network import dense
    >>> numbers(Network((dense([["1/3", 0]], ["5/2"]),)))
    Numbers(distinct=3, numerator_bits=3, denominator_bits=2, dyadic=False, float64=False, \
float32=False)
    """
    values = {number for _, layer, _ in layers(network)
              for row in (*layer.weight, layer.bias) for number in row}
    return Numbers(
        len(values), max(abs(v.numerator).bit_length() for v in values),
        max(v.denominator.bit_length() for v in values),
        all(v.denominator & (v.denominator - 1) == 0 for v in values),
        all(_held(v, "<d") for v in values), all(_held(v, "<f") for v in values))


def layers(network: Union[Network, Graph]) -> Iterator[tuple[str, Layer, int]]:
    """Every layer once: its name, the layer, how often it is used."""
    if isinstance(network, Network):
        yield from ((str(index), layer, 1) for index, layer in enumerate(network.layers))
    else:
        uses = Counter(node.layer for node in network.nodes)
        yield from ((name, layer, uses[name]) for name, layer in network.layers)


def as_json(network: Union[Network, Graph, Circuit], file: str) -> dict[str, Any]:
    """Everything as one JSON object."""
    if isinstance(network, Circuit):
        return {
            "schema": SCHEMA, "file": file, "kind": "circuit",
            "counts": {
                "inputs": len(network.inputs), "outputs": len(network.outputs),
                "size": network.size, "depth": network.depth, "fan_in": network.fan_in,
                "wires": network.wires, "kinds": network.kinds},
            "gates": [{"gate": gate.name, "computes": circuit_text.formula(gate)}
                      for gate in network.order],
            "outputs": list(network.outputs)}
    found = numbers(network)
    return {
        "schema": SCHEMA, "file": file,
        "kind": "chain" if isinstance(network, Network) else "graph",
        "counts": {
            "inputs": network.inputs, "outputs": network.outputs, "depth": network.depth,
            "width": network.width, "hidden_units": network.units, "relus": network.relus,
            "parameters": network.parameters, "nonzeros": network.nonzeros,
            "distinct_values": found.distinct},
        "numbers": {
            "numerator_bits": found.numerator_bits, "denominator_bits": found.denominator_bits,
            "dyadic": found.dyadic, "float64": found.float64, "float32": found.float32},
        "layers": [
            {"name": name, "shape": [layer.outputs, layer.inputs],
             "activation": short(layer.activation), "uses": uses}
            for name, layer, uses in layers(network)],
        "units": [{"where": unit.block, "unit": unit.name, "computes": unit.formula}
                  for unit in units(network)],
    }


def as_text(network: Union[Network, Graph, Circuit], file: str) -> str:
    """The same for reading: the facts, then every unit with what it computes."""
    if isinstance(network, Circuit):
        return f"{file}: {circuit_text.text(network)}"
    found = numbers(network)
    exact = [name for name, is_exact in (("float64", found.float64), ("float32", found.float32))
             if is_exact]
    kind = "chain" if isinstance(network, Network) else "graph"
    lines = [f"{file}: a {kind} of {count(len(list(layers(network))), 'layer')}"]
    for name, layer, uses in layers(network):
        kinds = Counter(layer.activation)
        shown = ", ".join(kind if len(kinds) == 1 else f"{number} {kind}"
                          for kind, number in kinds.items())
        used = f", used {uses} times" if uses > 1 else ""
        lines.append(f"  layer {name}: weight ({layer.outputs}, {layer.inputs}), {shown}{used}")
    lines.append(
        f"numbers: {count(found.distinct, 'distinct value')}, numerators up to "
        f"{count(found.numerator_bits, 'bit')}, denominators up to "
        f"{count(found.denominator_bits, 'bit')}; {'all' if found.dyadic else 'not all'} dyadic; "
        + (f"exact in {' and '.join(exact)}" if exact else "no float64 holds them all"))
    return "\n".join(lines) + "\n" + annotated(network)


def _held(value: Fraction, form: str) -> bool:
    """Whether the float of this form (struct's letter) is exactly the value."""
    try:
        return Fraction(*struct.unpack(form, struct.pack(form, float(value)))) == value
    except OverflowError:
        return False
