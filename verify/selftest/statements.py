"""Whether a variant of a claim is refuted, or true after all.

A variant of a claim that is proved for every parameter is refuted by one counterexample at which
the claim's assumptions hold, wherever it is found; a claim about the instance only is compared
with its variants at the instances.  What no counterexample refutes has to be proved: for every
parameter by the prover, from the claim itself, or at every instance where the claim is no more.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, partial
from itertools import product
from typing import Any, Callable, Iterator, Mapping

from verify import calculus as c
from verify import kernel, replay
from verify.arithmetic.exact import NoExactValue
from verify.errors import BadInput
from verify.finding import Finding
from verify.instance import at_instance, facts_of, formula_of
from verify.methods import search
from verify.model import Model
from verify.selftest import numbers, proofs, solve
from verify.selftest.assumptions import always_shown, sizes_near
from verify.selftest.numbers import Given
from verify.selftest.tally import Result
from verify.selftest.variants import Variant, readable, variants
from verify.selftest.witnesses import GENERAL
from verify.statement import Claim, Exhaustive, Sat, Theorem

ROLES = ("step", "conclusion", "construction", "sharper")
MORE, MORE_SECONDS = 30, 8.0      # further instances, where the first refute nothing
SIZES = 12               # at which points are counted
POINTS = 40              # drawn in each instance
NOWHERE = "nowhere"      # a variant speaks of no point
SECONDS = 8.0            # for the models of one variant; a fourth of it for a proof
Facts = Mapping[str, c.Formula]


@dataclass(frozen=True)
class Instance:
    """A theorem's numbers and the model made of them."""

    name: str
    given: Given
    model: Model


def results(theorem: Theorem, instances: list[Instance], proved: Mapping[str, kernel.Verdict],
            roles: tuple[str, ...] = ROLES, seconds: float = SECONDS) -> Iterator[Result]:
    """What becomes of every variant of every claim that has a formula and says it is true.

    proved   general_verdicts(theorem)
    seconds  for the models of one variant
    """
    always = always_shown(theorem)
    for claim in theorem.claims:
        general = isinstance(claim.by, GENERAL)
        if claim.role not in roles or claim.formula is None or not (
                general or isinstance(claim.by, (Exhaustive, Sat))):
            continue
        facts = proofs.assumed(always, claim, proved if general else {}) if general else dict(
            claim.assuming)
        known = proofs.Known(claim, facts, facts_of(theorem, claim), partial(
            proofs.others, always, claim, proved)) if general else None
        case = Case(claim, facts, known, [
            i for i in instances if claim.when is None or claim.when(i.given)],
            partial(more_instances, theorem, claim.when, tuple(i.name for i in instances)),
            seconds, [])
        for variant in variants(formula_of(claim)):
            yield case.result(variant)


def without_formula(theorem: Theorem, roles: tuple[str, ...] = ROLES) -> Iterator[str]:
    """The claims that have no formula to vary, and why."""
    for claim in theorem.claims:
        if claim.role in roles and claim.formula is None:
            yield f"{claim.name!r}: no formula to vary ({type(claim.by).__name__.lower()})"


