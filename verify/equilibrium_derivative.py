"""The derivative of an equilibrium layer at its equilibrium, in fractions.

J holds the derivatives of every node's units by every node's units (rows: what is computed). For
an acyclic graph J is nilpotent, so that det(I - J) = 1 and (I - J)^-1 = I + J + J^2 + ... exactly:
the gradient through the equilibrium, c (I - J)^-1, is what back-propagation computes.

Nodes are layers of exact networks, or any functions of numbers made of +, -, * and whole powers.

    >>> from verify.equilibrium import computation
    >>> square = computation("ab", {"a": "x", "b": "aa"}, {"a": lambda x: 3 * x,
    ...                                                    "b": lambda a, b: a * b})
    >>> [str(d) for d in backpropagation(square, 1, [0, 1])], jacobian(square, 1)[1][0]
    (['6', '1'], Fraction(6, 1))
"""

import importlib.util
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Iterable, Sequence, Union

from verify.arithmetic.exact import FUNCTIONS, ONE, ZERO, Matrix, Vector, check_count, fraction
from verify.equilibrium import INPUT, Computation, of_graph
from verify.network import Graph, Network

Smooth = Union[Graph, Network, Computation]


@dataclass(frozen=True)
class Dual:
    """A number and its derivative.

    >>> (Dual(Fraction(3), Fraction(1)) ** 2 + 1).slope
    Fraction(6, 1)
    """

    value: Fraction
    slope: Fraction

    def __add__(self, other: Any) -> "Dual":
        right = dual(other)
        return Dual(self.value + right.value, self.slope + right.slope)

    def __mul__(self, other: Any) -> "Dual":
        right = dual(other)
        return Dual(self.value * right.value, self.slope * right.value + self.value * right.slope)

    def __neg__(self) -> "Dual":
        return Dual(-self.value, -self.slope)

    def __sub__(self, other: Any) -> "Dual":
        return self + -dual(other)

    def __rsub__(self, other: Any) -> "Dual":
        return dual(other) - self

    def __pow__(self, exponent: int) -> "Dual":
        if type(exponent) is not int or exponent < 0:
            raise TypeError(f"expected a whole exponent, found {exponent!r}")
        power = Dual(ONE, ZERO)
        for _ in range(exponent):
            power = power * self
        return power

    __radd__, __rmul__ = __add__, __mul__


def dual(value: Any) -> Dual:
    """The number as one with derivative 0, unless it has a derivative already."""
    return value if isinstance(value, Dual) else Dual(fraction(value), ZERO)


class _Duals:
    """The arithmetic on numbers with derivatives. Raises ValueError at a kink or jump."""

    def affine(self, weight: Sequence[Sequence[Fraction]], bias: Sequence[Fraction],
               values: Sequence[Any]) -> tuple[Dual, ...]:
        numbers = [dual(value) for value in values]
        for row in weight:
            check_count(len(row), len(numbers), "values")
        return tuple(sum((number * w for w, number in zip(row, numbers)), start=dual(b))
                     for row, b in zip(weight, bias))

    def activate(self, names: Sequence[str], values: Sequence[Dual]) -> tuple[Dual, ...]:
        check_count(len(names), len(values), "values")
        return tuple(_activated(name, value) for name, value in zip(names, values))

    def concatenate(self, parts: Sequence[Sequence[Any]]) -> tuple[Dual, ...]:
        return tuple(dual(value) for part in parts for value in part)


DUALS = _Duals()


def jacobian(graph: Smooth, x: Any, order: Iterable[str] | None = None) -> Matrix:
    """J at the equilibrium for the input x: shape (units, units), in the order of the state.

    Raises ValueError where a relu, step or sign is at 0, and for a cycle.
    """
    local = _Local(graph, x, order)
    return local.matrix(local.nodes.names)


def input_jacobian(graph: Smooth, x: Any, order: Iterable[str] | None = None) -> Matrix:
    """The derivatives of every node's units by the input, the state held: (units, inputs)."""
    return _Local(graph, x, order).matrix((INPUT,))


def backpropagation(graph: Smooth, x: Any, weights: Sequence[Any],
                    order: Iterable[str] | None = None) -> Vector:
    """The derivatives of sum_i weights_i z_i by every unit, from the last node back to the first.

    `weights` has one number per unit of the state, and so has the result.
    """
    local = _Local(graph, x, order)
    check_count(local.size, len(weights), "weights, one per unit")
    total = [fraction(weight) for weight in weights]
    for name in reversed(local.nodes.order):
        for read in dict.fromkeys(local.nodes.predecessors[name]):
            if read == INPUT:
                continue
            for column, slopes in enumerate(local.block(name, read)):
                total[local.start[read] + column] += sum(
                    total[local.start[name] + row] * slope for row, slope in enumerate(slopes))
    return tuple(total)


def implicit_gradient(jac: Matrix, weights: Sequence[Any]) -> Vector:
    """c (I - J)^-1 by solving the linear system, with no use of the graph.

    Raises ValueError when I - J is singular.
    """
    check_count(len(jac), len(weights), "weights, one per unit")
    transposed = tuple(zip(*minus(jac)))
    return tuple(row[0] for row in solve(transposed, [[fraction(c)] for c in weights]))


def minus(jac: Matrix) -> Matrix:
    """I - J."""
    return tuple(tuple((ONE if i == j else ZERO) - entry for j, entry in enumerate(row))
                 for i, row in enumerate(jac))


