"""The value of a tensor inside a model, as exact affine functions of nodes that are already there.

A Flow is a row of numbers, each weight . (what its sources hold) + bias, not yet turned into a
layer: Sub, Div, MatMul and Add pile up in it exactly until an activation asks for the layer.
"""

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Sequence

from verify.network import Matrix, Vector

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Flow:
    """A tensor of `shape`, in C order, over the concatenated values of `sources`.

    With `weight` (units, width) None, unit i is scale[i] times value i, plus bias[i]. `origin` is
    the name of the matrix in the file, so that a layer used twice is seen to be one.
    """

    shape: tuple[int, ...]
    sources: tuple[str, ...]
    width: int
    weight: Matrix | None
    scale: Vector
    bias: Vector
    origin: str = ""

    @property
    def units(self) -> int:
        return len(self.bias)

    @property
    def cost(self) -> int:
        """How many numbers the flow is made of."""
        return self.units * (2 if self.weight is None else self.width + 1)

    @property
    def bits(self) -> int:
        """The bits of the longest numerator or denominator."""
        return max(max(abs(n.numerator).bit_length(), n.denominator.bit_length())
                   for row in (*(self.weight or (self.scale,)), self.bias) for n in row)

    @property
    def plain(self) -> bool:
        """Whether the flow is nothing but what its sources hold."""
        return self.weight is None and set(self.scale) == {ONE} and not any(self.bias)

    def rows(self) -> Matrix:
        """The weight (units, width), written out."""
        if self.weight is not None:
            return self.weight
        return tuple(tuple(s if column == unit else ZERO for column in range(self.width))
                     for unit, s in enumerate(self.scale))

    def shaped(self, shape: Sequence[int]) -> "Flow":
        """The same numbers in the same order.

        Raises ValueError for a shape of another size.
        """
        if math.prod(shape) != self.units:
            raise ValueError(f"shape {tuple(shape)} for {self.units} numbers")
        return replace(self, shape=tuple(shape))

    def times(self, factors: Sequence[Fraction]) -> "Flow":
        """Every unit times its factor."""
        weight = self.weight and tuple(
            tuple(f * w for w in row) for f, row in zip(factors, self.weight))
        return replace(self, weight=weight,
                       scale=tuple(f * s for f, s in zip(factors, self.scale)),
                       bias=tuple(f * b for f, b in zip(factors, self.bias)))

    def plus(self, terms: Sequence[Fraction]) -> "Flow":
        """Every unit plus its term."""
        return replace(self, bias=tuple(b + t for b, t in zip(self.bias, terms)))

    def through(self, matrix: Sequence[Sequence[Fraction]]) -> "Flow":
        """matrix (out, units) times a flow whose `weight` is None; shape (1, out)."""
        rows = tuple(tuple(w * s for w, s in zip(row, self.scale)) for row in matrix)
        bias = tuple(sum((w * b for w, b in zip(row, self.bias) if w and b), start=ZERO)
                     for row in matrix)
        return Flow((1, len(rows)), self.sources, self.width, rows, (ONE,) * len(rows), bias)

    def taken(self, start: int, stop: int) -> "Flow":
        """Units start to stop - 1, as rows over all that the flow reads."""
        rows = self.weight[start:stop] if self.weight is not None else tuple(
            tuple(self.scale[unit] if column == unit else ZERO for column in range(self.width))
            for unit in range(start, stop))
        return Flow((1, stop - start), self.sources, self.width, rows,
                    (ONE,) * (stop - start), self.bias[start:stop])


def source(name: str, units: int, shape: tuple[int, ...]) -> Flow:
    """What a node (or the input) holds.

    >>> source("x", 2, (1, 2)).plus([ONE, ZERO]).times([Fraction(2)] * 2).bias
    (Fraction(2, 1), Fraction(0, 1))
    """
    return Flow(shape, (name,), units, None, (ONE,) * units, (ZERO,) * units)


def total(first: Flow, second: Flow) -> Flow:
    """first + second, unit by unit, over the sources of both."""
    pairs = zip(first.rows(), second.rows())
    if first.sources == second.sources:  # else x + x, (x + x) + (x + x), ... would double in width
        rows = tuple(tuple(a + b for a, b in zip(*rows)) for rows in pairs)
        return Flow(first.shape, first.sources, first.width, rows, (ONE,) * first.units,
                    tuple(a + b for a, b in zip(first.bias, second.bias)))
    return Flow(first.shape, first.sources + second.sources, first.width + second.width,
                tuple(a + b for a, b in pairs), (ONE,) * first.units,
                tuple(a + b for a, b in zip(first.bias, second.bias)))


def joined(parts: Sequence[Flow], shape: tuple[int, ...]) -> Flow:
    """Plain flows side by side."""
    units = sum(part.units for part in parts)
    names = tuple(name for part in parts for name in part.sources)
    return Flow(shape, names, units, None, (ONE,) * units, (ZERO,) * units)
