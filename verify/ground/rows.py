"""Literals as linear inequalities, over the integers as tight as they are."""

from __future__ import annotations

from fractions import Fraction
from math import floor, gcd

from verify.ground import poly as P
from verify.ground.axioms import Literal
from verify.ground.farkas import Row
from verify.ground.poly import Poly


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
