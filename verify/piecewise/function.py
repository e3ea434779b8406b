"""Piecewise: an exact function of one real variable, affine in pieces, jumps included."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from verify.arithmetic.exact_array import ExactArray
from verify.piecewise.comparing import (Affine, Failure, affine_piece, first_failure,
                                        removable)
from verify.piecewise.composition import composed
from verify.piecewise.kinks import zeros_inside
from verify.piecewise.levels import collapsed, floor_of
from verify.piecewise.merging import aligned, locate
from verify.piecewise.networks import activated, propagated
from verify.piecewise.vertices import NotAffine, Vertices, affine, straight, with_rows

ONE = Fraction(1)


@dataclass(frozen=True, eq=False)
class Piecewise:
    """A function on a closed interval: points low = t_0 < ... < t_n = high, an affine function on
    every open piece between neighbours, and a value at every point.

    `vertices` holds exactly one row.  The partition may be finer than the function needs; see
    `normalised`.

    >>> x = Piecewise.variable(0, 1)
    >>> tent = 1 - abs(x * 2 - 1)
    >>> tent.compose(tent).normalised().points()
    [Fraction(0, 1), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1, 1)]
    """

    vertices: Vertices

    def __post_init__(self) -> None:
        if self.vertices.rows != 1:
            raise ValueError(f"expected one function, found {self.vertices.rows}")

    # ---- building --------------------------------------------------------------------------

    @staticmethod
    def variable(low: Fraction | int, high: Fraction | int) -> "Piecewise":
        """The function x. Raises ValueError unless low < high."""
        return Piecewise(straight(Fraction(low), Fraction(high), ONE, Fraction(0)))

    @staticmethod
    def constant(value: Fraction | int, low: Fraction | int, high: Fraction | int) -> "Piecewise":
        """A constant function. Raises ValueError unless low < high."""
        return Piecewise(straight(Fraction(low), Fraction(high), Fraction(0), Fraction(value)))

    # ---- looking ---------------------------------------------------------------------------

    @property
    def low(self) -> Fraction:
        return self.vertices.point(0)

    @property
    def high(self) -> Fraction:
        return self.vertices.point(-1)

    @property
    def pieces(self) -> int:
        """The number of open pieces of the partition; of `normalised()`, the least number."""
        return self.vertices.pieces

    @property
    def continuous(self) -> bool:
        return collapsed(self.vertices).sides == 1

    def points(self) -> list[Fraction]:
        return [self.vertices.point(n) for n in range(self.pieces + 1)]

    def piece(self, number: int) -> Affine:
        """The affine function on one open piece, numbered from 0."""
        return affine_piece(self.vertices, number)

    def piece_at(self, x: Fraction) -> int:
        """The number of a piece whose closure holds x: the one that ends there, where two do.

        Raises ValueError outside of the interval."""
        if not self.low <= x <= self.high:
            raise ValueError(f"expected a number from {self.low} to {self.high}, found {x}")
        below, _ = locate(self.vertices, ExactArray.of([x.numerator]),
                          ExactArray.of([x.denominator]))
        return max(int(below[0]) - 1, 0)

    def __call__(self, x: Fraction | int) -> Fraction:
        """The value at x. Raises ValueError outside of the interval."""
        number = self.piece_at(Fraction(x))
        for end in (number, number + 1):
            if self.vertices.point(end) == x:
                return self.vertices.value(1, 0, end)
        slope, offset = self.piece(number)
        return slope * x + offset

    def as_constant(self) -> Fraction | None:
        """The value, if the function has only one."""
        least = self.normalised()
        only = least.pieces == 1 and least.continuous and least.piece(0).slope == 0
        return least.piece(0).offset if only else None

    # ---- computing -------------------------------------------------------------------------

    def _with(self, other: Any) -> tuple[Vertices, Vertices]:
        """This and the other function on one partition."""
        if not isinstance(other, Piecewise):
            other = Piecewise.constant(Fraction(other), self.low, self.high)
        return aligned(self.vertices, other.vertices)

    def _affine(self, slope: Fraction, offset: Fraction) -> "Piecewise":
        if slope == 1 and not offset:
            return self
        return Piecewise(affine(self.vertices, [[slope]], [offset]))

    def __add__(self, other: Any) -> "Piecewise":
        if isinstance(other, (int, Fraction)):
            return self._affine(ONE, Fraction(other))
        a, b = self._with(other)
        return Piecewise(collapsed(replace(a, values=a.values + b.values)))

    __radd__ = __add__

    def __neg__(self) -> "Piecewise":
        return self.scaled(-1)

    def __sub__(self, other: Any) -> "Piecewise":
        if isinstance(other, (int, Fraction)):
            return self._affine(ONE, -Fraction(other))
        a, b = self._with(other)
        return Piecewise(collapsed(replace(a, values=a.values - b.values)))

    def __rsub__(self, other: Any) -> "Piecewise":
        return -self + other

    def scaled(self, factor: Fraction | int) -> "Piecewise":
        """The function times a number."""
        return self._affine(Fraction(factor), Fraction(0))

    def __mul__(self, other: Any) -> "Piecewise":
        """The product with a number or a constant function. Raises NotAffine for another one."""
        if isinstance(other, (int, Fraction)):
            return self.scaled(other)
        for factor, rest in ((other.as_constant(), self), (self.as_constant(), other)):
            if factor is not None:
                return rest.scaled(factor)
        raise NotAffine("the product of two functions that vary")

    __rmul__ = __mul__

    def __abs__(self) -> "Piecewise":
        zeros = zeros_inside(self.vertices, [0])
        vertices = collapsed(replace(self.vertices, values=abs(self.vertices.values)))
        return Piecewise(vertices if zeros is None else zeros.put_into(vertices, zero=True))

    def _activated(self, name: str) -> "Piecewise":
        return Piecewise(collapsed(activated(self.vertices, [name])))

    def relu(self) -> "Piecewise":
        """max(0, f)."""
        return self._activated("relu")

    def step(self) -> "Piecewise":
        """1 where f > 0, else 0."""
        return self._activated("step")

    def sign(self) -> "Piecewise":
        """1 where f > 0, -1 where f < 0, 0 where f = 0."""
        return self._activated("sign")

    def floor(self) -> "Piecewise":
        """The largest integer that is at most f."""
        return Piecewise(floor_of(self.vertices))

    def maximum(self, other: Any) -> "Piecewise":
        """max(f, g) = f + max(0, g - f), on one partition."""
        a, b = self._with(other)
        rows = activated(with_rows(a, a.values, b.values - a.values), ("identity", "relu"))
        return Piecewise(collapsed(affine(rows, [[ONE, ONE]], [Fraction(0)])))

    def minimum(self, other: Any) -> "Piecewise":
        """min(f, g)."""
        return -(-self).maximum(-other)

    def compose(self, inner: "Piecewise") -> "Piecewise":
        """x -> f(inner(x)). Raises ValueError if a value of `inner` is outside of f's interval."""
        return Piecewise(composed(self.vertices, inner.vertices))

    def iterate(self, times: int) -> "Piecewise":
        """f applied `times` times. Raises ValueError if a value leaves the interval."""
        result = Piecewise.variable(self.low, self.high)
        for _ in range(times):
            result = self.compose(result)
        return result

    def through(self, network: Any) -> list["Piecewise"]:
        """x -> network(f(x)) for a Network or Graph with one input: one function per output."""
        outputs = propagated(network, self.vertices)
        return [Piecewise(collapsed(outputs.select([row]))) for row in range(outputs.rows)]

    def normalised(self) -> "Piecewise":
        """The same function on the coarsest partition: every piece is maximal."""
        kept = ~removable(self.vertices)
        if kept.all():
            return self
        v = self.vertices
        weight = v.weight if v.weight.size == 1 else v.weight[kept]
        return Piecewise(Vertices(weight, v.place[kept], v.values[:, :, kept]))

    # ---- comparing -------------------------------------------------------------------------

    def failure(self, relation: str, other: Any) -> Failure | None:
        """The first point where `f relation g` fails, for relation one of = <= < !=; else None.

        >>> Piecewise.variable(0, 1).failure("<=", Fraction(1, 3))
        Failure(point=Fraction(2, 3), low=Fraction(1, 3), high=Fraction(1, 1))
        """
        a, b = self._with(other)
        return first_failure(replace(a, values=a.values - b.values), relation)

    def equal(self, other: Any) -> bool:
        """Whether the two functions are the same at every point."""
        return self.failure("=", other) is None


def of_network(network: Any, low: Fraction | int, high: Fraction | int) -> list[Piecewise]:
    """The outputs of a Network or Graph with one input, each as a function on [low, high].

    Raises
        ValueError: if it has not one input.
        TooManyPieces: if there are more pieces than are held at once.

    >>> from verify.network import Network, dense
    >>> bend = Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])))
    >>> [str(f(Fraction(3, 4))) for f in of_network(bend, 0, 1)]
    ['1/2']
    """
    return Piecewise.variable(low, high).through(network)
