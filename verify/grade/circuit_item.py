"""Circuits as submissions: a network.json of kind "circuit", judged on all of a cube, gate by gate.

An item allows them by `kinds = ["circuit"]`; `gates = ["nand"]` allows gates of these kinds, and
those of one or two values that compute the same whatever they are called. Limits: gates, layers
(the depth), fan_in, and the numerators and denominators of thresholds.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import product
from typing import Iterator, Sequence

from verify.circuits.circuit import Circuit, values
from verify.circuits.gate import KINDS, Gate, fires
from verify.grade.drawing import drawn
from verify.grade.gates import GATES, MOST_READ
from verify.grade.grade_limits import ItemLimits
from verify.grade.network_spec import Spec
from verify.grade.outcome import Counterexample, Coverage, Outcome, Stop, point

MOST_WORK = 2**22       # values read, over all inputs; a gate at a time
KINDS_OF_GATES = tuple(dict.fromkeys((*GATES, *KINDS)))
_ORDERLESS = ("and", "or", "nand", "nor", "xor", "xnor")


def grade_circuit(circuit: Circuit, spec: Spec, gates: Sequence[str],
                  limits: ItemLimits) -> Outcome:
    """`correct` or `incorrect`, on every input of the spec's finite domain.

    Raises: Stop for another shape, a gate that is not allowed, or over a limit.

    >>> from verify.circuits.circuit import circuit, logic
    >>> from verify.grade.network_spec import read_spec
    >>> one = circuit(2, [logic("g", "or", "x1", "x2")], "g")
    >>> grade_circuit(one, read_spec({"function": "xor", "n": 2}, "spec"), (), ItemLimits()).output
    'counterexample x=(1,1): the circuit outputs 1, xor is 0'
    """
    for noun, found, wanted in (("inputs", len(circuit.inputs), spec.inputs),
                                ("outputs", len(circuit.outputs), spec.outputs)):
        if found != wanted:
            raise Stop("malformed", f"expected a circuit with {wanted} {noun}, found {found}")
    if spec.domain != "cube" or spec.output == "sign":
        raise Stop("unsupported", "a circuit computes bits from bits: hand in a network")
    measures = _measures(circuit, limits)
    for gate in circuit.gates:
        if gates and not _allowed(gate, gates):
            raise Stop("incorrect", f"gate {gate.name} is no {' or '.join(gates)}")
    work = spec.count * (len(circuit.gates) + circuit.wires)
    if work > MOST_WORK:
        raise Stop("over_limit", f"{spec.count} inputs x {circuit.wires} values read are too much "
                                 "work")
    looked = 0
    for x in spec.inputs_in_order():
        known = values(circuit, [int(bit) for bit in x])
        got = tuple(Fraction(known[name]) for name in circuit.outputs)
        want = spec.want(x)
        looked += 1
        if not spec.right(got, want):
            return Outcome(
                "incorrect", f"counterexample x={point(x)}: the circuit outputs {point(got)}, "
                             f"{spec.name} is {point(want)}",
                Counterexample(tuple(map(str, x)), point(got), point(want)),
                Coverage("exhaustive", spec.count), trace=tuple(_trace(circuit, known)),
                picture=drawn(circuit, x, f"wrong at {point(x)}", [
                    number for number, pair in enumerate(zip(got, want)) if pair[0] != pair[1]]))
    return Outcome("correct", f"correct on {spec.covered}", None, Coverage("exhaustive", looked),
                   measures, fingerprint=_fingerprint(circuit))


def _measures(circuit: Circuit, limits: ItemLimits) -> tuple[tuple[str, int], ...]:
    found = (("gates", len(circuit.gates), limits.gates), ("layers", circuit.depth, limits.layers),
             ("values read by a gate", circuit.fan_in, limits.fan_in))
    for name, count, most in found:
        if count > most:
            raise Stop("over_limit", f"at most {most} {name}, found {count}")
    bits = 0
    for gate in circuit.gates:
        bits += len(gate.table)
        for number in (*gate.weights, gate.threshold):
            if abs(number.numerator) > limits.abs_numerator or (
                    number.denominator > limits.denominator):
                raise Stop("over_limit", f"gate {gate.name}: a numerator is at most "
                                         f"{limits.abs_numerator}, a denominator at most "
                                         f"{limits.denominator}")
            bits += number.numerator.bit_length() + number.denominator.bit_length()
    if bits > limits.total_bits:
        raise Stop("over_limit", f"at most {limits.total_bits} bits, found {bits}")
    return tuple((name, count) for name, count, _ in found)


def _allowed(gate: Gate, gates: Sequence[str]) -> bool:
    """By its kind, or, for gates of one or two values, by what it does."""
    if gate.kind in gates:
        return True
    return 1 <= len(gate.reads) <= MOST_READ and any(
        all(bool(fires(gate, bits)) == GATES[name](bits)
            for bits in product((0, 1), repeat=len(gate.reads)))
        for name in gates if name in GATES)


def _trace(circuit: Circuit, known: dict[str, int]) -> Iterator[str]:
    yield "x = " + point([known[name] for name in circuit.inputs])
    for gate in circuit.order:
        yield f"{gate.name} = {known[gate.name]}"


def _fingerprint(circuit: Circuit) -> str:
    """Equal for circuits that are equal up to names and the order of gates."""
    colours = {name: f"input {number}" for number, name in enumerate(circuit.inputs)}
    for gate in circuit.order:
        reads = [colours[name] for name in gate.reads]
        text = repr((gate.kind, sorted(reads) if gate.kind in _ORDERLESS else reads, gate.table,
                     [str(w) for w in gate.weights], str(gate.threshold), gate.strict,
                     gate.inhibitors))
        colours[gate.name] = hashlib.sha256(text.encode()).hexdigest()[:32]
    whole = repr((sorted(colours.values()), [colours[name] for name in circuit.outputs]))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
