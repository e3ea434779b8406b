"""Rewriting polynomials with bound indices by equations, each application recorded by name.

Built in, because they define the nodes: (-1)^(2m) = 1, bits are 0 or 1, signs square to 1, a
Kronecker delta under a sum, a sum of a constant, uniform weights sum to 1.  Everything else is an
`Equation`: an assumption of the theorem or an induction hypothesis.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Any, Iterator

from verify import polynomials as P
from verify.errors import Refused
from verify.polynomials import Atom, Mono, Poly, Ref

UNIFORM = "uniform weight of "
MAX_REWRITES = 100_000   # an equation that feeds itself must stop somewhere


@dataclass(frozen=True)
class Equation:
    """pattern = result, for all values of `variables` (pairwise different if `distinct`).

    The pattern is one monomial with coefficient 1 and at most one binder.
    """

    name: str
    pattern: Mono
    result: tuple[Mono, ...]
    variables: frozenset[Ref] = frozenset()
    distinct: bool = False


def equation(name: str, lhs: Poly, rhs: Poly, variables: frozenset[Ref] = frozenset(),
             distinct: bool = False) -> Equation:
    """The equation lhs = rhs, oriented so that one monomial is rewritten.

    Raises
        Refused: if neither side is a single monomial with at most one binder.
    """
    for pattern, result in ((lhs, rhs), (rhs, lhs)):
        if len(pattern) == 1 and pattern[0].factors and len(pattern[0].binders) <= 1:
            m = pattern[0]
            scaled = tuple(P.scale(result, 1 / m.coefficient))
            return Equation(name, m._replace(coefficient=Fraction(1)), scaled, variables, distinct)
    raise Refused("ill-formed", f"{name!r} cannot rewrite: no side is a single term")


def simplify(poly: Poly, rules: Any) -> Poly:
    """The polynomial rewritten until nothing applies."""
    result: Poly = []
    work = list(poly)
    for _ in range(MAX_REWRITES):
        if not work:
            return result
        m = work.pop()
        if not m.coefficient:
            continue
        changed = _built_in(m, rules)
        if changed is None:
            changed = _by_equations(m, rules)
        if changed is None:
            result.append(m)
        else:
            work += changed
    raise Refused("ill-formed", f"rewriting does not end after {MAX_REWRITES} steps")


def _built_in(m: Mono, rules: Any) -> Poly | None:
    for a, power in m.factors.items():
        kind = a[0]
        if kind == "delta":
            changed = _delta(m, a)
            if changed is not None:
                return changed
        elif kind == "bit" and power > 1:
            return [m._replace(factors={**m.factors, a: 1})]
        elif kind == "sign" and power not in (0, 1):
            return [_without(m, a, power - power % 2)]
    signs = [(a, p) for a, p in m.factors.items() if a[0] == "minus-one-to"]
    if signs:
        changed = _signs(m, signs, rules)
        if changed is not None:
            return changed
    for uid, over in m.binders.items():
        ref = ("bound", uid)
        touching = [(a, p) for a, p in m.factors.items() if P.mentions(a, ref)]
        if touching == [(("val", UNIFORM + over.name, ref), 1)]:
            factors = {a: p for a, p in m.factors.items() if a != touching[0][0]}
            return [Mono(m.coefficient, factors, _drop(m.binders, uid))]
        if not touching:
            free = Mono(m.coefficient, m.factors, _drop(m.binders, uid))
            return P.multiply(P.size(over.size), [free])
    return None


def _drop(binders: dict, uid: int) -> dict:
    return {u: s for u, s in binders.items() if u != uid}


def _without(m: Mono, a: Atom, power: int) -> Mono:
    factors = dict(m.factors)
    factors[a] -= power
    return m._replace(factors={b: p for b, p in factors.items() if p})


def _delta(m: Mono, a: Atom) -> Poly | None:
    """A delta: gone if its sides agree, substituted if one side is summed over."""
    _, left, right = a
    if left == right:
        return [_without(m, a, m.factors[a])]
    if left[0] == right[0] == "const":
        return []
    for here, there in ((left, right), (right, left)):
        if here[0] == "bound" and here[1] in m.binders:
            if there[0] == "last":  # the sum runs over the old elements only
                return []
            rest = _without(m, a, m.factors[a])
            renamed = P.rename_mono(rest, {here: there})
            return [renamed._replace(binders=_drop(m.binders, here[1]))]
    return [_without(m, a, m.factors[a] - 1)] if m.factors[a] > 1 else None


# ---- powers of -1 ----------------------------------------------------------------------------


def _signs(m: Mono, signs: list[tuple[Atom, int]], rules: Any) -> Poly | None:
    """All powers of -1 in one, its exponent modulo 2; bits outside sums become factors 1 - 2b."""
    exponent: Poly = []
    for a, power in signs:
        exponent += P.scale(P.thaw(a[1]), Fraction(power))
    exponent = _odd_parts(simplify(exponent, rules))
    factor = P.constant(1)
    kept: Poly = []
    for term in exponent:
        if not term.binders and not term.factors:
            factor = P.scale(factor, Fraction(-1))
        elif not term.binders and all(a[0] == "bit" for a in term.factors):
            factor = P.multiply(factor, P.constant(1) + P.scale([term], Fraction(-2)))
        else:
            kept.append(term)
    frozen = P.freeze(kept)
    if kept and len(signs) == 1 and signs[0][1] == 1 and len(kept) == len(signs[0][0][1]) and _same(
            kept, signs[0][0][1]) and factor == P.constant(1):
        return None
    rest = Mono(m.coefficient, {a: p for a, p in m.factors.items() if a[0] != "minus-one-to"},
                m.binders)
    if kept:
        rest = rest._replace(factors={**rest.factors, ("minus-one-to", frozen): 1})
    return P.multiply(factor, [rest]) if factor != P.constant(1) else [rest]


def _same(kept: Poly, frozen: P.Frozen) -> bool:
    old = [Mono(c, dict(f), dict(b)) for _, c, f, b in frozen]
    return all(m.coefficient == 1 for m in old) and _texts(kept) == _texts(old)


def _texts(poly: Poly) -> list[str]:
    return sorted(str(next(iter(P.collect([m])))) for m in poly)


def _odd_parts(exponent: Poly) -> Poly:
    """The terms with an odd coefficient, each once; every term must be an integer."""
    terms: dict[Any, tuple[Fraction, Mono]] = {}
    for m in exponent:
        factors = {}
        for a, power in m.factors.items():
            if a[0] == "sign":
                if m.coefficient.denominator != 1:
                    raise Refused("ill-formed", "(-1)^e needs an integer e, found a part of a sign")
                continue  # 1 and -1 are both odd
            if a[0] not in ("bit", "size", "count", "value") or power < 0:
                raise Refused("ill-formed", "(-1)^e needs an integer e, found the factor "
                              + P._item_text(a, {}))
            factors[a] = power
        unit = Mono(Fraction(1), factors, m.binders)
        key = next(iter(P.collect([unit])))
        old = terms.get(key, (Fraction(0), unit))[0]
        terms[key] = (old + m.coefficient, unit)
    result = []
    for coefficient, unit in terms.values():
        if coefficient.denominator != 1:
            raise Refused("ill-formed", f"(-1)^e needs an integer e, found {coefficient} in it")
        if coefficient % 2:
            result.append(unit)
    return result


# ---- equations -------------------------------------------------------------------------------


def _by_equations(m: Mono, rules: Any) -> Poly | None:
    for rule in rules.equations:
        for taken, subst, binder in _matches(rule, m):
            changed = _replace(rule, m, taken, subst, binder)
            if changed is not None:
                rules.used.add(rule.name)
                return changed
    return None


def _matches(rule: Equation, m: Mono) -> Iterator[tuple[dict[Atom, int], dict[Ref, Ref], Any]]:
    """Every way in which the pattern occurs: the powers it takes, the substitution, the binder."""
    pattern = sorted(rule.pattern.factors.items(), key=lambda f: f[0][0] != "val")
    if rule.pattern.binders:
        (own, over), = rule.pattern.binders.items()
        for uid in [u for u, s in m.binders.items() if s.name == over.name]:
            targets = [(a, p) for a, p in m.factors.items() if P.mentions(a, ("bound", uid))]
            if len(targets) != len(pattern):
                continue
            for order in permutations(targets):
                subst = {("bound", own): ("bound", uid)}
                if all(p == q and _unify(a, b, subst, rule, m)
                       for (a, p), (b, q) in zip(pattern, order)):
                    yield dict(order), subst, uid
    else:
        available = list(m.factors.items())
        for order in permutations(available, len(pattern)):
            subst = {}
            if all(0 < p <= q and _unify(a, b, subst, rule, m)
                   for (a, p), (b, q) in zip(pattern, order)):
                yield {b: p for (a, p), (b, q) in zip(pattern, order)}, subst, None


def _set_name(ref: Ref, m: Mono) -> str:
    if ref[0] == "bound":
        over = m.binders.get(ref[1])
        return over.name if over else ""
    return ref[2] if ref[0] == "free" else str(ref[1])


def _unify(a: Any, b: Any, subst: dict[Ref, Ref], rule: Equation, m: Mono) -> bool:
    """Extend the substitution so that the pattern's atom becomes the monomial's."""
    if a[0] != b[0]:
        return False
    if a[0] in ("val", "bit", "sign", "value", "real"):
        if len(a) != len(b):
            return False
        return all(_unify_ref(x, y, subst, rule, m) if isinstance(x, tuple) else x == y
                   for x, y in zip(a[1:], b[1:]))
    if a[0] == "fun" and a[1] == b[1]:
        attempt = dict(subst)
        if _unify_nested(a[2], b[2], attempt, rule, m):
            subst.update(attempt)
            return True
    return P._item_text(P.rename(a, subst), {}) == P._item_text(b, {})


def _unify_nested(a: Any, b: Any, subst: dict[Ref, Ref], rule: Equation, m: Mono) -> bool:
    """Unify frozen polynomials without binders, part by part in the order in which they stand."""
    if not isinstance(a, tuple) or not isinstance(b, tuple):
        return bool(a == b)
    if a and a[0] in ("free", "bound", "last", "const"):
        return _unify_ref(a, b, subst, rule, m)
    return len(a) == len(b) and all(_unify_nested(x, y, subst, rule, m) for x, y in zip(a, b))


def _unify_ref(x: Ref, y: Ref, subst: dict[Ref, Ref], rule: Equation, m: Mono) -> bool:
    if x in subst:
        return subst[x] == y
    if x in rule.variables:
        if _set_name(y, m) != x[2]:
            return False
        subst[x] = y
        return True
    return x == y


def _replace(rule: Equation, m: Mono, taken: dict[Atom, int], subst: dict[Ref, Ref],
             binder: Any) -> Poly | None:
    rest = m
    for a, power in taken.items():
        rest = _without(rest, a, power)
    if binder is not None:
        rest = rest._replace(binders=_drop(rest.binders, binder))
    images = [subst.get(v, v) for v in sorted(rule.variables)]
    result = [P.rename_mono(r, subst) for r in rule.result]
    if rule.distinct:
        if len(set(images)) < len(images):
            return None
        if len(images) != 2:
            raise Refused("ill-formed", f"{rule.name!r}: distinct takes exactly two indices")
        # pattern(i, k) = result + [i = k] (pattern(i, i) - result)
        first, second = images
        delta = P.atom(("delta", first, second))
        bound = {} if binder is None else {binder: m.binders[binder]}
        matched = Mono(Fraction(1), taken, bound)
        diagonal = [P.rename_mono(matched, {second: first})]
        correction = P.multiply(delta, diagonal + P.scale(
            [P.rename_mono(r, {second: first}) for r in result], Fraction(-1)))
        result = result + correction
    return P.multiply([rest], result)
