"""A forward pass on real terms of the solver cvc5, one input at a time.

Terms are built through cvc5's own constructors, never from text, and share no line with those of
z3: that is what makes cvc5's answer a second opinion. cvc5 is an optional library.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Sequence

import cvc5
from cvc5 import Kind

from verify.arithmetic.exact import IRRATIONAL, check_count, fraction


class Cvc5:
    """The arithmetic on lists of cvc5 real terms of one term manager; numbers among them may be
    ints or Fractions. sigmoid and tanh are functions of which cvc5 is told nothing.

    >>> manager = cvc5.TermManager()
    >>> Cvc5(manager).affine([[2]], [-1], [manager.mkConst(manager.getRealSort(), "x")])
    [(+ (* 2.0 x) (- 1.0))]
    """

    def __init__(self, manager: Any):
        self.manager = manager
        self.real = manager.getRealSort()
        self.functions: dict[str, Any] = {}

    def exact(self, value: Any) -> Any:
        """A cvc5 term as it is; an int, a Fraction or a text "p/q" as a cvc5 number."""
        if isinstance(value, cvc5.Term):
            return value
        number = fraction(value)
        return self.manager.mkReal(number.numerator, number.denominator)

    def make(self, kind: Any, *terms: Any) -> Any:
        return self.manager.mkTerm(kind, *terms)

    def total(self, terms: Sequence[Any]) -> Any:
        """The sum of any number of terms."""
        if len(terms) < 2:
            return terms[0] if terms else self.exact(0)
        return self.make(Kind.ADD, *terms)

    def choose(self, condition: Any, then: Any, otherwise: Any) -> Any:
        return self.make(Kind.ITE, condition, then, otherwise)

    def affine(self, weight: Sequence[Sequence[Fraction]], bias: Sequence[Fraction],
               values: Sequence[Any]) -> list[Any]:
        terms = [self.exact(value) for value in values]
        check_count(len(bias), len(weight), "rows of weights, one per bias")
        for row in weight:
            check_count(len(row), len(terms), "values")
        return [self.total([*(self.make(Kind.MULT, self.exact(w), v)
                              for w, v in zip(row, terms) if w), self.exact(b)])
                for row, b in zip(weight, bias)]

    def activate(self, names: Sequence[str], values: Sequence[Any]) -> list[Any]:
        check_count(len(names), len(values), "values")
        return [self._activated(name, self.exact(value)) for name, value in zip(names, values)]

    def _activated(self, name: str, value: Any) -> Any:
        zero, one = self.exact(0), self.exact(1)
        positive = self.make(Kind.LT, zero, value)
        if name == "identity":
            return value
        if name == "relu":
            return self.choose(positive, value, zero)
        if name == "step":
            return self.choose(positive, one, zero)
        if name == "sign":
            negative = self.make(Kind.LT, value, zero)
            return self.choose(positive, one, self.choose(negative, self.exact(-1), zero))
        if name not in IRRATIONAL:
            raise ValueError(f"no cvc5 term for the activation {name}")
        if name not in self.functions:
            sort = self.manager.mkFunctionSort([self.real], self.real)
            self.functions[name] = self.manager.mkConst(sort, name)
        return self.make(Kind.APPLY_UF, self.functions[name], value)

    def concatenate(self, parts: Sequence[Sequence[Any]]) -> list[Any]:
        return [self.exact(value) for part in parts for value in part]
