"""Evidence of section 5.3: induction on the size of a set."""
from __future__ import annotations

from typing import Any

from .amounts import UNEQUAL, UNMATCHED, Amounts, Fact, difference, free, shown
from .normal import Normal, Var, add, constant, num
from .reading import at, fields, names, need
from .statement import HYPOTHESIS, Formula, Statement, parts

NEW = "the new element"


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
            kind, using, _ = fields(base, kind=str, using=list, zeros=list)
            engine = self._engine("zero")
            need(kind == "identity", "the base is not an identity")
            used = {t: Fact(f) for t, f in facts(using).items()
                    if not self._grows(f) and ("set", title) not in statement.mentions(f)}
            shown(Amounts(engine, used), "=", difference(engine, formula), base,
                  free(formula.index), UNEQUAL)
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
        rel = self.formula.rel
        keys: dict[str, Any] = {"amounts": list} if rel == "<=" else {}
        kind, using, *_ = fields(step, kind=str, using=list, zeros=list, **keys)
        need(kind == ("slack" if keys else "identity"), "not an identity for =, slack for <=")
        old, zero, new = self._engine(""), self._engine("zero"), self._engine("new")
        used = {HYPOTHESIS: Fact(self.formula, self.set, True)}
        for name, fact in facts(using).items():
            self._allow(fact, f"the fact {name!r}", "arg", "set", "bound")
            if not self._grows(fact):
                used[name] = Fact(fact)
            elif ("set", self.set) in self.statement.mentions(fact) or (
                    gap := constant(difference(zero, fact))) == 0 and fact.rel in ("=", "<=") or (
                    gap or 0) > 0 and fact.rel in ("<=", "<"):      # else not known of n = 0
                used[name] = Fact(fact, self.set)
        env: dict[Any, Any] = {**free(self.formula.index), (NEW, self.set): Var(
            "last", 0, self.set)}
        shown(Amounts(old, used), rel, difference(new, self.formula), step, env,
              UNMATCHED if keys else "the step does not follow from the induction hypothesis")
