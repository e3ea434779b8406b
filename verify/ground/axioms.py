"""What every atom obeys, as literals and as cases.

    Literal  (poly, rel): poly rel 0, with rel one of = != <= <
    Cases    alternatives, each a tuple of literals; one of them holds
"""

from __future__ import annotations

from fractions import Fraction

from verify import calculus as c
from verify.ground import poly as P
from verify.ground import terms as T
from verify.ground.poly import Atom, Mono, Poly

Literal = tuple[Poly, str]
Cases = tuple[tuple[Literal, ...], ...]


def less_equal(left: Poly, right: Poly) -> Literal:
    return P.plus(left, right, Fraction(-1)), "<="


def negation(literal: Literal) -> Literal:
    poly, rel = literal
    if rel in ("<=", "<"):
        return P.scaled(poly, Fraction(-1)), "<" if rel == "<=" else "<="
    return poly, "!=" if rel == "=" else "="


def membership(over: c.IndexSet, element: Poly, same: bool) -> list[Literal] | None:
    """That a term is an element of an index set; [] if it plainly is, None if nothing can say so.

    same: the term is itself an index that runs over this set.
    """
    if over.kind == "reals" or same and over.kind not in ("range", "naturals", "interval"):
        return []
    if over.kind == "integers":
        return [] if P.is_integer(element) else None
    if over.kind in ("range", "naturals"):
        if not P.is_integer(element):
            return None
        low = P.constant(over.first if over.kind == "range" else 0)
        upper = [] if over.kind == "naturals" else [
            less_equal(element, P.plus(T.convert(over.size, {}), P.constant(over.first - 1)))]
        return [less_equal(low, element), *upper]
    if over.kind == "interval":
        low, high = (T.convert(e, {}) for e in over.elements)
        return [less_equal(low, element), less_equal(element, high)]
    return None


def of_atom(a: Atom) -> tuple[list[Literal], list[Cases]]:
    """What holds of one atom, whatever the rest of the problem is."""
    kind, me = a[0], P.atom(a)
    if kind == "symbol":
        if a[1].is_integer and a[1].is_positive:
            return [less_equal(P.constant(1), me)], []
        if a[1].is_nonnegative:
            return [less_equal({}, me)], []
    if kind == "index":
        over = a[1].over
        if over.kind == "finite":
            return [], [tuple(((P.plus(me, T.convert(e, {}), Fraction(-1)), "="),)
                              for e in over.elements)]
        return list(membership(over, me, True) or []), []
    if kind == "power":              # the exponent is natural, too
        least = P.least(dict(a[2])) or 0
        return [less_equal(P.constant(a[1] ** least), me)], []
    if kind == "raise":              # the exponent is natural: base < 1, or the power is >= 1
        below = P.plus(dict(a[1]), P.constant(-1))
        return [], [(((below, "<"),), (less_equal(P.constant(1), me),))]
    if kind == "floor":
        inside = dict(a[1])
        return [less_equal(me, inside),
                (P.plus(P.plus(inside, me, Fraction(-1)), P.constant(-1)), "<")], []
    if kind == "relu":
        inside = dict(a[1])
        return [], [((less_equal({}, inside), (P.plus(me, inside, Fraction(-1)), "=")),
                     ((inside, "<"), (me, "=")))]
    if kind == "equal":
        inside = dict(a[1])
        return [], [(((inside, "="), (P.plus(me, P.constant(-1)), "=")),
                     ((inside, "!="), (me, "=")))]
    if kind == "apply" and a[1].into is not None and (
            a[1].into.kind == "naturals" or a[1].into.size.is_positive):
        # a set that may be empty has no element, and from one that is named anything would follow
        return list(membership(a[1].into, me, False) or []), []
    return [], []


def of_mono(m: Mono) -> list[Literal]:
    """A product of powers of numbers is positive."""
    if m and all(a[0] == "power" for a, _ in m):
        return [({m: Fraction(-1)}, "<")]
    return []


def products(left: Poly, right: Poly) -> Cases:
    """Of two nonnegative numbers the product is nonnegative."""
    return (((left, "<"),), ((right, "<"),), (less_equal({}, P.times(left, right)),))


def relation(formula: c.Relation, env: dict) -> Literal:
    """A relation of the calculus as a literal at the given values of its indices."""
    lhs, rhs = (T.convert(c.unfolded(t), env) for t in (formula.lhs, formula.rhs))
    return P.plus(lhs, rhs, Fraction(-1)), formula.rel
