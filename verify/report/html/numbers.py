"""Exact numbers on a page: the fraction, its decimal beside it, long ones to be unfolded."""

from __future__ import annotations

from typing import Any

from verify.report.html.markup import Html, element, join
from verify.report.numbers import exact

LONGEST = 20_000    # characters of a number that a page still carries whole


def number(value: Any) -> Html:
    """A value as a report holds it: p, p/q, an enclosure, or a word.

    >>> number("5"), number("631/256")
    ('5', '631/256 <span class="approx">≈ 2.46484</span>')
    """
    shown = exact(value)
    head, mark, decimals = shown.partition(" ~ ")
    near = element("span", f"≈ {decimals}", class_="approx") if mark else None
    if "..." in head and isinstance(value, str) and len(value) <= LONGEST:
        return element("details", element("summary", head, " ", near),
                       element("span", value, class_="long"))
    return join(head, " " if near else None, near)


def table(value: Any) -> str:
    """A function's values, or a point, as rows of numbers; short.

    >>> table([["0", "1/2"], ["1", "1"]]), table("x"), table({"0, 1": "2"})
    ('(0, 1/2), (1, 1)', 'x', '(0, 1) ↦ 2')
    """
    if isinstance(value, dict):
        return ", ".join(f"({k}) ↦ {_entry(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_entry, value))
    return str(value)


def _entry(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{k}: {_entry(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return f"({', '.join(map(_entry, value))})"
    return str(value)
