"""How each claim was proved or refuted, as the evidence that a certificate holds."""

from __future__ import annotations

import hashlib
from itertools import product
from typing import Any, Callable, Mapping, Protocol, Sequence

import sympy

from verify import calculus as c
from verify.certificate import points
from verify.certificate.models import Networks, Recorder, model_json
from verify.certificate.statement import scope_of
from verify.certificate.core_terms import CoreTerms
from verify.errors import NotCertified
from verify.finding import Counterexample, Finding
from verify.kernel import Verdict
from verify.methods import breakpoints
from verify.model import Model
from verify.replay import NoExactValue, Replay, TooLong
from verify.statement import (Chain, Claim, FalseAt, Induction, Instances, Lemma, NormalForm,
                              NotNeeded, Slack, Theorem)

MOST_STEPS = 10_000_000      # an evaluation that takes more is not left to the rechecker
DIGESTED = 400_000           # one that takes fewer is carried out here too, for its digest
Evidence = dict[str, Any]


class Run(Protocol):
    """What a check leaves behind: the claims, what was found in general, and the verdicts."""

    theorem: Theorem
    model: Any

    @property
    def claims(self) -> Sequence[Claim]: ...

    @property
    def verdicts(self) -> Mapping[str, Verdict]: ...

    @property
    def findings(self) -> Mapping[str, Finding]: ...


class Writer:
    """Writes evidence for the claims of one run; what it evaluates, the certificate's model must
    hold: `evaluated` says which formulas."""

    def __init__(self, run: Run, terms: CoreTerms, networks: Networks,
                 cited: Callable[[Lemma], tuple[int, str]]):
        self.run, self.terms, self.networks, self.cited = run, terms, networks, cited
        self.evaluated: list[c.Formula] = []
        self.recorder = Recorder(run.model) if run.model is not None else None

    def of(self, claim: Claim) -> Evidence | None:
        """The evidence for a claim; None where it is neither proved nor refuted."""
        verdict = self.run.verdicts[claim.name]
        if verdict.status == "refuted":
            return self._refuted(claim, verdict)
        if verdict.status != "proved":
            return None
        self.terms.names.clear()
        try:
            scope = scope_of(claim)
            if scope == "instance":
                return self._at_instance(claim, verdict)
            return self._in_general(claim, self.run.findings[claim.name])
        except NotCertified as reason:
            return _oracle(verdict, str(reason))

    # ---- for every parameter -------------------------------------------------------------------

    def _in_general(self, claim: Claim, finding: Finding) -> Evidence:
        by, used = claim.by, sorted(finding.used)
        if isinstance(by, NormalForm):
            return {"kind": "identity", "using": used}
        if isinstance(by, Slack):
            return self._slack(by, used)
        if isinstance(by, Induction) and isinstance(by.on, c.IndexSet):
            step = (self._slack(by.step, used) if isinstance(by.step, Slack)
                    else {"kind": "identity", "using": used})
            return {"kind": "induction-on-size", "set": by.on.name,
                    "base": {"kind": "identity", "using": used}, "step": step}
        if isinstance(by, Instances):
            return self._ground(by, finding.evidence)
        if (isinstance(by, Induction) and isinstance(by.base, Instances)
                and isinstance(by.step, Instances)):
            base, step = finding.evidence
            return {"kind": "induction-on-number", "on": self.terms.term(by.on),
                    "base": self._ground(by.base, base), "step": self._ground(by.step, step)}
        if isinstance(by, Chain):
            return {"kind": "chain", "steps": list(by.steps)}
        if isinstance(by, Lemma):
            number, name = self.cited(by)
            return {"kind": "lemma", "lemma": number, "claim": name}
        if isinstance(by, NotNeeded):
            return {"kind": "not-needed", "assumption": by.assumption,
                    "conclusion": by.conclusion}
        if isinstance(by, FalseAt) and finding.counterexample is not None:
            shown = {k.name for k in self.run.claims}
            return self._counterexample(claim, finding.counterexample,
                                        [n for n in by.holding if n in shown])
        return {"kind": "oracle", "who": ", ".join(finding.trusts) or finding.method,
                "what": type(by).__name__}

    def _slack(self, by: Slack, used: list[str]) -> Evidence:
        return {"kind": "slack", "using": used,
                "amounts": [self.terms.term(_plain(a)) for a in by.amounts]}

    def _ground(self, by: Instances, proof: Any) -> Evidence:
        facts = [{"fact": use.fact,
                  "at": [[self.terms.index(i), self.terms.term(t)] for i, t in use.terms]}
                 for use in by.facts]
        return {"kind": "instances", "facts": facts,
                "integers": [self.terms.term(t) for t in by.integers],
                "products": [[self.terms.term(a), self.terms.term(b)] for a, b in by.products],
                "proof": self.terms.node(proof)}

    # ---- at the instance -----------------------------------------------------------------------

    def _at_instance(self, claim: Claim, verdict: Verdict) -> Evidence:
        formula = claim.formula
        if formula is None or verdict.method not in ("exhaustive", "breakpoints"):
            return _oracle(verdict, f"{verdict.method}: {verdict.scope}")
        model = self.run.model
        speaks_of_a_line = verdict.method == "breakpoints" or any(
            i.over.kind == "interval" for i in c.quantified(formula))
        if speaks_of_a_line:
            found = points.breakpoints(formula, model)
            self.evaluated.append(formula)
            return {"kind": "pieces", "points": [str(p) for p in found]}
        steps = points.steps(formula, model)
        if steps > MOST_STEPS:
            return _oracle(verdict, f"{steps} steps of evaluation")
        count = int((verdict.values or {}).get("checked", 1))
        small = points.steps(formula, model, words=False) <= DIGESTED
        digest = self._evaluated(formula, count) if small else None
        if not small and points.numeric_functions(formula, model):
            return _oracle(verdict, "a function of numbers at more points than are recorded")
        self.evaluated.append(formula)
        return {"kind": "evaluation", "points": count, "digest": digest}

    def _evaluated(self, formula: c.Formula, expected: int) -> str:
        """The digest of both sides at every point; what functions of numbers are asked is noted."""
        if self.recorder is None:
            raise NotCertified("there is no instance")
        digest, counted = hashlib.sha256(), 0
        relation = c.relation_of(formula)
        try:
            for replay, env in _points(formula, self.recorder.model):
                lhs, rhs = replay.at(relation.lhs, env), replay.at(relation.rhs, env)
                digest.update(f"{lhs} {rhs}\n".encode("ascii"))
                counted += 1
        except (NoExactValue, TooLong) as reason:
            raise NotCertified(str(reason)) from None
        if counted != expected:
            raise NotCertified(f"{counted} points were evaluated, {expected} were reported")
        return digest.hexdigest()

    # ---- false ---------------------------------------------------------------------------------

    def _refuted(self, claim: Claim, verdict: Verdict) -> Evidence:
        if verdict.counterexample is None:
            return _oracle(verdict, "a refutation without a counterexample")
        try:
            return self._counterexample(claim, verdict.counterexample, ())
        except NotCertified as reason:
            return _oracle(verdict, str(reason))

    def _counterexample(self, claim: Claim, example: Counterexample,
                        holding: Sequence[str]) -> Evidence:
        """A model of its own, with what a replay of the failing point (and of whatever holds)
        asks."""
        model = example.model
        if breakpoints.speaks_of_pieces(example.relation):
            raise NotCertified("a count of pieces is not replayed at a point")
        formulas: list[c.Formula] = [claim.formula or example.relation]
        formulas += [f for n in holding for f in (self.run.theorem.claim(n).formula,)
                     if f is not None]
        formulas += [f for _, f in claim.assuming]
        here = model is self.run.model and self.recorder is not None
        recorder = self.recorder if here and self.recorder is not None else Recorder(model)
        replay = Replay(recorder.model)
        try:
            for side in (example.relation.lhs, example.relation.rhs):
                replay.at(side, dict(example.env))
            for formula in formulas[1:]:
                relation = c.relation_of(formula)
                for other, env in _points(formula, recorder.model):
                    other.at(relation.lhs, env), other.at(relation.rhs, env)
        except (NoExactValue, TooLong) as reason:
            raise NotCertified(str(reason)) from None
        if here:
            self.evaluated += formulas
        return {"kind": "counterexample",
                "model": None if here else model_json(model, formulas, self.networks,
                                                      recorder.asked),
                "at": [[self.terms.index(i), str(n) if i.over.kind in ("interval", "reals") else n]
                       for i, n in sorted(example.env.items(), key=lambda e: e[0].name)],
                "holding": list(holding)}


