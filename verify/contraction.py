"""Sums against a family: the sums over points (or members) that carry the work of an instance.

The summand is expanded into products; in each, one factor h(i, x) is summed against the rest by
the family itself, through its transform.  A factor (-1)^<x,v> is the family of all parities,
recognised by its form.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, Mapping

import sympy
from sympy import Expr

from verify import calculus as c
from verify.arithmetic.exact_array import ExactArray
from verify.model import DenseFamily, Gradient, ParityFamily, Slope, UniformWeights
from verify.values import Value


def contracted(evaluator: Any, body: Expr, index: c.Index, weighted: bool) -> Value:
    """The expectation (weighted) or the plain sum of body over index."""
    body = _expanded(body, index, *_traits(evaluator, body))
    families = _families(evaluator, body, index)
    parts = [_term(evaluator, term, index, families, weighted)
             for term in sympy.Add.make_args(body)]
    return evaluator._combine(parts, "+")


def has_family(evaluator: Any, body: Expr, index: c.Index) -> bool:
    """Whether a family takes part in a sum over this index."""
    return bool(_families(evaluator, c.unfolded(body), index))


# ---- what a summand is, whatever the numbers -------------------------------------------------


def _traits(evaluator: Any, body: Expr) -> tuple[frozenset[str], frozenset[tuple[str, Fraction]]]:
    """What the form of a summand depends on: the families whose values are 1 and -1 only, and the
    slopes with a reflection (see `verify.model.Slope`), by name."""
    values = evaluator.model.values
    present = {name: values[name] for name in _names(body) if name in values}
    signs = frozenset(name for name, family in present.items()
                      if isinstance(family, (ParityFamily, DenseFamily)) and family.signs)
    reflections = frozenset((name, slope.reflection) for name, slope in present.items()
                            if isinstance(slope, Slope) and slope.reflection is not None)
    return signs, reflections


@lru_cache(maxsize=2**10)
def _names(body: Expr) -> frozenset[str]:
    """The functions of a summand, definitions unfolded."""
    return frozenset(f.name for f in c.functions(c.unfolded(body)))


@lru_cache(maxsize=2**10)
def _expanded(body: Expr, index: c.Index, signs: frozenset[str],
              reflections: frozenset[tuple[str, Fraction]]) -> Expr:
    """The summand as a sum of products, ready for `_term`: the same for every instance."""
    body = with_split_signs(c.unfolded(body))
    return sympy.expand(split_by_values(body, index, signs, dict(reflections)))


# ---- families --------------------------------------------------------------------------------


def parity_of(term: Expr) -> tuple[c.Index, c.Index] | None:
    """(v, x) if the term is (-1)^<x,v> for points v, x of cubes of one dimension, else None."""
    if not isinstance(term, c.Sign) or not isinstance(term.args[0], c.SumOver):
        return None
    body, i = term.args[0].body, term.args[0].index
    factors = sympy.Mul.make_args(body)
    if len(factors) != 2 or not all(isinstance(f, c.Coordinate) and f.args[1] == i
                                    for f in factors):
        return None
    points = sorted((f.args[0] for f in factors), key=lambda p: (p.over.name, p.name))
    if any(p.over.kind != "cube" or p.over.dimension != i.over for p in points):
        return None
    return (points[0], points[1]) if points[0] != points[1] else None


def with_split_signs(term: Expr) -> Expr:
    """(-1)^(sum over i of a + b) as the product of (-1)^(sum of a) and (-1)^(sum of b)."""
    swap = {}
    for sign in term.atoms(c.Sign):
        if isinstance(sign.args[0], c.SumOver):
            summands = sympy.Add.make_args(sympy.expand(sign.args[0].body))
            if len(summands) > 1:
                swap[sign] = sympy.Mul(*(c.Sign(c.SumOver(s, sign.args[0].index))
                                         for s in summands))
    return term.xreplace(swap)


def _families(evaluator: Any, body: Expr, index: c.Index) -> dict[Expr, Any]:
    """The factors h(i, x), one of whose two indices is summed over, and their families."""
    values = evaluator.model.values
    found: dict[Expr, Any] = {}
    for factor in _two_indexed(body, index):
        if isinstance(factor, c.Sign):
            found[factor] = ParityFamily(evaluator.dimension(index))
        elif isinstance(values.get(factor.fn.name), (ParityFamily, DenseFamily)):
            found[factor] = values[factor.fn.name]
    return found


@lru_cache(maxsize=2**10)
def _two_indexed(body: Expr, index: c.Index) -> tuple[Any, ...]:
    """The applications f(i, x) to this and one other index, and the parities (-1)^<x,v>."""
    applications = [a for a in body.atoms(c.Apply)
                    if index in a.arguments and len(set(a.arguments)) == 2]
    pairs = [(sign, parity_of(sign)) for sign in body.atoms(c.Sign)]
    return (*applications, *(sign for sign, pair in pairs if pair is not None and index in pair))


def _indices(factor: Expr) -> tuple[c.Index, c.Index]:
    """(member, point) of a family's factor."""
    if isinstance(factor, c.Apply):
        return factor.arguments  # type: ignore[return-value]
    pair = parity_of(factor)
    if pair is None:
        raise ValueError(f"{factor} is no member of a family")
    return pair


