"""Goals decided by the SMT solver z3, through its API, with a bound on its work.

`unsat` of the negation proves (and the verdict then trusts z3); `sat` is only a suggestion, which
the kernel replays exactly; `unknown` stays unknown. Where a time limit is in force (see
verify.timelimit), z3 gets what is left of it, and TimeLimit is raised when that was too little.
"""

from __future__ import annotations

import math
import threading
from fractions import Fraction
from typing import Any

import sympy
from sympy import Expr

from verify import calculus as c
from verify import replay
from verify.arithmetic.exact import NoExactValue
from verify.arithmetic.smt import Z3
from verify.finding import Counterexample, Finding
from verify.model import Model, NetworkValues
from verify.network import forward
from verify.statement import Smt
from verify.timelimit import TimeLimit, remaining, require_time
from verify.values import NotEvaluated

MOST_STEPS = 2**10    # of an iteration
RLIMIT = 40_000_000   # z3's own unit of work: some tens of seconds on a 2020s machine

_BUILDING = threading.Lock()   # terms are built in z3's main context, which serves one thread


def at_instance(tactic: Smt, model: Model) -> Smt:
    """The tactic with the goal that its `at` builds for this instance."""
    build = tactic.at
    if build is None:
        raise ValueError("the tactic's goal is the same for every instance")
    return Smt(lambda z3: build(z3, model), tactic.logic, model.name)


def decide_goal(tactic: Smt) -> Finding:
    """Whether the tactic's goal is valid; a countermodel is reported, not trusted."""
    import z3
    if tactic.goal is None:
        raise ValueError("the tactic has no goal of its own")
    context = z3.Context()
    with _BUILDING:
        opposite = _goal(z3, tactic.goal, context)
    outcome, model = _solve(z3, context, opposite)
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
        return _unknown("a condition on an interval")
    for index in indices:
        if index.over.kind != "interval":
            return _unknown(f"{index.over.name} is no interval")
        if index.over.elements[0] > index.over.elements[1]:
            return Finding("smt", "unknown", reason="vacuous", note=f"{index.over.name} is empty")
    context = z3.Context()
    try:
        with _BUILDING:
            variables, inside, holds = _question(z3, relation, indices, model, context)
    except NotEvaluated as reason:
        return _unknown(str(reason))
    outcome, found = _solve(z3, context, *inside, z3.Not(holds))
    trusts = (f"z3 {z3.get_version_string()}",)
    if outcome == "unsat":
        return Finding("smt", "proved", trusts=trusts)
    if found is None:
        return _unknown("z3 gives up")
    env: dict[c.Index, Any] = {}
    for index, variable in variables.items():
        value = found.eval(variable, model_completion=True)
        if not z3.is_rational_value(value):
            return _unknown("an irrational countermodel")
        env[index] = Fraction(value.numerator_as_long(), value.denominator_as_long())
    example = Counterexample(model, env, relation)
    if _invented(z3, holds) and not _fails(example):
        return _unknown("z3's countermodel invents values of a function, and does not replay")
    return Finding("smt", "refuted", counterexample=example)


def _unknown(note: str) -> Finding:
    return Finding("smt", "unknown", reason="solver", note=note)


def _invented(z3: Any, formula: Any) -> bool:
    """Whether a function of which z3 knows nothing occurs: a countermodel makes up its values."""
    waiting, seen = [formula], set()
    while waiting:
        term = waiting.pop()
        if term.get_id() not in seen:
            seen.add(term.get_id())
            waiting += term.children()
            if term.num_args() and term.decl().kind() == z3.Z3_OP_UNINTERPRETED:
                return True
    return False


def _fails(example: Counterexample) -> bool:
    """Whether the relation is exactly false there, by the kernel's own replay."""
    try:
        return not replay.holds(example.relation, example.model, example.env)[0]
    except (NoExactValue, replay.NoExactValue, replay.TooLong):
        return False


def _goal(z3: Any, goal: Any, context: Any) -> Any:
    """The negation of the goal, moved to the context."""
    return z3.Not(goal(z3)).translate(context)


