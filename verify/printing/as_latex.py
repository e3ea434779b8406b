"""The layout tree as LaTeX, without dollar signs."""

from __future__ import annotations

import re

from verify.printing.names import LETTERS
from verify.printing.nodes import (
    Big, Cases, Fence, Fraction, Layout, Leaf, Notation, Root, Row, Script)
from verify.printing.notation import call

_BRACKETS = {"(": "(", ")": ")", "[": "[", "]": "]", "{": r"\{", "}": r"\}", "|": "|",
             "‖": r"\|", "⟨": r"\langle ", "⟩": r"\rangle", "⌊": r"\lfloor ", "⌋": r"\rfloor",
             "⌈": r"\lceil ", "⌉": r"\rceil"}
_STRETCHED = ("[", "‖")  # always, as the expectation and the norm are in papers

_CHARACTERS = {"∇": r"\nabla ", "∂": r"\partial ", "‖": r"\|", "⟨": r"\langle ", "⟩": r"\rangle ",
               "·": r" \cdot ", "Σ": r"\sum ", "Π": r"\prod ", "≤": r" \leq ", "≥": r" \geq ",
               "≠": r" \neq ", "∞": r"\infty ", "∈": r" \in ", "×": r" \times ", "−": "-",
               "′": "'",
               **{c: f"^{{{i}}}" for i, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}}


def render(layout: Layout) -> str:
    """The LaTeX of a layout."""
    match layout:
        case Leaf():
            return layout.latex
        case Row():
            return "".join(map(render, layout.items))
        case Script():
            sub = "" if layout.sub is None else f"_{{{render(layout.sub)}}}"
            sup = "" if layout.sup is None else f"^{{{render(layout.sup)}}}"
            return _base(layout.base) + sub + sup
        case Fraction():
            return rf"\frac{{{render(layout.over)}}}{{{render(layout.under)}}}"
        case Root():
            return rf"\sqrt{{{render(layout.body)}}}"
        case Big():
            above = "" if layout.above is None else f"^{{{render(layout.above)}}}"
            return f"{layout.sign.latex}_{{{render(layout.below)}}}{above} "
        case Fence():
            return _fence(layout)
        case Cases():
            rows = r" \\ ".join(f"{render(v)} & {render(c)}" for v, c in layout.rows)
            return rf"\begin{{cases}}{rows}\end{{cases}}"
        case Notation():
            return _notation(layout)
    raise TypeError(f"not a layout: {layout!r}")


def _base(layout: Layout) -> str:
    # x'_{i}^{2} and x_{1}_{i} are errors in TeX; braces make one base of what has scripts already
    latex = render(layout)
    scripted = isinstance(layout, (Leaf, Script, Notation)) and re.search("['^_]", latex)
    return f"{{{latex}}}" if scripted else latex


def _fence(layout: Fence) -> str:
    body = render(layout.body)
    if layout.linear:
        return body
    left, right = _BRACKETS[layout.left], _BRACKETS[layout.right]
    if layout.left in _STRETCHED or _tall(layout.body):
        left, right = rf"\left{left}", rf"\right{right}"
    return left + body + right


def _tall(layout: Layout) -> bool:
    match layout:
        case Fraction() | Big() | Cases():
            return True
        case Fence():
            return layout.left in _STRETCHED or _tall(layout.body)
        case Row():
            return any(map(_tall, layout.items))
        case Script():
            return _tall(layout.base)
        case Root():
            return _tall(layout.body)
    return False


def _notation(layout: Notation) -> str:
    arguments = [render(a) for a in layout.arguments]
    if layout.latex is not None:
        return call(layout.latex, arguments, layout.hidden)
    if layout.text is None:
        return render(layout.default)
    # only a text notation: read as mathematics, character by character; braces keep F_h' apart
    grouped = [a if len(a) == 1 else f"{{{a}}}" for a in arguments]
    text = call(layout.text, grouped, layout.hidden)
    escaped = re.sub(r"(?<!\\)([%&#$])", r"\\\1", text)
    return "".join(map(_spell, re.sub(r"_(\d\d+)", r"_{\1}", escaped)))


def _spell(character: str) -> str:
    if character in LETTERS:
        return LETTERS[character] + " "
    return _CHARACTERS.get(character, character)
