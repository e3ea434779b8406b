"""One function compared with 0: where a relation fails; and its superfluous points."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from verify.piecewise.kinks import split_at_zero
from verify.piecewise.merging import integers
from verify.piecewise.vertices import Vertices


class Affine(NamedTuple):
    """slope x + offset."""

    slope: Fraction
    offset: Fraction


class Failure(NamedTuple):
    """A point at which a relation fails, and the piece: low <= point <= high."""

    point: Fraction
    low: Fraction
    high: Fraction


def affine_piece(vertices: Vertices, number: int) -> Affine:
    """The affine function of row 0 on one open piece, numbered from 0."""
    a, b = vertices.point(number), vertices.point(number + 1)
    start, end = vertices.value(2, 0, number), vertices.value(0, 0, number + 1)
    slope = (end - start) / (b - a)
    return Affine(slope, start - slope * a)


def first_failure(v: Vertices, relation: str) -> Failure | None:
    """The first piece on whose closure `row 0 relation 0` fails, with a point; else None.

    relation    one of = <= < !=
    """
    if relation == "=" and not v.values.numerators.any():
        return None
    if relation != "=":
        v = split_at_zero(v, [0])
    signs = np.sign(v.values.numerators[:, 0]).astype(np.int8)
    at, start, end = signs[1 if len(signs) == 3 else 0], signs[-1, :-1], signs[0, 1:]
    if relation == "=":
        points, inside = at != 0, (start != 0) | (end != 0)
    elif relation == "<=":
        points, inside = at > 0, (start > 0) | (end > 0)
    elif relation == "<":
        points, inside = at >= 0, (start > 0) | (end > 0) | (start == 0) & (end == 0)
    elif relation == "!=":
        points, inside = at == 0, (start == 0) & (end == 0)
    else:
        raise ValueError(f"expected one of = <= < !=, found {relation!r}")
    if not (points.any() or inside.any()):
        return None
    number = int(np.argmax(points[:-1] | inside | points[1:]))
    low, high = v.point(number), v.point(number + 1)
    if inside[number]:
        slope, offset = affine_piece(v, number)
        middle = (low + high) / 2
        vanishes = slope * middle + offset == 0
        point = (low + middle) / 2 if relation == "=" and vanishes else middle
    else:
        point = low if points[number] else high
    return Failure(point, low, high)


def removable(v: Vertices) -> np.ndarray:
    """Which inner points have the same affine function on both sides, and its value."""
    gone = np.zeros(v.place.size, dtype=bool)
    values = integers(v.values)
    start, end = values[-1, 0, :-1], values[0, 0, 1:]
    if v.weight.size == 1:
        run, rise = v.place[1:] - v.place[:-1], end - start
    else:
        left, right = v.weight[:-1], v.weight[1:]
        run, rise = v.place[1:] * left - v.place[:-1] * right, end * left - start * right
    run, rise = run.tightened(), rise.tightened()
    same = (run[:-1] * rise[1:]).equal(run[1:] * rise[:-1])
    if v.sides == 3:
        limits = v.values.numerators[:, 0, 1:-1]
        same &= (limits[0] == limits[1]) & (limits[1] == limits[2])
    gone[1:-1] = same
    return gone
