"""FRACTION: a forward pass on exact fractions, one input at a time. The reference.

Every other arithmetic is tested against this one, and every counterexample is replayed on it.
"""

import re
from fractions import Fraction
from numbers import Rational
from typing import Any, Callable, Sequence

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]

ZERO, ONE = Fraction(0), Fraction(1)

_TEXT = re.compile(r"-?[0-9]+(/[0-9]+)?", re.ASCII)


def fraction(value: Any) -> Fraction:
    """The exact number meant by an int, a Fraction or a text "p" or "p/q".

    Raises TypeError for a bool, a float or anything else that is not an exact number,
    ValueError for a text of another form or with denominator 0.

    >>> fraction("-3/6"), fraction(2)
    (Fraction(-1, 2), Fraction(2, 1))
    """
    if type(value) is Fraction:
        return value
    if isinstance(value, str):
        if not _TEXT.fullmatch(value):
            raise ValueError(f"expected an integer or a fraction p/q, found {value!r}")
        numerator, _, denominator = value.partition("/")
        if denominator and int(denominator) == 0:
            raise ValueError(f"expected a nonzero denominator, found {value!r}")
        return Fraction(int(numerator), int(denominator or "1"))
    if isinstance(value, Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    raise TypeError(f"expected an int, a Fraction or a text p/q, "
                    f"found {value!r} of type {type(value).__name__}")


def check_count(expected: int, found: int, what: str) -> None:
    """Raise ValueError unless a layer gets as many values as it needs."""
    if expected != found:
        raise ValueError(f"expected {expected} {what}, found {found}")


# name -> function; the definition of every activation whose values are rational
FUNCTIONS: dict[str, Callable[[Fraction], Fraction]] = {
    "identity": lambda v: v,
    "relu": lambda v: v if v > 0 else ZERO,
    "step": lambda v: ONE if v > 0 else ZERO,
    "sign": lambda v: ONE if v > 0 else -ONE if v < 0 else ZERO,
}

# Activations of networks that others trained: written and read, but exact only at 0.
IRRATIONAL = ("sigmoid", "tanh")
AT_ZERO = {"sigmoid": Fraction(1, 2), "tanh": ZERO}


class NoExactValue(ValueError):
    """An activation at a number where its value is no fraction."""


def activation(name: str, value: Fraction) -> Fraction:
    """The activation's value.

    Raises NoExactValue for sigmoid and tanh anywhere but at 0: e is transcendental, so that no
    other fraction is mapped to a fraction (Lindemann).

    >>> activation("relu", Fraction(1, 3)), activation("sigmoid", ZERO)
    (Fraction(1, 3), Fraction(1, 2))
    """
    if name in FUNCTIONS:
        return FUNCTIONS[name](value)
    if value:
        raise NoExactValue(f"{name} has no exact value at {value}")
    return AT_ZERO[name]


class _Fractions:
    """The arithmetic on sequences of Fractions (or ints).

    >>> FRACTION.affine([[1, 2]], [3], [10, 20])
    (Fraction(53, 1),)
    """

    def affine(self, weight: Sequence[Sequence[Fraction]], bias: Sequence[Fraction],
               values: Sequence[Any]) -> Vector:
        numbers = [fraction(value) for value in values]
        check_count(len(bias), len(weight), "rows of weights, one per bias")
        for row in weight:
            check_count(len(row), len(numbers), "values")
        return tuple(sum((w * v for w, v in zip(row, numbers) if w), start=fraction(b))
                     for row, b in zip(weight, bias))

    def activate(self, names: Sequence[str], values: Sequence[Any]) -> Vector:
        check_count(len(names), len(values), "values")
        return tuple(activation(name, fraction(value)) for name, value in zip(names, values))

    def concatenate(self, parts: Sequence[Sequence[Any]]) -> Vector:
        return tuple(fraction(value) for part in parts for value in part)


FRACTION = _Fractions()
