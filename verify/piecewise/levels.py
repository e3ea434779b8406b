"""Pieces cut where their values pass given levels; the largest integer below a function."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from verify.arithmetic.exact_array import ExactArray, concatenate
from verify.piecewise.kinks import insert
from verify.piecewise.merging import integers, weight_at
from verify.piecewise.vertices import Vertices, require_room


def units(vertices: Vertices) -> ExactArray:
    """The number that a value's numerator is to be divided by, per vertex or (1,)."""
    return vertices.weight.scaled(vertices.values.denominator)


def ends_of(vertices: Vertices) -> tuple[ExactArray, ExactArray, ExactArray, ExactArray]:
    """Start and end of every piece of row 0 as fractions (numerator, unit)."""
    numerators, unit = integers(vertices.values), units(vertices)
    left, right = (unit, unit) if unit.size == 1 else (unit[:-1], unit[1:])
    return numerators[-1, 0, :-1], left, numerators[0, 0, 1:], right


def cut(vertices: Vertices, rising: np.ndarray, falling: np.ndarray, first: np.ndarray,
        last: np.ndarray, level: Any) -> Vertices:
    """Row 0 cut at levels: per piece `rising` levels numbered upwards from `first`, or `falling`
    ones downwards from `last` (at most one of the two is positive); level(numbers) gives their
    places and weights."""
    rising, falling = np.maximum(rising, 0), np.maximum(falling, 0)
    counts = rising + falling
    most = int(counts.max())
    if not most:
        return vertices
    require_room(vertices, most)            # first, for the sum of huge numbers would leave int64
    total = int(counts.sum())
    require_room(vertices, total)
    counts = counts.astype(np.int64)
    piece = np.repeat(np.arange(counts.size), counts)
    step = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    up = rising[piece] > 0
    place, weight = level(np.where(up, first[piece] + step, last[piece] - step))
    start, left, end, right = ends_of(vertices)
    before = abs(end[piece] * weight - place * weight_at(right, piece))
    after = abs(start[piece] * weight - place * weight_at(left, piece))
    return insert(vertices, piece, before, after)


def floor_of(vertices: Vertices) -> Vertices:
    """The largest integer that is at most the value, for one row."""
    if vertices.pieces == vertices.sides == 1:
        return _floor_of_line(vertices)
    if vertices.values.bound >= 2**61:      # so that no difference of two floors leaves int64
        vertices = replace(vertices, values=vertices.values.tightened())
        if vertices.values.bound >= 2**61:
            vertices = replace(vertices, values=vertices.values.as_objects())
    start, left, end, right = (a.numerators for a in ends_of(vertices))
    floors, ends = start // left, end // right
    ceilings = -(-start // left)
    one = ExactArray.of([1])
    vertices = cut(vertices, -(-end // right) - 1 - floors, ceilings - 1 - ends, floors + 1,
                   ceilings - 1, lambda n: (ExactArray.integers(n), one))
    whole = vertices.values.numerators[:, 0] // units(vertices).numerators
    inside = np.minimum(whole[-1, :-1], whole[0, 1:])
    return _stepwise(vertices, whole[1 if len(whole) == 3 else 0], inside)


def _floor_of_line(vertices: Vertices) -> Vertices:
    """The same for one affine function: its integers are evenly spaced, and no vertex is needed
    to find them."""
    low, high = vertices.point(0), vertices.point(1)
    start, end = vertices.value(1, 0, 0), vertices.value(1, 0, 1)
    slope = (end - start) / (high - low)
    require_room(vertices.three_sided(), max(math.ceil(abs(end - start)) - 1, 0))
    if start <= end:
        levels = np.arange(math.floor(start) + 1, math.ceil(end), dtype=_dtype(start, end))
        inside = np.concatenate([levels - 1, [math.ceil(end) - 1]])
    else:
        levels = np.arange(math.ceil(start) - 1, math.floor(end), -1, dtype=_dtype(start, end))
        inside = np.concatenate([levels, [math.floor(end)]])
    if not levels.size:
        number = math.floor(start) if start == end else math.floor(min(start, end))
        at = np.array([math.floor(start), math.floor(end)], dtype=_dtype(start, end))
        return _stepwise(vertices, at, np.full(1, number, dtype=at.dtype))
    # the value is a level at x = low + (level - start) / slope
    numbers = ExactArray.integers(levels)
    where = numbers.scaled(1 / slope) + (low - start / slope)
    ends = ExactArray.of([low, high])
    common = math.lcm(where.denominator, ends.denominator)
    whole = concatenate([ends[:1], where, ends[1:]]).over(common)
    at = np.concatenate([[math.floor(start)], levels, [math.floor(end)]])
    return _stepwise(Vertices(ExactArray.of([common]), integers(whole), vertices.values), at,
                     inside)


def _dtype(*numbers: Fraction) -> Any:
    return np.int64 if max(map(abs, numbers)) < 2**62 else object


def _stepwise(vertices: Vertices, at: np.ndarray, inside: np.ndarray) -> Vertices:
    """The function with these integers at the vertices and inside the pieces."""
    floor = np.empty((3, 1, at.size), dtype=at.dtype)
    floor[1, 0] = at
    floor[2, 0, :-1], floor[2, 0, -1] = inside, at[-1]
    floor[0, 0, 1:], floor[0, 0, 0] = inside, at[0]
    levels = ExactArray.integers(floor)
    return collapsed(replace(vertices, values=levels * vertices.weight))


def collapsed(vertices: Vertices) -> Vertices:
    """The same, without limits apart where they are the values."""
    left, at, right = (vertices.values.numerators if vertices.sides == 3
                       else (vertices.values.numerators[0],) * 3)
    if vertices.sides == 3 and np.array_equal(left, at) and np.array_equal(at, right):
        return replace(vertices, values=vertices.values[1:2])
    return vertices
