"""Evidence of identities, slack and induction on a size, with the uses of facts written out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify.certificate.hints.amounts import Signs, amounts
from verify.certificate.hints.back import NEW
from verify.certificate.hints.rules import Rewriter, difference, free
from verify.recheck.induction import SizeInduction
from verify.recheck.normal import Normal, Var, add, constant
from verify.recheck.statement import HYPOTHESIS, Formula, Statement

Evidence = dict[str, Any]


def plain(statement: Statement, formula: Formula, evidence: Evidence,
          facts: dict[str, Formula]) -> Evidence:
    """An identity or slack."""
    engine = Normal(statement)
    env: dict[Any, Any] = dict(free(formula.index))
    rewriter = Rewriter(engine, env.values())
    for name, fact in facts.items():
        rewriter.learn(name, fact)
    rest, shown = difference(engine, formula), {}
    if evidence["kind"] == "slack":
        signs = Signs(engine, rewriter.back)
        for name, fact in facts.items():
            signs.learn(name, fact)
        shown = {"amounts": amounts(signs, evidence["amounts"], env)}
        for value in evidence["amounts"]:
            rest = add(rest, engine.nf(statement.term(value, frozenset(env)), env), -1)
    rewriter.finish(rest)
    return {**evidence, **shown, "zeros": rewriter.zeros}


class _Traced(SizeInduction):
    """The rechecker's induction, asked for its engines and for what a fact may be used for."""

    def __init__(self, statement: Statement, formula: Formula, title: str):
        self.statement, self.formula, self.set = statement, formula, title
        self.symbol = statement.sets[title].size
        self.table = Normal(statement).table
        self.cubes = {s.name for s in statement.sets.values() if s.dimension == title}


def by_size(statement: Statement, formula: Formula, evidence: Evidence,
            facts: dict[str, Formula]) -> Evidence:
    """An induction on the size of a set."""
    made = _Traced(statement, formula, evidence["set"])
    free_ = free(formula.index)
    engine = made._engine("zero")
    rewriter = Rewriter(engine, free_.values())
    for name in evidence["base"]["using"]:
        fact = facts[name]
        if not made._grows(fact) and ("set", made.set) not in statement.mentions(fact):
            rewriter.learn(name, fact)
    rewriter.finish(difference(engine, formula))
    base = {**evidence["base"], "zeros": rewriter.zeros}
    step = evidence["step"]
    old, zero, new = made._engine(""), made._engine("zero"), made._engine("new")
    last, usable = Var("last", 0, made.set), []
    for name in step["using"]:
        fact = facts[name]
        if not made._grows(fact):
            usable.append((name, fact, ""))
        elif ("set", made.set) in statement.mentions(fact) or (
                gap := constant(difference(zero, fact))) == 0 and fact.rel in ("=", "<=") or (
                gap or 0) > 0 and fact.rel in ("<=", "<"):
            usable.append((name, fact, made.set))

    def rewriter_with(hypothesis: bool) -> Rewriter:
        found = Rewriter(old, [*free_.values(), last])
        if hypothesis:
            found.learn(HYPOTHESIS, formula, made.set, fixed=True)
        for name, fact, only_old in usable:
            found.learn(name, fact, only_old)
        return found

    use = ["use", HYPOTHESIS, [[list(k), list(k)] for k in formula.index]]
    before, after = difference(old, formula), difference(new, formula)
    env: dict[Any, Any] = {**free_, (NEW, made.set): last}
    if formula.rel == "<=":
        first = rewriter_with(False)
        signs = Signs(old, first.back)
        for name, fact, only_old in usable:
            signs.learn(name, fact, only_old)
        values = [_renamed(v, made.set, {k for k in free_}) for v in step["amounts"]]
        rest = add(after, before, -1)
        for value in values:
            rest = add(rest, old.nf(statement.term(value, frozenset(env)), env), -1)
        first.finish(rest)
        return {**evidence, "base": base, "step": {
            **step, "amounts": [use, *amounts(signs, values, env)], "zeros": first.zeros}}
    first, second = rewriter_with(False), rewriter_with(False)
    p, q = first.finish(before), second.finish(after)
    m = next(iter(p), None)
    if not q:
        zeros = second.zeros
    elif m in q and not add(q, p, -Fraction(q[m]) / p[m]):
        ratio = str(Fraction(q[m]) / p[m])      # after = q + .. = ratio (before - ..) + ..
        zeros = [["*", ["num", ratio], use], *second.zeros,
                 *(["*", ["num", str(-Fraction(ratio))], z] for z in first.zeros)]
    else:
        third = rewriter_with(True)
        third.finish(after)
        zeros = third.zeros
    return {**evidence, "base": base, "step": {**step, "zeros": zeros}}


def _renamed(value: Any, over: str, kept: set[Any]) -> Any:
    """An amount in which an index over the growing set that is not bound is the new element."""
    def change(t: Any, bound: frozenset[Any]) -> Any:
        if not isinstance(t, list):
            return t
        if len(t) == 3 and t[0] == "index":
            key = (t[1], t[2])
            return ["index", NEW, over] if t[2] == over and key not in bound else t
        if t and t[0] in ("sum", "product"):
            return [t[0], change(t[1], bound | {(t[2][1], t[2][2])}), t[2]]
        return [change(a, bound) for a in t]
    return change(value, frozenset(kept))