@dataclass(frozen=True)
class Case:
    """A claim, the assumptions under it, and the instances where it is shown."""

    claim: Claim
    facts: Facts                 # the assumptions under the proof
    known: proofs.Known | None   # None for a claim about the instance only
    instances: list[Instance]
    more: Callable[[], list[Instance]]      # if those do not refute
    seconds: float
    sizes: list[Mapping[str, int]]          # at which a variant was refuted, the last one first

    @property
    def general(self) -> bool:
        return self.known is not None

    def result(self, variant: Variant) -> Result:
        change = f"{self.claim.name!r}, {variant.change}"
        implied = proofs.implied(self.claim, self.facts, variant) if self.general else ""
        if implied:
            return Result("statement", change, "equivalent", implied)
        for where, finding in self._refutations(variant.formula):
            if kernel.judge(finding).status != "refuted":
                continue
            # the prover's mistake, or ours about what it may use
            how = self.known.by_its_tactic(variant.formula, self.seconds / 4) if (
                self.known is not None) else ""
            if how:
                return Result("statement", change, "missed", f"{how}, but refuted {where}")
            return Result("statement", change, "refuted", where)
        outcome, how = self._true(variant)
        if outcome:
            return Result("statement", change, outcome, how)
        if not self.general and not self.instances:
            return Result("statement", change, "missed", "the claim is shown at no instance tried")
        if self._undefined(variant.formula):
            return Result("statement", change, "refused", "where it says more, a table is read "
                          "outside its range")
        return Result("statement", change, "missed", "undecided: no counterexample and no proof")

    def _true(self, variant: Variant) -> tuple[str, str]:
        """equivalent and why, if the variant is true after all, wherever it can be read; refused,
        if it can be read nowhere; else nothing."""
        narrow = readable(variant)
        for formula, words in ((variant.formula, ""), (narrow, ", wherever it can be read")):
            if formula is None:
                continue
            how = self.known.proof(formula, self.seconds / 4) if self.known is not None else (
                self._here(formula))
            if how == NOWHERE:
                return "refused", "a table is read outside its range"
            if how:
                return "equivalent", how + words
        return "", ""

    # ---- false -------------------------------------------------------------------------------

    def _refutations(self, formula: c.Formula) -> Iterator[tuple[str, Finding]]:
        here = [i for i in self.instances if self._applies(i.model)]
        for instance in here:
            finding = drawn(formula, instance.model)
            if finding is not None:
                yield f"at {instance.name}", finding
        for instance in here:
            finding = self._decided(formula, instance)
            if finding.outcome == "refuted":
                yield f"at {instance.name}", finding
        if self.general:
            yield from self._small_models(formula)
        for instance in self.more():
            finding = self._decided(formula, instance)
            if finding.outcome == "refuted" and self._applies(instance.model):
                yield f"at {instance.name}", finding

    def _small_models(self, formula: c.Formula) -> Iterator[tuple[str, Finding]]:
        started = time.process_time()
        near = sizes_near([formula, *self.facts.values()], [i.model for i in self.instances])
        first = [dict(sizes) for sizes in self.sizes[:3] if near and set(sizes) >= set(near[0])]
        near = [*first, *(sizes for sizes in near if sizes not in first)]
        for work, sizes in product((150_000, 1_500_000), near):
            found = solve.counterexample(formula, self.facts, sizes, work)
            if found is not None:
                self.sizes.insert(0, sizes)
                yield f"at a small model ({', '.join(f'{k} = {v}' for k, v in sizes.items())})", \
                    found
            if time.process_time() - started > self.seconds:
                break
        finding = search.refute(formula, self.facts, tries=30)
        if finding.outcome == "refuted":
            yield "at a small model", finding

    def _applies(self, model: Model) -> bool:
        """Whether no hypothesis of the claim's own is false, or unknown, at an instance."""
        try:
            return solve.hold(dict(self.claim.assuming), model)
        except solve.ERRORS:
            return False

    def _decided(self, formula: c.Formula, instance: Instance) -> Finding:
        wanted = self.claim.at_instance
        if self.general and not (wanted(instance.model) if callable(wanted) else wanted):
            return Finding("exhaustive", "unknown")
        changed = replace(self.claim, formula=formula, by=Exhaustive(), at_instance=True)
        try:
            return at_instance(changed, instance.model, {})
        except solve.ERRORS:
            return Finding("exhaustive", "unknown")

    # ---- true --------------------------------------------------------------------------------

    def _undefined(self, formula: c.Formula) -> bool:
        """Whether the variant speaks of no more points than the claim at which it can be read."""
        if getattr(formula, "where", None) == getattr(formula_of(self.claim), "where", None):
            return False
        near = sizes_near([formula, *self.facts.values()], [i.model for i in self.instances])
        found = [solve.points_read_outside(formula_of(self.claim), formula, sizes)
                 for sizes in near[:SIZES]]
        return any(n for n in found if n) and all(n is None or n > 0 for n in found)

    def _here(self, formula: c.Formula) -> str:
        """Why a variant of a claim about the instance is true as far as the claim itself is."""
        if not self.instances:
            return ""
        tried = [*self.instances, *self.more()]
        found = [self._decided(formula, instance) for instance in tried]
        speaks = [i.name for i, f in zip(tried, found) if f.reason != "vacuous"]
        if not all(f.outcome == "proved" or f.reason == "vacuous" for f in found):
            return ""
        return "true, as the claim is, at " + "; ".join(speaks) if speaks else NOWHERE


@lru_cache(maxsize=8)
def more_instances(theorem: Theorem, when: Any, known: tuple[str, ...]) -> list[Instance]:
    """A few more instances at which a claim is shown, larger than those that are known."""
    found: list[Instance] = []
    started = time.process_time()
    for given in numbers.grid(theorem.given):
        if len(found) == MORE or time.process_time() - started > MORE_SECONDS:
            break
        name = numbers.shown(given)
        if name in known or when is not None and not when(given):
            continue
        try:
            network = theorem.witness(given) if theorem.witness is not None else None
            found.append(Instance(name, given, theorem.instance(given, network)))
        except (BadInput, NoExactValue):
            continue
    return found


def drawn(formula: c.Formula, model: Model) -> Finding | None:
    """A drawn point of the instance at which the formula fails, exactly; or None."""
    source = random.Random(0)
    indices = c.quantified(formula)
    where = getattr(formula, "where", None)
    for _ in range(POINTS if indices else 1):
        try:
            env = {index: _position(index, model, source) for index in indices}
            if getattr(formula, "distinct", False) and len(set(env.values())) < len(env):
                continue
            if where is not None and not replay.holds(where, model, env)[0]:
                continue
            found = solve.refuted(formula, {}, model, env)
        except solve.ERRORS:
            continue
        except AttributeError:          # a term that the replay does not know
            return None
        if found is not None:
            return found
    return None


def _position(index: c.Index, model: Model, source: random.Random) -> Any:
    over = index.over
    if over.kind == "interval":
        low, high = (Fraction(int(e.p), int(e.q)) for e in over.elements)
        return low + (high - low) * Fraction(source.randint(0, 48), 48)
    if over.kind == "reals":
        return Fraction(source.randint(-96, 96), 16)
    if over.kind in ("naturals", "integers"):
        return source.randint(0 if over.kind == "naturals" else -6, 6)
    count = len(over.elements) if over.kind == "finite" else model.number(over.size)
    return source.randrange(count)
