"""The layout of index sets: {0,1}^d, [0, 1], 1..n, X."""

from __future__ import annotations

from sympy import Expr, Symbol

from verify.calculus import IndexSet
from verify.printing.names import set_name
from verify.printing.nodes import (
    COMMA, FROM, MEMBER, NEGATIVE, ONE, TIGHT_COMMA, Fence, Layout, Leaf, joined, number, operator,
    raised, row)
from verify.printing.products import Show

_TO = operator("..", r", \ldots, ", "…")
_NUMBERS = {"naturals": Leaf("ℕ", r"\mathbb{N}", "mi", "ℕ"),
            "integers": Leaf("ℤ", r"\mathbb{Z}", "mi", "ℤ"),
            "reals": Leaf("ℝ", r"\mathbb{R}", "mi", "ℝ")}
_INFINITY = Leaf("∞", r"\infty", "mi", "∞")


def set_layout(over: IndexSet, show: Show) -> Layout:
    """A set as a phrase names it."""
    if over.kind in ("cube", "sign-cube") and over.dimension is not None:
        low = number(0) if over.kind == "cube" else row(NEGATIVE, ONE)
        corners = Fence("{", joined((low, ONE), TIGHT_COMMA), "}")
        return raised(corners, show(over.dimension.size).layout)
    if over.kind in ("finite", "interval"):
        left, right = "{}" if over.kind == "finite" else "[]"
        return Fence(left, joined((show(e).layout for e in over.elements), COMMA), right)
    if over.kind in _NUMBERS:
        return _NUMBERS[over.kind]
    if over.kind == "range" and not _named(over):
        return row(number(over.first), _TO, show(_last(over)).layout)
    return set_name(over.name, over.latex)


def _last(over: IndexSet) -> Expr:
    return over.size + over.first - 1


def _named(over: IndexSet) -> bool:
    """Whether a range is a family with a name: its size is |H|, and so it is called H."""
    return isinstance(over.size, Symbol) and over.size.name == f"|{over.name}|"


def limits(index: Layout, over: IndexSet, show: Show) -> tuple[Layout, Layout | None]:
    """What stands below and above a large operator."""
    if over.kind == "range":
        return row(index, FROM, number(over.first)), show(_last(over)).layout
    if over.kind == "naturals":
        return row(index, FROM, number(0)), _INFINITY
    return row(index, MEMBER, set_layout(over, show)), None
