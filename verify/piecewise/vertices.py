"""The vertices of piecewise affine functions of one real variable, in integers, many at a time.

A vertex is an integer vector (weight; place; values) with weight > 0: it stands for the point
place / weight and for the values / (weight * denominator) there.  In these coordinates
    an affine layer is a linear map of every vertex, and
    the point where a value v vanishes between two vertices with values of opposite signs, a < 0 < b
    or b < 0 < a, is |b| times the first vertex plus |a| times the second:
no number is ever divided, so no common denominator of all kinks has to exist.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Iterator, Sequence

import numpy as np

from verify.arithmetic.exact_array import INT64_LIMIT, ExactArray, concatenate

MOST_ENTRIES = 2**26            # of one array of values: 512 MB in int64
ROWS_BY_HAND = 64               # nonzero weights of a layer up to which no matrix product pays


class TooManyPieces(Exception):
    """More pieces than are held at once."""


class NotAffine(ValueError):
    """A function that is not affine in pieces."""


_most_entries: ContextVar[int] = ContextVar("most entries", default=MOST_ENTRIES)


@contextmanager
def at_most(entries: int) -> Iterator[None]:
    """TooManyPieces is raised in the block when an array of values would have more entries."""
    token = _most_entries.set(entries)
    try:
        yield
    finally:
        _most_entries.reset(token)


def require_room(vertices: "Vertices", count: int) -> None:
    """Raise TooManyPieces if so many new vertices are too many."""
    pieces = vertices.pieces + count
    if pieces * vertices.rows * vertices.sides > _most_entries.get():
        raise TooManyPieces(f"more than {vertices.pieces} pieces at once")


@dataclass(frozen=True, eq=False)
class Vertices:
    """Functions ("rows") on one partition of an interval into pieces, affine inside every piece.

    weight  (1,) where it is the same for all, else (points,); positive integers
    place   (points,) integers; the points place / weight increase strictly
    values  (1, rows, points) for continuous functions: the values at the points; else
            (3, rows, points): the limits from the left, the values at the points, the limits from
            the right; what lies outside of the interval repeats the value at the end
    """

    weight: ExactArray
    place: ExactArray
    values: ExactArray

    @property
    def pieces(self) -> int:
        return self.place.size - 1

    @property
    def sides(self) -> int:
        return self.values.shape[0]

    @property
    def rows(self) -> int:
        return self.values.shape[1]

    def starts(self) -> np.ndarray:
        """The numerators at the left end of every piece, as limits from inside: (rows, pieces)."""
        return self.values.numerators[-1][:, :-1]

    def ends(self) -> np.ndarray:
        """The numerators at the right end of every piece, likewise."""
        return self.values.numerators[0][:, 1:]

    def point(self, number: int) -> Fraction:
        """The point of one vertex."""
        weight = self.weight.numerators[number if self.weight.size > 1 else 0]
        return Fraction(int(self.place.numerators[number]), int(weight))

    def value(self, side: int, row: int, number: int) -> Fraction:
        """The value of one row at one vertex: side 0 from the left, 1 there, 2 from the right."""
        weight = self.weight.numerators[number if self.weight.size > 1 else 0]
        numerator = self.values.numerators[side if self.sides > 1 else 0, row, number]
        return Fraction(int(numerator), int(weight) * self.values.denominator)

    def spread(self) -> "Vertices":
        """The same with a weight for every vertex."""
        if self.weight.size == self.place.size:
            return self
        every = np.broadcast_to(self.weight.numerators, (self.place.size,))
        return replace(self, weight=ExactArray(every.copy(), 1, self.weight.bound))

    def three_sided(self) -> "Vertices":
        """The same with limits and values apart."""
        if self.sides == 3:
            return self
        return replace(self, values=concatenate([self.values] * 3))

    def select(self, rows: Any) -> "Vertices":
        """Some of the functions, on the same partition."""
        return replace(self, values=self.values[:, rows])


def straight(low: Fraction, high: Fraction, slope: Fraction, offset: Fraction) -> Vertices:
    """One function, slope x + offset, on [low, high].

    Raises ValueError unless low < high.
    """
    if not low < high:
        raise ValueError(f"expected an interval with low < high, found [{low}, {high}]")
    weight = math.lcm(low.denominator, high.denominator)
    ends = [slope * low + offset, slope * high + offset]
    return Vertices(ExactArray.of([weight]), ExactArray.of([int(low * weight), int(high * weight)]),
                    ExactArray.of([[[v * weight for v in ends]]]))


def with_rows(vertices: Vertices, *values: ExactArray) -> Vertices:
    """The same partition with these rows (sides, rows, points), one set after the other."""
    sides = max(v.shape[0] for v in values)
    whole = [concatenate([v] * 3) if v.shape[0] < sides else v for v in values]
    return replace(vertices, values=concatenate(whole, axis=1) if len(whole) > 1 else whole[0])


@lru_cache(maxsize=64)
def _integers(weight: tuple[tuple[Fraction, ...], ...],
              bias: tuple[Fraction, ...]) -> tuple[ExactArray, ExactArray]:
    """A layer's numbers as arrays: the same layer is applied in every window."""
    return ExactArray.of(weight), ExactArray.of(bias)


