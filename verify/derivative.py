"""The derivative of a term by one weight w_j, by the rules of calculus and nothing else.

A finite expectation, sum or average commutes with it, so that on a finite space "differentiation
under the expectation" is no assumption but linearity.
"""

from __future__ import annotations

import sympy
from sympy import Expr

from verify import calculus as c
from verify.errors import Refused


def differentiate(term: Expr, j: c.Index) -> Expr:
    """d term / d w_j, where d p(x)/d w_j = g(j, x) for a function p with gradient g.

    Raises
        Refused: if a function of the weights has no known derivative.

    >>> W, X = c.Range(c.Size("n"), "W"), c.Space("X", c.Size("m"))
    >>> g = c.Fn("g", W, X); p = c.Fn("p", X, gradient=g); j, x = c.Index("j", W), c.Index("x", X)
    >>> differentiate(p(x)**2 / 2, j) == g(j, x) * p(x)
    True
    """
    if not depends_on_weights(term):
        return sympy.Integer(0)
    if isinstance(term, sympy.Add):
        return sympy.Add(*(differentiate(a, j) for a in term.args))
    if isinstance(term, sympy.Mul):
        parts = [differentiate(a, j) * sympy.Mul(*term.args[:n], *term.args[n + 1:])
                 for n, a in enumerate(term.args)]
        return sympy.Add(*parts)
    if isinstance(term, sympy.Pow) and isinstance(term.exp, sympy.Integer) and term.exp > 0:
        return term.exp * term.base**(term.exp - 1) * differentiate(term.base, j)
    if isinstance(term, (c.SumOver, c.Average, c.Expect)):
        return type(term)(differentiate(term.body, j), term.index)
    if isinstance(term, c.Apply):
        if term.fn.definition is not None:
            return differentiate(term.unfold(), j)
        if term.fn.gradient is not None:
            return term.fn.gradient(j, *term.arguments)
        if term.fn.derivative is not None:
            if any(depends_on_weights(a) for a in term.arguments[1:]):
                raise Refused("ill-formed",
                              f"{term.fn.name} depends on the weights in a later argument")
            return term.fn.derivative(*term.arguments) * differentiate(term.arguments[0], j)
    raise Refused("ill-formed", f"no derivative by the weights is known of {term}")


def depends_on_weights(term: Expr) -> bool:
    """Whether a function with a gradient occurs, definitions unfolded."""
    for part in term.atoms(c.Apply):
        if part.fn.gradient is not None:
            return True
        if part.fn.definition is not None and depends_on_weights(part.unfold()):
            return True
    return False
