"""Which indices a formula can be shown without: j in a norm over j, x in an inner product over x.

In ||grad F - E_x[p(x) g(x)]||^2 the index j of the components is understood, and so is the point x
in <h, g_j>.  An index may be left out only where the reader can put it back: every term must be
one vector (or one function), and every application must be able to show itself without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from sympy import Add, Expr, Integer, Mul, Pow

from verify.calculus import (
    Apply, Average, Coordinate, Expect, Fn, Index, Partial, SumOver, free_indices)
from verify.printing.notation import can_omit


@dataclass(frozen=True)
class Hidden:
    """The indices not shown: components of vectors, and points of functions."""

    vectors: frozenset[Index] = frozenset()
    points: frozenset[Index] = frozenset()

    def holds(self, argument: Expr) -> bool:
        return argument in self.vectors or argument in self.points

    def without(self, index: Index) -> "Hidden":
        """What is still hidden where a binder inside gives the index a new meaning."""
        return Hidden(self.vectors - {index}, self.points - {index})


def named_like(fn: Fn, argument: Expr) -> bool:
    """Whether the index bears the function's own name: h(h', x) reads h'(x)."""
    return isinstance(argument, Index) and argument.name.rstrip("'′") == fn.name


def split(fn: Fn, arguments: Sequence[Expr]) -> tuple[int | None, list[int], list[int]]:
    """The positions of the argument that names the function, of the subscripts, and of the rest."""
    head = next((i for i, a in enumerate(arguments) if named_like(fn, a)), None)
    ranges = {i for i, s in enumerate(fn.sets) if s.kind == "range"}
    others = [i for i in range(len(arguments)) if i != head]
    return head, [i for i in others if i in ranges], [i for i in others if i not in ranges]


def can_hide(term: Apply, index: Index, point: bool = False) -> bool:
    """Whether an application has the index as an argument and can be shown without it.

    By its own notation if it has one: one that ignores the argument, or gives it a default.
    Otherwise a subscript can go, an only argument can, and a `point` leaves a dot: f(y, ·).
    """
    places = [i for i, a in enumerate(term.arguments) if index in free_indices(a)]
    if len(places) != 1 or term.arguments[places[0]] != index:
        return False
    fn, place, count = term.fn, places[0], len(term.arguments)
    if fn.text is None:
        head, subscripts, points = split(fn, term.arguments)
        if not (place in subscripts or points == [place] or (point and place in points)):
            return False
    return all(notation is None or can_omit(notation, place, count)
               for notation in (fn.text, fn.latex))


def is_vector(term: Expr, index: Index) -> bool:
    """Whether a term is one vector with components in `index`, and shows itself without it."""
    if index not in free_indices(term):
        return False
    match term:
        case Apply():
            return can_hide(term, index)
        case Coordinate():
            return term.args[1] == index and index not in free_indices(term.args[0])
        case Partial():
            return term.index == index and index not in free_indices(term.body)
        case Average() | Expect() | SumOver():
            return is_vector(term.body, index)
        case Add():
            return all(is_vector(a, index) for a in term.args)
        case Mul():
            having = [a for a in term.args if index in free_indices(a)]
            return len(having) == 1 and is_vector(having[0], index)
    return False


def is_function(term: Expr, index: Index) -> bool:
    """Whether a term is built from functions of the point `index` that need not show it."""
    if index not in free_indices(term):
        return True
    match term:
        case Apply():
            return can_hide(term, index, point=True)
        case Average() | Expect() | SumOver():
            return is_function(term.body, index)
        case Add() | Mul():
            return all(is_function(a, index) for a in term.args)
        case Pow():
            return isinstance(term.exp, Integer) and is_function(term.base, index)
    return False
