"""What is nonnegative on its face (section 5.2)."""
from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from .normal import Normal, Poly, Var, add, constant, num, scaled
from .reading import spend
from .rules import difference, free
from .statement import Formula, Term


class Signs:
    """Decides what is nonnegative, given the slacks of used inequalities."""
    def __init__(self, engine: Normal):
        self.engine, self.slacks = engine, list[tuple[Poly, list[Var], str]]()

    def learn(self, formula: Formula, old: str = "") -> None:
        if formula.rel in ("<=", "<") and formula.where is None and not formula.distinct:
            self.slacks.append((difference(self.engine, formula, "pattern"),
                                list(free(formula.index, "pattern").values()), old))

    def holds(self, t: Term, env: dict[Any, Any]) -> bool:
        spend(20)
        kind, rest = t[0], t[1:]
        if kind in ("abs", "relu", "indicator", "mod2"):
            return True
        if kind == "^" and rest[1][0] == "num" and type(rest[1][1]) is int and rest[1][1] > 0 and (
                rest[1][1] % 2 == 0 or self.holds(rest[0], env)):
            return True
        if kind == "+" and all(self.holds(a, env) for a in rest):
            return True
        if kind == "*" and all(a[0] != "num" or a[1] >= 0 for a in rest):
            forms = [self.engine.nf(a, env) for a in rest if not self.holds(a, env)]
            while forms and forms[0] in forms[1:]:      # a factor that stands twice is a square
                forms.remove(forms.pop(0))
            if not forms:
                return True
        if kind in ("sum", "product", "average", "expect", "norm2", "l2"):
            return self._binder(kind, rest, env) or self._slack(t, env)
        return self._plain(self.engine.nf(t, env)) or self._slack(t, env)

    def _binder(self, kind: str, rest: tuple[Term, ...], env: dict[Any, Any]) -> bool:
        key, over = rest[-1][1:], self.engine.sets[rest[-1][2]]
        if kind in ("expect", "l2") and over.kind == "space" and not any(
                len(patterns) == 1 and patterns[0].set == over.name
                and slack == self.engine.atom("app", over.weight, patterns[0])
                for slack, patterns, _ in self.slacks):
            return False
        if kind == "average" and not (self.engine.floor_of(self.engine.size(over)) or 0) > 0:
            return False
        if over.kind == "finite":
            return kind in ("norm2", "l2") or all(
                self.holds(rest[0], {**env, key: num(e)}) for e in over.elements)
        return kind in ("norm2", "l2") or self.holds(
            rest[0], {**env, key: self.engine.fresh(over.name)})

    def _plain(self, p: Poly) -> bool:
        """Natural and positive things with coefficients >= 0; |a| + a and |a| - a."""
        if all(c >= 0 and not b and all(self._atom(a, e) for a, e in f)
               for (b, f), c in p.items()):
            return True
        for (bounds, f), c in p.items():
            if c > 0 and not bounds and len(f) == 1 == f[0][1] and f[0][0].kind == "abs":
                inner = scaled(f[0][0].args[0], c)
                return add(p, {(bounds, f): -c}) in (inner, scaled(inner, -1))
        return False

    def _atom(self, a: Any, e: int) -> bool:
        return (e > 0 and (e % 2 == 0 or self.engine.least_atom(a) is not None
                           or a.kind in ("abs", "relu", "ind", "delta", "coord", "count")
                           or a.kind == "sym" and self.engine.statement.symbols[a.args[0]][1])
                or self.engine.divisor(a))

    def _slack(self, t: Term, env: dict[Any, Any]) -> bool:
        """Whether this is a number >= 0 times the slack of a used fact."""
        p, values = self.engine.nf(t, env), {v for v in env.values() if type(v) is Var}
        for slack, patterns, old in self.slacks:
            for chosen in product(*([v for v in sorted(values, key=str) if v.set == q.set and not (
                    old == q.set and v.tag == "last")] for q in patterns)):
                spend(10)
                q = self.engine.rename(slack, dict(zip(patterns, chosen)))
                m = next(iter(q), None)
                if m in p and p[m] / Fraction(q[m]) > 0 and scaled(q, p[m] / Fraction(q[m])) == p:
                    return True
        return (constant(p) or 0) >= 0 and constant(p) is not None
