"""What the sources print that is false: as printed, why it is false, what it should read."""

from __future__ import annotations

from typing import Any, Sequence

from rich.console import Console
from rich.text import Text

from verify.report.layout import paragraph, row, section, status_text
from verify.report.model import Report, ReportClaim
from verify.report.text import claim_text

SCHEMA = "netproof-errata/1"


def errata_of(report: Report) -> tuple[ReportClaim, ...]:
    """The claims of a report that a source's formula is false."""
    return tuple(claim for claim in report.claims if claim.role == "erratum")


def render(reports: Sequence[Report], console: Console) -> None:
    """Print every erratum under its theorem: proved means that the printed formula is false."""
    for report in reports:
        paragraph(console, Text.assemble((report.theorem, "bold"), f"  {report.source}"))
        for claim in errata_of(report):
            row(console, status_text(claim.status), claim_text(claim.name, claim))
        section(console, "Wording", [(Text(name), Text(text)) for name, text in report.notes],
                left=16)
        console.print()
    claims = [claim for report in reports for claim in errata_of(report)]
    proved = sum(claim.status == "proved" for claim in claims)
    paragraph(console, f"{len(claims)} printed formulas claimed false, {proved} of the claims "
                       f"proved; {sum(len(r.notes) for r in reports)} notes on wording.")


def to_json(reports: Sequence[Report]) -> dict[str, Any]:
    """The errata as netproof-errata/1: claims with the keys that reports give them."""
    theorems = []
    for report in reports:
        whole = report.to_json()
        theorems.append({
            "theorem": whole["theorem"], "source": whole["source"], "given": whole["given"],
            "errata": [claim for claim in whole["claims"] if claim["role"] == "erratum"],
            "notes": whole["notes"]})
    return {"schema": SCHEMA, "theorems": theorems}
