"""What every page has: head, style, a way past the navigation, downloads that are inside it."""

from __future__ import annotations

import base64
from typing import Any, Sequence

from verify.report.html.markup import Html, element, join, raw
from verify.report.html.style import DARK, LIGHT, style

# Nothing may be fetched, whatever a report contains; links are followed by readers only.
_POLICY = ("default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
           "img-src data:; base-uri 'none'; form-action 'none'")


def document(title: str, header: Html, main: Sequence[Html | None], footer: Html | None = None,
             scripts: Sequence[Html] = (), more_style: str = "") -> str:
    """A whole file: nothing in it is loaded from anywhere, and it can be read without a script.

    `more_style` is CSS of this kind of page, after that of every page.
    """
    head = element(
        "head", element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="theme-color", content=LIGHT["page"],
                media="(prefers-color-scheme: light)"),
        element("meta", name="theme-color", content=DARK["page"],
                media="(prefers-color-scheme: dark)"),
        element("title", title), element("style", raw(style() + more_style)))
    body = element(
        "body", element("a", "To the content", class_="skip", href="#content"),
        element("header", header), element("main", *main, id="content"),
        element("footer", footer) if footer else None, *scripts)
    return "<!DOCTYPE html>\n" + element("html", head, "\n", body, lang="en") + "\n"


def contents(sections: Sequence[tuple[str, str]]) -> Html:
    """The navigation: links to the sections, (id, title)."""
    items = [element("li", element("a", title, href=f"#{name}")) for name, title in sections]
    return element("nav", element("ul", *items), aria_label="Contents")


def download(label: str, name: str, content: bytes, kind: str = "application/json") -> Html:
    """A link that saves `content`, which is inside the page."""
    data = base64.b64encode(content).decode("ascii")
    size = f"{len(content):,} bytes"
    return element("a", f"{label} ({size})", href=f"data:{kind};base64,{data}", download=name)


def section(name: str, title: str, *children: Any) -> Html:
    """A section with a heading that it is called after."""
    return element("section", element("h2", title, id=name), *children, aria_labelledby=name)


def rows_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Html:
    """A table whose first column names its rows."""
    top = element("tr", *(element("th", cell, scope="col") for cell in head))
    body = [element("tr", element("th", row[0], scope="row"),
                    *(element("td", cell) for cell in row[1:])) for row in rows]
    table = element("table", element("caption", caption), element("thead", top),
                    element("tbody", *body))
    return element("div", table, class_="scroll", tabindex="0", role="group", aria_label=caption)


def listed(pairs: Sequence[tuple[Any, Any]], class_: str) -> Html:
    """Names and what is said of them."""
    return element("dl", *(join(element("dt", name), element("dd", said))
                           for name, said in pairs), class_=class_)
