"""Goals decided by the SMT solver z3, through its API, with a bound on its work and not on time.

`unsat` of the negation proves (and the verdict then trusts z3); `sat` is only a suggestion, which
the kernel replays exactly; `unknown` stays unknown.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy
from sympy import Expr

from verify import calculus as c
from verify.arithmetic.smt import Z3
from verify.finding import Counterexample, Finding
from verify.model import Model, NetworkValues
from verify.network import forward
from verify.statement import Smt
from verify.values import NotEvaluated

RLIMIT = 40_000_000   # z3's own unit of work: some tens of seconds on a 2020s machine


def decide_goal(tactic: Smt) -> Finding:
    """Whether the tactic's goal is valid; a countermodel is reported, not trusted."""
    import z3
    if tactic.goal is None:
        raise ValueError("the tactic has no goal of its own")
    goal = tactic.goal(z3)
    outcome, model = _solve(z3, z3.Not(goal))
    trusts = (f"z3 {z3.get_version_string()}",)
    if outcome == "unsat":
        return Finding("smt", "proved", scope=tactic.scope, trusts=trusts)
    note = f"z3 finds {model}" if model is not None else "z3 gives up"
    return Finding("smt", "unknown", scope=tactic.scope, reason="solver", note=note)


def decide(formula: c.Formula, model: Model) -> Finding:
    """Decide `for all x: lhs rel rhs` where x runs over an interval, networks translated to z3."""
    import z3
    relation, indices = c.relation_of(formula), c.quantified(formula)
    if isinstance(formula, c.ForAll) and (formula.where is not None or formula.distinct):
        return Finding("smt", "unknown", reason="solver", note="a condition on an interval")
    solver_model = _Translation(z3, model)
    try:
        variables = {i: z3.Real(i.name) for i in indices}
        lhs, rhs = (solver_model.term(t, variables) for t in (relation.lhs, relation.rhs))
    except NotEvaluated as reason:
        return Finding("smt", "unknown", reason="solver", note=str(reason))
    inside = []
    for index, variable in variables.items():
        if index.over.kind != "interval":
            return Finding("smt", "unknown", reason="solver",
                           note=f"{index.over.name} is no interval")
        low, high = (solver_model.number(e) for e in index.over.elements)
        inside += [low <= variable, variable <= high]
    holds = {"=": lhs == rhs, "<=": lhs <= rhs, "<": lhs < rhs, "!=": lhs != rhs}[relation.rel]
    outcome, found = _solve(z3, *inside, z3.Not(holds))
    trusts = (f"z3 {z3.get_version_string()}",)
    if outcome == "unsat":
        return Finding("smt", "proved", trusts=trusts)
    if found is None:
        return Finding("smt", "unknown", reason="solver", note="z3 gives up")
    env: dict[c.Index, Any] = {}
    for index, variable in variables.items():
        value = found.eval(variable, model_completion=True)
        if not z3.is_rational_value(value):
            return Finding("smt", "unknown", reason="solver", note="an irrational countermodel")
        env[index] = Fraction(value.numerator_as_long(), value.denominator_as_long())
    return Finding("smt", "refuted", counterexample=Counterexample(model, env, relation))


def _solve(z3: Any, *assertions: Any) -> tuple[str, Any]:
    solver = z3.Solver()
    solver.set("rlimit", RLIMIT)
    solver.add(*assertions)
    answer = solver.check()
    if answer == z3.sat:
        return "sat", solver.model()
    if answer == z3.unknown and "interrupted" in solver.reason_unknown():
        raise KeyboardInterrupt    # z3 turns it into an answer
    return str(answer), None


class _Translation:
    """Terms of the calculus over intervals as z3 real terms."""

    def __init__(self, z3: Any, model: Model):
        self.z3, self.model = z3, model

    def number(self, value: Any) -> Any:
        return self.z3.RealVal(f"{int(value.p)}/{int(value.q)}")

    def term(self, term: Expr, variables: dict[c.Index, Any]) -> Any:
        z3 = self.z3
        if isinstance(term, sympy.Rational):
            return self.number(term)
        if isinstance(term, sympy.Symbol):
            value = self.model.numbers.get(term.name)
            value = Fraction(self.model.size(term.name)) if value is None else value
            return z3.RealVal(f"{value.numerator}/{value.denominator}")
        if isinstance(term, c.Index):
            return variables[term]
        if isinstance(term, c.Apply):
            return self._apply(term, variables)
        if isinstance(term, c.SumOver) and term.index.over.kind == "range":
            size = term.index.over.size
            count = int(size) if size.is_Integer else self.model.size(str(size))
            terms = [self.term(term.body.xreplace({term.index: sympy.Integer(n + 1)}), variables)
                     for n in range(count)]
            return z3.Sum(terms) if terms else z3.RealVal(0)
        parts = [self.term(a, variables) for a in term.args]
        if isinstance(term, sympy.Add):
            return z3.Sum(parts)
        if isinstance(term, sympy.Mul):
            return z3.Product(parts)
        if isinstance(term, sympy.Pow) and term.exp.is_Integer and term.exp > 0:
            return z3.Product([parts[0]] * int(term.exp))
        if isinstance(term, sympy.Abs):
            return z3.If(parts[0] >= 0, parts[0], -parts[0])
        if isinstance(term, c.Relu):
            return z3.If(parts[0] >= 0, parts[0], z3.RealVal(0))
        if isinstance(term, (sympy.Max, sympy.Min)):
            result = parts[0]
            for part in parts[1:]:
                better = part > result if isinstance(term, sympy.Max) else part < result
                result = z3.If(better, part, result)
            return result
        raise NotEvaluated(f"no z3 term for {type(term).__name__}")

    def _apply(self, term: c.Apply, variables: dict[c.Index, Any]) -> Any:
        if term.fn.definition is not None:
            return self.term(term.unfold(), variables)
        provider = self.model.values.get(term.fn.name)
        if not isinstance(provider, NetworkValues):
            raise NotEvaluated(f"no z3 term for {term.fn.name}")
        inputs = [self.term(a, variables) for a in term.arguments]
        return forward(provider.network, inputs, Z3)[0]
