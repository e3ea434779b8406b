"""Why amounts are nonnegative: where the slack of a used inequality stands, it is named."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from verify.certificate.hints.back import Back, times
from verify.certificate.hints.rules import difference, free
from verify.recheck.normal import Normal, Poly, Var, constant, scaled
from verify.recheck.reading import Rejected
from verify.recheck.statement import Formula


class Signs:
    """Writes an amount so that it is nonnegative on its face, given used inequalities."""

    def __init__(self, engine: Normal, back: Back):
        self.engine, self.back = engine, back
        self.slacks: list[tuple[str, Poly, dict[Any, Var], str]] = []

    def learn(self, name: str, formula: Formula, old: str = "") -> None:
        if formula.rel in ("<=", "<") and formula.where is None and not formula.distinct:
            self.slacks.append((name, difference(self.engine, formula, "pattern"),
                                free(formula.index, "pattern"), old))

    def shown(self, value: Any, env: dict[Any, Any]) -> Any:
        """The amount, with uses; None if it is not nonnegative on its face."""
        kind, rest = value[0], value[1:]
        term = self.engine.statement.term(value, frozenset(env))
        p = self.engine.nf(term, env)
        even = kind == "^" and rest[1][0] == "num" and rest[1][1].isdigit() and (
            int(rest[1][1]) % 2 == 0)
        if even or kind in ("relu", "indicator") or self.engine.natural(p):
            return value
        if kind in ("sum", "product"):
            key = tuple(rest[1][1:])
            inner = {**env, key: self.engine.fresh(key[1])}
            self.back.names[inner[key]] = key[0]
            made = self.shown(rest[0], inner)
            if made is not None:
                return [kind, made, rest[1]]
        if kind == "^" and rest[1][0] == "num" and rest[1][1].isdigit() and int(rest[1][1]) > 0:
            return self.shown(["*", *[rest[0]] * int(rest[1][1])], env)
        if kind == "+":
            parts = [self.shown(a, env) for a in rest]
            if None not in parts:
                return [kind, *parts]
        if kind == "*":
            made = self._product([f for a in rest for f in (a[1:] if a[0] == "*" else [a])], env)
            if made is not None:
                return made
        return self._slack(p, env)

    def _product(self, factors: list[Any], env: dict[Any, Any]) -> Any:
        """A product of amounts; what stands in it twice is a square."""
        parts, left = [], list[Any]()
        for f in factors:
            made = None if f[0] == "num" and f[1].startswith("-") else self.shown(f, env)
            if made is not None:
                parts.append(made)
                continue
            form = self.engine.nf(self.engine.statement.term(f, frozenset(env)), env)
            twin = next((t for t in left if t[0] == form), None)
            if twin is None:
                left.append((form, f))
            else:
                left.remove(twin)
                parts.append(["^", f, ["num", "2"]])
        return None if left else times(parts)

    def _slack(self, p: Poly, env: dict[Any, Any]) -> Any:
        """A number >= 0 times the slack of a used fact."""
        values = {v for v in env.values() if type(v) is Var}
        for name, slack, patterns, old in self.slacks:
            for chosen in product(*([v for v in sorted(values, key=str) if v.set == q.set and not (
                    old == q.set and v.tag == "last")] for q in patterns.values())):
                q = self.engine.rename(slack, dict(zip(patterns.values(), chosen)))
                m = next(iter(q), None)
                if m in p and p[m] / Fraction(q[m]) > 0 and scaled(q, p[m] / Fraction(q[m])) == p:
                    use = ["use", name, [[list(k), self.back.index(v)[1:]]
                                         for k, v in zip(patterns, chosen)]]
                    return times([["num", str(p[m] / Fraction(q[m]))], use])
        return None if (constant(p) is None or constant(p) < 0) else ["num", str(constant(p))]


def amounts(signs: Signs, values: list[Any], env: dict[Any, Any]) -> list[Any]:
    """The amounts, each nonnegative on its face."""
    made = [signs.shown(v, env) for v in values]
    for n, one in enumerate(made):
        if one is None:
            raise Rejected(f"amount {n} is not nonnegative on its face")
    return made
