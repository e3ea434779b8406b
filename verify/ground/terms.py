"""Terms of the calculus as ground polynomials, and substitution of equals for equals in them."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, Callable, Mapping

import sympy
from sympy import Expr

from verify import calculus as c
from verify.errors import Refused
from verify.ground import poly as P
from verify.ground.poly import Atom, Poly


def iterate(fn: c.Fn, n: Poly, e: Poly) -> Poly:
    """f applied n times: at 0 the start, at m + 1 one step of the start first."""
    require_closed(fn)
    if not P.is_integer(n):
        raise Refused("ill-formed", f"{fn.name} iterated a number of times that is no integer")
    shift = int(n.get((), 0))
    rest = {m: v for m, v in n.items() if m != ()}
    if shift < 0 or not P.nonnegative_face(rest):
        raise Refused("ill-formed", f"{fn.name} may be iterated a negative number of times")
    for _ in range(shift):
        e = apply(fn, (e,))
    return e if not rest else P.atom(("iterate", fn, P.freeze(rest), P.freeze(e)))


def apply(fn: c.Fn, arguments: tuple[Poly, ...]) -> Poly:
    """f(arguments); a defined function of one term is unfolded."""
    if fn.definition is None:
        return P.atom(("apply", fn, *map(P.freeze, arguments)))
    places = tuple(sympy.Dummy(f"a{n}") for n in range(len(arguments)))
    body = c.unfolded(sympy.sympify(fn.definition(*places)))
    return convert(body, dict(zip(places, arguments)))


@lru_cache(maxsize=2**8)
def require_closed(fn: c.Fn) -> None:
    """A function that is iterated depends on its argument alone: what else its definition mentioned
    would stay as it is while indices and symbols get other values.

    Raises
        Refused: if its definition mentions an index or a symbol.
    """
    if fn.definition is None:
        return
    place = sympy.Dummy("place")
    body = c.unfolded(sympy.sympify(fn.definition(place)))
    if body.atoms(c.Index) or body.free_symbols - {place}:
        raise Refused("ill-formed", f"{fn.name} is iterated, and depends on more than its argument")
    for inner in body.atoms(c.Iterate):
        require_closed(inner.fn)


# ---- terms of the calculus ---------------------------------------------------------------------


def convert(term: Expr, env: Mapping[Any, Poly]) -> Poly:
    """A term of the calculus as a polynomial; `env` gives the values of indices and symbols.

    Raises
        Refused: for a power, a parity or an iteration outside the integers.
    """
    if term in env:
        return env[term]
    if isinstance(term, sympy.Rational):
        return P.constant(Fraction(int(term.p), int(term.q)))
    if isinstance(term, sympy.Symbol):
        return P.atom(("symbol", term))
    if isinstance(term, c.Index):
        return P.atom(("index", term))
    if isinstance(term, sympy.Add):
        total: Poly = {}
        for a in term.args:
            total = P.plus(total, convert(a, env))
        return total
    if isinstance(term, sympy.Mul):
        product = P.constant(1)
        for a in term.args:
            product = P.times(product, convert(a, env))
        return product
    if isinstance(term, sympy.Pow):
        return _power_of(term, env)
    if isinstance(term, c.Apply):
        return apply(term.fn, tuple(convert(a, env) for a in term.arguments))
    if isinstance(term, c.Iterate):
        fn, n, e = term.args
        return iterate(term.fn, convert(n, env), convert(e, env))
    make = _MAKERS.get(type(term))
    if make is not None:
        return make(*(convert(a, env) for a in term.args))
    return _opaque(term, env)


def _opaque(term: Expr, env: Mapping[Any, Poly]) -> Poly:
    """A term of which only its value is known, the same wherever the term occurs."""
    for inner in term.atoms(c.Iterate):
        require_closed(inner.fn)
    changed = {v for v, value in env.items()
               if not isinstance(v, c.Index) or value != P.atom(("index", v))}
    if c.free_indices(term) & changed or term.free_symbols & changed:
        raise Refused("ill-formed", f"{type(term).__name__} at an instance of a ground proof")
    if term.is_number and not term.is_real:
        raise Refused("ill-formed", f"{term} is no real number")
    return P.atom(("opaque", term))


def _power_of(term: Expr, env: Mapping[Any, Poly]) -> Poly:
    base, exponent = term.args
    if exponent.is_Integer and exponent > 0:
        result = P.constant(1)
        for _ in range(int(exponent)):
            result = P.times(result, convert(base, env))
        return result
    if base.is_Integer:
        return P.power(int(base), convert(exponent, env))
    if exponent == -1 and isinstance(base, sympy.Pow):
        return P.inverse(convert(base, env))
    if not exponent.is_number:
        return P.raised(convert(base, env), convert(exponent, env))
    if not (exponent.is_Integer or term.is_real):
        raise Refused("ill-formed", f"{term} may be no real number")
    return _opaque(term, env)


def _maximum(*parts: Poly) -> Poly:
    result = parts[0]
    for part in parts[1:]:
        result = P.plus(result, P.relu(P.plus(part, result, Fraction(-1))))
    return result


def _negative(p: Poly) -> Poly:
    return P.scaled(p, Fraction(-1))


_MAKERS: dict[type, Callable[..., Poly]] = {
    c.Relu: P.relu,
    c.Floor: P.floored,
    c.Mod2: P.mod2,
    c.Sign: lambda p: P.plus(P.constant(1), P.mod2(p), Fraction(-2)),
    c.Indicator: lambda a, b: P.equal(P.plus(a, b, Fraction(-1))),
    sympy.Abs: lambda p: P.plus(P.scaled(P.relu(p), Fraction(2)), p, Fraction(-1)),
    sympy.Max: _maximum,
    sympy.Min: lambda *parts: _negative(_maximum(*map(_negative, parts))),
}


# ---- substitution ------------------------------------------------------------------------------


def substitute(poly: Poly, a: Atom, by: Poly) -> Poly:
    """The polynomial with one atom replaced everywhere, also inside other atoms."""
    if not any(_mentions(b, a) for m in poly for b, _ in m):
        return poly
    result: Poly = {}
    for m, v in poly.items():
        product = P.constant(v)
        for b, p in m:
            image = _rebuilt(b, a, by) if p > 0 else P.inverse(_rebuilt(b, a, by))
            for _ in range(abs(p)):
                product = P.times(product, image)
        result = P.plus(result, product)
    return result


@lru_cache(maxsize=2**14)
def _mentions(b: Atom, a: Atom) -> bool:
    if b == a:
        return True
    return any(_mentions(d, a) for p in b[1:] if _is_poly(p) for m, _ in p for d, _ in m)


def _is_poly(part: Any) -> bool:
    return isinstance(part, tuple)


def _rebuilt(b: Atom, a: Atom, by: Poly) -> Poly:
    if b == a:
        return by
    if not _mentions(b, a):
        return P.atom(b)
    new: list[Any] = [substitute(dict(p), a, by) if _is_poly(p) else p for p in b[1:]]
    kind = b[0]
    if kind == "apply":
        return P.atom(("apply", new[0], *map(P.freeze, new[1:])))
    if kind == "power":
        return P.power(new[0], new[1])
    if kind == "raise":
        return P.raised(new[0], new[1])
    if kind == "iterate":
        return iterate(new[0], new[1], new[2])
    return {"relu": P.relu, "floor": P.floored, "equal": P.equal}[kind](new[0])


def atoms(poly: Poly) -> list[Atom]:
    """Every P.atom, those inside other atoms too, each once, in a fixed order."""
    found: dict[Atom, None] = {}
    work = [b for m in poly for b, _ in m]
    while work:
        b = work.pop(0)
        if b not in found:
            found[b] = None
            work += [d for p in b[1:] if _is_poly(p) for m, _ in p for d, _ in m]
    return list(found)
