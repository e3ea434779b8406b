"""A theorem as a page to be read, before anything is checked: one content, three ways to set it.

`show_text`, `show_latex` and `show_html` set the same page, so none can say what another does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from verify.calculus import Formula
from verify.report.tactics import how
from verify.report.titles import TITLES
from verify.statement import Claim, Theorem


@dataclass(frozen=True)
class Line:
    """One claim on the page; `how` says by what tactic and from which lines it is proved."""

    name: str
    text: str
    formula: Formula | None
    how: str
    assuming: tuple[tuple[str, Formula], ...] = ()
    printed: str = ""
    repair: str = ""
    group: str = ""
    number: int = 0  # of a step in its proof; 0 elsewhere

    @property
    def label(self) -> str:
        return f"{self.number}. {self.name}" if self.number else self.name


@dataclass(frozen=True)
class Page:
    """The whole theorem; `sections` are (title, lines), empty ones left out."""

    name: str
    aliases: tuple[str, ...]
    title: str
    source: str
    statement: str
    where: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    notes: tuple[tuple[str, str], ...]


def page(theorem: Theorem) -> Page:
    """The page of a theorem, every claim in the section of its role."""
    sections = []
    for role, title in TITLES:
        claims = [claim for claim in theorem.claims if claim.role == role]
        if claims:
            sections.append((title, tuple(_line(c, n) for n, c in enumerate(claims, 1))))
    return Page(theorem.name, theorem.also, theorem.title, theorem.source.cite, theorem.statement,
                theorem.where, tuple(sections), theorem.notes)


def _line(claim: Claim, number: int) -> Line:
    # An assumption is not proved from anything: it is judged on the instance.
    by = "judged on the instance" if claim.role == "assumption" else "by " + how(claim)
    return Line(claim.name, claim.text, claim.formula, by, claim.assuming, claim.printed,
                claim.repair, claim.group, number if claim.role == "step" else 0)
