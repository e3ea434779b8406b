"""A theorem's page on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from verify import printing
from verify.report.layout import heading, lines, paragraph, section
from verify.report.page import Line, Page


def render(page: Page, console: Console) -> None:
    """Print the page."""
    aliases = f" ({', '.join(page.aliases)})" if page.aliases else ""
    paragraph(console, Text(f"{page.name}{aliases}", "bold"))
    paragraph(console, page.title)
    paragraph(console, page.source, style="dim")
    if page.statement:
        heading(console, "Statement")
        paragraph(console, page.statement, indent=2)
    width = min(max((len(symbol) for symbol, _ in page.where), default=0), 24)
    section(console, "Where", [(Text(symbol), Text(meaning)) for symbol, meaning in page.where],
            left=width)
    for title, entries in page.sections:
        heading(console, title)
        group = ""
        for line in entries:
            if line.group and line.group != group:
                paragraph(console, line.group + ":", indent=2)
            group = line.group
            _line(line, console)
    section(console, "Notes on the sources", [(Text(name), Text(text))
                                              for name, text in page.notes], left=16)


def _line(line: Line, console: Console) -> None:
    paragraph(console, line.label, indent=2, style="bold")
    formula = printing.text(line.formula) if line.formula is not None else ""
    assuming = [f"if {name}: {printing.text(given)}" for name, given in line.assuming]
    body = lines(*assuming, formula, line.text,
                 f"printed in: {line.printed}" if line.printed else "",
                 f"should read: {line.repair}" if line.repair else "")
    if body.plain:
        paragraph(console, body.plain, indent=6)
    paragraph(console, line.how, indent=6, style="dim")
