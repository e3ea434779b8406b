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
MOST_ENTRIES = 2**15    # pieces times units, while a curve is worked out


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
    drawings: dict[tuple[Fraction, Fraction, Fraction], _Drawing] = {}
    seen = {line.name: line for line in lines}
    for claim in theorem.claims:
        if claim.name in seen and claim.formula is not None and claim.role in (
                "conclusion", "construction", "sharper", "step"):
            _add(claim.formula, seen[claim.name], model, drawings)
    return tuple(_picture(d) for d in drawings.values() if _tells(d))


def _tells(drawing: _Drawing) -> bool:
    """Whether there is anything to be seen: the first part of an interval may be a flat line."""
    whole = drawing.end == drawing.high
    return any(whole or function.pieces > 1 for _, function in drawing.functions)


def _add(formula: Any, line: Any, model: Any, drawings: dict[Any, _Drawing]) -> None:
    from verify.piecewise.terms import ends
    indices = c.quantified(formula)
    if len(indices) != 1 or indices[0].over.kind != "interval" or getattr(
            formula, "where", None) is not None:
        return
    relation, x = c.relation_of(formula), indices[0]
    try:
        low, high = ends(x)
        if low >= high:
            return
        sides = [relation.lhs, relation.rhs]
        halvings = _halvings(sides, x, model, low, high)
        if halvings is None:
            return
        end = low + (high - low) / 2**halvings
        found = [_function(side, x, model, low, end) for side in sides]
    except NotEvaluated:
        return
    drawing = drawings.setdefault((low, high, end), _Drawing(low, high, end, x.name))
    for side, function in zip(sides, found):
        _draw(text(side), function.normalised(), drawing)
    _cross(line, x.name, drawing)


def _halvings(sides: Sequence[Any], x: Any, model: Any, low: Fraction,
              high: Fraction) -> int | None:
    """How often the interval is halved until few enough pieces are left, at most so often; None
    if no part has few."""
    def few(halvings: int) -> bool:
        from verify.piecewise.vertices import TooManyPieces
        most = SHOWN if halvings else MOST_PIECES
        try:
            return all(_function(side, x, model, low, low + (high - low) / 2**halvings
                                 ).normalised().pieces <= most for side in sides)
        except TooManyPieces:
            return False

    tried = [0, *(2**n for n in range(11))]
    enough = next((n for n, halvings in enumerate(tried) if few(halvings)), None)
    if not enough:
        return enough
    fewest, most = tried[enough - 1], tried[enough]
    while most - fewest > 1:
        middle = (fewest + most) // 2
        fewest, most = (fewest, middle) if few(middle) else (middle, most)
    return most


def _function(side: Any, x: Any, model: Any, low: Fraction, end: Fraction) -> Any:
    from verify.piecewise.function import Piecewise
    from verify.piecewise.terms import value
    from verify.piecewise.vertices import at_most
    with at_most(MOST_ENTRIES):
        found = value(side, model, {x: Piecewise.variable(low, end)})
    return found if isinstance(found, Piecewise) else Piecewise.constant(found, low, end)


def _draw(name: str, function: Any, drawing: _Drawing) -> None:
    for names, other in drawing.functions:
        if other.equal(function):
            if name not in names:
                names.append(name)
            return
    drawing.functions.append(([name], function))


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
    part = f"[{_short(drawing.low)}, {_short(drawing.end)}]"
    whole = "" if drawing.end == drawing.high else (
        f" of [{drawing.low}, {drawing.high}], for the whole has too many pieces to be seen")
    caption = f"On {part}{whole}. {'; '.join(counts)}. Marks on the axis are the pieces' ends."
    if drawing.crosses:
        caption += " Crosses: " + "; ".join(mark.text for mark in drawing.crosses) + "."
    return Picture(f"What the claims say of {drawing.name} in {part}",
                   caption, _svg(curves, drawing, caption, sorted(knots)))


def _short(value: Fraction) -> str:
    """A number; a power of 1/2 as such."""
    shown = str(value)
    power = value.denominator.bit_length() - 1
    if len(shown) > 12 and value.denominator == 2**power:
        return f"{value.numerator}/2^{power}" if len(str(value.numerator)) <= 12 else shown
    return shown


def _svg(curves: list[Curve], drawing: _Drawing, label: str, knots: list[Fraction]) -> Html:
    return plot(curves, drawing.crosses, label, drawing.name, knots=knots)
