"""What an evaluation returns: an exact array with named axes, or the reason why there is none."""

from __future__ import annotations

from typing import NamedTuple

from verify.arithmetic.exact_array import ExactArray
from verify.calculus import Index


class NotEvaluated(Exception):
    """A term that has no exact value here, or is too large to evaluate; says which."""


class Value(NamedTuple):
    """An exact array and the index of each of its axes."""

    array: ExactArray
    axes: tuple[Index, ...]
