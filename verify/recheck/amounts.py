"""What is 0, or nonnegative, on its face: the parts of evidence of sections 5.1 to 5.3."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Iterable

from .normal import Normal, Poly, Var, add, num, put, scaled
from .reading import Rejected, at, fields, name, need, pair, spend
from .statement import Formula


def free(keys: Iterable[Any]) -> dict[Any, Var]:
    """A variable for each index."""
    return {k: Var("free", k[0], k[1]) for k in keys}


def difference(engine: Normal, formula: Formula, env: Any = None) -> Poly:
    """right - left"""
    env = free(formula.index) if env is None else env
    return add(engine.nf(formula.right, env), engine.nf(formula.left, env), -1)


@dataclass(frozen=True)
class Fact:
    """A formula; `old`: a set whose new element it is not about; `fixed`: its indices stay."""
    formula: Formula
    old: str = ""
    fixed: bool = False


class Amounts:
    """Reads terms that are 0 or nonnegative because of their form and of facts, and gives their
    normal forms."""
    def __init__(self, engine: Normal, facts: dict[str, Fact]):
        self.engine, self.facts = engine, facts

    def nf(self, value: Any, env: Any) -> Poly:
        return self.engine.nf(self.engine.statement.term(value, frozenset(env)), env)

    def at(self, body: Any, env: Any, place: Any, value: Poly) -> Poly:
        """A term with a value at a place."""
        term = self.engine.statement.term(body, frozenset(env), (name(place),))
        return self.engine.nf(term, {**env, place: value})

    def use(self, title: Any, given: Any, env: Any, equal: bool) -> Poly:
        """right - left of a fact at indices in scope."""
        need(type(title) is str and title in self.facts, "use: a fact that is not among those used")
        fact, to, engine = self.facts[title], {}, self.engine
        f = fact.formula
        need(f.rel == "=" if equal else f.rel in ("<=", "<") and not f.distinct,
             f"use: {title!r} has another relation")
        need(f.where is None, f"use: {title!r} has a condition")
        need(type(given) is list, "use: expected a list of indices")
        for entry in given:
            key, index = (engine.statement.key(k) for k in pair(entry))
            need(key in f.index and key not in to and index in env and key[1] == index[1]
                 and (not fact.fixed or key == index), f"use: {title!r} is not about this index")
            to[key] = env[index]
            need(type(to[key]) is Var and (fact.old != key[1] or to[key].tag != "last"),
                 f"use: {title!r} is not about this element")
        need(len(to) == len(f.index), f"use: {title!r}: not every index is given")
        gap = difference(engine, f, to)
        if not f.distinct:
            return gap
        i, k = f.index                      # without its value where both are the same
        same = engine.make_delta(to[i], to[k])
        return add(gap, engine.mul(same, difference(engine, f, {i: to[i], k: to[i]})), -1)

    def zero(self, value: Any, env: Any) -> Poly:
        """A term that is 0."""
        spend(20)
        need(type(value) is list and value, "expected a term that is 0")
        kind, engine, rest = value[0], self.engine, list[Any](value[1:])
        if kind == "use" and len(rest) == 2:
            return self.use(rest[0], rest[1], env, True)
        if kind == "+":
            return self._sum(self.zero(a, env) for a in rest)
        if kind == "*" and len(rest) > 1:
            return engine.all([(self.zero(rest[-1], env), 1),
                               *((self.nf(a, env), 1) for a in rest[:-1])])
        if kind == "sum" and len(rest) == 2:
            return self._over(kind, rest, env, self.zero)
        if kind == "product" and len(rest) == 4:    # of equal factors
            index, old, new, inner = rest
            one = {**env, engine.statement.summed(kind, index)[1:]: engine.fresh(index[2])}
            need(add(self.nf(old, one), self.nf(new, one), -1) == self.zero(inner, one),
                 "product: the factors are not equal")
            old, new = (self._over(kind, [body, index], env, self.nf) for body in (old, new))
            return add(old, new, -1)
        if kind == "cases" and len(rest) == 4:      # body at a place that is 1 or -1
            place, body, v, inner = rest
            p = self.nf(v, env)
            need(add(engine.mul(p, p), num(1), -1) == self.zero(inner, env), "cases: not 1 or -1")
            out = dict(self.at(body, env, place, p))
            for s in (1, -1):
                half = scaled(add(num(1), p, s), Fraction(1, 2))
                put(out, engine.mul(half, self.at(body, env, place, num(s))), -1)
            return out
        if kind == "bits" and len(rest) == 2:       # [v = w] is a product over the bits
            v, w = (env.get(engine.statement.key(k)) for k in rest)
            need(type(v) is Var and type(w) is Var and v.set == w.set
                 and engine.sets[v.set].dimension, "bits: not of two points of one cube")
            return add(engine.make_delta(v, w), engine.same_bits(v, w), -1)
        raise Rejected(f"not 0 on its face: {str(kind)[:20]}")

    def amount(self, value: Any, env: Any) -> Poly:
        """A term that is nonnegative."""
        spend(20)
        need(type(value) is list and value, "expected an amount")
        kind, engine, rest = value[0], self.engine, list[Any](value[1:])
        if kind == "use" and len(rest) == 2:
            return self.use(rest[0], rest[1], env, False)
        if kind == "+":
            return self._sum(self.amount(a, env) for a in rest)
        if kind == "*":
            return engine.all((self.amount(a, env), 1) for a in rest)
        if kind in ("sum", "product") and len(rest) == 2:
            return self._over(kind, rest, env, self.amount)
        p = self.nf(value, env)
        even = kind == "^" and rest[1][0] == "num" and rest[1][1].isdigit() and (
            int(rest[1][1]) % 2 == 0)
        need(even or kind in ("relu", "indicator") or engine.natural(p),
             f"not nonnegative on its face: {kind}")
        return p

    def _sum(self, polys: Iterable[Poly]) -> Poly:
        out: Poly = {}
        for p in polys:
            put(out, p)
        return out

    def _over(self, kind: str, rest: list[Any], env: Any, inner: Any) -> Poly:
        index = self.engine.statement.summed(kind, rest[1])
        return self.engine.over(kind == "product", self.engine.sets[index[2]],
                                lambda v: inner(rest[0], {**env, index[1:]: v}))

    def total(self, part: str, values: list[Any], env: Any) -> Poly:
        """The sum of what evidence lists under a name."""
        out: Poly = {}
        for n, value in enumerate(values):
            with at(f".{part}[{n}]"):
                put(out, (self.zero if part == "zeros" else self.amount)(value, env))
        return out


def shown(amounts: Amounts, rel: str, rest: Poly, evidence: dict[str, Any], env: Any,
          why: str) -> None:
    """Rejects unless the rest is the sum of what is 0 and, for <=, of amounts."""
    for part in ("zeros", "amounts") if rel == "<=" and "amounts" in evidence else ("zeros",):
        rest = add(rest, amounts.total(part, evidence[part], env), -1)
    need(not rest, why)


UNEQUAL = "the two sides have different normal forms"
UNMATCHED = "rhs - lhs is not the sum of the amounts"


def identity(statement: Any, formula: Formula, evidence: Any, facts: Any) -> None:
    """5.1 and 5.2"""
    less = evidence.get("kind") == "slack"
    fields(evidence, kind=str, using=list, zeros=list, **({"amounts": list} if less else {}))
    need(formula.rel == "<=" or not less and formula.rel == "=",
         f"{'slack' if less else 'an identity'} does not show {formula.rel}")
    engine = Normal(statement)
    used = {t: Fact(f) for t, f in facts(evidence["using"]).items()}
    shown(Amounts(engine, used), formula.rel, difference(engine, formula), evidence,
          free(formula.index), UNMATCHED if less else UNEQUAL)
