"""A circuit to look at: a line per gate, graphviz source, or a drawing of its own.

    >>> from verify.circuits.circuit import circuit, logic
    >>> print(text(circuit(2, [logic("g", "nand", "x1", "x2")], "g")))
    circuit: 2 inputs, 1 gate (1 nand), depth 1, 1 output
    <BLANKLINE>
      g = nand(x1, x2)
    <BLANKLINE>
    output: g
    <BLANKLINE>
"""

import csv
import io
import json
from html import escape

from verify.circuits.circuit import Circuit
from verify.circuits.gate import Gate
from verify.interchange.assemble import count

_ROW, _COLUMN, _MARGIN, _WIDE, _HIGH = 52, 150, 40, 74, 32
_STYLE = ("rect.g{fill:#fff;stroke:#333}text{font:12px sans-serif;text-anchor:middle}"
          ".k{font-size:10px;fill:#555}path{stroke:#1f5fa8;stroke-opacity:.75;fill:none}"
          "path.i{stroke:#b3392f;stroke-dasharray:4 2}")


def summary(circuit: Circuit) -> str:
    """The counts in one line."""
    kinds = ", ".join(f"{number} {kind}" for kind, number in circuit.kinds.items())
    shown = f" ({kinds})" if kinds else ""
    return (f"circuit: {count(len(circuit.inputs), 'input')}, {count(circuit.size, 'gate')}"
            f"{shown}, depth {circuit.depth}, {count(len(circuit.outputs), 'output')}")


def formula(gate: Gate) -> str:
    """What the gate computes of what it reads.

    >>> from verify.circuits.gate import threshold, unit
    >>> formula(threshold("g", "ab", [1, "-1/2"], above=0)), formula(unit("m", "a", "b", 1))
    ('[a - 1/2*b > 0]', '[a >= 1 and not b]')
    """
    if gate.kind in ("false", "true"):
        return "0" if gate.kind == "false" else "1"
    if gate.kind == "table":
        return f"table {gate.table}({', '.join(gate.reads)})"
    if gate.kind not in ("threshold", "mcculloch-pitts"):
        return f"{gate.kind}({', '.join(gate.reads)})"
    total = ""
    for weight, name in zip(gate.weights, gate.reads):
        size = "" if abs(weight) == 1 else f"{abs(weight)}*"
        sign = ("-" if weight < 0 else "") if not total else (" - " if weight < 0 else " + ")
        total += f"{sign}{size}{name}"
    inhibits = "".join(f" and not {name}" for name in gate.reads[len(gate.weights):])
    return f"[{total or 0} {'>' if gate.strict else '>='} {gate.threshold}{inhibits}]"


def text(circuit: Circuit) -> str:
    """A line per gate, in an order in which they can be computed."""
    lines = [summary(circuit), "", *(f"  {g.name} = {formula(g)}" for g in circuit.order), ""]
    names = ", ".join(circuit.outputs)
    return "\n".join([*lines, f"output{'s' if len(circuit.outputs) > 1 else ''}: {names}"]) + "\n"


def markdown(circuit: Circuit) -> str:
    """The same as a Markdown table."""
    lines = [summary(circuit), "", "| gate | computes |", "| --- | --- |"]
    lines += ["| " + " | ".join(f"`{cell}`".replace("|", "\\|") for cell in (g.name, formula(g)))
              + " |" for g in circuit.order]
    return "\n".join([*lines, "", f"output: {', '.join(circuit.outputs)}"]) + "\n"


def table(circuit: Circuit) -> str:
    """CSV with one row for each value that a gate reads."""
    result = io.StringIO()
    rows = csv.writer(result, lineterminator="\n")
    rows.writerow(("gate", "kind", "reads", "numerator", "denominator", "inhibits"))
    for gate in circuit.order:
        for place, name in enumerate(gate.reads):
            weight = gate.weights[place] if place < len(gate.weights) else None
            inhibits = bool(gate.inhibitors) and weight is None
            rows.writerow((gate.name, gate.kind, name, *(
                ("", "") if weight is None else (weight.numerator, weight.denominator)),
                int(inhibits)))
    return result.getvalue()


