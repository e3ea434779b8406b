"""SYMPY: a forward pass on symbolic terms, one input at a time.

relu is Max(0, v); step and sign are Piecewise, with their value at 0 written out. sigmoid and tanh
are names of which nothing is known, except at 0.
"""

from fractions import Fraction
from typing import Any, Callable, Sequence

import sympy

from verify.arithmetic.exact import AT_ZERO, check_count, fraction


def exact(value: Any) -> sympy.Expr:
    """A sympy term as it is; an int, a Fraction or a text "p/q" as a sympy number.

    >>> exact(Fraction(1, 3))
    1/3
    """
    if isinstance(value, sympy.Expr):
        return value
    number = fraction(value)
    return sympy.Rational(number.numerator, number.denominator)


def _relu(v: sympy.Expr) -> sympy.Expr:
    return sympy.Max(0, v)


def _step(v: sympy.Expr) -> sympy.Expr:
    return sympy.Piecewise((1, v > 0), (0, True))


def _sign(v: sympy.Expr) -> sympy.Expr:
    return sympy.Piecewise((1, v > 0), (-1, v < 0), (0, True))


def _unknown(name: str) -> Callable[[sympy.Expr], sympy.Expr]:
    function = sympy.Function(name, real=True)
    return lambda v: exact(AT_ZERO[name]) if v == 0 else function(v)


FUNCTIONS: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "identity": lambda v: v, "relu": _relu, "step": _step, "sign": _sign,
    "sigmoid": _unknown("sigmoid"), "tanh": _unknown("tanh")}


class _Symbols:
    """The arithmetic on lists of sympy terms; numbers among them may be ints or Fractions.

    >>> SYMPY.activate(["relu"], SYMPY.affine([[2]], [-1], [sympy.Symbol("x", real=True)]))
    [Max(0, 2*x - 1)]
    """

    def affine(self, weight: Sequence[Sequence[Fraction]], bias: Sequence[Fraction],
               values: Sequence[Any]) -> list[sympy.Expr]:
        terms = [exact(value) for value in values]
        check_count(len(bias), len(weight), "rows of weights, one per bias")
        for row in weight:
            check_count(len(row), len(terms), "values")
        return [sympy.Add(*(exact(w) * v for w, v in zip(row, terms)), exact(b))
                for row, b in zip(weight, bias)]

    def activate(self, names: Sequence[str], values: Sequence[Any]) -> list[sympy.Expr]:
        check_count(len(names), len(values), "values")
        return [FUNCTIONS[name](exact(value)) for name, value in zip(names, values)]

    def concatenate(self, parts: Sequence[Sequence[Any]]) -> list[sympy.Expr]:
        return [exact(value) for part in parts for value in part]


SYMPY = _Symbols()
