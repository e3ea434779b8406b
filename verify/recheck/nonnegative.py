"""What is nonnegative on its face (section 5.2)."""
from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from .normal import Normal, Poly, Var, constant, scaled
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
        if kind in ("relu", "indicator"):
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
        if kind in ("sum", "product"):
            inner = {**env, rest[1][1:]: self.engine.fresh(rest[1][2])}
            return self.holds(rest[0], inner) or self._slack(t, env)
        return self._plain(self.engine.nf(t, env)) or self._slack(t, env)

    def _plain(self, p: Poly) -> bool:
        """Natural and positive things with coefficients >= 0."""
        return all(c >= 0 and not b and all(self._atom(a, e) for a, e in f)
                   for (b, f), c in p.items())

    def _atom(self, a: Any, e: int) -> bool:
        return (e > 0 and (e % 2 == 0 or self.engine.least_atom(a) is not None
                           or a.kind in ("relu", "ind", "delta", "coord", "count")
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
