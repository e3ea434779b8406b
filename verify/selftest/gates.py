"""Circuits with one gate changed, and whether two circuits are the same function.

    >>> from verify.circuits.circuit import circuit, logic
    >>> half = circuit(2, [logic("s", "xor", "x1", "x2")], "s")
    >>> [change for _, change, _ in changes(half)][:2]
    ["gate 's': xor -> and", "gate 's': xor -> or"]
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any, Iterator, Sequence

from verify.circuits.circuit import Circuit, value
from verify.circuits.gate import LOGIC, Gate

CORNERS = 12             # up to so many inputs every point is tried


def changes(circuit: Circuit) -> Iterator[tuple[str, str, Circuit]]:
    """Every circuit with one gate of another kind, one number, one digit or one wire changed: a
    read, or an output, that is taken from another place before it."""
    wires = list(circuit.inputs)
    for n, gate in enumerate(circuit.gates):
        for kind, change, other in (*_of_gate(gate), *_rewired(gate, wires)):
            gates = (*circuit.gates[:n], other, *circuit.gates[n + 1:])
            try:
                yield kind, f"gate {gate.name!r}: {change}", replace(circuit, gates=gates)
            except ValueError:           # gates in another order than theirs: a cycle
                continue
        wires.append(gate.name)
    for n, output in enumerate(circuit.outputs):
        for wire in wires:
            outputs = (*circuit.outputs[:n], wire, *circuit.outputs[n + 1:])
            yield "rewired", f"output {n}: {output} -> {wire}", replace(circuit, outputs=outputs)


def _rewired(gate: Gate, wires: Sequence[str]) -> Iterator[tuple[str, str, Gate]]:
    for place, read in enumerate(gate.reads):
        for wire in wires:
            reads = (*gate.reads[:place], wire, *gate.reads[place + 1:])
            if wire != read:
                yield "rewired", f"read {place}: {read} -> {wire}", replace(gate, reads=reads)


def _of_gate(gate: Gate) -> Iterator[tuple[str, str, Gate]]:
    single = {"not": ("copy",), "copy": ("not",), "false": ("true",), "true": ("false",)}
    for other in single.get(gate.kind, LOGIC if gate.kind in LOGIC else ()):
        if other != gate.kind:
            yield "activation", f"{gate.kind} -> {other}", replace(gate, kind=other)
    for place, digit in enumerate(gate.table):
        table = gate.table[:place] + str(1 - int(digit)) + gate.table[place + 1:]
        yield "plus one", f"digit {place} of its table changed", replace(gate, table=table)
    for place, weight in enumerate(gate.weights):
        for kind, new in _numbers(weight):
            weights = (*gate.weights[:place], new, *gate.weights[place + 1:])
            yield from _allowed(gate, kind, f"weight {place}: {weight} -> {new}", weights=weights)
    if gate.kind in ("threshold", "mcculloch-pitts"):
        for kind, new in _numbers(gate.threshold):
            yield from _allowed(gate, kind, f"threshold {gate.threshold} -> {new}", threshold=new)
    if gate.kind == "threshold":
        yield "activation", "a tie falls the other way", replace(gate, strict=not gate.strict)
    if gate.kind in ("table", "threshold", "mcculloch-pitts"):      # else the order is no matter
        for a, b in combinations(range(len(gate.reads)), 2):
            reads = list(gate.reads)
            reads[a], reads[b] = reads[b], reads[a]
            yield "swap", f"reads {a} and {b} swapped", replace(gate, reads=tuple(reads))
    elif len(gate.reads) > 1:
        for place in range(len(gate.reads)):
            rest = gate.reads[:place] + gate.reads[place + 1:]
            yield "zero", f"read {place} dropped", replace(gate, reads=rest)


def _numbers(number: Fraction) -> Iterator[tuple[str, Fraction]]:
    for kind, new in (("sign", -number), ("zero", Fraction(0)), ("plus one", number + 1),
                      ("minus one", number - 1)):
        if new != number:
            yield kind, new


def _allowed(gate: Gate, kind: str, change: str, **fields: Any) -> Iterator[tuple[str, str, Gate]]:
    """The changed gate, unless its kind has no such number (a unit's synapses are counted)."""
    try:
        yield kind, change, replace(gate, **fields)
    except ValueError:
        return


def compared(left: Circuit, right: Circuit) -> tuple[str, str]:
    """different, equal or unknown, and how: at every point, or by a SAT proof that is checked."""
    if len(left.inputs) <= CORNERS:
        for point in product((0, 1), repeat=len(left.inputs)):
            one, other = value(left, point), value(right, point)
            if one != other:
                return "different", f"at {point}: {one} and {other}"
        return "equal", f"at all 2^{len(left.inputs)} points"
    from verify.circuits import equivalence
    found = equivalence.decide(left, right)
    if found.point is not None:
        one, other = value(left, found.point), value(right, found.point)
        return ("different" if one != other else "unknown"), f"at {found.point}"
    return ("equal" if found.outcome == "unsat" else "unknown"), "by a SAT proof"
