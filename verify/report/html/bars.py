"""The slack of an inequality as a bar, drawn from the exact numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Mapping

from verify.report.html.markup import Html, element
from verify.report.numbers import decimal

WIDTH, HEIGHT = 320, 16
_LONGEST = 4000     # digits that Python reads into an integer


def slack(values: Mapping[str, Any]) -> Fraction | None:
    """rhs - lhs of an inequality between two exact numbers, else None.

    >>> slack({"lhs": "1/4", "rel": "<=", "rhs": "1"})
    Fraction(3, 4)
    """
    sides = _sides(values)
    return None if sides is None else sides[1] - sides[0]


def bar(values: Mapping[str, Any]) -> Html | None:
    """0, the left and the right side on one line: how much room the inequality leaves."""
    sides = _sides(values)
    if sides is None:
        return None
    low, high = min(Fraction(0), *sides), max(Fraction(0), *sides)
    if low == high:
        return None
    lhs, rhs, zero = (_place(v, low, high) for v in (*sides, Fraction(0)))
    holds = sides[0] <= sides[1]
    start, width = min(lhs, rhs), abs(rhs - lhs)
    parts = [
        element("rect", x=min(zero, lhs), y=3, width=max(abs(lhs - zero), 1), height=HEIGHT - 6,
                class_="right"),
        element("rect", x=start, y=3, width=max(width, 1), height=HEIGHT - 6,
                class_="zero" if holds else "wrong"),
        element("path", d=f"M{rhs} 0V{HEIGHT}", class_="axis"),
    ]
    return element("svg", *parts, class_="bar", role="img", aria_label=sentence(values),
                   viewBox=f"-2 0 {WIDTH + 4} {HEIGHT}")


def sentence(values: Mapping[str, Any]) -> str:
    """What the bar shows, for those who do not see it.

    >>> sentence({"lhs": "1/4", "rel": "<=", "rhs": "1"})
    'the left side is 25 % of the right side'
    >>> sentence({"lhs": "-1", "rel": "<", "rhs": "0"})
    'the right side is larger by 1'
    """
    sides = _sides(values)
    if sides is None:
        return ""
    lhs, rhs = sides
    if lhs >= 0 and rhs > 0:
        return f"the left side is {decimal(str(100 * lhs / rhs))} % of the right side"
    word = "larger" if rhs >= lhs else "smaller"
    return f"the right side is {word} by {decimal(str(abs(rhs - lhs)))}"


def _sides(values: Mapping[str, Any]) -> tuple[Fraction, Fraction] | None:
    if values.get("rel") not in ("<=", "<"):
        return None
    sides = []
    for key in ("lhs", "rhs"):
        value = values.get(key)
        if not isinstance(value, str) or len(value) > _LONGEST:
            return None
        try:
            sides.append(Fraction(value))
        except (ValueError, ZeroDivisionError):    # a word
            return None
    return sides[0], sides[1]


def _place(value: Fraction, low: Fraction, high: Fraction) -> int:
    return int((value - low) * WIDTH / (high - low))
