"""A report's page: the verdict first, then what it says, what it rests on, how to repeat it."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from verify.parameters import flag
from verify.report.html.claims import Links, badge, how, sections
from verify.report.html.document import (contents, document, download, listed, rows_table,
                                         section)
from verify.report.html.markup import Html, element, raw
from verify.report.html.numbers import number
from verify.report.html.prose import prose
from verify.report.pictures.picture import Picture
from verify.report.titles import TITLES

if TYPE_CHECKING:    # which makes pages of reports by way of this file
    from verify.report.model import Report

# The reader wants the result before its proof.
_FIRST = ("conclusion", "construction")
_ORDER = sorted(TITLES, key=lambda title: title[0] not in _FIRST)
_WORDS = {"proved": "Proved", "refuted": "Refuted", "undecided": "Undecided"}


def render(report: Report, command: str = "", extra: Sequence[tuple[str, str, Html]] = (),
           home: Html | None = None, scripts: Sequence[Html] = ()) -> str:
    """The whole file; `command` reproduces it, `extra` are more sections (id, title, content)."""
    links = Links(report.claims)
    named: list[tuple[str, str, Html | None]] = [
        ("statement", "Statement", _statement(report)),
        ("numbers", "Numbers", _quantities(report)),
        ("pictures", "Pictures", _pictures(report.drawn)),
        *extra]
    before = [(name, title, section(name, title, body)) for name, title, body in named if body]
    roles = dict(_ORDER)
    claims = sections(report, _ORDER, links, lambda role: f"part-{role}")
    present = [role for role, _ in _ORDER if any(c.role == role for c in report.claims)]
    after = [(name, title, section(name, title, body)) for name, title, body in (
        ("notes", "Notes on the sources", _notes(report)),
        ("overview", "All claims in a table", _overview(report, links)),
        ("trust", "What is trusted", _trust(report)),
        ("repeat", "How to repeat this", _repeat(report, command or reproduce(report))))
        if body]
    menu = contents([*((name, title) for name, title, _ in before),
                     *((f"part-{role}", roles[role]) for role in present),
                     *((name, title) for name, title, _ in after)])
    header = element("div", home, _verdict(report), element("h1", prose(report.title)),
                     element("p", report.source, class_="source"), menu)
    footer = element("p", f"netproof {report.versions.get('netproof', '')}. Every number on this "
                     "page is exact; decimals after ≈ are rounded.")
    return document(f"{_WORDS.get(report.verdict, report.verdict)}: {report.title}", header,
                    [*(part for *_, part in before), *claims, *(part for *_, part in after)],
                    footer, scripts)


def reproduce(report: Report) -> str:
    """The command that checks the same theorem at the same numbers.

    >>> from verify.report.model import Report
    >>> reproduce(Report("xor", "", "", {"d": 2, "net": None, "torch": False}, True, "proved", (),
    ...                  {}, (), {}))
    'verify xor --d 2 --no-torch'
    """
    return command_line(["verify", report.theorem], report.given)


def command_line(words: Sequence[str], given: Mapping[str, Any]) -> str:
    """A command with flags for these values, quoted for a shell; what is not given is left out."""
    parts = list(words)
    for name, value in given.items():
        if isinstance(value, bool):
            parts.append(flag(name) if value else "--no-" + flag(name).removeprefix("--"))
        elif value not in (None, ""):
            parts += [flag(name), str(value)]
    return shlex.join(parts)


def _verdict(report: Report) -> Html:
    numbers = ", ".join(f"{name} = {value}" for name, value in report.given.items()
                        if value not in (None, "", False))
    aliases = f" ({', '.join(report.aliases)})" if report.aliases else ""
    counts = ", ".join(f"{count} {status}" for status, count in report.counts.items() if count)
    line = element("p", _WORDS.get(report.verdict, report.verdict), element(
        "span", f" — {report.theorem}{aliases}{', ' if numbers else ''}{numbers}. "
                f"Claims: {counts or 'none'}."),
        class_=f"verdict {report.verdict}")
    if report.applies:
        return line
    return element("div", line, element("p", "An assumption fails here, so the theorem says "
                                        "nothing about these numbers."))


def _statement(report: Report) -> Html | None:
    if not report.statement and not report.where:
        return None
    return element("div", element("p", prose(report.statement)) if report.statement else None,
                   element("h3", "Where") if report.where else None,
                   listed([(prose(symbol), prose(meaning)) for symbol, meaning in report.where],
                          "where") if report.where else None)


def _quantities(report: Report) -> Html | None:
    if not report.quantities:
        return None
    return rows_table("Exact values at these numbers", ("name", "value"),
                      [(name, number(value)) for name, value in report.quantities.items()])


def _pictures(pictures: Sequence[Picture]) -> Html | None:
    if not pictures:
        return None
    return element("div", *(figure(picture) for picture in pictures))


def figure(picture: Picture) -> Html:
    """A picture with its caption; what is wider than the screen can be scrolled."""
    label = f"picture: {picture.title}"
    return element("figure", element("h3", picture.title), element(
        "div", raw(picture.svg), class_="scroll", tabindex="0", role="group", aria_label=label),
        element("figcaption", picture.caption))


def _notes(report: Report) -> Html | None:
    if not report.notes:
        return None
    return listed([(name, prose(said)) for name, said in report.notes], "notes")


def _overview(report: Report, links: Links) -> Html | None:
    if not report.claims:
        return None
    titles = dict(TITLES)
    rows = [(links.to(claim.name), titles.get(claim.role, claim.role), badge(claim), how(claim),
             f"{claim.seconds:.2f}") for claim in report.claims]
    return element("details", element("summary", f"{len(rows)} claims"),
                   rows_table("Every claim", ("claim", "part", "status", "decided", "seconds"),
                              rows))


def _trust(report: Report) -> Html:
    items = [element("li", trusted) for trusted in report.trusts]
    versions = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    return element("div", element("ul", *items) if items else None,
                   element("p", "Versions: ", versions, ".", class_="how") if versions else None)


def _repeat(report: Report, command: str) -> Html:
    whole = json.dumps(report.to_json(), ensure_ascii=True, indent=1).encode("ascii")
    files = [download("The report as JSON", f"{report.theorem}.report.json", whole)]
    checking = None
    if report.certificate is not None:
        name = f"{report.theorem}.certificate.json"
        content = json.dumps(report.certificate, separators=(",", ":")).encode("ascii")
        files.append(download("The certificate", name, content))
        checking = element("p", "The independent checker reads the certificate: ",
                           element("code", f"verify recheck {name}"))
    return element("div", element("pre", element("code", command), tabindex="0",
                                  aria_label="the command"),
                   element("ul", *(element("li", file) for file in files), class_="downloads"),
                   checking)
