"""Units in columns and lines between them: networks, circuits, graphs of computations.

Solid lines are positive weights (or plain reading), dashed ones negative; thicker is larger.
Pointing at a unit or a line tells what it is, exactly.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Mapping, Sequence

from verify.report.html.markup import Html, element

RADIUS, ROW, COLUMN, MARGIN = 15, 50, 140, 30
NARROW = 96             # of many columns
LABELLED = 26           # lines, beyond which numbers beside them could not be read
MOST_NODES, MOST_LINES = 300, 3000
MOST_COLUMNS = 24       # in a summary
_LONGEST = 11


@dataclass(frozen=True)
class Spot:
    """A unit: what is written in it, below it, and said of it."""

    name: str
    title: str
    note: str = ""
    output: bool = False
    value: str = ""         # at a counterexample
    wrong: bool = False     # an output that is not what a claim says, at the counterexample


@dataclass(frozen=True)
class Line:
    """From one unit to another, with its weight (None: the value is read as it is)."""

    start: str
    end: str
    weight: Fraction | None = None
    carries: str = ""       # a bit, at a counterexample


@dataclass
class Layered:
    """Columns of units, from left to right, and the lines between them."""

    columns: list[list[Spot]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        return sum(map(len, self.columns)) <= MOST_NODES and len(self.lines) <= MOST_LINES

    def svg(self, label: str) -> Html:
        """The drawing; of what is too large to read, one bar per column."""
        return _drawn(self, label) if self.readable else _summary(self, label)


def _drawn(graph: Layered, label: str) -> Html:
    tallest = max(map(len, graph.columns))
    row = ROW if tallest <= 40 else max(2 * RADIUS + 4, 24)
    step = COLUMN if len(graph.columns) <= 6 else NARROW
    width = (len(graph.columns) - 1) * step + 2 * (MARGIN + 30)
    height = tallest * row + 2 * MARGIN
    place: dict[str, tuple[int, int, int]] = {}
    for column, spots in enumerate(graph.columns):
        for n, spot in enumerate(spots):
            place[spot.name] = (MARGIN + 30 + column * step,
                                height // 2 + (2 * n - len(spots) + 1) * row // 2, column)
    parts = [_line(line, place, len(graph.lines) <= LABELLED) for line in graph.lines]
    for spots in graph.columns:
        parts += [_spot(spot, *place[spot.name][:2]) for spot in spots]
    return element("svg", *parts, role="img", aria_label=label, class_="wide" if width > 900
                   else None, viewBox=f"0 0 {width} {height}", width=width, height=height)


def _line(line: Line, place: Mapping[str, tuple[int, int, int]], labelled: bool) -> Html:
    (x0, y0, c0), (x1, y1, c1) = place[line.start], place[line.end]
    weight = line.weight if line.weight is not None else Fraction(1)
    style = "off" if line.carries == "0" else "plus" if weight > 0 else "minus"
    x0, x1 = x0 + RADIUS, x1 - RADIUS
    # Past columns in between in a bow, for a unit may stand on the straight line.
    bow = min(40 + 12 * (c1 - c0), 90) if c1 - c0 > 1 else 0
    middle, top = (x0 + x1) // 2, (y0 + y1) // 2 - bow
    said = [] if line.weight is None else [str(line.weight)]
    said += [f"carries {line.carries}"] if line.carries else []
    title = f"{line.start} to {line.end}{': ' if said else ''}{', '.join(said)}"
    path = f"M{x0} {y0}Q{middle} {top} {x1} {y1}" if bow else f"M{x0} {y0}L{x1} {y1}"
    drawn = element("path", element("title", title), d=path, class_=style,
                    stroke_width=_width(weight) + (1.2 if line.carries == "1" else 0))
    if not labelled or line.weight is None:
        return drawn
    # nearer to the end, where lines from one unit have parted
    x, y = (x0 + 2 * x1) // 3, (y0 + 2 * y1) // 3 - 3 - bow // 3
    return element("g", drawn, element("text", _short(str(line.weight)), x=x, y=y,
                                       class_="small middle halo"))


def _width(weight: Fraction) -> float:
    """The width of a line: a little more for each doubling of its weight."""
    doublings = (abs(weight).numerator // abs(weight).denominator).bit_length()
    return round(min(4.0, 0.8 + 0.4 * doublings), 1)


def _spot(spot: Spot, x: int, y: int) -> Html:
    style = " ".join(filter(None, ("unit", "output" if spot.output else "",
                                   "wrong-unit" if spot.wrong else "")))
    parts = [element("circle", element("title", spot.title), cx=x, cy=y, r=RADIUS, class_=style),
             element("text", _short(spot.name, 7), x=x, y=y + 4, class_="middle small")]
    if spot.wrong:
        at = f"M{x + RADIUS + 2} {y - RADIUS - 2}"
        parts.append(element("path", element("title", f"{spot.name} is wrong here"), class_="cross",
                             d=f"{at}m-5 -5l10 10m0 -10l-10 10"))
    below = " ".join(filter(None, (spot.note, f"= {_short(spot.value)}" if spot.value else "")))
    if below:
        parts.append(element("text", below, x=x, y=y + RADIUS + 11,
                             class_="small muted middle halo"))
    return element("g", *parts)


def _summary(graph: Layered, label: str) -> Html:
    most = max(map(len, graph.columns))
    column_of = {spot.name: n for n, spots in enumerate(graph.columns) for spot in spots}
    into: dict[int, int] = defaultdict(int)
    for line in graph.lines:
        into[column_of[line.end]] += 1
    shown = graph.columns[:MOST_COLUMNS]
    parts, height = [], 22 * len(shown) + 30
    if len(shown) < len(graph.columns):
        parts.append(element("text", f"and {len(graph.columns) - len(shown)} more columns", x=8,
                             y=height - 10))
    for n, spots in enumerate(shown):
        y = 6 + 22 * n
        lines = f", {into[n]} lines into it" if into[n] else ""
        title = "inputs" if n == 0 else f"column {n}"
        parts += [element("rect", x=8, y=y, width=max(2, 180 * len(spots) // most), height=16,
                          class_="block"),
                  element("text", f"{title}: {len(spots)}{lines}", x=200, y=y + 13)]
    return element("svg", *parts, role="img", aria_label=label, viewBox=f"0 0 560 {height}",
                   width=560, height=height)


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else text[:longest - 1] + "…"


def by_level(names: Sequence[str], level: Mapping[str, int], spot: Any) -> list[list[Spot]]:
    """Units in columns by their level."""
    columns: list[list[Spot]] = [[] for _ in range(1 + max(level.values(), default=0))]
    for name in names:
        columns[level[name]].append(spot(name))
    return [column for column in columns if column]
