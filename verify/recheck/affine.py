"""Elementary functions of numbers, and of affine functions on an open interval in their place."""
from __future__ import annotations

from fractions import Fraction
from math import floor as whole
from typing import Any

from .reading import need, plain


class Affine:
    """An affine function on an open interval, by its limits at both ends, which differ."""
    __slots__ = ("low", "high")

    def __init__(self, low: Any, high: Any):
        self.low, self.high = low, high

    def __add__(self, other: Any) -> Any:
        a, b = ends(other)
        return affine(self.low + a, self.high + b)

    def __mul__(self, other: Any) -> Any:
        need(type(other) is not Affine, "not affine: a product")
        return affine(self.low * other, self.high * other)

    __radd__, __rmul__ = __add__, __mul__


def affine(low: Any, high: Any) -> Any:
    return low if low == high else Affine(low, high)


def ends(v: Any) -> tuple[Any, Any]:
    return (v.low, v.high) if type(v) is Affine else (v, v)


def side(v: Any) -> int:
    """1, 0 or -1, as a number is above, at or below 0."""
    low, high = ends(v)
    need(low * high >= 0, "a kink lies between two neighbouring points")
    return (low + high > 0) - (low + high < 0)


def relu(v: Any) -> Any:
    return v if side(v) > 0 else 0


def floor(v: Any) -> int:
    low, high = sorted(ends(v))
    need(high <= whole(low) + 1 or low == high, "a step of floor lies between neighbouring points")
    return whole(low)


def integer(v: Any, what: str) -> int:
    need(type(v) is not Affine and v == whole(v), f"{what} of a number that is no integer")
    return int(v)


def power(a: Any, e: Any) -> Any:
    n = integer(e, "a power, the exponent")
    if n in (0, 1):
        return a if n else 1
    need(type(a) is not Affine, "not affine: a power")
    need(n > 0 or a != 0, "division by zero")
    if a in (0, 1, -1):
        return int(a) if n % 2 else int(a * a)
    need(abs(n) * max(map(int.bit_length, a.as_integer_ratio())) < 10**6,
         "too large to recheck: a power")
    return plain(Fraction(a)**n)


ACTIVATIONS: dict[str, Any] = {"identity": lambda v: v, "relu": relu, "sign": side,
                               "step": lambda v: int(side(v) > 0)}
