"""The layout tree as presentation MathML."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from verify.printing import as_text
from verify.printing.nodes import (
    Big, Cases, Fence, Fraction, Layout, Leaf, Notation, Root, Row, Script)

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_INVISIBLE_TIMES = "\u2062"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(layout: Layout) -> str:
    """A complete <math> element; its alternative text is the one-line text."""
    math = Element("math", xmlns=NAMESPACE, displaystyle="true",
                   alttext=_allowed(as_text.render(layout)))
    math.append(_element(layout))
    return ElementTree.tostring(math, encoding="unicode")


def _element(layout: Layout) -> Element:
    match layout:
        case Leaf():
            return _token(layout.tag, layout.shown, layout.variant)
        case Row():
            return _node("mrow", *map(_element, layout.items))
        case Script():
            return _script(layout)
        case Fraction():
            return _node("mfrac", _element(layout.over), _element(layout.under))
        case Root():
            return _node("msqrt", _element(layout.body))
        case Big():
            parts = [_element(layout.sign), _element(layout.below)]
            if layout.above is None:
                return _node("munder", *parts)
            return _node("munderover", *parts, _element(layout.above))
        case Fence():
            return _fence(layout)
        case Cases():
            rows = [_node("mtr", _node("mtd", _element(v)), _node("mtd", _element(c)))
                    for v, c in layout.rows]
            return _node("mrow", _token("mo", "{"), _node("mtable", *rows))
        case Notation():
            if layout.text is None:
                return _element(layout.default)
            return _notation(as_text.render(layout))
    raise TypeError(f"not a layout: {layout!r}")


def _node(tag: str, *children: Element) -> Element:
    element = Element(tag)
    element.extend(children)
    return element


def _token(tag: str, content: str, variant: str = "") -> Element:
    element = Element(tag, {"mathvariant": variant} if variant else {})
    element.text = _allowed(content)
    if content == _INVISIBLE_TIMES:
        element.set("lspace", "0.1667em")  # or two names would read as one
    return element


def _allowed(content: str) -> str:
    return _CONTROL.sub("\ufffd", content)


def _script(layout: Script) -> Element:
    base = _element(layout.base)
    scripts = [_element(s) for s in (layout.sub, layout.sup) if s is not None]
    tag = "msubsup" if len(scripts) == 2 else "msub" if layout.sup is None else "msup"
    return _node(tag, base, *scripts)


def _fence(layout: Fence) -> Element:
    body = _element(layout.body)
    if layout.linear:
        return body
    left, right = _token("mo", layout.left), _token("mo", layout.right)
    for bracket, form in ((left, "prefix"), (right, "postfix")):
        bracket.attrib.update(form=form, fence="true", stretchy="true")
    return _node("mrow", left, body, right)


def _notation(text: str) -> Element:
    # F_h with its h below; everything else of the function's own notation as it is written
    parts = re.split(r"([^\s_(){}\[\]]['′]*)_(\{[^{}]*\}|\d+|\w['′]*)", text)
    row = _node("mrow")
    for plain, base, sub in zip(parts[0::3], parts[1::3] + [""], parts[2::3] + [""]):
        if plain:
            row.append(_token("mtext", plain.replace(" ", "\u00a0")))
        if base:
            row.append(_node("msub", _token("mtext", base), _token("mtext", sub.strip("{}"))))
    return row
