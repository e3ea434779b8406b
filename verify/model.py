"""A model: the numbers that a theorem's symbols stand for at one instance.

    sizes    symbol -> number                       |H| = 1024, d = 10
    numbers  symbol -> exact number                 G^2
    values   name of a Fn -> what provides its values: a Table, a Family, a Gradient, a Slope

A provider hands out exact arrays for windows of its arguments; it need not store them whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Callable, Mapping, Protocol, Sequence

import numpy as np
from sympy import Expr

from verify.arithmetic.exact_array import ExactArray, concatenate
from verify.arithmetic.integers import INTEGERS
from verify.calculus import IndexSet
from verify.cube import cube
from verify.network import forward
from verify.transform import parity_matrix, walsh_hadamard

Window = tuple[int, int]


class Provider(Protocol):
    """Values of a function of indices, shape = the sizes of its arguments."""

    shape: tuple[int, ...]

    def window(self, windows: Sequence[Window]) -> ExactArray:
        """The values for one window (start, stop) per argument."""


@dataclass(frozen=True)
class Table:
    """All values of a function, stored: one axis per argument.

    >>> Table.of([[1, "1/2"]]).window([(0, 1), (1, 2)]).to_fractions()
    [[Fraction(1, 2)]]
    """

    array: ExactArray

    @staticmethod
    def of(values: Any) -> "Table":
        return Table(ExactArray.of(values))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape

    def window(self, windows: Sequence[Window]) -> ExactArray:
        return self.array[tuple(slice(*w) for w in windows)]


@dataclass(frozen=True)
class UniformWeights:
    """q(x) = 1/points for every point; expectations then need no table of weights."""

    points: int

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.points,)

    def window(self, windows: Sequence[Window]) -> ExactArray:
        (start, stop), = windows
        return ExactArray.integers(np.ones(stop - start, dtype=np.int64), self.points)


@dataclass(frozen=True)
class DenseFamily:
    """A family of functions h_1..h_N on m points as a matrix (N, m); sums by matrix product."""

    matrix: ExactArray

    @property
    def shape(self) -> tuple[int, ...]:
        return self.matrix.shape

    @property
    def signs(self) -> bool:
        """Whether every value is 1 or -1."""
        return bool(self.matrix.square().equal(1).all())

    def window(self, windows: Sequence[Window]) -> ExactArray:
        return self.matrix[tuple(slice(*w) for w in windows)]

    def correlate(self, columns: ExactArray) -> ExactArray:
        """The sums over x of h_i(x) f_c(x): (m, c) -> (N, c)."""
        return self.matrix @ columns

    def combine(self, columns: ExactArray) -> ExactArray:
        """The sums over i of h_i(x) f_c(i): (N, c) -> (m, c)."""
        return self.matrix.transpose() @ columns


@dataclass(frozen=True)
class ParityFamily:
    """The parities h_v(x) = (-1)^<v,x> on {0,1}^d, in the order of the numbers v; sums by the fast
    Walsh-Hadamard transform.  `first` = 1 leaves the constant parity out."""

    d: int
    first: int = 0

    signs = True

    @property
    def shape(self) -> tuple[int, ...]:
        return (2**self.d - self.first, 2**self.d)

    def window(self, windows: Sequence[Window]) -> ExactArray:
        (start, stop), (left, right) = windows
        rows = parity_matrix(self.d, slice(start + self.first, stop + self.first))
        return rows[:, left:right]

    def correlate(self, columns: ExactArray) -> ExactArray:
        """The sums over x of h_v(x) f_c(x): (2**d, c) -> (N, c)."""
        return walsh_hadamard(columns)[self.first:]

    def combine(self, columns: ExactArray) -> ExactArray:
        """The sums over v of h_v(x) f_c(v): (N, c) -> (2**d, c)."""
        if self.first:
            zeros = ExactArray.integers(np.zeros((self.first, columns.shape[1]), dtype=np.int64))
            columns = concatenate([zeros, columns])
        return walsh_hadamard(columns)


@dataclass(frozen=True)
class Gradient:
    """g_j(x) of a predictor, arguments (j, x); `source` is a ParameterGradient (or a structured
    one, which also knows the transform of its columns)."""

    source: Any

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.source.size, self.source.output.shape[0])

    def window(self, windows: Sequence[Window]) -> ExactArray:
        (start, stop), (left, right) = windows
        return self.source.block(start, stop)[left:right].transpose()

    def correlated(self, family: Any, start: int, stop: int) -> ExactArray | None:
        """The sums over x of h_i(x) g_j(x) without forming g, shape (N, stop - start), or None."""
        transformed = getattr(self.source, "transformed_block", None)
        if transformed is None or not isinstance(family, ParityFamily):
            return None
        return transformed(start, stop)[family.first:]


@dataclass(frozen=True)
class NetworkValues:
    """N(x) of an exact network with one output; x runs over a cube, a finite set or an interval."""

    network: Any
    over: IndexSet

    @property
    def shape(self) -> tuple[int, ...]:
        if self.over.dimension is not None:
            return (2**self.network.inputs,)
        return (len(self.over.elements),)

    def window(self, windows: Sequence[Window]) -> ExactArray:
        (start, stop), = windows
        if self.over.dimension is not None:
            points = cube(self.network.inputs)[start:stop]
            points = points * -2 + 1 if self.over.kind == "sign-cube" else points
        else:
            elements = self.over.elements[start:stop]
            points = ExactArray.of([[Fraction(int(e.p), int(e.q))] for e in elements])
        return forward(self.network, points, INTEGERS).reshape(-1)

    def at(self, inputs: Sequence[Any]) -> Fraction:
        """The output at one input: numbers, or the coordinates of a point."""
        flat = [v for entry in inputs for v in (entry if isinstance(entry, list) else [entry])]
        return forward(self.network, tuple(flat))[0]


@dataclass(frozen=True)
class Slope:
    """A function of one real number: exact values by `at`; None if they are irrational.

    reflection: a number c with f(-z) = c - f(z) for all z, where there is one (the derivative of
    the logistic loss has c = -1), so that irrational values may cancel.
    """

    at: Callable[[ExactArray], ExactArray] | None
    reflection: Fraction | None = None


@dataclass(frozen=True)
class Lookup:
    """A function of integers (numbers of elements, codes of values), by a table of its values.

    Values of any kind enter an instance as codes: integers, equal if and only if the values are.
    """

    table: Mapping[tuple[int, ...], int]

    def at(self, arguments: Sequence[Fraction]) -> Fraction | None:
        """The value; None where the table has none."""
        found = self.table.get(tuple(int(a) for a in arguments))
        return None if found is None or any(a.denominator != 1 for a in arguments) \
            else Fraction(found)


@dataclass(frozen=True)
class Model:
    """One instance.  `describe` turns the position of an index into words, per index set."""

    sizes: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    name: str = "this instance"
    describe: Mapping[str, Callable[[int], Any]] = field(default_factory=dict)
    blocked: str = ""             # the index set whose sums are taken window by window
    objects: Mapping[str, Any] = field(default_factory=dict)   # networks and the like, by name
    lemmas: Mapping[str, Any] = field(default_factory=dict)    # claim -> Lemma, where too large
    most_points: int = 2**29      # a domain with more points is not enumerated (4^14 is less)
    assume: tuple[str, ...] = ()   # conventions in force, printed with the report
    # function -> (what it is of a network, the network), for certificates: network (its output at
    # the argument), output (at the points of the cube), gradient, preactivations
    origins: Mapping[str, tuple[str, Any]] = field(default_factory=dict)

    def size(self, symbol: str) -> int:
        if symbol in self.sizes:
            return self.sizes[symbol]
        raise KeyError(f"the instance gives no value for the size {symbol}")

    def number(self, expression: Expr) -> int:
        """A size such as 2^d or m + 1, as an integer; KeyError if a symbol in it has no value."""
        if expression.is_Integer:
            return int(expression)
        if expression.is_Symbol:
            return self.size(expression.name)
        return int(expression.subs({s: self.size(s.name) for s in expression.free_symbols}))


@dataclass(frozen=True)
class InPythonIntegers:
    """A provider whose every value is a Python integer: the slow, independent replay."""

    provider: Any

    @property
    def shape(self) -> tuple[int, ...]:
        return self.provider.shape

    @property
    def signs(self) -> bool:
        return False

    def window(self, windows: Sequence[Window]) -> ExactArray:
        return self.provider.window(windows).as_objects()


def in_python_integers(model: Model) -> Model:
    """The same instance without int64, float64 or any transform; for replays."""
    values = {name: v if isinstance(v, (Slope, NetworkValues, Lookup)) else InPythonIntegers(v)
              for name, v in model.values.items()}
    return replace(model, values=values)
