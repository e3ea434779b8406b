"""The terminal's view of a report: the verdict first, then what it rests on, line by line."""

from __future__ import annotations

from typing import Any, Mapping

from rich.console import Console
from rich.text import Text

from verify.report.layout import heading, lines, paragraph, row, section, status_text
from verify.report.model import Report, ReportClaim
from verify.report.numbers import difference, exact, table
from verify.report.titles import TITLES

_RELATIONS = (("<=", "<="), ("≤", "<="), ("!=", "!="), ("≠", "!="), ("<", "<"), ("=", "="))
_PARTS = ("lhs", "rhs", "rel")


def render(report: Report, console: Console) -> None:
    """Print the whole report."""
    paragraph(console, headline(report))
    paragraph(console, report.title)
    paragraph(console, report.source, style="dim")
    if not report.applies:
        paragraph(console, "An assumption fails here, so the theorem says nothing about these "
                           "numbers.", style="bold")
    for role, title in TITLES:
        if role == "necessity":  # the numbers stand under the conclusions that they belong to
            _quantities(report.quantities, console)
        _claims(title, [c for c in report.claims if c.role == role], console)
    section(console, "Notes on the sources", [(Text(name), Text(text))
                                              for name, text in report.notes], left=16)
    console.print()
    paragraph(console, f"{counts(report)}. {report.seconds:.1f} s.")
    if report.trusts:
        paragraph(console, "Trusts: " + ", ".join(report.trusts) + ".", style="dim")


def headline(report: Report) -> Text:
    """The verdict, what was checked, and for which numbers, on one line.

    >>> headline(Report("xor", "", "", {"d": 2}, True, "proved", (), {}, (), {})).plain
    'proved: xor, d = 2'
    """
    aliases = f" ({', '.join(report.aliases)})" if report.aliases else ""
    rest = ", ".join((f": {report.theorem}{aliases}", *assignments(report.given)))
    return Text.assemble(status_text(report.verdict), rest)


def assignments(given: Mapping[str, Any]) -> list[str]:
    """The theorem's numbers as equations; what was left empty is left out.

    >>> assignments({"d": 10, "loss": "square", "network": None})
    ['d = 10', 'loss = square']
    """
    return [f"{name} = {value}" for name, value in given.items() if value not in (None, "")]


def counts(report: Report) -> str:
    """How many claims have each status; "no claims" for a report of none."""
    some = [f"{count} {status}" for status, count in report.counts.items() if count]
    return ", ".join(some) or "no claims"


def _claims(title: str, claims: list[ReportClaim], console: Console) -> None:
    if not claims:
        return
    heading(console, title)
    numbered = len(claims) > 1 and claims[0].role == "step"
    group = ""
    for number, claim in enumerate(claims, 1):
        if claim.group and claim.group != group:
            paragraph(console, claim.group + ":", indent=2)
        group = claim.group
        name = f"{number}. {claim.name}" if numbered else claim.name
        row(console, status_text(claim.status), claim_text(name, claim))


def claim_text(name: str, claim: ReportClaim) -> Text:
    """One claim: its name and scope, the formula, the values at the user's numbers, the rest."""
    how = "; ".join(filter(None, (claim.scope, claim.method, claim.reason)))
    head = Text.assemble((name, "bold"), (f"  [{how}]" if how else "", "dim"))
    return lines(
        head, claim.text if claim.text != claim.name else "",
        f"printed in: {claim.printed}" if claim.printed else "",
        f"should read: {claim.repair}" if claim.repair else "",
        instance(claim), _counterexample(claim.counterexample),
        Text(claim.note, "italic") if claim.note else "",
        Text("using " + ", ".join(claim.using), "dim") if claim.using else "")


def instance(claim: ReportClaim) -> str:
    """Both sides at the user's numbers: one value for an equality, the slack of an inequality.

    >>> line = ReportClaim("a", "step", "V <= G", "", "proved", "", "", values={
    ...     "lhs": "275/128", "rhs": "631/256"})
    >>> instance(line)
    'here 275/128 ~ 2.14844 <= 631/256 ~ 2.46484\\nslack 81/256 ~ 0.316406'
    """
    values = claim.values or {}
    others = [f"{name} = {exact(value)}" for name, value in values.items() if name not in _PARTS]
    if "lhs" in values and "rhs" in values:
        others.insert(0, "here " + _sides(values, claim.text))
    return ", ".join(others)


def _sides(values: Mapping[str, Any], text: str) -> str:
    left, right = values["lhs"], values["rhs"]
    relation = values.get("rel") or next((sign for mark, sign in _RELATIONS if mark in text), "=")
    relation = dict(_RELATIONS).get(relation, relation)
    if relation == "=" and left == right:
        return f"both sides are {exact(left)}"
    if relation in ("<=", "<"):
        both, slack = f"{exact(left)} {relation} {exact(right)}", difference(right, left)
        if slack is None:
            return both
        separator = ", " if len(both) + len(slack) < 40 else "\n"
        return f"{both}{separator}slack {exact(slack)}"
    return f"{exact(left)} {'and' if relation == '=' else relation} {exact(right)}"


def _counterexample(found: Mapping[str, Any] | None) -> str:
    """Everything that a reader needs to replay it; long tables are whole in the JSON only."""
    parts = [f"  {name}: {table(value)}" for name, value in (found or {}).items()
             if value not in ("", None) and value != {} and value != []]
    return "\n".join(("counterexample", *parts)) if parts else ""


def _quantities(quantities: Mapping[str, Any], console: Console) -> None:
    width = min(max((len(name) for name in quantities), default=0), 30)
    rows = [(Text(name), Text(exact(value))) for name, value in quantities.items()]
    section(console, "Numbers", rows, left=width)
