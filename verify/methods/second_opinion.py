"""What the solver cvc5 says to a question that z3 has answered.

The question is built anew, from the formula itself and through cvc5's own constructors; nothing is
printed and read back. An opinion adds a word to a claim and never changes its status; two solvers
that contradict each other end the check, for one of them (or of our translations) is wrong.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr

from verify import calculus as c
from verify.finding import Finding
from verify.kernel import KernelError
from verify.model import Model, NetworkValues
from verify.network import forward
from verify.statement import Smt
from verify.timelimit import LONGEST, remaining, require_time
from verify.values import NotEvaluated

if TYPE_CHECKING:
    from verify.arithmetic.cvc5_terms import Cvc5

RLIMIT = 1_000_000   # cvc5's own unit of work: some ten seconds on a 2020s machine
MOST_STEPS = 1000    # of an iteration, which is written out


class SolversDisagree(KernelError):
    """z3 and cvc5 contradict each other: a bug of one of them or ours, never a verdict."""


@dataclass(frozen=True)
class Opinion:
    """answer  agree, disagree (only inside SolversDisagree), unknown, not installed."""

    answer: str
    words: str


def ask(finding: Finding, question: c.Formula | Smt, model: Model | None = None) -> Opinion:
    """cvc5's opinion on what z3 found out about a formula at a model, or about a tactic's goal.

    Raises
        SolversDisagree: naming both answers.
        ValueError: if the finding is not z3's, or decides nothing.
        TimeLimit: if the time in force is up before cvc5 has an answer.
    """
    if finding.method != "smt" or finding.outcome not in ("proved", "refuted"):
        raise ValueError("a second opinion is on what z3 has decided")
    try:
        import cvc5
    except ImportError:
        return Opinion("not installed", "cvc5: not installed")
    if isinstance(question, Smt):
        answer, why = _on_goal(question)
    elif model is None:
        raise ValueError("a formula is decided at a model")
    else:
        answer, why = _on_formula(question, model)
    expected = {"proved": "unsat", "refuted": "sat"}[finding.outcome]
    if answer == "unknown":
        return Opinion("unknown", f"cvc5: unknown ({why})")
    if answer != expected:
        raise SolversDisagree(f"z3 says {expected} ({finding.outcome}), "
                              f"cvc5 {cvc5.__version__} says {answer}")
    return Opinion("agree", f"corroborated by cvc5 {cvc5.__version__}")


def _on_goal(tactic: Smt) -> tuple[str, str]:
    """The goal built with cvc5's module in the place of z3's: it has the same names."""
    from cvc5 import pythonic
    if tactic.goal is None:
        return "unknown", "the tactic has no goal of its own"
    try:
        opposite = pythonic.Not(tactic.goal(pythonic))
    except (AttributeError, TypeError, ValueError, RuntimeError,
            pythonic.SMTException) as reason:   # a word that only z3 has
        return "unknown", f"cvc5 has no such goal: {type(reason).__name__}"
    return _solve(pythonic.main_ctx().tm, [opposite.ast])


def _on_formula(formula: c.Formula, model: Model) -> tuple[str, str]:
    import cvc5
    from cvc5 import Kind

    from verify.arithmetic.cvc5_terms import Cvc5
    relation = c.relation_of(formula)
    if isinstance(formula, c.ForAll) and (formula.where is not None or formula.distinct):
        return "unknown", "a condition on an interval"
    manager = cvc5.TermManager()
    cvc, assertions = Cvc5(manager), []
    x: dict[Expr, Any] = {}
    for n, index in enumerate(c.quantified(formula)):
        if index.over.kind != "interval":
            return "unknown", f"{index.over.name} is no interval"
        x[index] = manager.mkConst(cvc.real, f"{n}.{index.name}")
        for end, kind in zip(index.over.elements, (Kind.GEQ, Kind.LEQ)):
            if end not in (-sympy.oo, sympy.oo):
                assertions.append(cvc.make(kind, x[index], _number(cvc, end)))
    try:
        left, right = (_term(term, x, cvc, model) for term in (relation.lhs, relation.rhs))
    except NotEvaluated as reason:
        return "unknown", str(reason)
    opposite = {"=": Kind.DISTINCT, "!=": Kind.EQUAL, "<=": Kind.GT, "<": Kind.GEQ}
    return _solve(manager, [*assertions, cvc.make(opposite[relation.rel], left, right)])


def _solve(manager: Any, assertions: list[Any]) -> tuple[str, str]:
    """cvc5's answer to whether all of them can be true, and for unknown why."""
    import cvc5
    solver = cvc5.Solver(manager)
    solver.setOption("rlimit-per", str(RLIMIT))
    require_time()
    left = remaining()
    if left is not None:   # rounded up: cvc5 must not give up before the time is up
        solver.setOption("tlimit-per", str(math.ceil(min(left, LONGEST) * 1000) + 1))
    for assertion in assertions:
        solver.assertFormula(assertion)
    result = solver.checkSat()
    if not result.isUnknown():
        return ("sat" if result.isSat() else "unsat"), ""
    require_time()
    return "unknown", str(result.getUnknownExplanation()).rpartition(".")[2].lower()


