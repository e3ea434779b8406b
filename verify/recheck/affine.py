"""Elementary functions of numbers, and of affine functions on an open interval in their place."""
from __future__ import annotations

from fractions import Fraction
from math import floor as whole
from typing import Any

from .reading import Rejected, need, plain


class Affine:
    """An affine function on an open interval, by its limits at both ends, which differ."""
    __slots__ = ("low", "high")

    def __init__(self, low: Any, high: Any):
        self.low, self.high = low, high

    def __add__(self, other: Any) -> Any:
        a, b = ends(other)
        return affine(self.low + a, self.high + b)

    def __sub__(self, other: Any) -> Any:
        a, b = ends(other)
        return affine(self.low - a, self.high - b)

    def __rsub__(self, other: Any) -> Any:
        return affine(other - self.low, other - self.high)

    def __mul__(self, other: Any) -> Any:
        need(type(other) is not Affine, "not affine: a product")
        return affine(self.low * other, self.high * other)

    __radd__, __rmul__ = __add__, __mul__

    @property
    def denominator(self) -> int:
        raise Rejected("not affine: a sum over a set inside")

    numerator = denominator


def affine(low: Any, high: Any) -> Any:
    return low if low == high else Affine(low, high)


def ends(v: Any) -> tuple[Any, Any]:
    return (v.low, v.high) if type(v) is Affine else (v, v)


def side(v: Any) -> int:
    """1, 0 or -1, as a number is above, at or below 0."""
    if type(v) is Affine:
        need(v.low * v.high >= 0, "a kink lies between two neighbouring points")
        return 1 if v.low + v.high > 0 else -1
    return (v > 0) - (v < 0)


def relu(v: Any) -> Any:
    return v if side(v) > 0 else 0


def largest(values: list[Any]) -> Any:
    found = values[0]
    for v in values[1:]:
        found = v if side(v - found) > 0 else found
    return found


def floor(v: Any) -> int:
    low, high = sorted(ends(v))
    need(high <= whole(low) + 1 or low == high, "a step of floor lies between neighbouring points")
    return whole(low)


def integer(v: Any, what: str) -> int:
    need(type(v) is not Affine and v == whole(v), f"{what} of a number that is no integer")
    return int(v)


def power(a: Any, e: Any) -> Any:
    if type(e) is Affine or type(a) is Affine and e not in (0, 1):
        raise Rejected("not affine: a power")
    if e in (0, 1):
        return a if e else 1
    n, a = integer(e, "a power, the exponent"), Fraction(a)
    need(n > 0 or a != 0, "division by zero")
    need(a in (0, 1, -1) or abs(n) * max(map(int.bit_length, a.as_integer_ratio())) < 10**6,
         "too large to recheck: a power")
    return plain(a**n) if a not in (0, 1, -1) else int(a) if n % 2 else int(a * a)


ACTIVATIONS: dict[str, Any] = {"identity": lambda v: v, "relu": relu, "sign": side,
                               "step": lambda v: int(side(v) > 0)}
