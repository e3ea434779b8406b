"""A notebook that was run, as one HTML file: prose, code, and what each cell printed and drew."""

from __future__ import annotations

from typing import Any, Sequence

from verify import __version__
from verify.report.html.document import contents, document
from verify.report.html.markup import Html, element, join, raw, text
from verify.report.html.page import figure
from verify.report.notebook.cells import MARKDOWN, Cell
from verify.report.notebook.running import Run
from verify.report.pictures.picture import Picture

# Words of code in the colours that every page has; what a cell says stands beside a line.
_STYLE = """
.code .k{color:var(--link)}.code .s{color:var(--proved)}.code .n{color:var(--supported)}
.code .c{color:var(--muted)}.said{background:none;border-left:.3em solid var(--line);
margin-top:-.4em}.code,.said{white-space:pre-wrap;overflow-wrap:anywhere}
.failed{border-left-color:var(--refuted);color:var(--refuted)}
main table{width:auto}
"""


def render(run: Run, file: str, back: Html | None = None) -> str:
    """The whole file; `file` is what the reader may run, `back` leads to the other pages."""
    body: list[Html] = []
    titles: list[tuple[str, str]] = []
    for number, cell in enumerate(run.cells):
        if cell.kind == MARKDOWN:
            body.append(_prose(cell, titles))
        else:
            body.append(_code(run, number, cell))
    header = element("div", back, element("h1", run.title), _status(run),
                     contents(titles) if titles else None)
    footer = element("p", f"netproof {__version__}. Below each cell stands what it printed and "
                     "drew when this page was made. To run it yourself: ",
                     element("code", f"python {file}"), ".")
    return document(run.title, header, body, footer, more_style=_STYLE)


def home(file: str) -> Html:
    """The way back from a page to the index."""
    return element("p", element("a", "All notebooks", href=file), class_="how")


def index(runs: Sequence[Run]) -> str:
    """The page that leads to the others."""
    items = [join(element("dt", element("a", run.title, href=f"{run.name}.html")),
                  element("dd", _first_words(run) if run.failure is None else element(
                      "strong", f"Failed: {run.failure.says}", class_="refuted")))
             for run in runs]
    body = element("div", element("h1", "Notebooks"), element("dl", *items))
    return document("Notebooks", element("div"), [body], more_style=_STYLE)


def _status(run: Run) -> Html:
    count = sum(cell.kind != MARKDOWN for cell in run.cells)
    if run.failure is None:
        return element("p", f"All {count} cells ran without an error.", class_="source")
    where = f", line {run.failure.line}" if run.failure.line else ""
    return element("p", "Failed", element(
        "span", f" — {run.name}{where}: {run.failure.says}. The cells below it were not run."),
        class_="verdict refuted")


def _prose(cell: Cell, titles: list[tuple[str, str]]) -> Html:
    """Markdown as CommonMark has it, and tables; HTML in it is text.  Adds to the navigation."""
    markdown = _markdown()
    tokens = markdown.parse(cell.source)
    if [token.tag for token in tokens[:1]] == ["h1"]:
        del tokens[:3]      # it stands at the top of the page
    for token, inside in zip(tokens, tokens[1:]):
        if token.type == "heading_open" and token.tag == "h2":
            name = f"part-{len(titles) + 1}"
            token.attrSet("id", name)
            plain = "".join(child.content for child in inside.children or ())
            titles.append((name, plain))
        elif token.type == "th_open":
            token.attrSet("scope", "col")
    return raw(markdown.renderer.render(tokens, markdown.options, {}))


def _markdown() -> Any:
    from markdown_it import MarkdownIt
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _code(run: Run, number: int, cell: Cell) -> Html:
    shown = [_shown(event, number) for event in _joined(run.shown.get(number, []))]
    failure = run.failure
    if failure is not None and failure.cell == number:
        shown.append(element("pre", failure.traceback or failure.says, class_="said failed",
                             tabindex="0", aria_label=f"how cell {number + 1} failed"))
    return element("div", element("pre", element("code", highlighted(cell.source)), class_="code",
                                  tabindex="0", aria_label=f"cell {number + 1}"), *shown)


def _joined(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was printed in one piece, as one piece."""
    found: list[dict[str, Any]] = []
    for event in events:
        if found and "text" in event and "text" in found[-1]:
            found[-1] = {"text": found[-1]["text"] + event["text"]}
        else:
            found.append(event)
    return found


def _shown(event: dict[str, Any], number: int) -> Html:
    if "picture" in event:
        return figure(Picture(**event["picture"]))
    if "html" in event:
        return element("div", raw(event["html"]))
    return element("pre", event["text"].rstrip("\n"), class_="said", tabindex="0",
                   aria_label=f"what cell {number + 1} printed")


def highlighted(source: str) -> Html:
    """Python with its keywords, strings, numbers and comments marked.

    >>> highlighted("if x < 1: pass  # no")[:39]
    '<span class="k">if</span> x &lt; <span '
    """
    from pygments import lex
    from pygments.lexers.python import PythonLexer
    from pygments.token import Comment, Keyword, Number, Operator, String
    kinds = ((Comment, "c"), (Keyword, "k"), (Operator.Word, "k"), (String, "s"), (Number, "n"))
    parts = []
    for kind, word in lex(source, PythonLexer(stripnl=False, ensurenl=False)):
        name = next((name for group, name in kinds if kind in group), None)
        parts.append(element("span", word, class_=name) if name else text(word))
    return join(*parts)


def _first_words(run: Run) -> Html:
    """The first paragraph of prose that is no heading."""
    for cell in run.cells:
        for paragraph in cell.source.split("\n\n") if cell.kind == MARKDOWN else ():
            if not paragraph.startswith("#"):
                return raw(_markdown().renderInline(" ".join(paragraph.split())))
    return text("")
