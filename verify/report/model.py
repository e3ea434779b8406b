"""The report: frozen values with the keys of the contract, and nothing about how they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Mapping

from verify.report.pictures.picture import Picture

VERDICTS = ("proved", "refuted", "undecided")
STATUSES = ("proved", "refuted", "supported", "cited", "unknown")
EXIT_CODE = {"proved": 0, "refuted": 1, "undecided": 3}
SCHEMA = "netproof-report/1"


@dataclass(frozen=True)
class Hypothesis:
    """What one claim assumes besides the theorem's assumptions: its name, text and MathML."""

    name: str
    text: str
    markup: Callable[[], str]


@dataclass(frozen=True)
class ReportClaim:
    """One line of the report; `values` are exact strings, `seconds` is wall time, `typeset` is the
    formula in LaTeX, or a function that makes it for those who ask."""

    name: str
    role: str
    text: str
    typeset: str | Callable[[], str]
    status: str
    scope: str
    method: str
    trusts: tuple[str, ...] = ()
    counterexample: Mapping[str, Any] | None = None
    values: Mapping[str, Any] | None = None
    seconds: float = 0.0
    certificate: str | None = None
    reason: str = ""
    group: str = ""
    using: tuple[str, ...] = ()
    note: str = ""
    printed: str = ""
    repair: str = ""
    markup: str | Callable[[], str] = field(default="", compare=False)    # the formula in MathML

    hypotheses: tuple[Hypothesis, ...] = field(default=(), compare=False)   # of this claim alone

    @property
    def mathml(self) -> str:
        """The formula as a <math> element; empty if there is none."""
        return self.markup if isinstance(self.markup, str) else self.markup()

    @property
    def latex(self) -> str:
        """The formula in LaTeX; empty if there is none."""
        return self.typeset if isinstance(self.typeset, str) else self.typeset()


@dataclass(frozen=True)
class Report:
    """What one check found.  `verdict` is computed by the kernel from the claims."""

    theorem: str
    title: str
    source: str
    given: Mapping[str, Any]
    applies: bool
    verdict: str
    claims: tuple[ReportClaim, ...]
    quantities: Mapping[str, Any]
    trusts: tuple[str, ...]
    versions: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    statement: str = ""
    where: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    certificate: Mapping[str, Any] | None = None    # netproof-certificate/1, where it was asked for
    pictures: tuple[Picture, ...] | Callable[[], tuple[Picture, ...]] = field(
        default=(), compare=False)

    @property
    def drawn(self) -> tuple[Picture, ...]:
        """Pictures of what was checked, made for those who ask."""
        return self.pictures if isinstance(self.pictures, tuple) else self.pictures()

    @property
    def counts(self) -> dict[str, int]:
        """How many claims have each status, all five always present."""
        return {s: sum(c.status == s for c in self.claims) for s in STATUSES}

    @property
    def exit_code(self) -> int:
        return EXIT_CODE[self.verdict]

    def claim(self, name: str) -> ReportClaim:
        """The claim of this name; KeyError if there is none."""
        for claim in self.claims:
            if claim.name == name:
                return claim
        raise KeyError(name)

    def to_html(self, command: str = "") -> str:
        """The report as one HTML file that needs nothing else; `command` is what repeats it."""
        from verify.report.html.page import render   # which reads this file's classes

        return render(self, command)

    def to_json(self) -> dict[str, Any]:
        """The report as the contract's object (netproof-report/1), keys in fixed order."""
        return {
            "schema": SCHEMA, "theorem": self.theorem, "aliases": list(self.aliases),
            "title": self.title, "source": {"cite": self.source}, "given": dict(self.given),
            "applies": self.applies, "verdict": self.verdict, "counts": self.counts,
            "claims": [_claim_json(c) for c in self.claims],
            "quantities": dict(self.quantities), "trusts": list(self.trusts),
            "versions": dict(self.versions),
            "notes": [{"name": n, "text": t} for n, t in self.notes],
        }


def _claim_json(claim: ReportClaim) -> dict[str, Any]:
    return {
        "name": claim.name, "role": claim.role, "text": claim.text, "latex": claim.latex,
        "status": claim.status, "scope": claim.scope, "method": claim.method,
        "trusts": list(claim.trusts),
        "counterexample": dict(claim.counterexample) if claim.counterexample else None,
        "values": dict(claim.values or {}),
        "seconds": round(claim.seconds, 4), "certificate": claim.certificate,
        "reason": claim.reason, "group": claim.group, "using": list(claim.using),
        "note": claim.note, "printed": claim.printed, "repair": claim.repair,
    }
