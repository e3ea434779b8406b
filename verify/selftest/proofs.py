"""Whether a variant of a claim that is proved for every parameter is true for every parameter, too.

The prover is asked with the claim's own tactic, with the claim itself at other terms, and with what
else the theorem proves from no more than the claim's assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Iterator, Mapping

from verify import calculus as c
from verify import kernel
from verify.errors import Refused
from verify.instance import formula_of
from verify.methods import symbolic
from verify.selftest import solve
from verify.selftest.assumptions import rests_on
from verify.selftest.definitions import free, functions
from verify.selftest.variants import Variant
from verify.selftest.weaker import contains, direction, unbounded
from verify.selftest.witnesses import GENERAL
from verify.statement import (HYPOTHESIS, At, Claim, Induction, Instances, NormalForm, Slack,
                              Theorem)
from verify.timelimit import TimeLimit, time_limit

Facts = Mapping[str, c.Formula]
PROVED = "proved for every parameter"


@dataclass(frozen=True)
class Known:
    """A claim that is proved for every parameter, with what its variants may be proved from.

    facts    the assumptions under its proof
    earlier  what its own proof may use
    others   what the theorem proves from no more than these assumptions
    """

    claim: Claim
    facts: Facts
    earlier: Facts
    others: Callable[[], Facts]

    def by_its_tactic(self, formula: c.Formula, seconds: float) -> str:
        """Whether the claim's own proof proves the formula; "" if it does not."""
        return PROVED if self._decide(formula, self.claim.by, self.earlier, seconds) else ""

    def proof(self, formula: c.Formula, seconds: float) -> str:
        """Why the formula holds for every parameter; "" if that is not known."""
        if self.by_its_tactic(formula, seconds):
            return PROVED
        itself = unbounded(formula_of(self.claim), self.facts)
        known = {**self.facts, **self.earlier, self.claim.name: itself}
        for tactic in self._tactics(formula, itself):
            if self._decide(formula, tactic, known, seconds):
                return PROVED
        for name, other in self.others().items():
            for tactic in (NormalForm(), Instances(At(name))):
                if self._decide(formula, tactic, {**self.earlier, name: other}, seconds):
                    return f"{PROVED}, from {name!r}"
        return ""

    def _decide(self, formula: c.Formula, tactic: Any, known: Facts, seconds: float) -> bool:
        try:
            with time_limit(seconds):
                return symbolic.decide(formula, tactic, known, self.facts).outcome == "proved"
        except (Refused, TimeLimit, *solve.ERRORS):
            return False

    def _tactics(self, formula: c.Formula, itself: c.Formula) -> Iterator[Any]:
        """On its face; from the claim itself, at other terms, or with what its own step uses."""
        relation, name = c.relation_of(formula), self.claim.name
        here = {i.name: i for i in c.quantified(formula)}
        yield NormalForm()
        yield Slack(relation.rhs - relation.lhs)
        yield Instances(At(name))
        yield Instances()
        for i in c.quantified(itself):
            yield Instances(At(name, {i: here[i.name] + 1}))
        by = self.claim.by
        step = by.step if isinstance(by, Induction) else by
        if isinstance(step, Instances):
            used = (at for at in step.facts if at.fact != HYPOTHESIS)
            yield Instances(At(name), *used, integers=step.integers, products=step.products)
        where = getattr(formula, "where", None)
        if where is not None and where.rel == "<=":      # at the least number that is let in
            spoken = functions(formula)
            about = [At(n) for n, fact in self.facts.items() if functions(fact) <= spoken]
            for i in c.quantified(itself):
                if where.rhs.has(i):
                    yield Instances(At(name, {i: where.lhs}), *about)


def implied(claim: Claim, facts: Facts, variant: Variant) -> str:
    """Why a claim that is proved for every parameter says the variant as well; or ""."""
    formula, one = formula_of(claim), variant.shifted
    if one is None:
        return ""
    relation, where = c.relation_of(formula), getattr(formula, "where", None)
    others = [relation.lhs, *((where.lhs, where.rhs) if where is not None else ())]
    others += [side for fact in facts.values() for r in (c.relation_of(fact),)
               for side in (r.lhs, r.rhs) if not isinstance(one, c.Index)]
    if not any(contains(c.unfolded(t), one) for t in others):
        return f"it is the claim itself at {one} {'+' if variant.by > 0 else '-'} 1"
    if relation.rel in ("<=", "<") and direction(c.unfolded(relation.rhs), one) == variant.by:
        return f"weaker: the right side {'grows' if variant.by > 0 else 'falls'} with {one}"
    return ""


def assumed(theorem: Theorem, claim: Claim, proved: Mapping[str, kernel.Verdict]) -> Facts:
    """The assumptions under the proof of a claim, and its own hypotheses."""
    under = (theorem.claim(name) for name in rests_on(theorem, claim, proved))
    return {**{k.name: formula_of(k) for k in under if k.role == "assumption"},
            **dict(claim.assuming)}


def others(theorem: Theorem, claim: Claim, proved: Mapping[str, kernel.Verdict]) -> Facts:
    """What else the theorem proves from the assumptions under a claim, and definitions at most."""
    facts = assumed(theorem, claim, proved)
    found: dict[str, c.Formula] = {}
    spoken = functions(formula_of(claim))
    for other in theorem.claims:
        verdict = proved.get(other.name)
        if other.name == claim.name or other.formula is None or verdict is None or (
                verdict.status != "proved" or not isinstance(other.by, GENERAL)):
            continue
        if not functions(other.formula) & spoken:
            continue
        its_own = dict(assumed(theorem, other, proved))
        for name in rests_on(theorem, other, proved):       # and what these assume for themselves
            its_own.update(theorem.claim(name).assuming)
        more = {n: f for n, f in its_own.items() if facts.get(n) != f}
        if set(more) <= free({**facts, **more}, [formula_of(claim)]):
            found[other.name] = other.formula
    return found
