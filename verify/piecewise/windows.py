"""An interval that has too many pieces to be held at once, part by part."""

from __future__ import annotations

from fractions import Fraction
from typing import Callable, Iterator, TypeVar

import numpy as np

from verify.piecewise.vertices import TooManyPieces, at_most
from verify.timelimit import require_time

WINDOW_ENTRIES = 2**21      # of an array of values: 16 MB in int64
WINDOW_PIECES = 2**19       # a window with fewer could be wider
SHRINK = 8
# glibc gives freed memory back to the kernel, and asks for it again, beyond twice the largest block
# freed so far (32 MB count at most): a block that nobody touches costs nothing and saves that.
UNTOUCHED = 31 * 2**20
MOST_PIECES = 2**27         # looked at in all, before one gives up
T = TypeVar("T")


def windows(low: Fraction, high: Fraction,
            evaluate: Callable[[Fraction, Fraction], tuple[int, T]]) -> Iterator[T]:
    """What `evaluate(a, b)` returns, with its number of pieces, for [a, b] that cover [low, high]
    from left to right and share their ends.

    Where it raises TooManyPieces a narrower window is tried, and wider ones behind it.
    Raises
        TooManyPieces: when MOST_PIECES are reached.

    >>> list(windows(Fraction(0), Fraction(1), lambda a, b: (1, (str(a), str(b)))))
    [('0', '1')]
    """
    np.empty(UNTOUCHED, dtype=np.uint8)
    a, width, seen = low, high - low, 0
    too_wide = 2 * width
    while a < high:
        require_time()
        b = min(a + width, high)
        try:
            with at_most(WINDOW_ENTRIES):
                pieces, result = evaluate(a, b)
        except TooManyPieces:
            seen += WINDOW_PIECES
            too_wide, width = width, width / SHRINK
        else:
            seen += pieces
            yield result
            a = b
            if 4 * pieces <= WINDOW_PIECES:
                too_wide *= 2
            if 2 * pieces <= WINDOW_PIECES and 2 * width < too_wide:
                width *= 2
        if seen > MOST_PIECES:
            raise TooManyPieces(f"more than {MOST_PIECES} pieces")
