"""One claim on a page: its formula as it was checked, what is known of it, the values found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence

from verify.report.html.bars import bar, sentence, slack
from verify.report.html.counterexample import worked_out
from verify.report.html.markup import Html, element, join, raw
from verify.report.html.numbers import number
from verify.report.html.prose import prose

if TYPE_CHECKING:    # which makes pages of reports by way of this file
    from verify.report.model import Hypothesis, Report, ReportClaim

_WORDS = {"checked": "cases checked", "pieces": "pieces"}
_SIDES = ("lhs", "rel", "rhs")
_NAMED = re.compile(r"claim '((?:[^']|'(?=\w))+)'")
_SHORT = 18         # characters of a formula that fits on a telephone, however it is set
_HALF = 44          # and in the left column


class Links:
    """Where on the page each claim stands."""

    def __init__(self, claims: Sequence[ReportClaim]):
        self.claims = {claim.name: claim for claim in claims}
        self.ids = {claim.name: f"claim-{number}" for number, claim in enumerate(claims, 1)}

    def to(self, name: str) -> Html:
        """A link to a claim; its name alone where the page has none."""
        if name not in self.ids:
            return element("span", prose(name))
        return element("a", prose(name), href=f"#{self.ids[name]}")


def claim_article(claim: ReportClaim, links: Links, label: str = "") -> Html:
    """The whole claim."""
    shown = formula(claim)
    wide = shown if len(claim.text) > _HALF and claim.role != "erratum" else None
    left: list[Html | None] = [shown if wide is None else None]
    if claim.role == "erratum":
        place = join(element("h4", "As printed"), element("p", prose(claim.printed), class_="how")
                     if claim.printed else None, *left)
        left = [element("div", place, class_="printed"), _repair(claim, links)]
    left += [*map(_hypothesis, claim.hypotheses), element("p", prose(_note(claim))) if _note(claim)
             else None, _rests_on(claim, links)]
    found = _found(claim)
    sides = [element("div", *left), element("div", *found) if found else None]
    body = [
        element("h3", badge(claim), prose(label or claim.name), id=links.ids[claim.name] + "-name"),
        wide,
        element("div", *sides, class_="sides two" if found else "sides"),
        worked_out(claim)]
    return element("article", *body, id=links.ids[claim.name],
                   class_=f"is-{claim.status}", aria_labelledby=links.ids[claim.name] + "-name")


def badge(claim: ReportClaim) -> Html:
    """The status in words; what is proved of a counterexample is that the formula is false."""
    false = claim.status == "proved" and claim.counterexample is not None
    return element("span", "proved false" if false else claim.status,
                   class_=f"badge {claim.status}")


def formula(claim: ReportClaim) -> Html | None:
    """The formula as MathML, else the claim in words."""
    markup = claim.mathml
    if not markup:
        return element("p", prose(claim.text)) if claim.text and claim.text != claim.name else None
    long = len(claim.text) > _SHORT
    # Whoever uses the keyboard must be able to scroll what is wider than the screen.
    return element("div", raw(markup), class_="formula", tabindex="0" if long else None,
                   role="group" if long else None,
                   aria_label=f"formula: {claim.name}" if long else None)


def _hypothesis(assumed: Hypothesis) -> Html:
    return join(element("p", "where ", element("em", prose(assumed.name)), ":"), element(
        "div", raw(assumed.markup()), class_="formula", tabindex="0", role="group",
        aria_label=f"hypothesis: {assumed.name}"))


def _note(claim: ReportClaim) -> str:
    """The note without the hypotheses, which stand beside it as formulas."""
    said = "where " + " and ".join(assumed.text for assumed in claim.hypotheses)
    return "; ".join(filter(None, claim.note.replace(said, "").split("; "))) \
        if claim.hypotheses else claim.note


def _found(claim: ReportClaim) -> list[Html | None]:
    values = claim.values or {}
    if not values:
        return []
    where = "At the counterexample" if claim.counterexample else "At these numbers"
    rows: list[Html] = []
    if "lhs" in values and "rhs" in values:
        rows += _two_sides(values)
    else:
        rows += [join(_row(f"{side} side", values[key])) for key, side in
                 (("lhs", "left"), ("rhs", "right")) if key in values]
    rows += [_row(_WORDS.get(name, name), value) for name, value in values.items()
             if name not in _SIDES]
    picture = bar(values)
    return [element("h4", where), element("dl", *rows, class_="values"), picture,
            element("p", sentence(values), class_="how") if picture else None]


def _two_sides(values: Mapping[str, Any]) -> list[Html]:
    relation = str(values.get("rel") or "=")
    if relation == "=" and values["lhs"] == values["rhs"]:
        return [_row("both sides", values["lhs"])]
    rows = [_row("left side", values["lhs"]), _row("right side", values["rhs"])]
    room = slack(values)
    if room is not None:
        rows.append(_row("slack" if room >= 0 else "excess", str(abs(room))))
    return rows


def _row(name: str, value: Any) -> Html:
    return join(element("dt", name), element("dd", number(value)))


def _repair(claim: ReportClaim, links: Links) -> Html | None:
    if not claim.repair:
        return None
    parts: list[Html | str] = []
    shown: list[Html | None] = []
    at = 0
    for match in _NAMED.finditer(claim.repair):
        name = match.group(1)
        parts += [prose(claim.repair[at:match.start()]), "claim ", links.to(name)]
        at = match.end()
        if name in links.claims:
            shown.append(formula(links.claims[name]))
    parts.append(prose(claim.repair[at:]))
    return element("div", element("h4", "As it should read"), element("p", *parts), *shown,
                   class_="repair")


def _rests_on(claim: ReportClaim, links: Links) -> Html:
    parts: list[Any] = [how(claim)]
    if claim.using:
        parts += ["; using ", join(*(links.to(name) for name in claim.using), by=", ")]
    if claim.trusts:
        parts += ["; trusts ", ", ".join(claim.trusts)]
    if claim.reason:
        parts += ["; because: ", claim.reason]
    if claim.certificate:
        parts += ["; certificate ", element("code", claim.certificate[:23], "…")]
    return element("p", *parts, class_="how")


def how(claim: ReportClaim) -> str:
    """For what scope and by what method a claim was decided.

    >>> from verify.report.model import ReportClaim
    >>> how(ReportClaim("a", "step", "", "", "proved", "every d", "symbolic"))
    'for every d, by symbolic'
    """
    if not claim.method:
        return claim.scope
    scope = claim.scope if not claim.scope.startswith("every ") else f"for {claim.scope}"
    return f"{scope}, by {claim.method}" if scope else f"by {claim.method}"


def sections(report: Report, titles: Sequence[tuple[str, str]], links: Links,
             id_of: Callable[[str], str]) -> list[Html]:
    """The claims of a report, a section per role, steps numbered."""
    made = []
    for role, title in titles:
        claims = [claim for claim in report.claims if claim.role == role]
        if not claims:
            continue
        parts: list[Html] = []
        group = ""
        for place, claim in enumerate(claims, 1):
            if claim.group and claim.group != group:
                parts.append(element("p", f"{claim.group}:", class_="label"))
            group = claim.group
            label = f"{place}. {claim.name}" if role == "step" and len(claims) > 1 else claim.name
            parts.append(claim_article(claim, links, label))
        made.append(element("section", element("h2", title, id=id_of(role)), *parts,
                            aria_labelledby=id_of(role)))
    return made
