"""Evidence of sections 5.1 to 5.3: identities, slack, induction on the size of a set."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

from .nonnegative import Signs
from .normal import Normal, Poly, Var, add, constant, num
from .reading import at, fields, names, need
from .rules import Rewriter, difference, free
from .statement import Formula, Statement, parts

UNEQUAL = "the two sides have different normal forms"


def subtract(engine: Normal, formula: Formula, rest: Poly, amounts: list[Any], signs: Signs,
             new: tuple[str, Var] | None = None) -> Poly:
    """The rest without the amounts, which are nonnegative on their face."""
    for n, value in enumerate(amounts):
        with at(f".amounts[{n}]"):
            env: dict[Any, Any] = dict(free(formula.index))
            if new is not None:         # any index over the growing set is the new element
                env.update({k: new[1] for k in _indices(value, new[0]) if k not in env})
            term = engine.statement.term(value, frozenset(env))
            need(signs.holds(term, env), f"not nonnegative on its face: {term[0]}")
            rest = add(rest, engine.nf(term, env), -1)
    return rest


def _indices(value: Any, over: str) -> set[Any]:
    if type(value) is not list:
        return set()
    own = {(value[1], over)} if len(value) == 3 and value[0] == "index" and value[2] == over and (
        type(value[1]) is str) else set()
    return own.union(*(_indices(v, over) for v in value))


def identity(statement: Statement, formula: Formula, evidence: Any, facts: Any) -> None:
    """5.1"""
    need(formula.rel in ("=", "<="), f"an identity does not show {formula.rel}")
    engine = Normal(statement)
    rewriter = Rewriter(engine, free(formula.index).values())
    for fact in facts(names(fields(evidence, kind=str, using=list)[1])).values():
        rewriter.learn(fact)
    need(not rewriter.finish(difference(engine, formula)), UNEQUAL)


def slack(statement: Statement, formula: Formula, evidence: Any, facts: Any) -> None:
    """5.2"""
    _, using, amounts = fields(evidence, kind=str, using=list, amounts=list)
    need(formula.rel == "<=", f"slack does not show {formula.rel}")
    engine = Normal(statement)
    rewriter, signs = Rewriter(engine, free(formula.index).values()), Signs(engine)
    for fact in facts(names(using)).values():
        rewriter.learn(fact)
        signs.learn(fact)
    rest = subtract(engine, formula, difference(engine, formula), amounts, signs)
    need(not rewriter.finish(rest), "rhs - lhs is not the sum of the amounts")


class SizeInduction:
    """5.3: on the size n of a set, from n = 0 on."""
    def __init__(self, statement: Statement, formula: Formula, evidence: Any, facts: Any,
                 beneath: Any):
        _, title, base, step = fields(evidence, kind=str, set=str, base=dict, step=dict)
        self.statement, self.formula, self.set = statement, formula, title
        over = statement.sets.get(title)
        need(over and over.kind in ("range", "space") and over.size[0] == "symbol",
             "set: not a range or space whose size is one symbol")
        need(formula.rel in ("=", "<="), f"this induction does not show {formula.rel}")
        self.symbol: Any = over.size if over else ()
        self.table = Normal(statement).table        # one, for the terms at n and at n + 1
        self.cubes = {s.name for s in statement.sets.values() if s.dimension == title}
        self.others = {s.name for s in statement.sets.values() if self.symbol in parts(s.size)
                       } - self.cubes - {title}
        self._allow(formula, "the formula", "arg", "bound")
        for name, assumption in beneath(names(base.get("using")) + names(step.get("using"))):
            self._allow(assumption, f"the assumption {name!r}", "arg", "set")
            need(not self._grows(assumption), f"the assumption {name!r} mentions the growing size")
        with at(".base"):
            kind, using = fields(base, kind=str, using=list)
            engine = self._engine("zero")
            need(kind == "identity", "the base is not an identity")
            rewriter = Rewriter(engine, free(formula.index).values())
            for fact in facts(using).values():
                if not self._grows(fact) and ("set", title) not in statement.mentions(fact):
                    rewriter.learn(fact)
            need(not rewriter.finish(difference(engine, formula)), UNEQUAL)
        with at(".step"):
            self._step(step, facts)

    def _allow(self, formula: Formula, where: str, *allowed: str) -> None:
        """Refuses sets that grow along in other ways than this induction says."""
        for kind, s in self.statement.mentions(formula):
            need(kind in ("symbol", "function") or not (
                s in self.others or s in self.cubes and kind in ("arg", "into")
                or s == self.set and kind not in allowed),
                f"{where} has {s!r} in a place where it may not grow")

    def _grows(self, formula: Formula) -> bool:
        """Whether a formula says something else as the set grows (apart from being for all)."""
        return any((kind, s) in (self.symbol, ("bound", self.set))
                   or kind in ("set", "bound") and s in self.cubes
                   for kind, s in self.statement.mentions(formula))

    def _engine(self, mode: str) -> Normal:
        engine = Normal(self.statement)
        engine.table = self.table
        engine.maybe_zero, engine.grow = {self.symbol[1]}, (self.set, mode) if mode else ("", "")
        n = engine.atom("sym", self.symbol[1])
        engine.symbols = {self.symbol[1]: {} if mode == "zero" else add(n, num(1))} if mode else {}
        return engine

    def _step(self, step: Any, facts: Any) -> None:
        less = self.formula.rel == "<="
        keys: dict[str, Any] = {"amounts": list} if less else {}
        kind, using, *amounts = fields(step, kind=str, using=list, **keys)
        need(kind == ("slack" if less else "identity"), "not an identity for =, slack for <=")
        old, zero, new = self._engine(""), self._engine("zero"), self._engine("new")
        last, usable = Var("last", 0, self.set), []
        for name, fact in facts(using).items():
            self._allow(fact, f"the fact {name!r}", "arg", "set", "bound")
            if not self._grows(fact):
                usable.append((fact, ""))
            elif ("set", self.set) in self.statement.mentions(fact) or (
                    gap := constant(difference(zero, fact))) == 0 and fact.rel in ("=", "<=") or (
                    gap or 0) > 0 and fact.rel in ("<=", "<"):      # else not known of n = 0
                usable.append((fact, self.set))

        def rewriter(hypothesis: bool) -> Rewriter:
            made = Rewriter(old, [*free(self.formula.index).values(), last])
            if hypothesis:
                made.learn(self.formula, self.set, fixed=True)
            for fact, only_old in usable:
                made.learn(fact, only_old)
            return made

        before, after = difference(old, self.formula), difference(new, self.formula)
        if less:
            signs = Signs(old)
            for fact, only_old in usable:
                signs.learn(fact, only_old)
            rest = subtract(old, self.formula, add(after, before, -1), amounts[0], signs,
                            (self.set, last))
            need(not rewriter(False).finish(rest),
                 "rhs - lhs does not grow by the sum of the amounts")
            return
        p, q = (rewriter(False).finish(d) for d in (before, after))
        m = next(iter(p), None)
        need(not q or m in q and not add(q, p, -Fraction(q[m]) / p[m])
             or not rewriter(True).finish(after),
             "the step is not a multiple of the induction hypothesis")
