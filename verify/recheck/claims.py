"""A whole certificate: which facts a claim may use, each kind of evidence, the verdict."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .amounts import free, identity
from .evaluate import Instance, counterexample, evaluation, pieces
from .ground import induction_on_number, instances
from .induction import SizeInduction
from .normal import Normal, add
from .reading import STEPS, Budget, Rejected, at, fields, name, names, need, sha256
from .statement import Claim, Formula, Statement, read_statement

STATUSES = ("proved", "refuted", "supported", "cited", "unknown")
GENERAL: dict[str, Any] = {
    "identity": identity, "slack": identity, "induction-on-size": SizeInduction,
    "instances": instances, "induction-on-number": induction_on_number, "chain": None}
COUNTED = ("assumption", "step", "conclusion", "construction")


@dataclass
class Answer:
    """What came out: the oracles that are excepted, the opinions, what the instance is given."""
    theorem: str = ""
    given: str = ""
    verdict: str = ""
    claims: int = 0
    sha256: str = ""
    oracles: list[str] = field(default_factory=list)
    opinions: list[str] = field(default_factory=list)
    tables: str = ""


class Checked:
    """The claims of one statement, checked one after another."""
    def __init__(self, statement: Statement, lemmas: list["Checked"], instance: Any,
                 networks: list[Any]):
        engine = Normal(statement)
        for s in statement.sets.values():
            need(engine.integer(engine.nf(s.size, {})), f"the size of {s.name!r} is no integer")
        self.statement, self.claims, self.lemmas = statement, statement.claims, lemmas
        self.instance, self.networks = instance, networks
        self.status: dict[str, str] = {}
        self.beneath: dict[str, frozenset[str]] = {}    # the assumptions that a proof rests on
        self.oracles: list[str] = []
        self.opinions: dict[str, str] = {}

    def check(self, entries: Any) -> None:
        need(type(entries) is list and len(entries) == len(self.claims),
             "claims: not one entry per claim of the statement")
        for n, (claim, entry) in enumerate(zip(self.claims.values(), entries)):
            with at(f".claims[{n}] ({claim.name})"):
                title, status, evidence = fields(entry, name=str, status=str,
                                                 evidence=(dict, type(None)))
                need(title == claim.name, f"this entry is about another claim: {ascii(title)[:60]}")
                need(status in STATUSES, "unknown status")
                need((status in ("proved", "refuted")) == (evidence is not None),
                     "evidence: exactly proved and refuted claims carry it")
                need(evidence is None or claim.scope != "cited", "a cited claim is not proved")
                with at(".evidence"):
                    if evidence is not None:
                        self.beneath[title] = self._proof(claim, status, evidence)
            self.status[title] = status

    def _proof(self, claim: Claim, status: str, evidence: Any) -> frozenset[str]:
        kind, formula, scope = str(evidence.get("kind")), claim.formula, claim.scope
        if kind == "oracle":
            word = f"{claim.name} ({name(fields(evidence, kind=str, who=str, what=str)[1])})"
            need(status == "proved" or scope != "false", "a claim of scope false is not refuted")
            if claim.role == "crosscheck" and status == "proved":
                self.opinions[claim.name] = word
            else:
                self.oracles.append(word)
            return frozenset(c.name for c in self.claims.values() if c.role == "assumption")
        if kind == "not-needed" and status == "proved":
            return self._not_needed(claim, evidence)
        need(formula is not None, f"there is no formula for evidence of kind {kind!r}")
        if kind == "lemma" and status == "proved":
            return self._lemma(claim, evidence)
        wanted = ("counterexample" if status == "refuted" or scope == "false" else scope)
        need(wanted == {"evaluation": "instance", "pieces": "instance",
                        "counterexample": "counterexample"}.get(
                            kind, "every" if kind in GENERAL else ""),
             f"evidence of kind {kind!r} for the scope {scope!r} and the status {status!r}")
        if kind == "counterexample":
            self._counterexample(claim, status, evidence)
        if wanted != "every" or formula is None:
            if kind != "counterexample":
                judge: Any = evaluation if kind == "evaluation" else pieces
                need(self.instance, "there is no model")
                judge(self.instance, formula, evidence)
            return frozenset()
        used: list[str] = []

        def facts(titles: Any) -> dict[str, Formula]:
            used.extend(names(titles))
            return {t: self._fact(claim, t) for t in titles}

        def beneath(titles: Any = ()) -> list[tuple[str, Formula]]:
            found = self._rests_on(claim, [*used, *titles])
            return [*claim.assuming.items(), *((a, f) for a in sorted(found)
                                               if (f := self.claims[a].formula) is not None)]

        more = [beneath] if kind.startswith("induction") else []
        (GENERAL[kind] or self._chain)(self.statement, formula, evidence, facts, *more)
        return self._rests_on(claim, used)

    def _rests_on(self, claim: Claim, titles: list[str]) -> frozenset[str]:
        return frozenset().union(*(
            {t} if t in self.claims and self.claims[t].role == "assumption" else
            self.beneath.get(t, frozenset()) for t in titles if t not in claim.assuming))

    def _fact(self, claim: Claim, title: str) -> Formula:
        """A fact that this claim may use."""
        other = self.claims.get(title)
        formula = claim.assuming.get(title) or (other.formula if other else None)
        if formula is None:
            raise Rejected(f"{title!r} is no fact")
        if other is not None and other.role != "assumption":
            self._general(claim, self, title)
        return formula

    @staticmethod
    def _general(claim: Claim, there: "Checked", title: str) -> Claim:
        """A claim that is proved in general, by more than an opinion, for whoever assumes this."""
        other = there.claims.get(title)
        if other is None or other.scope != "every" or there.status.get(title) != "proved":
            raise Rejected(f"{title!r} is not proved in general before this claim")
        need(title not in there.opinions, f"{title!r} is only an opinion")
        for label, hypothesis in other.assuming.items():
            need(hypothesis in claim.assuming.values(),
                 f"{title!r} assumes {label!r}, which is not assumed here")
        return other

    def _chain(self, statement: Statement, formula: Formula, evidence: Any, facts: Any) -> None:
        """5.6"""
        steps = fields(evidence, kind=str, steps=list)[1]
        chain, engine, env = facts(steps), Normal(statement), free(formula.index)
        need(steps, "steps: none")
        for title, f in chain.items():
            need(title in self.claims and self.claims[title].role != "assumption",
                 f"{title!r} is no claim that is proved")
            need(set(f.index) <= set(formula.index), f"{title!r}: other indices than the claim's")
            need(f.where in (None, formula.where) and (not f.distinct or formula.distinct and set(
                f.index) == set(formula.index)), f"{title!r}: its condition is not the claim's")
        relations = {f.rel for f in chain.values()}
        need("!=" not in relations and (formula.rel == "<=" or formula.rel == "<" and (
            "<" in relations) or formula.rel == "=" and relations == {"="}),
            f"steps: together they do not give {formula.rel}")
        ends = [formula.left, *(t for f in chain.values() for t in (f.left, f.right)),
                formula.right]
        for n, (a, b) in enumerate(zip(ends[::2], ends[1::2])):
            need(a == b or not add(engine.nf(a, env), engine.nf(b, env), -1),
                 f"steps: link {n} does not begin where the one before ends")

    def _lemma(self, claim: Claim, evidence: Any) -> frozenset[str]:
        """5.7"""
        _, position, title = fields(evidence, kind=str, lemma=int, claim=str)
        need(claim.scope in ("every", "instance") and claim.role != "assumption",
             "a lemma for another scope, or for an assumption")
        need(0 <= position < len(self.lemmas), "lemma: no such entry")
        there = self.lemmas[position]
        source = self._general(claim, there, title)
        need(not there.beneath[title], f"{title!r} rests on assumptions")
        need(source.formula == claim.formula, f"{title!r} is another formula")
        for table in ("symbols", "sets", "functions"):      # what has one name is one thing
            for label, mine in getattr(self.statement, table).items():
                need(getattr(there.statement, table).get(label, mine) == mine,
                     f"{label!r} is declared otherwise there")
        return frozenset()

    def _not_needed(self, claim: Claim, evidence: Any) -> frozenset[str]:
        """5.9"""
        _, assumption, conclusion = fields(evidence, kind=str, assumption=str, conclusion=str)
        need(claim.formula is None and assumption in self.claims
             and self.claims[assumption].role == "assumption" and assumption in claim.name,
             "not-needed: there is a formula, or no such assumption, or the name is without it")
        self._general(claim, self, conclusion)
        need(assumption not in self.beneath[conclusion], f"{conclusion!r} uses {assumption!r}")
        return frozenset()

    def _counterexample(self, claim: Claim, status: str, evidence: Any) -> None:
        """5.8"""
        _, model, point, holding = fields(evidence, kind=str, model=(dict, type(None)), at=list,
                                          holding=list)
        need(claim.scope != "false" or status == "proved", "a counterexample proves this claim")
        need(status == "proved" or claim.scope != "instance" or model is None,
             "the instance is the certificate's model, not another")
        with at(".model"):
            instance = self.instance if model is None else Instance(
                self.statement, model, self.networks)
        need(instance, "there is no model")
        formulas = dict(claim.assuming)
        for title in names(holding):
            c = self.claims.get(title)
            if c is None or c.role != "assumption" or c.formula is None:
                raise Rejected(f"holding: {title!r} is no assumption with a formula")
            formulas[title] = c.formula
        for c in self.claims.values():
            if status == "refuted" and claim.scope == "every" and c.role == "assumption" and (
                    c.formula and not (model is None and self.status.get(c.name) == "proved")):
                formulas[c.name] = c.formula
        if claim.formula is not None:
            counterexample(instance, claim.formula, point, formulas)

    @property
    def verdict(self) -> str:
        if "refuted" in self.status.values():
            return "refuted"
        roles = {c.role for c in self.claims.values()}
        return "proved" if roles & {"conclusion", "construction"} and all(
            self.status[c.name] == "proved" for c in self.claims.values() if c.role in COUNTED
        ) else "undecided"


def check(certificate: Any, expected: str | None = None) -> Answer:
    """The answer for a parsed certificate; rejects one that does not show what it claims."""
    Budget.left = STEPS
    schema, statement, sha, networks, model, lemmas, claims, verdict, _ = fields(
        certificate, schema=str, statement=dict, sha256=str, networks=list,
        model=(dict, type(None)), lemmas=list, claims=list, verdict=str, versions=dict)
    need(schema == "netproof-certificate/1", "schema: expected netproof-certificate/1")
    found = sha256(statement)
    need(found == sha, f"sha256: the statement's hash is {found}")
    need(expected in (None, found), f"sha256: not the expected statement, its hash is {found}")
    with at("statement"):
        read = read_statement(statement)
    nets: list[Any] = []
    for n, entry in enumerate(networks):
        with at(f"networks[{n}]"):
            _, digest, network = fields(entry, name=str, sha256=str, network=dict)
            need(sha256(network) == digest, f"sha256: the network's hash is {sha256(network)}")
            nets.append(network)
    entries: list[Checked] = []
    for n, entry in enumerate(lemmas):
        with at(f"lemmas[{n}]"):
            text, proved = fields(entry, statement=dict, claims=list)
            with at(".statement"):
                one = Checked(read_statement(text), list(entries), None, nets)
            one.check(proved)
            entries.append(one)
    with at("model"):
        instance = None if model is None else Instance(read, model, nets)
    whole = Checked(read, entries, instance, nets)
    whole.check(claims)
    need(whole.verdict == verdict, f"verdict: the claims give {whole.verdict}, not {verdict!r}")
    return Answer(read.theorem, read.given, verdict, len(read.claims), found,
                  [o for one in (*entries, whole) for o in one.oracles],
                  [o for one in (*entries, whole) for o in one.opinions.values()],
                  instance.given if instance is not None else "")
