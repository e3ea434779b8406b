"""HTML that cannot be broken by what is put into it: text is escaped, elements are not.

Everything in a report may come from a stranger's theorem or network file, so a plain `str` is
always data; only what `element` made (or `raw` was told to believe) is markup.
"""

from __future__ import annotations

import html
import re
from typing import Any

_VOID = ("meta", "br", "hr", "wbr", "input", "link")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Html(str):
    """Markup; made by this file only."""


def raw(markup: str) -> Html:
    """Markup of our own making, such as a style sheet or what the formula printer returns."""
    return Html(markup)


def text(content: Any) -> Html:
    """Anything as text: escaped, control characters (which no page may hold) replaced.

    >>> text("<b> & 'c'")
    '&lt;b&gt; &amp; &#x27;c&#x27;'
    >>> text(element("b", "x"))
    '<b>x</b>'
    """
    if isinstance(content, Html):
        return content
    return Html(html.escape(_CONTROL.sub("\ufffd", str(content))))


def element(name: str, /, *children: Any, **attributes: Any) -> Html:
    """One element; children that are None or "" are left out, so are attributes that are None.

    `class_` is the attribute class, and an underscore inside a name is a dash.

    >>> element("p", "1 < 2", class_="note", aria_label='"x"')
    '<p class="note" aria-label="&quot;x&quot;">1 &lt; 2</p>'
    >>> element("br"), element("td", ""), element("details", open=True)
    ('<br>', '<td></td>', '<details open></details>')
    """
    shown = "".join(_attribute(key, value) for key, value in attributes.items()
                    if value is not None and value is not False)
    if name in _VOID:
        return Html(f"<{name}{shown}>")
    return Html(f"<{name}{shown}>{join(*children)}</{name}>")


def join(*children: Any, by: str = "") -> Html:
    """The children one after another, those that are None left out."""
    return Html(text(by).join(text(child) for child in children if child is not None))


def _attribute(key: str, value: Any) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
