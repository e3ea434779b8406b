"""New vertices inside pieces, and the kinks that need them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np

from verify.arithmetic.exact_array import ExactArray, ready
from verify.piecewise.vertices import Vertices, primitive, require_room

COMMON_WEIGHT_LIMIT = 2**31     # a common weight beyond this pays no longer


@dataclass(frozen=True)
class Zeros:
    """One vertex in each of some pieces, before * (left end) + after * (right end), with value 0.

    factor    before + after, where that is the same for all; else 0
    complete  whether there are no other zeros inside the pieces
    """

    piece: Any
    count: int
    before: Any
    after: Any
    factor: int
    complete: bool

    def put_into(self, vertices: Vertices, zero: bool = False) -> Vertices:
        """The functions with these vertices; `zero`: with the value 0 there, in all rows."""
        if self.factor:
            return insert_evenly(vertices, self.piece, self.count, self.before, self.after,
                                 self.factor, zero)
        return insert(vertices, self.piece, self.before, self.after, zero)


def insert(vertices: Vertices, piece: Any, before: ExactArray, after: ExactArray,
           zero: bool = False) -> Vertices:
    """New vertices before * (left end) + after * (right end) inside the pieces numbered `piece`.

    piece   an increasing array of numbers (one may be repeated, for points in increasing order),
            or a slice of pieces that get one vertex each
    before, after   positive integers, one per new vertex
    zero    the values there are 0, whatever the values at the ends
    Raises
        TooManyPieces: see `at_most`.
    """
    if vertices.weight.size == 1:
        common = _common(before, after, vertices.weight.bound)
        if common is not None:
            a, b, factor = common
            return insert_evenly(vertices, piece, before.size, a, b, factor, zero)
    require_room(vertices, before.size)
    vertices = vertices.spread()
    divisor = np.gcd(before.numerators, after.numerators)
    a, b = _divided(before, divisor), _divided(after, divisor)
    values = vertices.values
    new = _between(values[-1:], values[:1], piece, a, b)
    if zero:
        new = ExactArray(np.zeros_like(new.numerators), new.denominator, 0)
    added = primitive(Vertices(_between(vertices.weight, vertices.weight, piece, a, b),
                               _between(vertices.place, vertices.place, piece, a, b), new))
    return Vertices(_merged(vertices.weight, added.weight, piece),
                    _merged(vertices.place, added.place, piece),
                    _merged(values, added.values, piece))


def insert_evenly(vertices: Vertices, piece: Any, count: int, a: Any, b: Any, factor: int,
                  zero: bool = False) -> Vertices:
    """The same for one weight of all vertices, new and old, where a + b = factor: positive numbers,
    or ExactArrays of them."""
    require_room(vertices, count)
    return Vertices(vertices.weight.scaled(factor),
                    _interleaved(vertices.place, piece, count, a, b, factor),
                    _interleaved(vertices.values, piece, count, a, b, factor, zero))


def _interleaved(old: ExactArray, piece: Any, count: int, a: Any, b: Any, factor: int,
                 zero: bool = False) -> ExactArray:
    """factor * (old vertices) and the new ones in order, in one pass over the memory."""
    many = isinstance(a, ExactArray)
    parts = ready((old, a, b) if many else (old,), lambda bounds: max(bounds[0], 1) * factor)
    if many:
        a, b = parts[1].numerators, parts[2].numerators
    source = parts[0].numerators
    out = np.empty(old.shape[:-1] + (old.shape[-1] + count,), source.dtype)
    blocks, position = _positions(piece, count, old.shape[-1])
    for target, origin in blocks:
        if isinstance(target, slice):
            np.multiply(source[..., origin], factor, out=out[..., target])
        else:
            out[..., target] = source * factor
    if zero:
        out[..., position] = 0
    else:
        left, right = (source[-1:], source[:1]) if old.ndim == 3 else (source, source)
        left, right = _at_ends(left, right, piece)
        if isinstance(position, slice) and not many and a == b == 1:
            np.add(left, right, out=out[:1][..., position] if old.ndim == 3
                   else out[..., position])
            if old.ndim == 3 and len(out) > 1:
                out[1:][..., position] = out[:1][..., position]
        else:
            out[..., position] = left * a + right * b
    return ExactArray(out, old.denominator, parts[0].bound * factor)


def _at_ends(left: Any, right: Any, piece: Any) -> tuple[Any, Any]:
    """What stands at the left and at the right end of the pieces, along the last axis."""
    if isinstance(piece, slice):
        return left[..., piece], right[..., piece.start + 1:piece.stop + 1]
    return left[..., piece], right[..., piece + 1]


def _positions(piece: Any, count: int, points: int) -> tuple[list[tuple[Any, Any]], Any]:
    """Where the old vertices go, as (target, origin), and the new ones."""
    if isinstance(piece, slice):
        first, stop = piece.start, piece.stop
        return ([(slice(0, first + 1), slice(0, first + 1)),
                 (slice(first + 2, stop + count + 1, 2), slice(first + 1, stop + 1)),
                 (slice(stop + count + 1, None), slice(stop + 1, None))],
                slice(first + 1, stop + count, 2))
    position = piece + np.arange(1, count + 1)
    kept = np.ones(points + count, dtype=bool)
    kept[position] = False
    return [(kept, slice(None))], position


def _common(before: ExactArray, after: ExactArray, weight: int) -> Any:
    """(a, b, factor) such that a + b = factor for all vertices, which keeps the weight common."""
    total = (before + after).numerators
    low, high = int(total.min()), int(total.max())
    if low == high:
        first, last = int(before.numerators.min()), int(before.numerators.max())
        divisor = math.gcd(first, last, low)
        if first == last:                      # every kink at the same ratio
            a, b, factor = first // divisor, (low - first) // divisor, low // divisor
            return (a, b, factor) if weight * factor < COMMON_WEIGHT_LIMIT else None
        divisor = _divisor(before.numerators, divisor)
        if weight * (low // divisor) >= COMMON_WEIGHT_LIMIT:
            return None
        whole = np.array([divisor])
        return _divided(before, whole), _divided(after, whole), low // divisor
    divisors = np.gcd(before.numerators, total)
    parts = total // divisors
    factor = 1
    for part in set(parts.tolist()) if parts.dtype == object else np.unique(parts).tolist():
        factor = math.lcm(factor, int(part))
        if weight * factor >= COMMON_WEIGHT_LIMIT:
            return None
    scale = ExactArray.integers(factor // parts)
    return _divided(before, divisors) * scale, _divided(after, divisors) * scale, factor


def _divisor(numbers: np.ndarray, divisor: int) -> int:
    """The greatest common divisor of the numbers and a number: one pass or two, mostly."""
    while divisor > 1:
        rest = numbers % divisor
        if not rest.any():
            return divisor
        divisor = math.gcd(divisor, int(rest[np.argmax(rest != 0)]))
    return divisor


def _divided(a: ExactArray, divisor: np.ndarray) -> ExactArray:
    if divisor.size == 1 and divisor[0] == 1:
        return a
    return ExactArray(a.numerators // divisor, a.denominator, a.bound)


def _between(left: ExactArray, right: ExactArray, piece: Any, a: ExactArray,
             b: ExactArray) -> ExactArray:
    """a * (left ends) + b * (right ends) of the pieces, along the last axis."""
    left, right = _at_ends(left, right, piece)
    return left * a + right * b


def _merged(old: ExactArray, new: ExactArray, piece: Any) -> ExactArray:
    """Old and new vertices in order, along the last axis."""
    if old.denominator != new.denominator:
        raise ValueError("expected one denominator")
    if old.is_object or new.is_object:
        old, new = old.as_objects(), new.as_objects()
    count, points = new.shape[-1], old.shape[-1]
    out = np.empty(old.shape[:-1] + (points + count,), old.numerators.dtype)
    blocks, position = _positions(piece, count, points)
    for target, origin in blocks:
        out[..., target] = old.numerators[..., origin]
    out[..., position] = new.numerators
    return ExactArray(out, old.denominator, max(old.bound, new.bound))


def split_at_zero(vertices: Vertices, rows: Sequence[int]) -> Vertices:
    """The same functions on a partition inside whose pieces these rows do not change their sign."""
    while True:
        zeros = zeros_inside(vertices, rows)
        if zeros is None:
            return vertices
        vertices = zeros.put_into(vertices)
        if zeros.complete:
            return vertices


def zeros_inside(vertices: Vertices, rows: Sequence[int]) -> Zeros | None:
    """One point in every piece inside which one of these rows changes its sign, or None."""
    chosen, start, end, cross = _crossings(vertices, rows)
    live = np.flatnonzero(cross.any(axis=1))
    if not live.size:
        return None
    if live.size == 1:
        row = int(live[0])
        piece = _pieces(cross[row])
        if isinstance(piece, slice) and vertices.sides == vertices.weight.size == 1:
            run = np.abs(vertices.values.numerators[0, chosen[row], piece.start:piece.stop + 1])
            if run.min() == run.max() and vertices.weight.bound < COMMON_WEIGHT_LIMIT // 2:
                return Zeros(piece, run.size - 1, 1, 1, 2, True)     # all of them are midpoints
        pick: Any = row
        last = True
    else:
        counts = cross.sum(axis=0)
        piece = np.flatnonzero(counts)
        last = int(counts.max()) == 1
        # the middle one of the kinks of a piece, so that few rounds do
        rank = np.cumsum(cross[:, piece], axis=0)
        pick = np.argmax(rank == (counts[piece] + 1) // 2, axis=0)
    before = ExactArray.integers(np.abs(end[pick, piece]))
    after = ExactArray.integers(np.abs(start[pick, piece]))
    return Zeros(piece, before.size, before, after, 0, last)


def _crossings(vertices: Vertices, rows: Sequence[int]) -> tuple[list[int], Any, Any, Any]:
    """Those of the rows that have both signs; start, end and sign change of each of their pieces
    (rows, pieces)."""
    start, end = vertices.starts(), vertices.ends()
    least = [min(start[row].min(), end[row].min()) for row in rows]
    chosen = [row for row, low in zip(rows, least) if low < 0]
    if len(chosen) < vertices.rows:
        index: Any = slice(chosen[0], chosen[0] + 1) if len(chosen) == 1 else chosen
        start, end = start[index], end[index]
    if vertices.sides == 1 and len(chosen) == 1:
        whole = vertices.values.numerators[0, chosen[0]]
        below, above = whole < 0, whole > 0
        return chosen, start, end, (below[:-1] & above[1:] | above[:-1] & below[1:])[None]
    return chosen, start, end, (start < 0) & (end > 0) | (start > 0) & (end < 0)


def _pieces(cross: np.ndarray) -> Any:
    """The numbers of the pieces marked: a slice where they follow each other."""
    piece = np.flatnonzero(cross)
    first, last = int(piece[0]), int(piece[-1])
    return slice(first, last + 1) if last - first + 1 == piece.size else piece
