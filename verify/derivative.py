"""The derivative of a term by one weight w_j, by the rules of calculus and nothing else.

A finite expectation, sum or average commutes with it, so that on a finite space "differentiation
under the expectation" is no assumption but linearity.
"""

from __future__ import annotations

import sympy
from sympy import Expr

from verify import calculus as c
from verify.errors import Refused

ZERO = sympy.S.Zero     # there is one object 0 in sympy


def differentiate(term: Expr, j: c.Index) -> Expr:
    """d term / d w_j, where d p(x)/d w_j = g(j, x) for a function p with gradient g.

    Raises
        Refused: if a function of the weights has no known derivative.

    >>> W, X = c.Range(c.Size("n"), "W"), c.Space("X", c.Size("m"))
    >>> g = c.Fn("g", W, X); p = c.Fn("p", X, gradient=g); j, x = c.Index("j", W), c.Index("x", X)
    >>> differentiate(p(x)**2 / 2, j) == g(j, x) * p(x)
    True
    """
    if isinstance(term, sympy.Add):
        return sympy.Add(*(differentiate(a, j) for a in term.args))
    if isinstance(term, sympy.Mul):
        parts = [(n, differentiate(a, j)) for n, a in enumerate(term.args)]
        return sympy.Add(*(sympy.Mul(part, *term.args[:n], *term.args[n + 1:])
                           for n, part in parts if part is not ZERO))
    if isinstance(term, sympy.Pow) and isinstance(term.exp, sympy.Integer) and term.exp > 0:
        inner = differentiate(term.base, j)
        return term.exp * term.base**(term.exp - 1) * inner if inner is not ZERO else ZERO
    if isinstance(term, (c.SumOver, c.Average, c.Expect)):
        if term.index == j and depends_on_weights(term.body):
            raise Refused("ill-formed", f"{term} binds {j}, by whose weight it is differentiated")
        inner = differentiate(term.body, j)
        return type(term)(inner, term.index) if inner is not ZERO else ZERO
    if isinstance(term, c.Apply):
        if term.fn.definition is not None:
            return differentiate(term.unfold(), j)
        if term.fn.gradient is not None:
            return term.fn.gradient(j, *term.arguments)
        if term.fn.derivative is not None:
            if any(depends_on_weights(a) for a in term.arguments[1:]):
                raise Refused("ill-formed",
                              f"{term.fn.name} depends on the weights in a later argument")
            inner = differentiate(term.arguments[0], j)
            return term.fn.derivative(*term.arguments) * inner if inner is not ZERO else ZERO
    if depends_on_weights(term):
        raise Refused("ill-formed", f"no derivative by the weights is known of {term}")
    return ZERO


def depends_on_weights(term: Expr) -> bool:
    """Whether a function with a gradient, or a gradient, occurs, definitions unfolded."""
    for part in term.atoms(c.Apply):
        if part.fn.gradient is not None or part.fn.is_gradient:
            return True
        if part.fn.definition is not None and depends_on_weights(part.unfold()):
            return True
    return False