def _question(z3: Any, relation: c.Relation, indices: tuple[c.Index, ...], model: Model,
              context: Any) -> tuple[dict[c.Index, Any], list[Any], Any]:
    """The variable of each index, their intervals, and the relation, moved to the context."""
    translation = _Translation(z3, model)
    # numbered: two indices of one name would be one variable, in both of their intervals
    x = {index: z3.Real(f"{index.name}.{n}") for n, index in enumerate(indices)}
    lhs, rhs = (translation.term(term, x) for term in (relation.lhs, relation.rhs))
    inside = []
    for index, variable in x.items():
        low, high = index.over.elements
        inside += [translation.number(low) <= variable] if low.is_finite else []
        inside += [variable <= translation.number(high)] if high.is_finite else []
    holds = c.HOLDS[relation.rel](lhs, rhs)
    return ({index: variable.translate(context) for index, variable in x.items()},
            [bound.translate(context) for bound in inside], holds.translate(context))


def _solve(z3: Any, context: Any, *assertions: Any) -> tuple[str, Any]:
    """z3's answer and, for sat, its model.  The context is the question's own: what was asked
    before, and the numbers that terms got then, must not change the answer."""
    solver = z3.Solver(ctx=context)
    solver.set("rlimit", RLIMIT)
    require_time()
    left = remaining()
    if left is not None:   # rounded up: z3 must not give up before the time is up
        solver.set("timeout", min(math.ceil(left * 1000) + 1, 2**31))
    solver.add(*assertions)
    try:
        answer = solver.check()
    except z3.Z3Exception:      # it ran out of memory, or into a bug of its own: no answer
        require_time()
        return "unknown", None
    if answer == z3.sat:
        return "sat", solver.model()
    if answer == z3.unknown:
        require_time()
        why = solver.reason_unknown()
        if "timeout" in why:
            raise TimeLimit(f"z3: {why}")
        if "interrupted" in why:
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
        if isinstance(term, c.Iterate):
            return self._iterate(term, variables)
        if isinstance(term, c.SumOver) and term.index.over.kind == "range":
            first, count = term.index.over.first, self.model.number(term.index.over.size)
            terms = [self.term(term.body.xreplace({term.index: sympy.Integer(n)}), variables)
                     for n in range(first, first + count)]
            return z3.Sum(terms) if terms else z3.RealVal(0)
        if isinstance(term, sympy.Pow) and not c.free_indices(term):
            number = replay.Replay(self.model).at(term, {})
            return z3.RealVal(f"{number.numerator}/{number.denominator}")
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
        if isinstance(term, c.Floor):
            return z3.ToReal(z3.ToInt(parts[0]))
        if isinstance(term, (sympy.Max, sympy.Min)):
            result = parts[0]
            for part in parts[1:]:
                better = part > result if isinstance(term, sympy.Max) else part < result
                result = z3.If(better, part, result)
            return result
        raise NotEvaluated(f"no z3 term for {type(term).__name__}")

    def _iterate(self, term: c.Iterate, variables: dict[c.Index, Any]) -> Any:
        times, value = term.args[1], self.term(term.args[2], variables)
        if times.is_Symbol:
            times = sympy.Integer(self.model.size(times.name))
        if not (times.is_Integer and 0 <= times <= MOST_STEPS):
            raise NotEvaluated(f"{times} steps: not a number from 0 to {MOST_STEPS}")
        argument = c.Index("iterate", c.Interval(0, 1))     # stands for what was computed so far
        for _ in range(int(times)):
            value = self._apply(term.fn(argument), {**variables, argument: value})
        return value

    def _apply(self, term: c.Apply, variables: dict[c.Index, Any]) -> Any:
        if term.fn.definition is not None:
            return self.term(term.unfold(), variables)
        provider = self.model.values.get(term.fn.name)
        if not isinstance(provider, NetworkValues):
            raise NotEvaluated(f"no z3 term for {term.fn.name}")
        inputs = [self.term(a, variables) for a in term.arguments]
        return forward(provider.network, inputs, Z3)[0]
