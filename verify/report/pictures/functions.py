"""Claims about one real number as curves: both sides, from the very terms that are checked.

Sides that are equal on all of the interval are one curve with all their names: the picture then
shows what the claims say.  Where there are too many pieces, the first of them are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Sequence

from verify import calculus as c
from verify.printing import text
from verify.report.html.markup import Html
from verify.report.pictures.picture import Picture
from verify.report.pictures.plot import STYLES, Curve, Mark, plot
from verify.values import NotEvaluated

MOST_PIECES = 128       # of a curve that can still be seen
SHOWN = 16              # pieces drawn, about, where there are more


@dataclass
class _Drawing:
    """The curves over one interval; `crosses` are counterexamples, `hits` what they break."""

    low: Fraction
    high: Fraction
    end: Fraction           # of what is drawn
    name: str
    functions: list[tuple[list[str], Any]] = field(default_factory=list)
    crosses: list[Mark] = field(default_factory=list)


def functions(theorem: Any, model: Any, lines: Sequence[Any]) -> tuple[Picture, ...]:
    """One picture per interval that claims of the report speak of."""
    drawings: dict[tuple[Fraction, Fraction], _Drawing] = {}
    seen = {line.name: line for line in lines}
    for claim in theorem.claims:
        if claim.name in seen and claim.formula is not None and claim.role in (
                "conclusion", "construction", "sharper", "step"):
            _add(claim.formula, seen[claim.name], model, drawings)
    return tuple(_picture(d) for d in drawings.values() if d.functions)


def _add(formula: Any, line: Any, model: Any, drawings: dict[Any, _Drawing]) -> None:
    from verify.piecewise.terms import ends
    indices = c.quantified(formula)
    if len(indices) != 1 or indices[0].over.kind != "interval" or getattr(
            formula, "where", None) is not None:
        return
    relation, x = c.relation_of(formula), indices[0]
    try:
        low, high = ends(x)
    except NotEvaluated:
        return
    if low >= high:
        return
    drawing = drawings.get((low, high))
    if drawing is None:
        drawing = _Drawing(low, high, _window(low, high, line), x.name)
    for side in (relation.lhs, relation.rhs):
        _draw(side, x, model, drawing)
    if drawing.functions:
        drawings[low, high] = drawing
    _cross(line, x.name, drawing)


def _window(low: Fraction, high: Fraction, line: Any) -> Fraction:
    pieces = str((line.values or {}).get("pieces", "0"))
    count = int(pieces) if pieces.isdigit() else 0
    return high if count <= MOST_PIECES else low + (high - low) * SHOWN / count


def _draw(side: Any, x: Any, model: Any, drawing: _Drawing) -> None:
    from verify.piecewise.function import Piecewise
    from verify.piecewise.terms import value
    from verify.piecewise.vertices import TooManyPieces, at_most
    try:
        with at_most(4096):
            found = value(side, model, {x: Piecewise.variable(drawing.low, drawing.end)})
    except (NotEvaluated, TooManyPieces):
        return
    if isinstance(found, Fraction):
        found = Piecewise.constant(found, drawing.low, drawing.end)
    if found.pieces > 2 * MOST_PIECES:
        return
    found = found.normalised()
    shown = text(side)
    for names, other in drawing.functions:
        if other.equal(found):
            if shown not in names:
                names.append(shown)
            return
    drawing.functions.append(([shown], found))


def _cross(line: Any, name: str, drawing: _Drawing) -> None:
    found = line.counterexample or {}
    place = (found.get("at") or {}).get(name)
    if place is None or line.status != "refuted":
        return
    for side in ("lhs", "rhs"):
        try:
            at = Fraction(str(place)), Fraction(str(found.get(side)))
        except (ValueError, ZeroDivisionError):
            continue
        if at[0] <= drawing.end:
            drawing.crosses.append(Mark(at, f"{line.name} fails at {name} = {at[0]}: {at[1]}"))


def _picture(drawing: _Drawing) -> Picture:
    curves, knots, counts = [], set(), []
    for names, function in drawing.functions[:len(STYLES)]:
        points = function.points()
        segments = []
        for n, (a, b) in enumerate(zip(points, points[1:])):
            slope, offset = function.piece(n)
            segments.append(((a, slope * a + offset), (b, slope * b + offset)))
        curves.append(Curve(" = ".join(names), tuple(segments)))
        knots |= set(points)
        counts.append(f"{' = '.join(names)}: {function.pieces} piece"
                      f"{'s' * (function.pieces != 1)}")
    part = f"[{drawing.low}, {drawing.end}]"
    whole = "" if drawing.end == drawing.high else (
        f" of [{drawing.low}, {drawing.high}], where there are too many to be seen")
    caption = f"On {part}{whole}. {'; '.join(counts)}. Marks on the axis are the pieces' ends."
    if drawing.crosses:
        caption += " Crosses: " + "; ".join(mark.text for mark in drawing.crosses) + "."
    return Picture(f"What the claims say of {drawing.name} in [{drawing.low}, {drawing.high}]",
                   caption, _svg(curves, drawing, caption, sorted(knots)))


def _svg(curves: list[Curve], drawing: _Drawing, label: str, knots: list[Fraction]) -> Html:
    return plot(curves, drawing.crosses, label, drawing.name, knots=knots)
