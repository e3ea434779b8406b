"""Literals as linear inequalities, and the few values that an integer term can take."""

from __future__ import annotations

from fractions import Fraction
from math import floor, gcd

from verify.ground import poly as P
from verify.ground.axioms import Literal
from verify.ground.farkas import Row, contradiction
from verify.ground.poly import Poly

FURTHEST = 3              # an integer term is split only where it has at most 2 * 3 + 1 values


def rows_of(literals: list[Literal]) -> list[Row]:
    """The inequalities and equations, over integers made as tight as they are."""
    rows: list[Row] = []
    for poly, rel in literals:
        if rel == "!=":
            continue
        both = [(poly, rel)] if rel != "=" else [
            (poly, "<="), (P.scaled(poly, Fraction(-1)), "<=")]
        rows += [_tightened(p, r == "<") for p, r in both]
    return rows


def _tightened(poly: Poly, strict: bool) -> Row:
    """p <= 0 or p < 0; if p / g + c is an integer for the common factor g, the next integer."""
    p = P.integral(poly)
    if not P.is_integer({m: v for m, v in p.items() if m != ()}):
        return p, strict
    shift = p.get((), Fraction(0))
    rest = {m: v for m, v in p.items() if m != ()}
    if not rest:
        return p, strict
    common = _common(rest)
    bound = -shift / common          # rest / common <= bound, and it is an integer
    whole = floor(bound) - (1 if strict and bound.denominator == 1 else 0)
    return P.plus(P.scaled(rest, 1 / common), P.constant(-whole)), False


def _common(poly: Poly) -> Fraction:
    return Fraction(gcd(*(int(v) for v in poly.values())))


def values_of(term: Poly, rows: list[Row]) -> list[int] | None:
    """The integers that an integer term can be, if they are few and not just one."""
    if P.number(term) is not None or not P.is_integer(term):
        return None
    possible = range(-FURTHEST, FURTHEST + 1)

    def at_least(v: int) -> list[Row]:
        return rows_of([(P.plus(P.constant(v), term, Fraction(-1)), "<=")])

    def at_most(v: int) -> list[Row]:
        return rows_of([(P.plus(term, P.constant(v), Fraction(-1)), "<=")])

    if (contradiction(rows + at_least(FURTHEST + 1)) is None
            or contradiction(rows + at_most(-FURTHEST - 1)) is None):
        return None
    return [v for v in possible if contradiction(rows + at_least(v) + at_most(v)) is None]
