"""A theorem's witness with one change: the theorem must refuse it, or be unable to tell.

What the theorem says about its witness are claims that are decided at the instance, so only those
are judged again; the proofs for every parameter do not look at it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, Iterator

from verify import calculus as c
from verify import kernel
from verify.arithmetic.exact import NoExactValue
from verify.errors import BadInput, Refused
from verify.methods import breakpoints, exhaustive
from verify.model import Model
from verify.runner import check
from verify.selftest.equal import Reference
from verify.selftest.mutants import Mutant, mutants
from verify.selftest.numbers import Given, shown
from verify.selftest.tally import Result
from verify.statement import (Chain, Enclosure, Exhaustive, FalseAt, Induction, Instances, Lemma,
                              NormalForm, Slack, Theorem)

GENERAL = (NormalForm, Slack, Induction, Instances, Chain, Lemma)
LARGEST = 700            # mutants: a witness with more is too large for all of them


class TooMany(Exception):
    """A witness has too many mutants to try them all."""


def is_universal(theorem: Theorem) -> bool:
    """Whether the theorem is about every network: then its "witness" is an instance only."""
    return not any(k.role == "construction" for k in theorem.claims)


def results(theorem: Theorem, given: Given) -> Iterator[Result]:
    """What becomes of every mutant of the witness at these numbers.

    Raises
        TooMany: instead of trying some and leaving out the others.
    """
    case = Case(theorem, given)
    if case.reference is None:
        return
    changed = list(mutants(case.network))
    if len(changed) > LARGEST:
        raise TooMany(f"{len(changed)} mutants at {shown(given)} are more than {LARGEST}")
    for mutant in changed:
        yield case.instance(mutant) if case.universal else case.witness(mutant)


class Case:
    """A theorem at some numbers, with its own witness."""

    def __init__(self, theorem: Theorem, given: Given):
        self.theorem, self.given = theorem, given
        self.universal = is_universal(theorem) or not any(
            k.role == "construction" and (k.when is None or k.when(given)) for k in theorem.claims)
        self.network = theorem.witness(given) if theorem.witness is not None else None
        self.reference = None if self.network is None else Reference(self.network)
        self.label = shown(given)

    @cached_property
    def model(self) -> Model:
        return self.theorem.instance(self.given, self.network)

    @cached_property
    def general(self) -> frozenset[str]:
        """The claims that a proof for every parameter decides, whatever the witness is."""
        return frozenset(k.name for k in self.theorem.claims if isinstance(k.by, GENERAL))

    @cached_property
    def judged(self) -> Theorem:
        return at_instance_only(self.theorem, self.given, self.model)

    def own(self) -> tuple[str, str]:
        """The verdict at the instance on the theorem's own witness."""
        return self._check(self.network)

    def _check(self, network: Any) -> tuple[str, str]:
        """The verdict on a witness and how it came about; `refused` if it is no input."""
        try:
            report = check(self.judged, self.given, witness=network)
        except (BadInput, Refused, NoExactValue) as error:
            return "refused", str(error)
        failing = [k for k in report.claims if k.status == "refuted"]
        if failing:
            if any(k.counterexample is None for k in failing):
                raise kernel.KernelError("refuted without a counterexample")
            return ("refuted" if report.applies else "outside",
                    f"{failing[0].role} {failing[0].name!r}")
        # a claim that is proved for every parameter need not be decided here, only not refuted
        open_here = [k.name for k in report.claims if k.role in kernel.MAY_LOWER
                     and k.status != "proved" and k.name not in self.general]
        return ("undecided", f"{open_here[0]!r} is undecided") if open_here else ("proved", "")

    def witness(self, mutant: Mutant) -> Result:
        """Refuted, or the same as the witness in all that the theorem says of it."""
        change = f"{self.label}; {mutant.change}"
        verdict, how = self._check(mutant.network)
        if verdict in ("refuted", "outside"):
            return Result("mutant", change, "refuted", how)
        if verdict == "refused":
            return Result("mutant", change, "refused", how)
        if verdict == "proved":
            how = self._same(mutant)
            if how:
                return Result("mutant", change, "equivalent", how)
        return Result("mutant", change, "missed", how or "it is proved, and is not the same")

    def instance(self, mutant: Mutant) -> Result:
        """A universal claim holds for the mutant too, or the mutant is outside its assumptions."""
        change = f"{self.label}; {mutant.change}"
        verdict, how = self._check(mutant.network)
        outcome = {"proved": "equivalent", "outside": "refuted", "refused": "refused"}.get(
            verdict, "missed")
        return Result("instance", change, outcome, how or "proved")

    def _same(self, mutant: Mutant) -> str:
        """Why the theorem cannot tell the mutant from the witness; "" if that is not proved."""
        if self.reference is None:
            return ""
        if self.theorem.exists is not None:
            terms = witness_terms(self.theorem, self.given)
            if terms and all(self._agree(term, mutant) for term in terms):
                return "equal wherever the theorem looks"
        compared = self.reference.compare(mutant.network)
        return f"equal: {compared.how}" if compared.outcome == "equal" else ""

    def _agree(self, term: Any, mutant: Mutant) -> bool:
        """Whether a term has one value for both networks, at every point of its indices."""
        fn = self.theorem.exists
        if fn is None:
            return False
        other = c.Fn("the mutant's " + fn.name, *fn.sets, into=fn.into)
        applied = {a: other(*a.arguments) for a in term.atoms(c.Apply) if a.fn == fn}
        changed = self.theorem.instance(self.given, mutant.network)
        both = replace(self.model, values={**self.model.values,
                                           other.name: changed.values[fn.name]})
        formula = c.Eq(term, term.xreplace(applied))
        if any(i.over.kind == "interval" for i in c.quantified(formula)):
            finding = breakpoints.decide(formula, both)
        else:
            finding = exhaustive.decide(formula, both)
        return finding.outcome == "proved"


def witness_terms(theorem: Theorem, given: Given) -> list[Any]:
    """The sides of the claims about the instance that speak of the witness, unfolded."""
    found = []
    for claim in theorem.claims:
        shown_here = claim.when is None or claim.when(given)
        if claim.formula is None or claim.role != "construction" or not shown_here:
            continue
        relation = c.relation_of(claim.formula)
        for side in map(c.unfolded, (relation.lhs, relation.rhs)):
            if side.has(theorem.exists):
                found.append(side)
    return list(dict.fromkeys(found))


def at_instance_only(theorem: Theorem, given: Given, model: Model) -> Theorem:
    """The theorem with nothing but what is decided at the instance: every claim by evaluation."""
    claims = []
    for claim in theorem.claims:
        if claim.when is not None and not claim.when(given):
            continue
        wanted = claim.at_instance(model) if callable(claim.at_instance) else claim.at_instance
        if claim.formula is None or claim.role in ("erratum", "necessity", "crosscheck"):
            continue
        if isinstance(claim.by, GENERAL) and not wanted or isinstance(claim.by, FalseAt):
            continue
        if isinstance(claim.by, (Exhaustive, Enclosure, *GENERAL)):
            by = claim.by if isinstance(claim.by, Enclosure) else Exhaustive()
            claims.append(replace(claim, by=by, using=(), at_instance=True))
    return replace(theorem, claims=tuple(claims))
