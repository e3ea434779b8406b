"""`verify list` and `verify show`: the catalogue, and one theorem to be read."""

from __future__ import annotations

import sys

from verify import catalogue
from verify.commands.output import print_json
from verify.errors import BadInput
from verify.parameters import found, listing, suggestion

FORMATS = ("text", "latex", "html", "bibtex")


def list_all(json: bool, color: bool, markdown: bool = False) -> int:
    """Print every theorem."""
    theorems = catalogue.theorems()
    from verify.report import listing as report
    if json:
        print_json(report.to_json(theorems))
        return 0
    if markdown:
        sys.stdout.write(report.to_markdown(theorems))
        return 0
    from verify.report.layout import make_console
    report.render(theorems, make_console(color))
    return 0


def show(name: str, form: str, color: bool) -> int:
    """Print one theorem's statement and proof in one of FORMATS."""
    if form not in FORMATS:
        raise BadInput("--format", listing(FORMATS), found(form) + suggestion(form, FORMATS))
    theorem = catalogue.find(name)
    if form == "bibtex":
        from verify.report import bibtex
        sys.stdout.write(bibtex.render(theorem))
        return 0
    from verify.report.page import page
    if form == "text":
        from verify.report import show_text
        from verify.report.layout import make_console
        show_text.render(page(theorem), make_console(color))
    elif form == "latex":
        from verify.report import show_latex
        sys.stdout.write(show_latex.render(page(theorem)))
    else:
        from verify.report import show_html
        sys.stdout.write(show_html.render(page(theorem)))
    return 0