def _points(formula: c.Formula, model: Model) -> Any:
    """Every point of a finite domain that the formula speaks of, each with a fresh count of
    steps."""
    indices = c.quantified(formula)
    where = getattr(formula, "where", None)
    if any(i.over.kind in c.INFINITE for i in indices):
        raise NotCertified("an infinite domain")
    replay = Replay(model)
    for places in product(*(range(replay.size(i.over)) for i in indices)):
        env = dict(zip(indices, places))
        replay.steps = 0
        if getattr(formula, "distinct", False) and len(set(places)) < len(places):
            continue
        if where is not None and not c.HOLDS[where.rel](replay.at(where.lhs, env),
                                                        replay.at(where.rhs, env)):
            continue
        yield replay, env


def _plain(amount: Any) -> Any:
    """An amount with |a| + a and |a| - a inside as the relu that each is twice."""
    amount = c.unfolded(sympy.sympify(amount))
    for found in amount.atoms(sympy.Add):
        for size in found.args:
            if isinstance(size, sympy.Abs):
                for a in (size.args[0], -size.args[0]):
                    if found == size + a:
                        return _plain(amount.xreplace({found: 2 * c.Relu(a)}))
    return amount


def _oracle(verdict: Verdict, what: str) -> Evidence:
    who = ", ".join(verdict.trusts) or f"netproof, {verdict.method}"
    return {"kind": "oracle", "who": who, "what": what}
