"""Circuits as layered networks of step or relu units.

A conversion carries its own proof: `wrong_gate` goes through it gate by gate. Every unit of the
network is, as a row of numbers, an affine function of the bits that the layer before carries; every
bit is an affine combination of units; and over all values of what it reads, that combination is the
gate. So by induction on the layers the network computes the circuit, whatever its number of inputs.

    >>> from verify.circuits.circuit import circuit, logic
    >>> built = to_network(circuit(2, [logic("g", "xor", "x1", "x2")], "g"), "relu")
    >>> wrong_gate(built), built.network.relus
    (None, 2)
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Mapping, Sequence

from verify.circuits.adders import integral
from verify.circuits.circuit import Circuit
from verify.circuits.expansion import Expansion, Unit
from verify.circuits.gate import Gate, fires, linear
from verify.circuits.layering import RELAY, Schedule, schedule
from verify.network import Layer, Network

MOST_LOCAL = 12     # values read by one gate, all of whose values are gone through


@dataclass(frozen=True)
class Form:
    """constant + the sum of coefficients times units of one layer (inputs, in layer 0)."""

    constant: Fraction
    terms: tuple[tuple[int, Fraction], ...] = ()


@dataclass(frozen=True)
class Conversion:
    """A circuit and the network made of it; `forms` says how each layer carries which bits: for
    layer 0 (the inputs), 1, ... a map from names to affine combinations of its units."""

    circuit: Circuit
    network: Network
    activation: str
    schedule: Schedule
    forms: tuple[Mapping[str, Form], ...]


def to_network(circuit: Circuit, activation: str = "step") -> Conversion:
    """A layered network with the circuit's value at every point of {0,1}^n.

    Hidden units are step or relu units; bits that a later layer needs are handed on by one unit
    each. The output layer is of step units, or affine after relu units.
    Raises ValueError for another activation, or a table of too many values.
    """
    plan = schedule(circuit, activation)
    forms = [_with_free({name: Form(Fraction(0), ((n, Fraction(1)),))
                         for n, name in enumerate(circuit.inputs)}, plan)]
    layers: list[Layer] = []
    width = len(circuit.inputs)
    for bits in plan.layers:
        rows: list[tuple[Fraction, ...]] = []
        biases: list[Fraction] = []
        now: dict[str, Form] = {}
        for name, (reads, expansion) in bits.items():
            now[name] = Form(expansion.constant, tuple(
                (len(rows) + n, unit.scale) for n, unit in enumerate(expansion.units)))
            for unit in expansion.units:
                row, bias = _row(unit, [forms[-1][r] for r in reads], width)
                rows.append(row)
                biases.append(bias)
        layers.append(Layer(tuple(rows), tuple(biases), (activation,) * len(rows)))
        forms.append(_with_free(now, plan))
        width = len(rows)
    one = Unit(Fraction(1), (Fraction(1),), Fraction(0))
    last = [_row(one, [forms[-1][name]], width) for name in circuit.outputs]
    final = "step" if activation == "step" else "identity"
    layers.append(Layer(tuple(row for row, _ in last), tuple(b for _, b in last),
                        (final,) * len(last)))
    return Conversion(circuit, Network(tuple(layers)), activation, plan, tuple(forms))


def _with_free(forms: dict[str, Form], plan: Schedule) -> dict[str, Form]:
    """With constants, copies and complements of what is there."""
    for name, (reads, expansion) in plan.free.items():
        if all(r in forms for r in reads):
            forms[name] = _combined(expansion, [forms[r] for r in reads])
    return forms


def _combined(expansion: Expansion, read: Sequence[Form]) -> Form:
    constant = expansion.constant + sum(
        (a * form.constant for a, form in zip(expansion.affine, read)), Fraction(0))
    return Form(constant, tuple((unit, a * c) for a, form in zip(expansion.affine, read)
                                for unit, c in form.terms))


def _row(unit: Unit, read: Sequence[Form], width: int) -> tuple[tuple[Fraction, ...], Fraction]:
    """The unit's weights over the units of the layer before, and its bias."""
    row, bias = [Fraction(0)] * width, unit.bias
    for weight, form in zip(unit.weights, read):
        bias += weight * form.constant
        for place, coefficient in form.terms:
            row[place] += weight * coefficient
    return tuple(row), bias


