"""Checking a theorem: every claim proved for every parameter, tried at the instance, judged.

The runner carries findings from the methods to the kernel and writes the report.  It decides
nothing: statuses come from `kernel.judge` and `kernel.combine`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Callable, Mapping

from verify import calculus as c
from verify import kernel
from verify.checkpoint import Once, always
from verify.errors import Refused
from verify.finding import Finding
from verify.instance import (at_instance, closed_values, facts_of, false_at, formula_of,
                             refuted_hypothesis)
from verify.kernel import Verdict
from verify.methods import chain, exhaustive, search, symbolic
from verify.report.model import Report
from verify.statement import (AT_INSTANCE, Chain, Cite, Claim, Exhaustive, FalseAt, Induction,
                              Instances, Lemma, Measured, NormalForm, NotNeeded, Slack, Smt,
                              Theorem)
from verify.timelimit import TimeLimit, require_time, time_limit
from verify.wellformed import (parts, require_codomains, require_independent, require_unchanged,
                               require_wellformed)
from verify.writing import report, report_claim

Progress = Callable[[str, int, int], None]


def check(theorem: Theorem, given: Mapping[str, Any], *, witness: Any = None,
          limit: float | None = None, progress: Progress | None = None,
          second_opinion: bool = False, certify: bool = False, once: Once = always) -> Report:
    """Check a theorem at the given numbers and report on every claim.

    The limit covers everything, the making of the instance too; with `second_opinion` whatever z3
    decides is put to cvc5 as well, which adds a word and decides nothing; with `certify` the report
    has a certificate; `once` keeps finished blocks.

    Raises
        Refused: if the theorem is vacuous, circular or ill-formed.
        BadInput: if the instance cannot be built from `given`.
        SolversDisagree: if z3 and cvc5 contradict each other.
    """
    started = time.perf_counter()
    require_wellformed(theorem)
    before = parts(theorem)
    run = _Run(theorem, given, None, progress, second_opinion, once)
    try:
        with time_limit(limit):
            run.prepare(witness)
            run.carry_out()
    except TimeLimit as reached:   # here, for it may strike at any step of the block
        run.stop(str(reached))
    require_unchanged(theorem, before)
    run.withhold()
    result = run.report()
    if certify:
        from verify.certificate.write import certified
        result = certified(result, run, alone)
    return replace(result, seconds=time.perf_counter() - started)


class _Run:
    """One check in progress: the verdicts so far, and what the report needs of them."""

    def __init__(self, theorem: Theorem, given: Mapping[str, Any], model: Any,
                 progress: Progress | None, second_opinion: bool = False, once: Once = always):
        self.theorem, self.given, self.model = theorem, given, model
        self.second_opinion, self.once, self.applies = second_opinion, once, True
        self.progress = progress or (lambda text, done, total: None)
        self.claims = [k for k in theorem.claims if k.when is None or k.when(given)]
        self.names = {k.name for k in theorem.claims}
        self.shown = {k.name for k in self.claims}
        self.verdicts: dict[str, Verdict] = {}
        self.findings: dict[str, Finding] = {}
        self.seconds: dict[str, float] = {}
        self.sides: dict[str, tuple[Any, Any]] = {}
        self.quantities: Mapping[str, Any] = {}

    def prepare(self, witness: Any) -> None:
        """Make the instance that the claims are tried on."""
        if witness is None and self.theorem.witness is not None:
            witness = self.theorem.witness(self.given)
        self.model = self.theorem.instance(self.given, witness)
        require_codomains(self.theorem, self.model)
        require_independent(self.theorem, self.model)

    def carry_out(self) -> None:
        """Judge every claim."""
        self.sides = closed_values(self.claims, self.model, self._once("closed lines"))
        for number, claim in enumerate(self.claims):
            require_time()
            self.progress(claim.name, number, len(self.claims))
            started = time.perf_counter()
            self.verdicts[claim.name] = self._judged(claim)
            self.seconds[claim.name] = time.perf_counter() - started
            if claim.role == "assumption" and self.verdicts[claim.name].status == "refuted":
                self.applies = False
        if self.theorem.quantities is not None:
            self.quantities = self.theorem.quantities(self.given, self.model, self.sides)

    def stop(self, why: str) -> None:
        """The time is up: what is not judged stays unknown."""
        for claim in self.claims:
            if claim.name not in self.verdicts:
                finding = Finding("exhaustive", "unknown", reason="time", note=why)
                self.verdicts[claim.name] = kernel.judge(finding)

    def withhold(self) -> None:
        """Where an assumption fails, the theorem says nothing."""
        for claim in self.claims:
            if claim.role == "conclusion" and not self.applies:
                self.verdicts[claim.name] = kernel.withhold(
                    self.verdicts[claim.name], "assumption",
                    "an assumption fails here: the theorem says nothing")

    def _judged(self, claim: Claim) -> Verdict:
        facts = facts_of(self.theorem, claim)
        general = self._general(claim, facts)
        instance = None
        if self._tried(claim):
            instance = kernel.judge(self._instance(claim))
        if general is None:
            if instance is None:
                raise Refused("ill-formed", f"{claim.name!r} is neither proved nor tried")
            return instance
        verdict = kernel.combine(general, instance, self._assumptions_hold(claim, instance))
        if (verdict.status == "unknown" and verdict.reason == "tactic" and claim.formula
                and isinstance(claim.by, (NormalForm, Slack, Instances, Induction))):
            found = kernel.judge(search.refute(claim.formula, facts))
            if found.status == "refuted":
                return found
        if instance is not None and (failing := refuted_hypothesis(claim, self.model)):
            return kernel.withhold(verdict, "vacuous", f"its hypothesis {failing!r} fails here")
        return verdict

    def _instance(self, claim: Claim) -> Finding:
        finding = self._corroborated(
            at_instance(claim, self.model, self.sides, self._once(claim.name)), claim.formula)
        by = self.model.lemmas.get(claim.name)
        if finding.outcome != "unknown" or by is None:
            return finding
        if isinstance(by, Smt):
            from verify.methods import smt
            general = self._corroborated(smt.decide_goal(by), by)
        else:
            general = lemma(by, None)
        if general.outcome != "proved":
            return finding
        word = f"the instance's word that {claim.name!r} is a case of it"
        return replace(general, scope=self.model.name, used=frozenset(),
                       trusts=(*general.trusts, word))

    def _once(self, part: str) -> Once:
        return lambda key, block: self.once((part, *key), block)

    def _corroborated(self, finding: Finding, question: c.Formula | Smt | None) -> Finding:
        """The same finding; what z3 decided with cvc5's word on it, which changes no outcome."""
        decided = finding.method == "smt" and finding.outcome in ("proved", "refuted")
        if not self.second_opinion or not decided or question is None:
            return finding
        from verify.methods import second_opinion
        opinion = second_opinion.ask(finding, question, self.model)
        if opinion.answer == "agree":
            return replace(finding, trusts=(*finding.trusts, opinion.words))
        return replace(finding, note="; ".join(filter(None, (finding.note, opinion.words))))

    def _tried(self, claim: Claim) -> bool:
        if claim.formula is None or isinstance(claim.by, (FalseAt, Cite, NotNeeded, Measured)):
            return False
        wanted = claim.at_instance
        if callable(wanted):
            wanted = wanted(self.model)
        return bool(wanted) or isinstance(claim.by, AT_INSTANCE)

    def _assumptions_hold(self, claim: Claim, instance: Verdict | None) -> bool:
        if instance is not None and instance.status == "refuted" and any(
                exhaustive.decide(f, self.model).outcome != "proved" for _, f in claim.assuming):
            return False
        return all(self.verdicts[n].status == "proved" for n in self._rests_on(claim)
                   if self.theorem.claim(n).role == "assumption" and n in self.verdicts)

    def _rests_on(self, claim: Claim) -> set[str]:
        """Every claim that this one uses, directly or through another."""
        found: set[str] = set()
        work = [*claim.using, *(claim.by.steps if isinstance(claim.by, Chain) else ())]
        while work:
            name = work.pop()
            if name not in found and name in self.names:
                found.add(name)
                other = self.theorem.claim(name)
                used = self.verdicts[name].used if name in self.verdicts else other.using
                work += [*used, *(other.by.steps if isinstance(other.by, Chain) else ())]
        return found

    def _general(self, claim: Claim, facts: Mapping[str, Any]) -> Verdict | None:
        """The verdict for every parameter; None for a claim that is about the instance only."""
        if isinstance(claim.by, AT_INSTANCE):
            return None
        finding = self.findings[claim.name] = self._finding(claim, facts)
        local = dict(claim.assuming)
        premises = {n: self.verdicts.get(n) for n in finding.used
                    if n not in local and self.theorem.claim(n).role != "assumption"}
        hidden = [n for n in self._rests_on(claim) | finding.used - set(local)
                  if self.theorem.claim(n).role == "assumption" and n not in self.shown]
        if hidden and claim.role in ("conclusion", "construction"):
            finding = replace(finding, outcome="unknown", reason="lemma",
                              note=f"the assumption {sorted(hidden)[0]!r} is not judged here")
        if finding.outcome == "proved" and not finding.scope and claim.formula is not None:
            finding = replace(finding, scope=kernel.scope_of(claim.formula))
        return kernel.judge(finding, premises)

    def _finding(self, claim: Claim, facts: Mapping[str, Any]) -> Finding:
        by = claim.by
        if isinstance(by, Chain):
            steps = [(n, formula_of(self.theorem.claim(n))) for n in by.steps]
            chain.require_chain(formula_of(claim), steps)
            return Finding("symbolic", "proved", used=frozenset(by.steps))
        if isinstance(by, Smt):
            from verify.methods import smt
            if by.at is not None:
                return smt.decide_goal(smt.at_instance(by, self.model))
            return self._corroborated(smt.decide_goal(by), by)
        if isinstance(by, Lemma):
            return lemma(by, formula_of(claim))
        if isinstance(by, FalseAt):
            return false_at(claim, by, self.theorem)
        if isinstance(by, NotNeeded):
            rests = self._rests_on(self.theorem.claim(by.conclusion))
            proved = self.verdicts[by.conclusion].status == "proved"
            if by.assumption in rests or not proved:
                return Finding("symbolic", "unknown", reason="tactic",
                               note=f"the proof of {by.conclusion!r} cites it")
            return Finding("symbolic", "proved", scope="every proof step listed",
                           used=frozenset({by.conclusion}))
        if isinstance(by, Cite):
            return Finding("cited", "cited", note=by.source.cite)
        if isinstance(by, Measured):
            found = by.measure(self.given, self.model)
            if found.method not in ("float", "sampled"):
                raise kernel.KernelError(f"{claim.name!r} is measured, and {found.method} is not")
            return found
        known = ((n, self._hypothesis(n, claim)) for n in self._rests_on(claim) | set(facts))
        hypotheses = {n: f for n, f in known if f is not None}
        return symbolic.decide(formula_of(claim), by, facts, hypotheses)

    def _hypothesis(self, name: str, claim: Claim) -> c.Formula | None:
        """The formula of an assumption; None for what is proved for every parameter."""
        own = dict(claim.assuming)
        if name in own:
            return own[name]
        other = self.theorem.claim(name)
        given = other.role == "assumption" or isinstance(other.by, Exhaustive)
        return other.formula if given else None

    def report(self) -> Report:
        lines = tuple(report_claim(claim, self.verdicts[claim.name], self.model, self.given,
                                   self.seconds.get(claim.name, 0.0)) for claim in self.claims)
        return report(self.theorem, self.given, self.model, lines, self.quantities, self.applies)


