"""How a name is spelled: Greek letters, subscripts, primes, |H|."""

from __future__ import annotations

import re

from verify.printing.nodes import Fence, Layout, Leaf, Script

_GREEK = dict(zip(
    ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
     "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega").split(),
    "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"))
_SPECIAL = {"ε": r"\varepsilon", "φ": r"\varphi", "ℓ": r"\ell"}

#: the LaTeX of a letter that has a command of its own
LETTERS = {letter: "\\" + name for name, letter in _GREEK.items()} | _SPECIAL

_ESCAPES = {"\\": r"\backslash ", "{": r"\{", "}": r"\}", "_": r"\_", "%": r"\%", "&": r"\&",
            "#": r"\#", "$": r"\$", "^": r"\hat{\ }", "~": r"\tilde{\ }"}


def name(text: str) -> Layout:
    """The layout of a variable's name.

    >>> name("w_0").sub.text, name("lambda").latex, name("depth").latex
    ('0', '\\\\lambda', '\\\\mathrm{depth}')
    """
    size = re.fullmatch(r"\|(.+)\|", text)
    if size:
        return Fence("|", set_name(size[1]), "|")
    parts = re.fullmatch(r"(.[^_]*)_(.+)", text)
    if parts:
        return Script(_letter(parts[1]), _letter(parts[2]))
    numbered = re.fullmatch(r"([^\W\d_])(\d+)", text)
    if numbered:
        return Script(_letter(numbered[1]), _letter(numbered[2]), joined=True)
    return _letter(text)


def set_name(text: str, latex: str = "") -> Leaf:
    """The layout of a set's name: a single capital is set in script."""
    if latex or not re.fullmatch("[A-Z]", text):
        leaf = _letter(text)
        return Leaf(text, latex or leaf.latex, leaf.tag, leaf.shown)
    return Leaf(text, rf"\mathcal{{{text}}}", "mi", text, "script")


def function_name(text: str, latex: str) -> Leaf:
    """A named function such as max, upright."""
    return Leaf(text, latex, "mi", text)


def _letter(text: str) -> Leaf:
    body = re.fullmatch(r"(.+?)(['′]*)(\*?)", text, re.DOTALL)
    if text.isdecimal() or body is None:
        return Leaf(text, text, "mn", text)
    core, primes, star = body.groups()
    core = _GREEK.get(core, core)
    latex = LETTERS.get(core) or "".join(_ESCAPES.get(c, c) for c in core)
    if len(core) > 1:
        latex = rf"\mathrm{{{latex}}}"
    latex += "'" * len(primes) + ("^{*}" if star else "")
    return Leaf(core + primes + star, latex, "mi", core + "′" * len(primes) + star)
