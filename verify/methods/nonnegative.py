"""Expressions that are nonnegative on their face, and which assumptions say so."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Callable, Mapping

import sympy
from sympy import Expr

from verify import calculus as c
from verify.normal_form import Rules, normal_form
from verify.polynomials import NormalFormDict


def nonnegative(term: Expr, facts: Mapping[str, c.Formula],
                rules: Callable[[], Rules]) -> frozenset[str] | None:
    """The names of the facts that make this term nonnegative; None if it is not so on its face.

    Even powers, sizes, absolute values, indicators, probability weights, the slack of a fact that
    is an inequality (at any indices in scope), and products, sums, averages and expectations of
    nonnegative terms.

    >>> x = c.Index("x", c.Cube(c.Size("d"))); f = c.Fn("f", x.over)
    >>> nonnegative(c.Expect(f(x)**2, x), {}, Rules)
    frozenset()
    >>> nonnegative(c.Expect(f(x), x), {}, Rules) is None
    True
    """
    if isinstance(term, sympy.Number):
        return frozenset() if term >= 0 else None
    if isinstance(term, sympy.Symbol):
        return frozenset() if term.is_positive else _fact(term, facts, rules)
    if isinstance(term, sympy.Pow):
        if isinstance(term.exp, sympy.Integer) and (term.exp % 2 == 0):
            return frozenset()
        if term.exp == -1:
            return nonnegative(term.base, facts, rules) if term.base.is_positive else None
    if isinstance(term, (sympy.Abs, c.Relu, c.Indicator, c.Mod2)):
        return frozenset()
    if isinstance(term, c.Coordinate) and term.args[0].over.kind == "cube":
        return frozenset()
    if isinstance(term, (c.NormSquared, c.SumOver, c.Average, c.ProductOver)):
        inner = term.body**2 if isinstance(term, c.NormSquared) else term.body
        found = nonnegative(inner, facts, rules)
        if found is not None:
            return found
    if isinstance(term, (c.Expect, c.L2NormSquared)):
        inner = term.body**2 if isinstance(term, c.L2NormSquared) else term.body
        found, weights = nonnegative(inner, facts, rules), _weights(term.index, facts, rules)
        if found is not None and weights is not None:
            return found | weights
    if isinstance(term, sympy.Add):
        for part in term.args:
            if isinstance(part, sympy.Abs) and term - part in (part.args[0], -part.args[0]):
                return frozenset()
    if isinstance(term, (sympy.Mul, sympy.Add)):
        parts = [nonnegative(a, facts, rules) for a in term.args]
        if all(p is not None for p in parts):
            return frozenset().union(*(p for p in parts if p is not None))
    return _fact(term, facts, rules)


def _weights(x: c.Index, facts: Mapping[str, c.Formula],
             rules: Callable[[], Rules]) -> frozenset[str] | None:
    """Uniform weights are nonnegative; those of a space need an assumption."""
    if x.over.kind in ("cube", "sign-cube", "finite"):
        return frozenset()
    return _fact(c.Fn(x.over.weight, x.over)(x), facts, rules)


def _fact(term: Expr, facts: Mapping[str, c.Formula],
          rules: Callable[[], Rules]) -> frozenset[str] | None:
    """The fact whose slack this term is, for some choice of the fact's indices."""
    in_scope = sorted(c.free_indices(term), key=lambda i: i.name)
    wanted: NormalFormDict | None = None
    second = rules()
    names = _names(term)
    for name, formula in facts.items():
        relation = c.relation_of(formula)
        if relation.rel not in ("<=", "<") or getattr(formula, "where", None) is not None:
            continue
        if _names(relation.rhs - relation.lhs) != names:
            continue   # a slack in other functions is another term
        variables = c.quantified(formula)
        captured = c.bound_indices(c.unfolded(relation.rhs - relation.lhs))
        choices = [[i for i in in_scope if i.over == v.over and i not in captured]
                   for v in variables]
        for images in product(*choices):
            if getattr(formula, "distinct", False):
                continue   # nothing says that the chosen indices differ
            swap = dict(zip(variables, images))
            first = rules()
            slack = normal_form((relation.rhs - relation.lhs).xreplace(swap), first)
            if wanted is None:
                wanted = normal_form(term, second)
            if slack == wanted:
                return frozenset({name}) | first.used | second.used
    return None


@lru_cache(maxsize=2**10)
def _names(term: Expr) -> set[str]:
    """The functions and numbers that a term speaks of, definitions unfolded."""
    term = c.unfolded(term)
    return ({a.fn.name for a in term.atoms(c.Apply)} | {s.name for s in term.free_symbols
                                                        if isinstance(s, sympy.Symbol)})
