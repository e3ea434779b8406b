"""The layout tree as one line of Unicode text."""

from __future__ import annotations

import re

from verify.printing.nodes import (
    Big, Cases, Fence, Fraction, Layout, Leaf, Notation, Root, Row, Script)
from verify.printing.notation import call

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def render(layout: Layout) -> str:
    """The text of a layout."""
    match layout:
        case Leaf():
            return layout.text
        case Row():
            return "".join(map(render, layout.items))
        case Script():
            return render(layout.base) + _sub(layout) + _sup(layout.sup)
        case Fraction():
            return f"{render(layout.over)}/{render(layout.under)}"
        case Root():
            body = render(layout.body)
            return f"√{body}" if isinstance(layout.body, Leaf) else f"√({body})"
        case Big():
            return layout.sign.text + _subscript(layout.index) + " "
        case Fence():
            return layout.left + render(layout.body) + layout.right
        case Cases():
            return "{" + ", ".join(render(v) + render(c) for v, c in layout.rows) + "}"
        case Notation():
            if layout.text is None:
                return render(layout.default)
            return call(layout.text, [render(a) for a in layout.arguments], layout.hidden)
    raise TypeError(f"not a layout: {layout!r}")


def natural(text: str) -> tuple[object, ...]:
    """A sorting key in which x2 comes before x10, and h before h'."""
    plain = text.replace("'", "\uffff").replace("′", "\uffff")
    parts = re.split(r"([0-9]+)", plain.lower())
    return (tuple(int(p) if i % 2 else p for i, p in enumerate(parts)), plain)


def _sub(layout: Script) -> str:
    if layout.sub is None:
        return ""
    return render(layout.sub) if layout.joined else _subscript(layout.sub)


def _subscript(sub: Layout) -> str:
    if isinstance(sub, Leaf):
        return "_" + sub.text if sub.text else ""
    return "_{" + render(sub) + "}"


def _sup(sup: Layout | None) -> str:
    if sup is None:
        return ""
    if isinstance(sup, Leaf) and re.fullmatch("[0-9]+", sup.text):
        return sup.text.translate(_RAISED)
    bare = isinstance(sup, Leaf) or isinstance(sup, Fence) and not sup.linear
    return "^" + (render(sup) if bare else f"({render(sup)})")
