"""The layout of relations and of what they are claimed for."""

from __future__ import annotations

from itertools import groupby
from typing import TypeAlias

from sympy import Expr, Integer

from verify.calculus import ForAll, Index, IndexSet, Relation
from verify.printing.layout import build, relation
from verify.printing.names import name
from verify.printing.nodes import COMMA, Layout, joined, operator, row, word
from verify.printing.sets import set_layout

Printable: TypeAlias = Expr | int | Relation | ForAll | IndexSet

_FOR_ALL, _WITH, _DISTINCT = word("for all "), word(" with "), word("distinct ")
_WHERE = word("where ")    # a condition on sizes alone
_IN = operator(" in ", r" \in ", "∈")
_COLON = operator(": ", r"\colon\; ", ":")
_DIFFERS = operator(" ≠ ", r" \neq ", "≠")


def layout_of(x: Printable) -> Layout:
    """The layout of anything that can be printed.

    Raises: TypeError for anything else.
    """
    match x:
        case Expr():
            return build(x).layout
        case Relation():
            return relation(x.lhs, x.rel, x.rhs)
        case ForAll():
            return _for_all(x)
        case IndexSet():
            return set_layout(x, build)
        case bool():
            raise TypeError("a bool is no term")
        case int():
            return build(Integer(x)).layout
    raise TypeError(f"expected a term, a formula or a set, found {type(x).__name__}")


def _for_all(formula: ForAll) -> Layout:
    claim = layout_of(formula.relation)
    groups = [_group(over, list(indices), formula.distinct)
              for over, indices in groupby(formula.indices, key=lambda i: i.over)]
    scope = [_FOR_ALL, joined(groups, COMMA)] if groups else []
    if formula.where is not None:
        scope += [_WITH if groups else _WHERE, layout_of(formula.where)]
    return row(*scope, _COLON, claim) if scope else claim


def _group(over: IndexSet, indices: list[Index], distinct: bool) -> Layout:
    names = [name(i.name) for i in indices]
    if distinct and len(names) == 2:
        shown = joined(names, _DIFFERS)
    elif distinct and len(names) > 2:
        shown = row(_DISTINCT, joined(names, COMMA))
    else:
        shown = joined(names, COMMA)
    return row(shown, _IN, set_layout(over, build))
