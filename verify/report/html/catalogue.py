"""The catalogue as pages: one per theorem, and an index that leads to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Sequence

from verify.parameters import expects, flag
from verify.report.html.claims import Links
from verify.report.html.document import (contents, document, listed, rows_table,
                                         section)
from verify.report.html.explored import explored
from verify.report.html.explorer import explorer, mutator
from verify.report.html.markup import Html, element
from verify.report.html.mutable import mutable
from verify.report.html.page import render
from verify.report.html.prose import prose

if TYPE_CHECKING:    # which makes pages of reports by way of html.page
    from verify.report.model import Report

INDEX, MARK = "index.html", "netproof-site.json"
SCHEMA = "netproof-site/1"


@dataclass(frozen=True)
class Entry:
    """A theorem with its report, or with the reason why it was refused."""

    theorem: Any
    report: Report | None
    refused: str = ""

    @property
    def word(self) -> str:
        return self.report.verdict if self.report is not None else "refused"


def files(entry: Entry) -> dict[str, bytes]:
    """A theorem's page and the data of its explorer, by file name."""
    theorem, report = entry.theorem, entry.report
    if report is None:
        return {}
    found = explored(theorem)
    data = f"{theorem.name}.json"
    ids = Links(report.claims).ids
    extra: list[tuple[str, str, Html]] = []
    asked = explorer(found, data, ids)
    if asked is not None:
        extra.append(("explore", "Other numbers", asked))
    model = _small_model(theorem)
    changeable = mutable(theorem, model) if model is not None else None
    if changeable is not None:
        extra.append(("mutate", "Change a weight", mutator(changeable)))
    extra.append(("parameters", "Its numbers", _parameters(theorem)))
    home = element("p", element("a", "All theorems", href=INDEX), class_="how")
    page = render(report, extra=extra, home=home)
    return {f"{theorem.name}.html": page.encode("utf-8"),
            data: json.dumps(found, ensure_ascii=True, indent=1).encode("ascii")}


def _small_model(theorem: Any) -> Any:
    """An instance that is small enough to be changed by hand: the first integer is 3 or less."""
    if theorem.exists is None or theorem.witness is None:
        return None
    from verify.errors import BadInput
    from verify.parameters import complete
    first = [p for p in theorem.given if p.kind == "integer"][:1]
    given = {p.name: max(p.low, min(p.high, p.default, 3)) for p in first}
    try:
        values = complete(theorem.given, given, theorem.name)
        return theorem.instance(values, theorem.witness(values))
    except BadInput:
        return None


def _parameters(theorem: Any) -> Html:
    rows = [(flag(p.name), p.help, p.symbol or "", expects(p),
             "" if p.default in (None, "") else p.default) for p in theorem.given]
    if not rows:
        return element("p", "It has none.")
    return rows_table("Flags of the command", ("flag", "what it is", "symbol in the source",
                                               "accepts", "if not given"), rows)


def index(entries: Sequence[Entry], version: str, reference: str = "") -> bytes:
    """The page that leads to all others; `reference` is that of the library, where it is made."""
    rows = [(_link(e), element("span", e.word, class_=f"badge {_shade(e.word)}"),
             prose(sentence(e.theorem.title)), e.theorem.source.cite, _counts(e)) for e in entries]
    table = rows_table("Every theorem, checked at its default numbers",
                       ("theorem", "verdict", "what it says", "source", "claims"), rows)
    errata = [(_erratum(e, claim), e.theorem.name, prose(claim.printed), prose(claim.repair))
              for e in entries if e.report is not None
              for claim in e.report.claims if claim.role == "erratum"]
    wrong = rows_table("Printed formulas that are false, each with its counterexample",
                       ("erratum", "theorem", "printed", "should read"), errata) \
        if errata else element("p", "None.")
    meaning = listed(_MEANINGS, "notes")
    header = element("div", element("h1", "Theorems about neural networks, checked"),
                     element("p", "Every page is one file that needs no network; every number on "
                                  "it is exact.", class_="source"),
                     contents([("theorems", "Theorems"), ("errata", "Errata of the sources"),
                               ("words", "What the words mean")]))
    page = document("Theorems about neural networks, checked", header, [
        section("theorems", "Theorems", table), section("errata", "Errata of the sources", wrong),
        section("words", "What the words mean", meaning),
        element("p", element("a", "The reference of the library", href=reference))
        if reference else None],
        element("p", f"netproof {version}"))
    return page.encode("utf-8")


_MEANINGS = (
    ("proved", "decided exactly, for the scope that is printed with it"),
    ("refuted", "false; an exact counterexample is attached and was replayed"),
    ("supported", "evidence in floating point or from samples, no proof"),
    ("cited", "not checked here; the source is named"),
    ("unknown, undecided", "not decided; the reason is printed"))


def _shade(word: str) -> str:
    return {"refused": "refuted"}.get(word, word)


def _link(entry: Entry) -> Any:
    name = entry.theorem.name
    return element("a", name, href=f"{name}.html") if entry.report is not None else name


def _erratum(entry: Entry, claim: Any) -> Html:
    report = entry.report
    place = Links(report.claims).ids[claim.name] if report is not None else ""
    return element("a", claim.name, href=f"{entry.theorem.name}.html#{place}")


def _counts(entry: Entry) -> str:
    if entry.report is None:
        return entry.refused
    return ", ".join(f"{n} {word}" for word, n in entry.report.counts.items() if n)


def sentence(words: str) -> str:
    """A title as the beginning of a sentence.

    >>> sentence("any graph")
    'Any graph'
    """
    return words[:1].upper() + words[1:]