def lemma(by: Lemma, formula: c.Formula | None) -> Finding:
    """A claim of another theorem, proved there for every parameter (without any instance)."""
    theorem = by.theorem
    wanted = theorem.claim(by.claim)
    if formula is not None and wanted.formula != formula:
        raise Refused("ill-formed", f"the lemma {theorem.name}: {by.claim!r} says something else")
    run = alone(by)
    proved = run.verdicts
    verdict = proved.get(by.claim)
    assumed = sorted(n for n in run._rests_on(wanted) | (verdict.used if verdict else frozenset())
                     if n in run.names and theorem.claim(n).role == "assumption")
    if assumed:
        return Finding("symbolic", "unknown", reason="lemma",
                       note=f"{theorem.name}: {by.claim!r} assumes {assumed[0]!r}")
    if verdict is None or verdict.status != "proved":
        status = "not proved for every parameter" if verdict is None else verdict.status
        return Finding("symbolic", "unknown", reason="lemma",
                       note=f"{theorem.name}: {by.claim!r} is {status}")
    return Finding("symbolic", "proved", scope=verdict.scope,
                   trusts=(f"{theorem.name}: {by.claim}", *verdict.trusts))


def alone(by: Lemma) -> _Run:
    """A lemma's theorem without any instance, its general claims judged as far as the lemma."""
    theorem = by.theorem
    run = _Run(theorem, {p.name: p.default for p in theorem.given}, None, None)
    for claim in theorem.claims:
        if not isinstance(claim.by, (NormalForm, Slack, Instances, Induction, Chain, Lemma)):
            continue
        verdict = run._general(claim, facts_of(theorem, claim))
        if verdict is not None:
            run.verdicts[claim.name] = verdict
        if claim.name == by.claim:
            break
    return run
