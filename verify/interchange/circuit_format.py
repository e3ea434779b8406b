"""Circuits in network files: kind "circuit" of netproof-network/1.

    {"format": "netproof-network/1", "kind": "circuit", "inputs": ["x1", "x2"],
     "gates": [
      {"name": "s", "gate": "xor", "reads": ["x1", "x2"]},
      {"name": "f", "gate": "table", "reads": ["x1", "x2"], "table": "0100"},
      {"name": "t", "gate": "threshold", "reads": ["x1", "s"], "weights": ["1", "-1/2"],
       "at_least": "1"},
      {"name": "m", "gate": "mcculloch-pitts", "reads": ["x1"], "weights": ["1"],
       "inhibits": ["x2"], "at_least": "1"}],
     "outputs": ["s", "t"]}

A threshold gate has "at_least" (1 from the threshold on) or "above" (1 only beyond it). Gates stand
in any order; the first value read by a table is the lowest bit of a position in it.
"""

import json
from typing import Any

from verify.circuits.circuit import Circuit
from verify.circuits.gate import KINDS, Gate
from verify.errors import BadInput
from verify.interchange.assemble import within
from verify.interchange.json_tree import FORMAT, check_format, check_keys, list_of, numbers
from verify.interchange.limits import Limits
from verify.interchange.numbers import describe, number, written

KIND = "circuit"


def read(tree: dict[str, Any], place: str, limits: Limits) -> Circuit:
    """The circuit of a parsed file.

    Raises: BadInput naming the file and the place in it.
    """
    check_keys(tree, place, "format", "kind", "inputs", "gates", "outputs")
    check_format(tree, place)
    inputs = _names(list_of(tree["inputs"], f"{place}: inputs", "names"), f"{place}: inputs",
                    limits)
    within(limits, f"{place}: inputs", units=len(inputs))
    if not isinstance(tree["gates"], list):
        raise BadInput(f"{place}: gates", "a list of gates", describe(tree["gates"]))
    within(limits, f"{place}: gates", layers=len(tree["gates"]))
    gates, wires = [], 0
    for index, value in enumerate(tree["gates"]):
        gates.append(_gate(value, f"{place}: gates[{index}]", limits))
        wires += len(gates[-1].reads)
        within(limits, f"{place}: gates", wires=wires)
    outputs = _names(list_of(tree["outputs"], f"{place}: outputs", "names"), f"{place}: outputs",
                     limits)
    within(limits, f"{place}: outputs", units=len(outputs))
    try:
        return Circuit(inputs, tuple(gates), outputs)
    except ValueError as error:
        raise BadInput(place, "a circuit whose gates fit together", str(error)[:300]) from None


def write(circuit: Circuit, place: str) -> bytes:
    """The JSON text, one gate a line, that `read` turns into the same circuit.

    Raises: BadInput for a number with more digits than a reader takes.
    """
    rows = [json.dumps(_written(gate, f"{place}: gates[{index}]"))
            for index, gate in enumerate(circuit.gates)]
    text = (f'{{"format": "{FORMAT}", "kind": "{KIND}", '
            f'"inputs": {json.dumps(list(circuit.inputs))},\n "gates": [\n  '
            + ",\n  ".join(rows) + f'],\n "outputs": {json.dumps(list(circuit.outputs))}}}\n')
    return text.encode("ascii")


def _written(gate: Gate, place: str) -> dict[str, Any]:
    excites = len(gate.reads) - gate.inhibitors
    found: dict[str, Any] = {"name": gate.name, "gate": gate.kind,
                             "reads": list(gate.reads[:excites])}
    if gate.kind == "table":
        found["table"] = gate.table
    if gate.kind in ("threshold", "mcculloch-pitts"):
        found["weights"] = [written(w, f"{place}.weights") for w in gate.weights]
        if gate.kind == "mcculloch-pitts":
            found["inhibits"] = list(gate.reads[excites:])
        found["above" if gate.strict else "at_least"] = written(gate.threshold, place)
    return found


def _gate(value: Any, place: str, limits: Limits) -> Gate:
    if not isinstance(value, dict) or not isinstance(value.get("gate"), str):
        raise BadInput(place, 'an object with a "gate"', describe(value))
    kind = value["gate"]
    if kind not in KINDS:
        raise BadInput(f"{place}.gate", f"one of {', '.join(KINDS)}", describe(kind))
    strict = kind == "threshold" and "above" in value
    end = "above" if strict else "at_least"
    more = {"table": ("table",), "threshold": ("weights", end),
            "mcculloch-pitts": ("weights", "inhibits", "at_least")}.get(kind, ())
    check_keys(value, place, "name", "gate", "reads", *more)
    name = _name(value["name"], f"{place}.name", limits)
    reads = _list(value["reads"], f"{place}.reads", limits)
    table, inhibits = value.get("table", ""), _list(value.get("inhibits", []),
                                                    f"{place}.inhibits", limits)
    if not isinstance(table, str):
        raise BadInput(f"{place}.table", "a text of digits 0 and 1", describe(table))
    try:
        if "weights" not in more:
            return Gate(name, kind, reads, table)
        if not isinstance(value["weights"], list):
            raise BadInput(f"{place}.weights", "a list of numbers", describe(value["weights"]))
        within(limits, f"{place}.weights", parameters=len(value["weights"]))
        return Gate(name, kind, (*reads, *inhibits),
                    weights=numbers(value["weights"], f"{place}.weights", limits),
                    threshold=number(value[end], f"{place}.{end}", limits.digits),
                    strict=strict, inhibitors=len(inhibits))
    except BadInput:
        raise
    except ValueError as error:
        raise BadInput(place, "a gate whose parts fit together", str(error)[:300]) from None


def _list(value: Any, place: str, limits: Limits) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadInput(place, "a list of names", describe(value))
    return _names(value, place, limits)


def _names(values: list[Any], place: str, limits: Limits) -> tuple[str, ...]:
    within(limits, place, wires=len(values))
    return tuple(_name(name, f"{place}[{index}]", limits) for index, name in enumerate(values))


def _name(value: Any, place: str, limits: Limits) -> str:
    """Names are printed in error lines and drawings, so they stay one short line."""
    if not isinstance(value, str) or not value or not value.isprintable():
        raise BadInput(place, "a printable name", describe(value))
    if len(value) > limits.name:
        raise BadInput(place, f"a name of at most {limits.name} characters", str(len(value)))
    return value
