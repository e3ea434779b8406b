"""Polynomials with rational coefficients over atoms, kept in one canonical form.

    atom    ("symbol", s)  ("index", i)  ("apply", name, a1, ..)  ("power", base, exponent)
            ("raise", p, exponent), a power of a term
            ("relu", p)  ("floor", p)  ("equal", p) for [p = 0]  ("iterate", name, n, e)
            ("opaque", term); every p, a, n, e inside an atom is a frozen polynomial
    Mono    a product of atoms: ((atom, power), ...), sorted; () is the number 1; only the powers
            of numbers, which are never 0, stand with a negative power
    Poly    Mono -> coefficient, without zeros

A value of a sort without numbers (a block of a state) is an atom like any other: no fact about it
but equality ever enters, and every set embeds into an ordered vector space over the rationals.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import floor, lcm
from typing import Any

import sympy

from verify import calculus as c
from verify.errors import Refused

Atom = tuple
Mono = tuple
Poly = dict[Mono, Fraction]
Frozen = tuple


@lru_cache(maxsize=2**14)
def _key(part: Any) -> str:
    return repr(part)


def freeze(poly: Poly) -> Frozen:
    return tuple(sorted(poly.items(), key=lambda item: _key(item[0])))


def constant(value: Any) -> Poly:
    value = Fraction(value)
    return {(): value} if value else {}


def atom(a: Atom) -> Poly:
    return {((a, 1),): Fraction(1)}


def number(poly: Poly) -> Fraction | None:
    """The value of a polynomial that is a number, else None."""
    if not poly:
        return Fraction(0)
    return poly[()] if len(poly) == 1 and () in poly else None


def plus(left: Poly, right: Poly, factor: Fraction = Fraction(1)) -> Poly:
    """left + factor right."""
    result = dict(left)
    for mono, coefficient in right.items():
        _add(result, mono, factor * coefficient)
    return result


def _add(result: Poly, mono: Mono, value: Fraction) -> None:
    total = result.get(mono, Fraction(0)) + value
    if total:
        result[mono] = total
    else:
        result.pop(mono, None)


def scaled(poly: Poly, factor: Fraction) -> Poly:
    return {m: v * factor for m, v in poly.items()} if factor else {}


def times(left: Poly, right: Poly) -> Poly:
    result: Poly = {}
    for m, v in left.items():
        for n, w in right.items():
            powers: dict[Atom, int] = dict(m)
            for a, p in n:
                powers[a] = powers.get(a, 0) + p
            mono = tuple(sorted(((a, p) for a, p in powers.items() if p),
                                key=lambda item: _key(item[0])))
            _add(result, mono, v * w)
    return result


def is_integer(poly: Poly) -> bool:
    """Whether a polynomial has integer coefficients and integer atoms only."""
    return all(v.denominator == 1 and all(p > 0 and integer_atom(a) for a, p in m)
               for m, v in poly.items())


def integer_atom(a: Atom) -> bool:
    kind = a[0]
    if kind == "symbol":
        return bool(a[1].is_integer)
    if kind == "index":
        return a[1].over.kind in ("range", "naturals", "integers") or (
            a[1].over.kind == "finite" and all(e.is_Integer for e in a[1].over.elements))
    if kind == "apply":
        return a[1].into is not None
    return kind in ("floor", "equal", "power") or (
        kind in ("relu", "raise") and is_integer(dict(a[1]))) or (
        kind == "opaque" and _integer_term(a[1]))


def _integer_term(term: sympy.Expr) -> bool:
    """Whether a term is an integer on its face: a sum of bits, ..."""
    if isinstance(term, c.SumOver):
        return _integer_term(term.body)
    if isinstance(term, (sympy.Add, sympy.Mul)):
        return all(map(_integer_term, term.args))
    if isinstance(term, c.Index):
        return integer_atom(("index", term))
    return isinstance(term, (c.Coordinate, c.Indicator)) or (
        isinstance(term, (sympy.Integer, sympy.Symbol)) and bool(term.is_integer))


def nonnegative_face(poly: Poly) -> bool:
    """Whether every term is a product of sizes, naturals and powers with a coefficient >= 0."""
    def at_least_0(a: Atom) -> bool:
        if a[0] == "symbol":
            return bool(a[1].is_nonnegative)
        return a[0] == "power" or a[0] == "index" and (
            a[1].over.kind == "naturals" or a[1].over.kind == "range" and a[1].over.first >= 0)
    return all(v >= 0 and all(at_least_0(a) for a, _ in m) for m, v in poly.items())


# ---- atoms from polynomials: the one place where each is brought into its canonical form -------


def power(base: int, exponent: Poly) -> Poly:
    """base^exponent for an integer base >= 1: the number in the exponent becomes a factor, and
    base^(-n) the inverse of base^n."""
    if base < 1 or not is_integer(exponent):
        raise Refused("ill-formed", f"no power of {base} with this exponent in a ground proof")
    shift = int(exponent.get((), 0))
    rest = {m: v for m, v in exponent.items() if m != ()}
    factor = Fraction(base) ** shift
    if not rest or base == 1:
        return constant(factor)
    if nonnegative_face(rest):
        return scaled(atom(("power", base, freeze(rest))), factor)
    opposite = scaled(rest, Fraction(-1))
    if not nonnegative_face(opposite):
        raise Refused("ill-formed", f"the exponent of {base} has no plain sign")
    return {((("power", base, freeze(opposite)), -1),): factor}


def raised(base: Poly, exponent: Poly) -> Poly:
    """base^exponent for a natural exponent: its least value becomes a factor, and the rest is an
    exponent whose least value is 0 (0^0 is 1, so that this is right for every base)."""
    value = number(base)
    if value is not None and value.denominator == 1 and value >= 1:
        return power(int(value), exponent)
    low = least(exponent)
    if low is None or low < 0:
        raise Refused("ill-formed", "an exponent that may be negative, of a term")
    rest = plus(exponent, constant(-low))
    result = constant(1) if not rest else atom(("raise", freeze(base), freeze(rest)))
    for _ in range(low):
        result = times(result, base)
    return result


def least(exponent: Poly) -> int | None:
    """The least value of a sum of sizes and naturals with coefficients >= 0; None if it is none."""
    total = 0
    for mono, coefficient in exponent.items():
        if coefficient.denominator != 1 or len(mono) > 1 or mono and mono[0][1] != 1:
            return None
        if mono:
            kind, what = mono[0][0][0], mono[0][0][1]
            over = what.over if kind == "index" else None
            if coefficient < 0 or kind not in ("symbol", "index"):
                return None
            if over is None and not (what.is_integer and what.is_nonnegative) or (
                    over is not None and over.kind not in ("range", "naturals")):
                return None
            low = int(bool(what.is_positive)) if over is None else (
                over.first if over.kind == "range" else 0)
            total += int(coefficient) * low
        else:
            total += int(coefficient)
    return total


def relu(p: Poly) -> Poly:
    """max(0, p), the positive factor of p taken out."""
    value = number(p)
    if value is not None:
        return constant(max(Fraction(0), value))
    size = abs(p[min(p, key=lambda m: (m == (), _key(m)))])
    return scaled(atom(("relu", freeze(scaled(p, 1 / size)))), size)


def floored(p: Poly) -> Poly:
    """floor(p), integer terms of p taken out."""
    outside: Poly = {}
    inside: Poly = {}
    for m, v in p.items():
        whole = Fraction(floor(v)) if m == () else v
        if is_integer({m: whole}):
            outside[m] = whole
            if v != whole:
                inside[m] = v - whole
        else:
            inside[m] = v
    outside = {m: v for m, v in outside.items() if v}
    if set(inside) <= {()}:
        return outside
    return plus(outside, atom(("floor", freeze(inside))))


def equal(p: Poly) -> Poly:
    """[p = 0], as a number; p and -p are one."""
    value = number(p)
    if value is not None:
        return constant(int(value == 0))
    first = p[min(p, key=_key)]
    return atom(("equal", freeze(scaled(p, 1 / first))))


def mod2(p: Poly) -> Poly:
    if not is_integer(p):
        raise Refused("ill-formed", "the parity of a term that is no integer")
    return plus(p, floored(scaled(p, Fraction(1, 2))), Fraction(-2))


def inverse(p: Poly) -> Poly:
    """1/p for a number or a product of powers of numbers, which is never 0."""
    if len(p) != 1 or not all(a[0] == "power" for m in p for a, _ in m):
        raise Refused("ill-formed", "a division by what may be 0")
    (mono, coefficient), = p.items()
    return {tuple((a, -power) for a, power in mono): 1 / coefficient}


def integral(poly: Poly) -> Poly:
    """A positive multiple with integer coefficients."""
    denominator = lcm(*(v.denominator for v in poly.values())) if poly else 1
    return scaled(poly, Fraction(denominator))
