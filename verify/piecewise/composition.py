"""The composition of two functions: the inner one is cut where it passes the outer one's points."""

from __future__ import annotations

import numpy as np

from verify.arithmetic.exact_array import ExactArray, concatenate
from verify.piecewise.levels import collapsed, cut, ends_of, units
from verify.piecewise.merging import integers, locate, weight_at
from verify.piecewise.vertices import Vertices, primitive


def composed(outer: Vertices, inner: Vertices) -> Vertices:
    """x -> outer(inner(x)), one row each.

    Raises
        ValueError: if a value of `inner` lies outside of the interval of `outer`.
    """
    unit = units(inner)
    for end, sign in ((outer.point(0), 1), (outer.point(-1), -1)):
        inside = (unit * (sign * end.numerator)).less_equal(
            integers(inner.values).scaled(sign * end.denominator))
        if not inside.all():
            raise ValueError("composition: a value lies outside of the outer function's interval")
    start, left, end_, right = ends_of(inner)
    (a, hit_a), (b, hit_b) = locate(outer, start, left), locate(outer, end_, right)
    inner = cut(inner, b - a - hit_a, a - b - hit_b, a + hit_a, a - 1,
                lambda n: (outer.place[n], weight_at(outer.weight, n)))
    points = _Outer(outer)
    numerators, unit = integers(inner.values), units(inner)
    at = points.values(numerators[1 if inner.sides == 3 else 0, 0], unit)
    start, left, end_, right = ends_of(inner)
    (a, hit_a), (b, hit_b) = locate(outer, start, left), locate(outer, end_, right)
    piece = np.minimum(a + hit_a, b + hit_b) - 1
    flat = hit_a & hit_b & (a == b)         # constant at a point of the outer function
    first = points.limits(start, left, piece, flat, a)
    last = points.limits(end_, right, piece, flat, b)
    sides = [np.concatenate(pair) for pair in ((at[:1], last), (at,), (first, at[-1:]))]
    return _rows_of(inner, sides)


class _Outer:
    """Values and limits of the outer function, as arrays of Fractions' numerators over units."""

    def __init__(self, outer: Vertices):
        self.vertices, self.outer = outer, outer.spread()
        self.q, self.p = (a.as_objects().numerators for a in (self.outer.weight, self.outer.place))
        self.w = self.outer.values.as_objects().numerators[:, 0]
        self.denominator = self.outer.values.denominator

    def at(self, number: np.ndarray) -> np.ndarray:
        """The values at points, shape (count, 2): numerator, unit."""
        w = self.w[1 if len(self.w) == 3 else 0]
        return np.stack([w[number], self.denominator * self.q[number]], axis=-1)

    def inside(self, numerator: ExactArray, unit: ExactArray, piece: np.ndarray) -> np.ndarray:
        """The affine function of each piece at numerator / unit."""
        y = numerator.as_objects().numerators
        u = np.broadcast_to(unit.as_objects().numerators, y.shape)
        piece = np.clip(piece, 0, self.outer.pieces - 1)
        before = self.p[piece + 1] * u - y * self.q[piece + 1]
        after = y * self.q[piece] - self.p[piece] * u
        top = before * self.w[-1][piece] + after * self.w[0][piece + 1]
        return np.stack([top, self.denominator * (before * self.q[piece]
                                                  + after * self.q[piece + 1])], axis=-1)

    def values(self, numerator: ExactArray, unit: ExactArray) -> np.ndarray:
        below, hit = locate(self.vertices, numerator, unit)
        index = np.minimum(below, self.outer.pieces)
        return np.where(hit[:, None], self.at(index), self.inside(numerator, unit, below - 1))

    def limits(self, numerator: ExactArray, unit: ExactArray, piece: np.ndarray, flat: np.ndarray,
               below: np.ndarray) -> np.ndarray:
        index = np.minimum(below, self.outer.pieces)
        return np.where(flat[:, None], self.at(index), self.inside(numerator, unit, piece))


def _rows_of(vertices: Vertices, sides: list[np.ndarray]) -> Vertices:
    """The partition with one row of values given as (numerator, unit) per side and vertex."""
    vertices = vertices.spread()
    reduced = [pair // np.gcd(pair[:, :1], pair[:, 1:]) for pair in sides]
    common = reduced[0][:, 1]
    for pair in reduced[1:]:
        common = np.lcm(common, pair[:, 1])
    scale = ExactArray.integers(np.asarray(common, dtype=object))
    rows = [ExactArray.integers((pair[:, 0] * (common // pair[:, 1]))[None, None])
            for pair in reduced]
    values = concatenate(rows) * vertices.weight
    return collapsed(primitive(Vertices(vertices.weight * scale, vertices.place * scale, values)))