def product(left: Matrix, right: Matrix) -> Matrix:
    """The matrix product."""
    columns = tuple(zip(*right))
    return tuple(tuple(sum((a * b for a, b in zip(row, column) if a and b), start=ZERO)
                       for column in columns) for row in left)


def powers(jac: Matrix) -> list[Matrix] | None:
    """[I, J, J^2, ...] up to the last power that is not 0; None if J is not nilpotent.

    >>> len(powers(((Fraction(0), Fraction(5)), (Fraction(0), Fraction(0)))))
    2
    """
    power = tuple(tuple(ONE if i == j else ZERO for j in range(len(jac))) for i in range(len(jac)))
    found: list[Matrix] = []
    while any(map(any, power)):
        if len(found) == len(jac):              # J^n != 0
            return None
        found.append(power)
        power = product(power, jac)
    return found


def determinant(matrix: Matrix, flint: bool | None = None) -> Fraction:
    """The determinant, by python-flint where it is installed (or as told), else by elimination.

    >>> determinant(((Fraction(1, 2), Fraction(1)), (Fraction(3), Fraction(4))))
    Fraction(-1, 1)
    """
    if _with_flint(flint):
        found = _flint_matrix(matrix).det()
        return Fraction(int(found.p), int(found.q))
    return _eliminate([list(row) for row in matrix], len(matrix))


def solve(matrix: Sequence[Sequence[Fraction]], right: Sequence[Sequence[Fraction]],
          flint: bool | None = None) -> list[Vector]:
    """The exact solution of `matrix` times it = `right`; ValueError when there is not just one."""
    if _with_flint(flint):
        try:
            found = _flint_matrix(matrix).solve(_flint_matrix(right))
        except ZeroDivisionError:
            raise ValueError("the matrix is singular") from None
        return [tuple(Fraction(int(q.p), int(q.q)) for q in row) for row in found.tolist()]
    rows = [[*row, *more] for row, more in zip(matrix, right)]
    if not _eliminate(rows, len(matrix)):
        raise ValueError("the matrix is singular")
    return [tuple(row[len(matrix):]) for row in rows]


def _eliminate(rows: list[list[Fraction]], size: int) -> Fraction:
    """Gauss-Jordan on the first `size` columns, in place; the determinant of these."""
    found = ONE
    for column in range(size):
        pivot = next((i for i in range(column, size) if rows[i][column]), None)
        if pivot is None:
            return ZERO
        if pivot != column:
            rows[pivot], rows[column] = rows[column], rows[pivot]
            found = -found
        head = rows[column][column]
        found *= head
        rows[column] = [entry / head for entry in rows[column]]
        for i in range(size):
            if i != column and rows[i][column]:
                factor = rows[i][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[column])]
    return found


def _with_flint(wanted: bool | None) -> bool:
    return importlib.util.find_spec("flint") is not None if wanted is None else wanted


def _flint_matrix(matrix: Sequence[Sequence[Fraction]]) -> Any:
    import flint

    return flint.fmpq_mat([[flint.fmpq(entry.numerator, entry.denominator) for entry in row]
                           for row in matrix])


def _activated(name: str, number: Dual) -> Dual:
    if name == "identity":
        return number
    if number.value == 0:
        raise ValueError(f"{name} has no derivative at 0")
    slope = number.slope if name == "relu" and number.value > 0 else ZERO
    return Dual(FUNCTIONS[name](number.value), slope)


class _Local:
    """The equilibrium of a graph, and the derivatives of one node by what it reads."""

    def __init__(self, graph: Smooth, x: Any, order: Iterable[str] | None) -> None:
        if isinstance(graph, Computation):
            if order is not None:
                raise ValueError("order: a computation has its own")
            self.nodes = graph
        else:
            self.nodes = of_graph(graph, order, DUALS)
        self.x = x
        self.state = self.nodes.values(x)
        self.start, self.size = {}, 0
        for name, value in zip(self.nodes.names, self.state):
            self.start[name] = self.size
            self.size += len(_numbers(value))

    def matrix(self, by: Sequence[str]) -> Matrix:
        """All derivatives by the units of these nodes, in order."""
        columns: list[list[Fraction]] = []
        for read in by:
            block = [[ZERO] * self.size for _ in _numbers(self._value(read))]
            for name in self.nodes.names:
                if read in self.nodes.predecessors[name]:
                    for column, slopes in zip(block, self.block(name, read)):
                        column[self.start[name]:self.start[name] + len(slopes)] = slopes
            columns += block
        return tuple(zip(*columns))

    def block(self, name: str, read: str) -> list[list[Fraction]]:
        """One list per unit of `read`: the derivatives by it of the units of `name`."""
        function, reads = self.nodes.functions[name], self.nodes.predecessors[name]
        size = len(_numbers(self._value(read)))
        return [[dual(unit).slope for unit in _numbers(function(
            *[_seeded(self._value(other), unit if other == read else None) for other in reads]))]
            for unit in range(size)]

    def _value(self, name: str) -> Any:
        return self.x if name == INPUT else self.state[self.nodes.position[name]]


def _numbers(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _seeded(value: Any, unit: int | None) -> Any:
    """The same value as numbers with derivatives, 1 at the unit named, else 0."""
    found = tuple(Dual(dual(entry).value, ONE if place == unit else ZERO)
                  for place, entry in enumerate(_numbers(value)))
    return found if isinstance(value, (tuple, list)) else found[0]
