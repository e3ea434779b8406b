"""A theorem's page as one HTML file: formulas in MathML, no script, nothing fetched."""

from __future__ import annotations

from html import escape

from verify import printing
from verify.report.page import Line, Page

_STYLE = """
body { max-width: 46em; margin: 2em auto; padding: 0 1em; font: 17px/1.5 Georgia, serif; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; } h3 { font-size: 1em; }
dt { float: left; clear: left; font-style: italic; } dd { margin: 0 0 .3em 7em; }
.how, .source { color: #555; font-size: .9em; } math { margin: .4em 0; overflow-x: auto; }
@media (prefers-color-scheme: dark) {
  body { background: #181818; color: #ddd; } .how, .source { color: #aaa; } }
"""


def render(page: Page) -> str:
    """The whole HTML file."""
    parts = ["<!DOCTYPE html>", '<html lang="en"><head><meta charset="utf-8">',
             '<meta name="viewport" content="width=device-width, initial-scale=1">',
             f"<title>{escape(page.title)}</title><style>{_STYLE}</style></head><body>",
             f"<h1>{escape(page.title)}</h1>", f'<p class="source">{escape(page.source)}</p>']
    if page.statement:
        parts += [f"<p>{escape(page.statement)}</p>"]
    if page.where:
        parts += ["<h2>Where</h2>", _list(page.where)]
    for title, lines in page.sections:
        parts += [f"<section><h2>{escape(title)}</h2>", *map(_line, lines), "</section>"]
    if page.notes:
        parts += ["<h2>Notes on the sources</h2>", _list(page.notes)]
    return "\n".join((*parts, "</body></html>", ""))


def _line(line: Line) -> str:
    parts = [f"<h3>{escape(line.label)}</h3>"]
    for name, given in line.assuming:
        parts += [f"<p>If {escape(name)}:</p><div>{printing.mathml(given)}</div>"]
    if line.formula is not None:
        parts += [f"<div>{printing.mathml(line.formula)}</div>"]
    sentences = (line.text, f"Printed in: {line.printed}." if line.printed else "",
                 f"Should read: {line.repair}" if line.repair else "")
    parts += [f"<p>{escape(sentence)}</p>" for sentence in sentences if sentence]
    return "\n".join((*parts, f'<p class="how">{escape(line.how)}</p>'))


def _list(pairs: tuple[tuple[str, str], ...]) -> str:
    items = (f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs)
    return f"<dl>{''.join(items)}</dl>"
