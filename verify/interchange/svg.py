"""A network as a drawing: layers from left to right, a circle per unit, a line per nonzero weight.

Blue lines are positive weights, red ones negative; pointing at a line or a unit shows what it is,
exactly. Plain SVG 1.1, written here: no graphviz, no script, no font but the reader's own.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Union

from verify.interchange.text import Unit, output_units, summary, units
from verify.network import INPUT, Graph, Network

_RADIUS, _ROW, _COLUMN, _MARGIN = 17, 54, 190, 40
_LABELS = 60        # with more lines than this, numbers beside them could not be read
_STYLE = ("circle{fill:#fff;stroke:#333}text{font:12px sans-serif;text-anchor:middle}"
          ".w{font-size:10px;fill:#555}.p{stroke:#1f5fa8}.n{stroke:#b3392f}"
          "line,path{stroke-opacity:.75;fill:none}")


@dataclass(frozen=True)
class _Spot:
    x: int
    y: int


def svg(network: Union[Network, Graph]) -> str:
    """The drawing as one SVG document.

    >>> from verify.network import Network, dense
    >>> text = svg(Network((dense([[2, 0]], [1], "relu"),)))
    >>> text.count("<line"), text.count("<circle"), "y = relu(2*x1 + 1)" in text
    (1, 3, True)
    """
    everything = list(units(network))
    columns = _columns(network, everything)
    height = max(map(len, columns)) * _ROW + 2 * _MARGIN
    width = (len(columns) - 1) * _COLUMN + 2 * _MARGIN + 80
    spots = {name: _Spot(_MARGIN + 40 + column * _COLUMN,
                         height // 2 + (2 * row - len(names) + 1) * _ROW // 2)
             for column, names in enumerate(columns) for row, name in enumerate(names)}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(summary(network))}</title>", f"<style>{_STYLE}</style>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    weights = [(source, unit, weight) for unit in everything for source, weight in unit.terms]
    lines += [_arrow(spots[source], spots[unit.name], source, unit.name, weight,
                     len(weights) <= _LABELS) for source, unit, weight in weights]
    for name in columns[0]:
        lines += _circle(spots[name], name, "input", "")
    outputs = set(output_units(network))
    for unit in everything:
        note = unit.activation if unit.activation != "identity" else ""
        if unit.bias:
            size = _short(abs(unit.bias))
            note += f" {'-' if unit.bias < 0 else '+'} {size}"
        lines += _circle(spots[unit.name], unit.name, f"{unit.name} = {unit.formula}", note.strip(),
                         unit.name in outputs)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _columns(network: Union[Network, Graph], everything: list[Unit]) -> list[list[str]]:
    """The names of the units in each column: inputs first, then each as far right as it must."""
    columns: list[list[str]] = [[f"x{index + 1}" for index in range(network.inputs)]]
    if isinstance(network, Network):
        depth = [index for index, layer in enumerate(network.layers, 1) for _ in layer.bias]
    else:
        layers, level = dict(network.layers), {INPUT: 0}
        depth = []
        for node in network.order:
            level[node.name] = 1 + max(level[name] for name in node.inputs)
            depth += [level[node.name]] * layers[node.layer].outputs
    columns += [[] for _ in range(max(depth))]
    for unit, column in zip(everything, depth):
        columns[column].append(unit.name)
    return columns


def _arrow(start: _Spot, end: _Spot, source: str, target: str, weight: Fraction,
           labelled: bool) -> str:
    size = 0.6 + min(3.4, 0.8 * math.log2(1 + _magnitude(weight)))
    x0, x1, y0, y1 = start.x + _RADIUS, end.x - _RADIUS, start.y, end.y
    passed = (end.x - start.x) // _COLUMN - 1
    # Past columns in between in a bow, for a unit may stand on the straight line.
    bow = min(60 + 12 * passed, 90) if passed else 0
    middle, top = (x0 + x1) // 2, (y0 + y1) // 2 - bow
    style = f'class="{"p" if weight > 0 else "n"}" stroke-width="{size:.2f}"'
    title = f"<title>{escape(source)} to {escape(target)}: {weight}</title>"
    if bow:
        text = f'<path {style} d="M{x0} {y0}Q{middle} {top} {x1} {y1}">{title}</path>'
    else:
        text = f'<line {style} x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}">{title}</line>'
    if labelled:    # nearer to the end, where lines from one unit have parted
        x, y = (x0 + 4 * middle + 4 * x1) // 9, (y0 + 4 * top + 4 * y1) // 9 - 3
        text += f'<text class="w" x="{x}" y="{y}">{escape(_short(weight))}</text>'
    return text


def _circle(spot: _Spot, name: str, title: str, note: str, output: bool = False) -> list[str]:
    ring = ' stroke-width="2.5"' if output else ""
    shown = name if len(name) <= 10 else name[:8] + ".."
    return [
        f'<circle cx="{spot.x}" cy="{spot.y}" r="{_RADIUS}"{ring}>'
        f"<title>{escape(title)}</title></circle>",
        f'<text x="{spot.x}" y="{spot.y + 4}">{escape(shown)}</text>',
    ] + ([f'<text class="w" x="{spot.x}" y="{spot.y + _RADIUS + 11}">{escape(note)}</text>']
         if note else [])


def _short(value: Fraction) -> str:
    text = str(value)
    return text if len(text) <= 12 else f"{text[:9]}..."


def _magnitude(value: Fraction) -> float:
    """About |value|, for the width of a line; a number beyond all floats is as wide as any."""
    try:
        return abs(float(value))
    except OverflowError:
        return math.inf