def _number(cvc: Cvc5, value: Any) -> Any:
    return cvc.exact(Fraction(int(value.p), int(value.q)))


def _term(term: Expr, x: dict[Expr, Any], cvc: Cvc5, model: Model) -> Any:
    """A term of the calculus in the reals of cvc5, indices standing for what `x` gives them."""
    from cvc5 import Kind

    def at(part: Expr) -> Any:
        return _term(part, x, cvc, model)

    if term in x:
        return x[term]
    if isinstance(term, sympy.Rational):
        return _number(cvc, term)
    if isinstance(term, sympy.Symbol):
        known = term.name in model.numbers
        return cvc.exact(model.numbers[term.name] if known else model.size(term.name))
    if isinstance(term, c.Apply):
        return _applied(term, [at(a) for a in term.arguments], x, cvc, model)
    if isinstance(term, c.Iterate):
        return _iterated(term, at(term.args[2]), x, cvc, model)
    if isinstance(term, c.SumOver) and term.index.over.kind == "range":
        first, count = term.index.over.first, model.number(term.index.over.size)
        return cvc.total([_term(term.body, {**x, term.index: cvc.exact(n)}, cvc, model)
                          for n in range(first, first + count)])
    if isinstance(term, sympy.Add):
        return cvc.total([at(a) for a in term.args])
    if isinstance(term, sympy.Mul):
        return cvc.make(Kind.MULT, *map(at, term.args))
    if isinstance(term, sympy.Pow) and term.exp.is_Integer and term.exp > 0:
        factors = [at(term.base)] * int(term.exp)
        return cvc.make(Kind.MULT, *factors) if len(factors) > 1 else factors[0]
    if isinstance(term, sympy.Abs):
        return cvc.make(Kind.ABS, at(term.args[0]))
    if isinstance(term, c.Floor):
        return cvc.make(Kind.TO_REAL, cvc.make(Kind.TO_INTEGER, at(term.args[0])))
    if isinstance(term, (sympy.Max, sympy.Min, c.Relu)):
        parts = [at(a) for a in term.args] + [cvc.exact(0)] * isinstance(term, c.Relu)
        best = parts[0]
        for part in parts[1:]:
            kind = Kind.LEQ if isinstance(term, sympy.Min) else Kind.GEQ
            best = cvc.choose(cvc.make(kind, best, part), best, part)
        return best
    raise NotEvaluated(f"no cvc5 term for {type(term).__name__}")


def _applied(term: c.Apply, arguments: list[Any], x: dict[Expr, Any], cvc: Cvc5,
             model: Model) -> Any:
    if term.fn.definition is not None:
        return _term(term.unfold(), x, cvc, model)
    provider = model.values.get(term.fn.name)
    if not isinstance(provider, NetworkValues):
        raise NotEvaluated(f"no cvc5 term for {term.fn.name}")
    return forward(provider.network, arguments, cvc)[0]


def _iterated(term: c.Iterate, value: Any, x: dict[Expr, Any], cvc: Cvc5, model: Model) -> Any:
    size = term.args[1]
    times = size.subs({s: model.size(s.name) for s in size.free_symbols})
    if not (times.is_Integer and 0 <= times <= MOST_STEPS):
        raise NotEvaluated(f"{times} steps: not a number from 0 to {MOST_STEPS}")
    so_far = c.Index("so far", c.Interval(0, 1))
    for _ in range(int(times)):
        value = _term(term.fn(so_far), {**x, so_far: value}, cvc, model)
    return value