def affine(vertices: Vertices, weight: Sequence[Sequence[Fraction]],
           bias: Sequence[Fraction]) -> Vertices:
    """The rows weight (out, rows) @ values + bias (out)."""
    w, q = vertices.values, vertices.weight
    matrix, constant = _integers(tuple(map(tuple, weight)), tuple(bias))
    if np.count_nonzero(matrix.numerators) > ROWS_BY_HAND:
        product = matrix @ w
        return replace(vertices, values=product + constant.expand_dims(1) * q)
    denominator = math.lcm(matrix.denominator * w.denominator, constant.denominator)
    scale = denominator // (matrix.denominator * w.denominator)
    rows = [[int(c) * scale for c in row] for row in matrix.numerators.tolist()]
    biases = [int(c) * (denominator // constant.denominator)
              for c in constant.numerators.tolist()]

    def reach() -> int:
        most = max(map(abs, biases))        # twice: two biases are subtracted
        return max(sum(map(abs, row)) * max(w.bound, 1) for row in rows) + 2 * most * q.bound

    if not (w.is_object or q.is_object) and reach() >= INT64_LIMIT:
        w, q = w.tightened(), q.tightened()
    if w.is_object or q.is_object or reach() >= INT64_LIMIT:
        w, q = w.as_objects(), q.as_objects()
    out = np.empty((w.shape[0], len(rows), w.shape[2]), w.numerators.dtype)
    done: dict[tuple[int, ...], int] = {}
    for place, (row, b) in enumerate(zip(rows, biases)):
        same = done.setdefault(tuple(row), place)
        if same < place:                    # units that differ in their bias only
            np.add(out[:, same], q.numerators * (b - biases[same]), out=out[:, place])
        else:
            _combined(row, w.numerators, b, q.numerators, out[:, place])
    return replace(vertices, values=ExactArray(out, denominator, reach()))


def _combined(row: Sequence[int], values: np.ndarray, bias: int, weight: np.ndarray,
              out: np.ndarray) -> None:
    """out = sum of row[i] values[:, i] + bias weight, with few passes over the memory."""
    first = True
    for i, c in enumerate(row):
        if not c:
            continue
        if first:
            np.multiply(values[:, i], c, out=out)
        elif abs(c) == 1:
            (np.add if c == 1 else np.subtract)(out, values[:, i], out=out)
        else:
            np.add(out, values[:, i] * c, out=out)
        first = False
    if first:
        out[...] = weight * bias
    elif bias:
        np.add(out, weight * bias, out=out)


def primitive(vertices: Vertices) -> Vertices:
    """The same vertices, each divided by the greatest common divisor of its numbers."""
    vertices = vertices.spread()
    divisor = np.gcd(vertices.weight.numerators, vertices.place.numerators)
    for side in vertices.values.numerators:
        for row in side:
            divisor = np.gcd(divisor, row)
    weight, place, values = (ExactArray.integers(e.numerators // divisor, e.denominator,
                                                 compact=True)
                             for e in (vertices.weight, vertices.place, vertices.values))
    return Vertices(weight, place, values)