def split_by_values(body: Expr, index: c.Index, signs: frozenset[str],
                    reflections: Mapping[str, Fraction]) -> Expr:
    """f(h ...) for h = 1 or -1 as (1 + h)/2 f(1 ...) + (1 - h)/2 f(-1 ...), then h^2 = 1.

    Where f has a reflection f(-z) = c - f(z), f(-z) is replaced, so that f itself may cancel.
    """
    members = [h for h in _two_indexed(body, index)
               if isinstance(h, c.Sign) or h.fn.name in signs]
    for h in members:
        calls = [a for a in body.atoms(c.Apply) if not a.fn.sets and a.has(h)]
        body = body.xreplace({
            a: (1 + h) / 2 * a.xreplace({h: sympy.Integer(1)})
            + (1 - h) / 2 * a.xreplace({h: sympy.Integer(-1)}) for a in calls})
    for call in [a for a in body.atoms(c.Apply) if not a.fn.sets]:
        argument = call.arguments[0]
        if call.fn.name in reflections and argument.could_extract_minus_sign():
            reflected = sympy.Rational(reflections[call.fn.name]) - call.fn(-argument)
            body = body.xreplace({call: reflected})
    body = sympy.expand(body)
    for h in members:
        body = body.replace(lambda e, h=h: e.is_Pow and e.base == h and e.exp.is_Integer,
                            lambda e, h=h: h if e.exp % 2 else sympy.Integer(1))
    return body


# ---- one product -----------------------------------------------------------------------------


def _weights(evaluator: Any, x: c.Index) -> tuple[Fraction, Value | None]:
    """(the factor, the weights, or None if they are uniform)."""
    over = x.over
    provider = evaluator.model.values.get(over.weight)
    if over.kind == "space" and provider is not None and not isinstance(provider, UniformWeights):
        return Fraction(1), evaluator.value(c.Fn(over.weight, over)(x))
    return Fraction(1, evaluator.number(over.size)), None


def _term(evaluator: Any, term: Expr, index: c.Index, families: dict[Expr, Any],
          weighted: bool) -> Value:
    coefficient, product = term.as_coeff_Mul()
    factors = [f for part in sympy.Mul.make_args(product) for f in _powers(part)]
    outside = [f for f in factors if index not in c.free_indices(f)]
    inside = [f for f in factors if index in c.free_indices(f)]
    factor, weights = _weights(evaluator, index) if weighted else (Fraction(1), None)
    if inside:
        inner = _sum_inside(evaluator, inside, index, families, weights)
    elif weights is not None:
        inner = Value(weights.array.sum(0), ())
    else:
        inner = Value(ExactArray.of(evaluator.extent(index)), ())
    inner = Value(inner.array.scaled(factor), inner.axes)
    combined = evaluator._combine([evaluator.value(f) for f in outside] + [inner], "*")
    return Value(combined.array * Fraction(int(coefficient.p), int(coefficient.q)), combined.axes)


def _powers(factor: Expr) -> list[Expr]:
    """A square as two factors, so that one of them may meet the family."""
    if factor.is_Pow and factor.exp == 2:
        return [factor.base, factor.base]
    return [factor]


def _sum_inside(evaluator: Any, inside: list[Expr], index: c.Index, families: dict[Expr, Any],
                weights: Value | None) -> Value:
    def other(factor: Expr) -> c.Index:
        member, point = _indices(factor)
        return point if member == index else member

    candidates = sorted((f for f in inside if f in families),
                        key=lambda f: -evaluator.extent(other(f)))
    for chosen in candidates:
        rest = list(inside)
        rest.remove(chosen)
        others = sympy.Mul(*rest)
        if other(chosen) in c.free_indices(others):
            continue                 # depends on the family's other index too: no transform
        windows = tuple(sorted(evaluator.windows.items()))
        key = (families[chosen], _indices(chosen)[0] == index, others, index, windows)
        if key not in evaluator.cache:
            evaluator.cache[key] = _transformed(evaluator, chosen, families[chosen], rest, index,
                                                weights)
        table, axes = evaluator.cache[key]
        start, stop = evaluator.range_of(other(chosen))
        return Value(table[start:stop], (other(chosen), *axes))
    values = [evaluator.value(sympy.Mul(*inside))] + ([weights] if weights is not None else [])
    product = evaluator._combine(values, "*")
    axis = product.axes.index(index)
    return Value(product.array.sum(axis), tuple(a for a in product.axes if a != index))


def _transformed(evaluator: Any, chosen: Expr, family: Any, rest: list[Expr], index: c.Index,
                 weights: Value | None) -> tuple[ExactArray, tuple[c.Index, ...]]:
    """The sums over index of h(i, x) times the rest, for every value of the other index."""
    over_points = _indices(chosen)[1] == index
    if over_points and len(rest) == 1 and weights is None and isinstance(rest[0], c.Apply):
        source = evaluator.model.values.get(rest[0].fn.name)
        if isinstance(source, Gradient) and isinstance(rest[0].arguments[0], c.Index):
            j = rest[0].arguments[0]
            known = source.correlated(family, *evaluator.range_of(j))
            if known is not None:
                return known, (j,)
    total = evaluator.extent(index)
    value = (evaluator.value(sympy.Mul(*rest)) if rest
             else Value(ExactArray.of([1] * total), (index,)))
    if weights is not None:
        value = evaluator._combine([value, weights], "*")
    axes = tuple(a for a in value.axes if a != index)
    columns = evaluator.aligned(value, (index, *axes)).reshape(total, -1)
    table = family.correlate(columns) if over_points else family.combine(columns)
    return table.reshape(table.shape[0], *(evaluator.extent(a) for a in axes)), axes
