"""Pictures of the objects that a model holds: networks, circuits, graphs of computations."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Sequence

from verify.report.pictures.failure import Failure
from verify.report.pictures.layered import Layered, Line, Spot, by_level
from verify.report.pictures.picture import Picture

MOST_UNITS = 20_000     # of a network that is looked at for a picture at all


def network(name: str, net: Any, fails: Failure | None = None) -> Picture | None:
    """A network or a graph of layers; where a claim about it fails, every unit's value there is
    written at it and the outputs that the claim reads are marked."""
    from verify.interchange.text import output_units, summary, units
    from verify.network import INPUT, Graph
    if net.units + net.outputs > MOST_UNITS:
        return None
    everything = list(units(net))
    inputs = [f"x{n + 1}" for n in range(net.inputs)]
    level = dict.fromkeys(inputs, 0)
    if isinstance(net, Graph):
        depth, nodes = {INPUT: 0}, iter(everything)
        for node in net.order:
            depth[node.name] = 1 + max(depth[read] for read in node.inputs)
            for _ in range(dict(net.layers)[node.layer].outputs):
                level[next(nodes).name] = depth[node.name]
    else:
        places = [n for n, layer in enumerate(net.layers, 1) for _ in layer.bias]
        level.update({unit.name: place for unit, place in zip(everything, places)})
    known = {unit.name: unit for unit in everything}
    values = {} if fails is None else _values(inputs, fails.at, everything)
    outputs = output_units(net)
    wrong = _wrong(outputs, fails)

    def spot(unit: str) -> Spot:
        shown = str(values.get(unit, ""))
        if unit not in known:
            return Spot(unit, f"input {unit}", value=shown)
        found = known[unit]
        note = found.activation if found.activation != "identity" else ""
        if found.bias:
            note += f" {'-' if found.bias < 0 else '+'} {abs(found.bias)}"
        return Spot(unit, f"{unit} = {found.formula}", note.strip()[:22], unit in outputs, shown,
                    unit in wrong)

    drawing = Layered(by_level([*inputs, *known], level, spot),
                      [Line(read, unit.name, weight) for unit in everything
                       for read, weight in unit.terms])
    caption = f"{summary(net)}. {_key(drawing)}{_said(fails, drawing)}"
    return Picture(f"The network: {name}", caption, drawing.svg(caption))


def _values(inputs: Sequence[str], at: Sequence[Fraction], units: Sequence[Any]) -> dict[str, Any]:
    """Every unit's value at one input."""
    from verify.layer import Layer
    from verify.network import Network, forward
    values: dict[str, Any] = dict(zip(inputs, at))
    for unit in units:
        inner = sum((weight * values[read] for read, weight in unit.terms), unit.bias)
        layer = Layer(((Fraction(1),),), (Fraction(0),), (unit.activation,))
        (values[unit.name],) = forward(Network((layer,)), (inner,))
    return values


def _wrong(outputs: Sequence[str], fails: Failure | None) -> set[str]:
    """The output units that a claim which fails is about."""
    if fails is None:
        return set()
    return {outputs[n] for n in fails.outputs if n < len(outputs)}


def _said(fails: Failure | None, drawing: Layered) -> str:
    """What the caption says of a counterexample."""
    if fails is None:
        return ""
    drawn = (" Below each unit is its exact value there; a cross marks the output that is wrong."
             if drawing.readable else "")
    if drawing.readable and any(line.carries for line in drawing.lines):
        drawn += " Thick lines carry 1, dotted ones 0."
    return f" {fails.says}.{drawn}"


def _key(drawing: Layered) -> str:
    if not drawing.readable:
        return "It is too large to be drawn unit by unit: a bar stands for a column of units."
    return ("A circle is a unit, a line a weight that is not 0: solid if it is positive, dashed "
            "if negative.")


def circuit(name: str, found: Any, fails: Failure | None = None) -> Picture | None:
    """A circuit, gate by gate; where a claim about it fails, every gate's value there is written
    at it, wires that carry 0 are dashed, and the outputs that the claim reads are marked."""
    if len(found.gates) > MOST_UNITS:
        return None
    gates, bits = found.gate, _bits(found, fails)
    wrong = _wrong(found.outputs, fails if bits else None)

    def spot(unit: str) -> Spot:
        if unit not in gates:
            return Spot(unit, f"input {unit}", "", unit in found.outputs, bits.get(unit, ""),
                        unit in wrong)
        gate = gates[unit]
        return Spot(unit, f"{unit} = {gate.kind}({', '.join(gate.reads)})", gate.kind,
                    unit in found.outputs, bits.get(unit, ""), unit in wrong)

    drawing = Layered(by_level([*found.inputs, *gates], found.levels, spot),
                      [Line(read, gate.name, dict(zip(gate.reads, gate.weights)).get(read) or None,
                            bits.get(read, ""))
                       for gate in found.gates for read in dict.fromkeys(gate.reads)])
    caption = (f"{found.size} gates, depth {found.depth}, fan-in at most {found.fan_in}. "
               + (_key(drawing) if not drawing.readable else
                  "A circle is a gate, its kind below it; thick circles are outputs.")
               + _said(fails if bits else None, drawing))
    return Picture(f"The circuit: {name}", caption, drawing.svg(caption))


def _bits(found: Any, fails: Failure | None) -> dict[str, str]:
    """Every gate's value where a claim fails; none if that is no input of a circuit."""
    from verify.circuits.circuit import values
    if fails is None or any(number not in (0, 1) for number in fails.at):
        return {}
    return {unit: str(bit) for unit, bit in values(found, fails.at).items()}


def computation(name: str, found: Any) -> Picture | None:
    """A graph of computations, each node in the column of its depth."""
    if len(found.names) > MOST_UNITS:
        return None
    try:
        depths, longest = found.depths, found.longest_path
    except ValueError:    # a cycle: its nodes have no depth
        return None
    drawing = Layered(
        by_level(found.names, depths, lambda unit: Spot(
            unit, f"{unit} reads {', '.join(found.predecessors[unit]) or 'nothing'}",
            f"after {depths[unit] + 1}")),
        [Line(start, end) for start, end in found.edges])
    caption = (f"{len(found.names)} nodes, {longest} of them on the longest path. "
               + (_key(drawing) if not drawing.readable else
                  "Each node stands in the column of its depth; below it, the number of steps "
                  "after which its value is right from any start."))
    return Picture(f"The graph of computations: {name}", caption, drawing.svg(caption))
