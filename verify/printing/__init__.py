"""Terms and formulas in print: one line of Unicode, LaTeX, or MathML.

`formula` and `layout` make one layout tree of a term, a relation or a quantified claim; three
renderers read it, so that the three formats cannot say different things.

    nodes      the layout tree                 products   sums, products, powers, fractions
    names      Greek letters, x_1, |H|         sets       {0,1}^d, 1..n, the limits of a sum
    notation   a function's own notation       visible    which indices need not be shown
"""

from __future__ import annotations

from verify.calculus import IndexSet
from verify.printing import as_latex, as_text
from verify.printing.formula import Printable, layout_of


def text(x: Printable) -> str:
    """A term, relation, quantified claim or index set as one line of Unicode text.

    Raises: TypeError for what is none of these (a float, a sympy object outside the calculus).

    >>> from verify.calculus import Expect, Fn, Index, Size, Space
    >>> x = Index("x", Space("X", Size("m"))); p, h = Fn("p", x.over), Fn("h", x.over)
    >>> text(Expect((p(x) - h(x))**2, x) / 2)
    '½ E_x[(p(x) - h(x))²]'
    """
    return as_text.render(layout_of(x))


def latex(x: Printable) -> str:
    r"""The same as LaTeX, without dollar signs.  Raises: TypeError as `text` does.

    >>> from verify.calculus import Fn, Index, Range, Size, SumOver
    >>> j = Index("j", Range(Size("n"), "n")); v = Fn("v", j.over)
    >>> latex(SumOver(v(j)**2, j))
    '\\sum_{j=1}^{n} v_{j}^{2}'
    """
    return as_latex.render(layout_of(x))


def mathml(x: Printable) -> str:
    """The same as a complete <math> element of presentation MathML.  Raises as `text` does.

    >>> from sympy import Symbol
    >>> "<msup><mi>x</mi><mn>2</mn></msup>" in mathml(Symbol("x")**2)
    True
    """
    from verify.printing import as_mathml    # only pages need it, and it loads an XML library

    return as_mathml.render(layout_of(x))


def set_text(over: IndexSet) -> str:
    """An index set as a phrase names it.

    >>> from verify.calculus import Cube, Interval, Range, Size
    >>> [set_text(s) for s in (Cube(Size("d")), Interval(0, 1), Range(Size("n"), "n"))]
    ['{0,1}^d', '[0, 1]', '1..n']
    """
    return text(over)