def wrong_gate(made: Conversion) -> str | None:
    """The first bit that the network does not carry as the circuit has it; None if there is none,
    and then network and circuit agree at every point of {0,1}^n.

    Nothing is taken from the making but the claimed forms: rows of the network are compared with
    the rows that they must be, and every gate with its units on all values of what it reads.
    """
    circuit, layers = made.circuit, made.network.layers
    if made.network.inputs != len(circuit.inputs) or len(layers) != len(made.forms):
        return "the network"
    carried = dict(made.forms[0])
    for name in carried:
        if name in circuit.inputs:
            if carried[name] != Form(Fraction(0), ((circuit.inputs.index(name), Fraction(1)),)):
                return name
        elif not _free_is_right(made, name, made.forms[0]):
            return name
    for layer, bits, before, after in zip(layers, made.schedule.layers, made.forms,
                                          made.forms[1:]):
        if set(layer.activation) != {made.activation}:
            return "the network"
        for name, form in after.items():
            if name not in bits:
                right = _free_is_right(made, name, after)
            else:
                reads, expansion = bits[name]
                relays = expansion == RELAY and reads == (name,)
                right = all(r in before for r in reads) and (
                    relays or reads == circuit.gate[name].reads) and _units_are(
                    layer, form, expansion, [before[r] for r in reads]) and (
                    relays or _is_gate(expansion, circuit.gate[name], made.activation))
            if not right:
                return name
    final = "step" if made.activation == "step" else "identity"
    for name, row, bias, activation in zip(circuit.outputs, layers[-1].weight, layers[-1].bias,
                                           layers[-1].activation):
        one = Unit(Fraction(1), (Fraction(1),), Fraction(0))
        if name not in made.forms[-1] or activation != final or (row, bias) != _row(
                one, [made.forms[-1][name]], len(row)):
            return name
    return None if len(circuit.outputs) == layers[-1].outputs else "the network"


def _free_is_right(made: Conversion, name: str, forms: Mapping[str, Form]) -> bool:
    reads, expansion = made.schedule.free.get(name, ((), None))
    gate = made.circuit.gate.get(name)
    if expansion is None or gate is None or not all(r in forms for r in reads):
        return False
    whole = reads == gate.reads or not expansion.affine
    return whole and forms[name] == _combined(expansion, [forms[r] for r in reads]) and \
        _is_gate(expansion, gate, made.activation)


def _units_are(layer: Layer, form: Form, expansion: Expansion, read: Sequence[Form]) -> bool:
    """Whether the units in the form are those of the expansion."""
    if form.constant != expansion.constant or len(form.terms) != len(expansion.units):
        return False
    return all(scale == unit.scale and (layer.weight[place], layer.bias[place])
               == _row(unit, read, layer.inputs)
               for (place, scale), unit in zip(form.terms, expansion.units))


def _is_gate(expansion: Expansion, gate: Gate, activation: str) -> bool:
    """Whether the expansion is the gate at all values of what it reads.

    Of weighted sums only the possible sums are gone through. Elsewhere values with equal weights
    everywhere are interchangeable, so that only their number of 1s matters; what then remains is
    gone through.
    """
    if _is_staircase(expansion, gate, activation):
        return True
    k = len(gate.reads)
    columns = [tuple(u.weights[n] for u in expansion.units) + (
        expansion.affine[n] if expansion.affine else None, _place(gate, n)) for n in range(k)]
    groups: dict[object, list[int]] = {}
    for n, column in enumerate(columns):
        groups.setdefault(column, []).append(n)
    points = 1
    for members in groups.values():
        points *= len(members) + 1
    if points > 2**MOST_LOCAL:
        return False
    for counts in product(*(range(len(members) + 1) for members in groups.values())):
        values = [0] * k
        for members, count in zip(groups.values(), counts):
            for n in members[:count]:
                values[n] = 1
        if expansion.at(values, activation) != fires(gate, values):
            return False
    return True


def _place(gate: Gate, n: int) -> object:
    """What tells the value read at place n from the others, in this gate."""
    if gate.kind == "table":
        return n
    if gate.kind in ("threshold", "mcculloch-pitts"):
        return linear(gate)[0][n]
    return None


def _is_staircase(expansion: Expansion, gate: Gate, activation: str) -> bool:
    """Whether the units read the gate's own sum s, an integer, and give [s >= need] at each of its
    possible values."""
    if gate.kind not in ("threshold", "mcculloch-pitts") or expansion.affine:
        return False
    weights, need = integral(*linear(gate))
    low, high = sum(w for w in weights if w < 0), sum(w for w in weights if w > 0)
    slopes = []
    for unit in expansion.units:
        sign = next((s for s in (1, -1) if unit.weights == tuple(Fraction(s * w)
                                                                 for w in weights)), 0)
        if not sign or unit.bias.denominator > 1:
            return False
        slopes.append(Unit(unit.scale, (Fraction(sign),), unit.bias))
    along = Expansion(expansion.constant, (), tuple(slopes))
    # affine between the bends, which are integers: the ends and the neighbours of bends decide
    bends = [int(-u.bias / u.weights[0]) for u in slopes]
    tried = {low, high, need - 1, need} | {b + d for b in bends for d in (-1, 0, 1)}
    return all(along.at((s,), activation) == int(s >= need)
               for s in sorted(tried) if low <= s <= high)
