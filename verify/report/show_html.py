"""A theorem's page as one HTML file, in the style of the catalogue's pages: formulas in MathML, no
script, nothing fetched.
"""

from __future__ import annotations

from verify import printing
from verify.report.html.document import contents, document, listed, section
from verify.report.html.markup import Html, element, join, raw
from verify.report.html.prose import prose
from verify.report.page import Line, Page


def render(page: Page) -> str:
    """The whole HTML file."""
    parts: list[tuple[str, str, Html]] = []
    if page.statement:
        parts.append(("statement", "Statement", element("p", prose(page.statement))))
    if page.where:
        parts.append(("where", "Where", _pairs(page.where, "where")))
    for number, (title, lines) in enumerate(page.sections, 1):
        parts.append((f"part-{number}", title, _lines(lines, f"part-{number}")))
    if page.notes:
        parts.append(("notes", "Notes on the sources", _pairs(page.notes, "notes")))
    parts.append(("check", "How to check it", element(
        "pre", element("code", f"verify {page.name}"), tabindex="0", aria_label="the command")))
    header = element("div", element("h1", prose(page.title)),
                     element("p", page.source, class_="source"),
                     contents([(name, title) for name, title, _ in parts]))
    known = f" ({', '.join(page.aliases)})" if page.aliases else ""
    return document(page.title, header,
                    [section(name, title, body) for name, title, body in parts],
                    element("p", f"{page.name}{known}: nothing on this page has been checked yet."))


def _lines(lines: tuple[Line, ...], place: str) -> Html:
    made: list[Html] = []
    group = ""
    for number, line in enumerate(lines, 1):
        if line.group and line.group != group:
            made.append(element("p", f"{line.group}:", class_="label"))
        group = line.group
        made.append(_line(line, f"{place}-{number}"))
    return join(*made)


def _line(line: Line, place: str) -> Html:
    parts: list[Html] = [element("h3", prose(line.label), id=place)]
    for name, given in line.assuming:
        parts += [element("p", "If ", element("em", prose(name)), ":"),
                  _formula(printing.mathml(given), f"hypothesis: {name}")]
    shown = None if line.formula is None else _formula(
        printing.mathml(line.formula), f"formula: {line.name}")
    if line.printed or line.repair:
        parts.append(element("div", element("h4", "As printed"), element(
            "p", prose(line.printed), class_="how") if line.printed else None, shown,
            class_="printed"))
        shown = None
    if line.repair:
        parts.append(element("div", element("h4", "As it should read"),
                             element("p", prose(line.repair)), class_="repair"))
    if shown is not None:
        parts.append(shown)
    if line.text:
        parts.append(element("p", prose(line.text)))
    return element("article", *parts, element("p", prose(line.how), class_="how"),
                   aria_labelledby=place)


def _formula(markup: str, name: str) -> Html:
    """What is wider than the screen can be scrolled, with the keyboard too."""
    return element("div", raw(markup), class_="formula", tabindex="0", role="group",
                   aria_label=name)


def _pairs(pairs: tuple[tuple[str, str], ...], style: str) -> Html:
    return listed([(prose(name), prose(said)) for name, said in pairs], style)
