"""Sums of weighted bits, every bit of a word an input of its own: carry-save adders.

Bits stand in planes: Python ints or numpy arrays of uint64 with & | ^, and `ones` is the plane of
1s.  A number is a list of planes, the lowest binary digit first.

    >>> total = add([(1, 0b0101), (1, 0b0011), (2, 0b0001)], 0b1111)
    >>> [sum((plane >> k & 1) << n for n, plane in enumerate(total)) for k in range(4)]
    [4, 1, 1, 0]
"""

from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any, Iterable, Sequence


def integral(weights: Sequence[Fraction], threshold: Fraction,
             strict: bool) -> tuple[tuple[int, ...], int]:
    """Integers with [sum >= t] the same function of bits: ([w x] >= threshold, or > if strict).

    >>> integral([Fraction(1, 2), Fraction(1)], Fraction(1, 2), True)
    ((1, 2), 2)
    """
    scale = lcm(*(w.denominator for w in weights))
    whole = threshold * scale
    whole_weights = tuple(w.numerator * (scale // w.denominator) for w in weights)
    return whole_weights, floor(whole) + 1 if strict else ceil(whole)


def positive(weights: Sequence[int]) -> tuple[tuple[tuple[int, bool], ...], int]:
    """(|weight|, whether the bit is negated) for each weight, and what to add to the threshold.

    A bit of weight -w counts as its complement of weight w, and w more.

    >>> positive([2, -3])
    (((2, False), (3, True)), 3)
    """
    return tuple((abs(w), w < 0) for w in weights), sum(-w for w in weights if w < 0)


def add(terms: Iterable[tuple[int, Any]], ones: Any) -> list[Any]:
    """The sum of the bits times their weights (at least 0), as planes of its binary digits."""
    columns: list[list[Any]] = []
    for weight, plane in terms:
        for digit in range(weight.bit_length()):
            if weight >> digit & 1:
                _column(columns, digit).append(plane)
    total: list[Any] = []
    while len(total) < len(columns):        # a carry may open a further column
        digit = len(total)
        column = columns[digit]
        column.sort(key=_words, reverse=True)       # constant planes, of one word, are added first
        while len(column) > 2:
            a, b, c = column.pop(), column.pop(), column.pop()
            half = a ^ b
            _column(columns, digit + 1).append((a & b) | (half & c))
            column.insert(len(column) if _words(half) == _words(c) == 1 else 0, half ^ c)
        if len(column) == 2:
            a, b = column
            _column(columns, digit + 1).append(a & b)
            column[:] = [a ^ b]
        total.append(column[0] if column else ones ^ ones)
    return total


def _words(plane: Any) -> int:
    return getattr(plane, "size", 1)


def _column(columns: list[list[Any]], digit: int) -> list[Any]:
    while len(columns) <= digit:
        columns.append([])
    return columns[digit]


def at_least(total: Sequence[Any], threshold: int, ones: Any) -> Any:
    """The plane of [total >= threshold], digit by digit from the lowest.

    >>> bin(at_least([0b0101, 0b0011], 2, 0b1111))
    '0b11'
    """
    if threshold <= 0:
        return ones
    if threshold >> len(total):
        return ones ^ ones
    lowest = (threshold & -threshold).bit_length() - 1      # what is below does not matter
    result = total[lowest]
    for digit, plane in enumerate(total[lowest + 1:], lowest + 1):
        if threshold >> digit & 1:
            result = plane & result
        else:
            result = plane | result
    return result
