"""Several partitions made one: `aligned` brings two functions to the union of their points."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from verify.arithmetic.exact_array import ExactArray
from verify.piecewise.kinks import insert
from verify.piecewise.vertices import Vertices, primitive, with_rows


def integers(a: ExactArray) -> ExactArray:
    """The numerators alone, as integers."""
    return ExactArray(a.numerators, 1, a.bound)


def locate(vertices: Vertices, place: ExactArray,
           weight: ExactArray) -> tuple[np.ndarray, np.ndarray]:
    """For every number place / weight of the interval: how many points lie below it, and whether
    it is a point itself."""
    points, q = vertices.place, vertices.weight
    if q.size == 1 and weight.size == 1:
        keys, wanted = points * weight, place * q
        if keys.is_object or wanted.is_object:
            keys, wanted = keys.as_objects(), wanted.as_objects()
        below = np.searchsorted(keys.numerators, wanted.numerators)
    else:
        below = _guessed(points, q, place, weight)
        before = np.maximum(below - 1, 0)
        at = np.minimum(below, points.size - 1)
        under = (points[before] * weight).less(place * weight_at(q, before)) | (below == 0)
        over = (place * weight_at(q, at)).less_equal(points[at] * weight) & (below < points.size)
        if not (under & over).all():
            below = np.searchsorted(_fractions(points, q), _fractions(place, weight))
    at = np.minimum(below, points.size - 1)
    return below, (points[at] * weight).equal(place * weight_at(q, at)) & (below < points.size)


def _guessed(points: ExactArray, q: ExactArray, place: ExactArray,
             weight: ExactArray) -> np.ndarray:
    """The places of the numbers among the points by rounded division: to be checked."""
    with np.errstate(all="ignore"):
        keys = np.asarray(points.numerators / q.numerators, dtype=np.float64)
        wanted = np.asarray(place.numerators / weight.numerators, dtype=np.float64)
    return np.searchsorted(keys, wanted)


def _fractions(place: ExactArray, weight: ExactArray) -> np.ndarray:
    weights = np.broadcast_to(weight.numerators, place.shape).tolist()
    out = np.empty(place.size, dtype=object)
    out[:] = [Fraction(p, w) for p, w in zip(place.numerators.tolist(), weights)]
    return out


def weight_at(weight: ExactArray, index: np.ndarray) -> ExactArray:
    """The weights of some vertices, or the one of all."""
    return weight if weight.size == 1 else weight[index]


def aligned(a: Vertices, b: Vertices) -> tuple[Vertices, Vertices]:
    """The same functions on one partition, with one weight per vertex for both.

    Raises
        ValueError: for functions on different intervals.
        TooManyPieces: if there are more pieces than are held at once.
    """
    if a.point(0) != b.point(0) or a.point(-1) != b.point(-1):
        raise ValueError("expected functions on one interval")
    if not _same_points(a, b):
        if a.pieces == a.sides == 1:
            return resampled(a, b), b
        if b.pieces == b.sides == 1:
            return a, resampled(b, a)
        missing, extra = _absent(a, b), _absent(b, a)
        a = a if missing is None else insert(a, *missing)
        b = b if extra is None else insert(b, *extra)
    if a.weight.size == b.weight.size == 1:
        common = math.lcm(int(a.weight.numerators[0]), int(b.weight.numerators[0]))
        return _over(a, common), _over(b, common)
    a, b = a.spread(), b.spread()
    if np.array_equal(a.weight.numerators, b.weight.numerators):
        return a, b
    whole = with_rows(a, a.values * b.weight, b.values * a.weight)
    whole = primitive(replace(whole, weight=a.weight * b.weight, place=a.place * b.weight))
    return whole.select(slice(0, a.rows)), whole.select(slice(a.rows, None))


def _over(vertices: Vertices, weight: int) -> Vertices:
    """The same with this multiple of the common weight."""
    factor = weight // int(vertices.weight.numerators[0])
    if factor == 1:
        return vertices
    values = replace(integers(vertices.values).scaled(factor),
                     denominator=vertices.values.denominator)
    return Vertices(vertices.weight.scaled(factor), vertices.place.scaled(factor), values)


def resampled(line: Vertices, points: Vertices) -> Vertices:
    """Affine functions (one piece, no jumps) at the vertices of a partition of their interval."""
    low, high = line.point(0), line.point(1)
    rows = []
    for row in range(line.rows):
        start, end = line.value(1, row, 0), line.value(1, row, 1)
        slope = (end - start) / (high - low)
        values = points.place.scaled(slope) + points.weight.scaled(start - slope * low)
        rows.append(values.reshape(1, 1, -1))
    return with_rows(points, *rows)


def _same_points(a: Vertices, b: Vertices) -> bool:
    if a.place.size != b.place.size:
        return False
    if a.place is b.place and a.weight is b.weight:
        return True
    return bool((a.place * b.weight).equal(b.place * a.weight).all())


def _absent(a: Vertices, b: Vertices) -> Any:
    """What `insert` needs so that a gets the points of b that it lacks; None if there are none."""
    below, hit = locate(a, b.place, b.weight)
    lacking = np.flatnonzero(~hit)
    if not lacking.size:
        return None
    piece = below[lacking] - 1
    place, weight = b.place[lacking], weight_at(b.weight, lacking)
    before = a.place[piece + 1] * weight - place * weight_at(a.weight, piece + 1)
    after = place * weight_at(a.weight, piece) - a.place[piece] * weight
    return piece, before, after
