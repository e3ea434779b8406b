"""The whole certificate of one check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Mapping

from verify.certificate.evidence import Run, Writer
from verify.certificate.hints.write import hinted
from verify.certificate.models import Networks, model_json
from verify.certificate.statement import sha256, statement
from verify.errors import NotCertified, Refused
from verify.report.model import Report
from verify.statement import Claim, Lemma

SCHEMA = "netproof-certificate/1"
Alone = Callable[[Lemma], Run]


class Certifier:
    """Collects the networks and the lemmas that a certificate needs, each once.

    `alone` checks a theorem without any instance, as far as a lemma needs it.
    """

    def __init__(self, alone: Alone):
        self.alone = alone
        self.networks = Networks()
        self.lemmas: list[dict[str, Any]] = []
        self.known: dict[tuple[str, str], int] = {}

    def certificate(self, run: Run, given: Mapping[str, Any], verdict: str,
                    versions: Mapping[str, str]) -> dict[str, Any]:
        """The certificate of a finished check.

        Raises
            NotCertified: if the statement itself has no canonical form.
        """
        said, terms = statement(run.theorem, given, run.claims)
        writer = Writer(run, terms, self.networks, self.cited)
        claims = [{"name": k.name, "status": run.verdicts[k.name].status,
                   "evidence": writer.of(k)} for k in run.claims]
        hinted(said, claims)
        model = None
        if run.model is not None and writer.recorder is not None:
            model = model_json(run.model, writer.evaluated, self.networks, writer.recorder.asked)
        return {"schema": SCHEMA, "statement": said, "sha256": sha256(said),
                "networks": self.networks.written, "model": model, "lemmas": self.lemmas,
                "claims": claims, "verdict": verdict, "versions": dict(versions)}

    def cited(self, by: Lemma) -> tuple[int, str]:
        """The place of a lemma in the list, written there with all that it rests on."""
        key = (by.theorem.name, by.claim)
        if key not in self.known:
            run = self.alone(by)
            needed = _needed(run, by.claim)
            said, terms = statement(by.theorem, {}, needed)
            writer = Writer(run, terms, self.networks, self.cited)
            claims = [{"name": k.name, "status": run.verdicts[k.name].status,
                       "evidence": writer.of(k)} for k in needed]
            hinted(said, claims)
            self.lemmas.append({"statement": said, "claims": claims})
            self.known[key] = len(self.lemmas) - 1
        return self.known[key], by.claim


def _needed(run: Run, name: str) -> list[Claim]:
    """A claim and all that its proof rests on, in the order of the theorem."""
    found: set[str] = set()
    work = [name]
    while work:
        here = work.pop()
        if here in found:
            continue
        found.add(here)
        if here not in run.verdicts:
            raise NotCertified(f"{run.theorem.name}: {here!r} is not proved by itself")
        own = {n for n, _ in run.theorem.claim(here).assuming}
        work += [n for n in run.verdicts[here].used if n not in own]
    return [k for k in run.theorem.claims if k.name in found]


def oracles(certificate: Mapping[str, Any]) -> dict[str, str]:
    """The claims that rest on someone's word, and whose."""
    return {k["name"]: k["evidence"]["who"] for k in certificate["claims"]
            if k["evidence"] is not None and k["evidence"]["kind"] == "oracle"}


def certified(report: Report, run: Run, alone: Alone) -> Report:
    """The report with its certificate, and each claim with the hash of its own evidence.

    Raises
        Refused: if the statement has no canonical form.
    """
    try:
        written = Certifier(alone).certificate(run, report.given, report.verdict, report.versions)
    except NotCertified as reason:
        raise Refused("certificate", f"{report.theorem} has no certificate: {reason}") from None
    hashes = {k["name"]: "sha256:" + sha256(k["evidence"]) for k in written["claims"]
              if k["evidence"] is not None and k["status"] == "proved"}
    claims = tuple(replace(k, certificate=hashes.get(k.name)) for k in report.claims)
    return replace(report, claims=claims, certificate=written)
