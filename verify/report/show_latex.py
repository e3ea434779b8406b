"""A theorem's page as a LaTeX document that stands alone."""

from __future__ import annotations

from verify import printing
from verify.report.page import Line, Page

_HEAD = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amssymb}
\begin{document}
"""
_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
            **{c: "\\" + c for c in "&%$#_{}"}}
# Mathematics inside sentences: what pdflatex cannot typeset as it stands.
_SYMBOLS = dict(zip("≤≥≠≈∈∉∇∂∑Σ∏⟨⟩‖·×∞√∀∃→±′²³¹⁰ⁿ₀₁₂αβγδεηθλμπρσφχψωΔℓ", (
    r"\le", r"\ge", r"\ne", r"\approx", r"\in", r"\notin", r"\nabla", r"\partial", r"\sum",
    r"\Sigma", r"\prod", r"\langle", r"\rangle", r"\|", r"\cdot", r"\times", r"\infty", r"\surd",
    r"\forall", r"\exists", r"\to", r"\pm", "'", "^2", "^3", "^1", "^0", "^n", "_0", "_1", "_2",
    r"\alpha", r"\beta", r"\gamma", r"\delta", r"\varepsilon", r"\eta", r"\theta", r"\lambda",
    r"\mu", r"\pi", r"\rho", r"\sigma", r"\varphi", r"\chi", r"\psi", r"\omega", r"\Delta",
    r"\ell")))


def render(page: Page) -> str:
    """The document's source."""
    parts = [_HEAD, rf"\section*{{{escape(page.title)}}}", escape(page.source) + ".", ""]
    if page.statement:
        parts += [escape(page.statement), ""]
    if page.where:
        parts += [r"\begin{description}",
                  *(rf"\item[{{{escape(s)}}}] {escape(m)}" for s, m in page.where),
                  r"\end{description}"]
    for title, lines in page.sections:
        parts += [rf"\subsection*{{{escape(title)}}}"]
        parts += [_line(line) for line in lines]
    if page.notes:
        parts += [r"\subsection*{Notes on the sources}", r"\begin{description}",
                  *(rf"\item[{{{escape(n)}}}] {escape(t)}" for n, t in page.notes),
                  r"\end{description}"]
    return "\n".join((*parts, r"\end{document}", ""))


def _line(line: Line) -> str:
    parts = [rf"\paragraph{{{escape(line.label)}}} {escape(line.text)}".rstrip()]
    for name, given in line.assuming:
        parts += [f"If {escape(name)}:", r"\[", printing.latex(given), r"\]"]
    if line.formula is not None:
        parts += [r"\[", printing.latex(line.formula), r"\]"]
    if line.printed:
        parts += [f"Printed in: {escape(line.printed)}."]
    if line.repair:
        parts += [f"Should read: {escape(line.repair)}."]
    return "\n".join((*parts, rf"\emph{{{escape(line.how)}}}", ""))


def escape(text: str) -> str:
    r"""Plain text as LaTeX text.

    >>> escape("50% of G² ≤ 1")
    '50\\% of G\\ensuremath{^2} \\ensuremath{\\le} 1'
    """
    return "".join(_SPECIAL.get(c) or (rf"\ensuremath{{{_SYMBOLS[c]}}}" if c in _SYMBOLS else c)
                   for c in text)