def dot(circuit: Circuit) -> str:
    r"""Graphviz source, left to right: a box per gate with its name and what it computes.

    >>> from verify.circuits.circuit import circuit, logic
    >>> print(dot(circuit(1, [logic("g", "not", "x1")], "g")))
    digraph circuit {
      rankdir=LR;
      "x1" [shape=plaintext];
      "g" [shape=box, penwidth=2, label="g\nnot"];
      "x1" -> "g";
    }
    <BLANKLINE>
    """
    lines = ["digraph circuit {", "  rankdir=LR;"]
    lines += [f"  {_quoted(name)} [shape=plaintext];" for name in circuit.inputs]
    for gate in circuit.order:
        name, kind = _quoted(gate.name), _quoted(label(gate))
        wide = ", penwidth=2" if gate.name in circuit.outputs else ""
        # "\n" is graphviz's own line break, so it joins two texts that are already quoted
        lines.append(f"  {name} [shape=box{wide}, label={name[:-1]}\\n{kind[1:]}];")
        for place, read in enumerate(gate.reads):
            style = _arrow(gate, place)
            lines.append(f"  {_quoted(read)} -> {name}{style};")
    return "\n".join([*lines, "}"]) + "\n"


def label(gate: Gate) -> str:
    """The kind in a word or two, with the threshold."""
    if gate.kind == "table":
        return f"table {gate.table}" if len(gate.table) <= 16 else "table"
    if gate.kind in ("threshold", "mcculloch-pitts"):
        return f"{'>' if gate.strict else '>='} {gate.threshold}"
    return gate.kind


def _arrow(gate: Gate, place: int) -> str:
    if place < len(gate.weights):
        return "" if gate.weights[place] == 1 else f" [label={_quoted(str(gate.weights[place]))}]"
    return " [arrowhead=odot]" if gate.inhibitors else ""


def svg(circuit: Circuit) -> str:
    """The drawing as one SVG document: inputs on the left, gates by their depth, outputs bold.

    >>> from verify.circuits.circuit import circuit, logic
    >>> drawn = svg(circuit(2, [logic("g", "nand", "x1", "x2")], "g"))
    >>> drawn.count("<path"), drawn.count('class="g"'), "g = nand(x1, x2)" in drawn
    (2, 3, True)
    """
    levels = circuit.levels
    columns: list[list[str]] = [list(circuit.inputs)]
    for gate in circuit.order:
        column = max(1, levels[gate.name])
        columns += [[] for _ in range(column + 1 - len(columns))]
        columns[column].append(gate.name)
    height = max(map(len, columns)) * _ROW + 2 * _MARGIN
    width = (len(columns) - 1) * _COLUMN + 2 * _MARGIN + _WIDE
    spots = {name: (_MARGIN + column * _COLUMN, height // 2 + (2 * row - len(names)) * _ROW // 2)
             for column, names in enumerate(columns) for row, name in enumerate(names)}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}" role="img">',
             f"<title>{escape(summary(circuit))}</title>", f"<style>{_STYLE}</style>",
             '<rect width="100%" height="100%" fill="#fff"/>']
    for gate in circuit.order:
        for place, read in enumerate(gate.reads):
            lines.append(_wire(gate, place, read, spots))
    for name in circuit.inputs:
        lines += _box(spots[name], name, name, "input", name in circuit.outputs)
    for gate in circuit.order:
        lines += _box(spots[gate.name], gate.name, f"{gate.name} = {formula(gate)}", label(gate),
                      gate.name in circuit.outputs)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _wire(gate: Gate, place: int, read: str, spots: dict[str, tuple[int, int]]) -> str:
    (x0, y0), (x1, y1) = spots[read], spots[gate.name]
    x0, y0 = x0 + _WIDE, y0 + _HIGH // 2
    y1 += _HIGH * (place + 1) // (len(gate.reads) + 1)
    middle = (x0 + x1) // 2
    weight = f": {gate.weights[place]}" if place < len(gate.weights) else ""
    inhibits = bool(gate.inhibitors) and place >= len(gate.weights)
    note = escape(f"{read} to {gate.name}{', inhibits' if inhibits else weight}")
    style = ' class="i"' if inhibits else ""
    return (f'<path{style} d="M{x0} {y0}C{middle} {y0} {middle} {y1} {x1} {y1}">'
            f"<title>{note}</title></path>")


def _box(spot: tuple[int, int], name: str, title: str, kind: str, output: bool) -> list[str]:
    x, y = spot
    shown = name if len(name) <= 10 else name[:8] + ".."
    ring = ' stroke-width="2.5"' if output else ""
    return [f'<rect class="g" x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="6"{ring}>'
            f"<title>{escape(title)}</title></rect>",
            f'<text x="{x + _WIDE // 2}" y="{y + 14}">{escape(shown)}</text>',
            f'<text class="k" x="{x + _WIDE // 2}" y="{y + 27}">{escape(kind[:16])}</text>']


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
