"""Equations solved for an atom, and polynomials in words for messages."""

from __future__ import annotations

from fractions import Fraction

from verify.ground import poly as P
from verify.ground import terms as T
from verify.ground.poly import Atom, Poly


def solved_for(poly: Poly) -> tuple[Atom, Poly] | None:
    """poly = 0 solved for an atom that occurs once, alone, and not inside another atom.

    Not for an integer with a value that is none on its face: that it is one would be forgotten.
    """
    choices = []
    for mono, coefficient in poly.items():
        if len(mono) == 1 and mono[0][1] == 1:
            a = mono[0][0]
            rest = {m: v for m, v in poly.items() if m != mono}
            value = P.scaled(rest, -1 / coefficient)
            if a not in T.atoms(rest) and (not P.integer_atom(a) or P.is_integer(value)):
                choices.append((_weight(a), repr(a), a, value))
    if not choices:
        return None
    _, _, a, value = max(choices, key=lambda choice: choice[:2])
    return a, value


def hidden_floor(poly: Poly) -> Atom | None:
    """The floor(n/2) in n = 2 floor(n/2) + c: named anew, it lets the equation be solved for n."""
    for mono, coefficient in poly.items():
        if len(mono) == 1 and mono[0][1] == 1 and P.integer_atom(mono[0][0]):
            a = mono[0][0]
            rest = {m: v for m, v in poly.items() if m != mono}
            floors = [b for m in rest for b, _ in m if b[0] == "floor" and a in T.atoms(P.atom(b))]
            if floors and a[0] != "floor" and P.is_integer(P.scaled(rest, 1 / coefficient)):
                return floors[0]
    return None


def _weight(a: Atom) -> tuple[bool, int]:
    """Complex atoms are rewritten to simple ones, indices and sizes last."""
    return a[0] not in ("index", "symbol"), len(repr(a))


def shown(poly: Poly) -> str:
    """A polynomial for a message."""
    def factor(a: Atom) -> str:
        if a[0] in ("symbol", "index", "opaque"):
            return str(a[1])
        parts = [shown(dict(p)) if isinstance(p, tuple) else str(p) for p in a[1:]]
        return f"{a[0]}({', '.join(parts)})"

    def product(m: tuple, v: Fraction) -> str:
        factors = [factor(a) if p == 1 else f"{factor(a)}^{p}" for a, p in m]
        return "*".join(([] if v == 1 and factors else [str(v)]) + factors)

    return " + ".join(product(m, v) for m, v in poly.items()) or "0"
