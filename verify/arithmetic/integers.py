"""INTEGERS: a forward pass on many inputs at once, exact to the last digit.

Values are an ExactArray of shape (points, inputs); the result has shape (points, outputs). In
memory every unit's values stand side by side, so that each loop runs along the points.
"""

from fractions import Fraction
from typing import Callable, Sequence

import numpy as np

from verify.arithmetic.exact import activation, check_count
from verify.arithmetic.exact_array import ExactArray, concatenate

FUNCTIONS: dict[str, Callable[[ExactArray], ExactArray]] = {
    "identity": lambda v: v,
    "relu": ExactArray.relu,
    "step": ExactArray.step,
    "sign": ExactArray.sign,
}


def _apply(name: str, values: ExactArray) -> ExactArray:
    """The activation everywhere; where it is irrational, the first such value is named."""
    if name in FUNCTIONS:
        return FUNCTIONS[name](values)
    wrong = np.flatnonzero(values.numerators)
    first = int(values.numerators.flat[wrong[0]]) if wrong.size else 0
    value = activation(name, Fraction(first, values.denominator))
    return values + value    # of zeros


class _Integers:
    """The arithmetic on ExactArrays.

    >>> INTEGERS.affine([[1, 2]], ["1/2"], ExactArray.of([[0, 0], [1, 1]])).to_fractions()
    [[Fraction(1, 2)], [Fraction(7, 2)]]
    """

    def affine(self, weight: Sequence[Sequence[Fraction]], bias: Sequence[Fraction],
               values: ExactArray) -> ExactArray:
        matrix, constant = ExactArray.of(weight), ExactArray.of(bias)
        check_count(2, values.ndim, "axes, (points, inputs)")
        check_count(constant.size, matrix.shape[0], "rows of weights, one per bias")
        check_count(matrix.shape[1], values.shape[1], "values")
        return (matrix @ values.transpose() + constant.expand_dims(1)).transpose()

    def activate(self, names: Sequence[str], values: ExactArray) -> ExactArray:
        check_count(2, values.ndim, "axes, (points, inputs)")
        check_count(len(names), values.shape[1], "values")
        kinds = sorted(set(names))
        if len(kinds) == 1:
            return _apply(kinds[0], values)
        columns = {kind: [i for i, name in enumerate(names) if name == kind] for kind in kinds}
        units = values.transpose()
        joined = concatenate([_apply(kind, units[columns[kind]]) for kind in kinds])
        place = np.argsort([i for kind in kinds for i in columns[kind]])
        return joined[place].transpose()

    def concatenate(self, parts: Sequence[ExactArray]) -> ExactArray:
        if len(parts) == 1:
            return parts[0]
        return concatenate([part.transpose() for part in parts]).transpose()


INTEGERS = _Integers()
