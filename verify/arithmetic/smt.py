"""Z3: a forward pass on real terms of the solver z3, one input at a time.

Terms are built through z3's own constructors, never from text. sigmoid and tanh are functions of
which z3 is told nothing: what it proves then holds for every function in their place.
"""

from fractions import Fraction
from typing import Any, Callable, Optional, Sequence

import z3

from verify.arithmetic.exact import check_count, fraction


def exact(value: Any, context: Optional[z3.Context] = None) -> z3.ArithRef:
    """A z3 real term as it is; an int, a Fraction or a text "p/q" as a z3 number.

    >>> exact(Fraction(1, 3))
    1/3
    """
    if isinstance(value, z3.ArithRef):
        return z3.ToReal(value) if value.is_int() else value
    number = fraction(value)
    return z3.Q(number.numerator, number.denominator, context)


def _relu(v: z3.ArithRef) -> z3.ArithRef:
    return z3.If(v > 0, v, exact(0, v.ctx))


def _step(v: z3.ArithRef) -> z3.ArithRef:
    return z3.If(v > 0, exact(1, v.ctx), exact(0, v.ctx))


def _sign(v: z3.ArithRef) -> z3.ArithRef:
    return z3.If(v > 0, exact(1, v.ctx), z3.If(v < 0, exact(-1, v.ctx), exact(0, v.ctx)))


def _unknown(name: str) -> Callable[[z3.ArithRef], z3.ArithRef]:
    return lambda v: z3.Function(name, z3.RealSort(v.ctx), z3.RealSort(v.ctx))(v)


FUNCTIONS: dict[str, Callable[[z3.ArithRef], z3.ArithRef]] = {
    "identity": lambda v: v, "relu": _relu, "step": _step, "sign": _sign,
    "sigmoid": _unknown("sigmoid"), "tanh": _unknown("tanh")}


def _terms(values: Sequence[Any]) -> list[z3.ArithRef]:
    context = next((value.ctx for value in values if isinstance(value, z3.ArithRef)), None)
    return [exact(value, context) for value in values]


class _Terms:
    """The arithmetic on lists of z3 real terms; numbers among them may be ints or Fractions.

    >>> Z3.activate(["relu"], Z3.affine([[2]], [-1], [z3.Real("x")]))
    [If(2*x + -1 > 0, 2*x + -1, 0)]
    """

    def affine(self, weight: Sequence[Sequence[Fraction]], bias: Sequence[Fraction],
               values: Sequence[Any]) -> list[z3.ArithRef]:
        terms = _terms(values)
        check_count(len(bias), len(weight), "rows of weights, one per bias")
        for row in weight:
            check_count(len(row), len(terms), "values")
        return [_total(row, b, terms) for row, b in zip(weight, bias)]

    def activate(self, names: Sequence[str], values: Sequence[Any]) -> list[z3.ArithRef]:
        check_count(len(names), len(values), "values")
        return [FUNCTIONS[name](value) for name, value in zip(names, _terms(values))]

    def concatenate(self, parts: Sequence[Sequence[Any]]) -> list[z3.ArithRef]:
        return _terms([value for part in parts for value in part])


def _total(row: Sequence[Fraction], bias: Fraction, terms: Sequence[z3.ArithRef]) -> z3.ArithRef:
    """row . terms + bias, without the terms whose weight is 0 and without factors 1."""
    parts = [v if w == 1 else exact(w, v.ctx) * v for w, v in zip(row, terms) if w]
    if bias or not parts:
        parts.append(exact(bias, terms[0].ctx if terms else None))
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


Z3 = _Terms()
