"""The Walsh-Hadamard transform of a whole gradient from the transforms of its few ingredients.

For one hidden layer, p(x) = sum_k a_k act_k(x) + c with act_k = relu(w_k . x + b_k), the columns
of the gradient over the cube are

    d p / d w_kj = s_k x_j     d p / d b_k = s_k     d p / d a_k = act_k     d p / d c = 1

where s_k = a_k 1[act_k > 0]. Multiplying a function f by x_j = (1 - (-1)**x_j) / 2 turns its
transform F(v) into (F(v) - F(v xor e_j)) / 2. So only the s_k and act_k are transformed. Neither
the cube nor a whole hidden layer needs to be stored: ingredients are made a few units at a time.
"""

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Iterator, Optional

import numpy as np

from verify.arithmetic.exact_array import INT64_LIMIT, ExactArray, concatenate
from verify.arithmetic.integers import INTEGERS
from verify.gradient import check_block, parameter_names, slopes
from verify.network import Network
from verify.transform import walsh_hadamard

STRIP = 2**21       # numbers of an ingredient that are made together (16 MiB)
KEPT = 2**26        # numbers of ingredients kept for later columns (512 MiB)


@dataclass(frozen=True, eq=False)
class StructuredGradient:
    """The gradient of p_w over the cube {0,1}^d, as ParameterGradient, and its transform.

    structured_gradient builds one.
    """

    network: Network
    _kept: dict[tuple[str, bool, int], ExactArray] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.network.parameters

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parameters in order: layer by layer, the weight row by row, then the bias."""
        return parameter_names(self.network)

    @cached_property
    def output(self) -> ExactArray:
        """p_w(x) at all points of the cube, (2**d,)."""
        outer = self.network.layers[1]
        total = ExactArray.of(outer.bias)
        for units in self._strips():
            weight = ExactArray.of(outer.weight[0][units])
            total = total + weight @ self._made("output", units)
        return total

    def preactivations(self) -> list[ExactArray]:
        """The pre-activations (2**d, units) of the hidden layer, if it has relu units."""
        if not self.network.layers[0].relus:
            return []
        return [concatenate([self._before(units) for units in self._strips()]).transpose()]

    @cached_property
    def kinks(self) -> Optional[tuple[int, int, int]]:
        """(layer, unit, input) of the first relu pre-activation that is exactly 0, or None."""
        for units in self._strips():
            for unit, row in enumerate(self._before(units).numerators, start=units.start):
                if self.network.layers[0].activation[unit] == "relu" and not row.all():
                    return 0, unit, int((row == 0).argmax())
        return None

    @cached_property
    def denominator(self) -> int:
        """The denominator of every block."""
        hidden, outer = self.network.layers
        numbers = [number for row in (*hidden.weight, hidden.bias, *outer.weight) for number in row]
        return math.lcm(*(number.denominator for number in numbers))

    def block(self, start: int, stop: int) -> ExactArray:
        """The partial derivatives for the parameters start <= j < stop, (2**d, stop - start).

        Raises ValueError unless 0 <= start < stop <= size.
        """
        return self._columns(start, stop, False)

    def transformed_block(self, start: int, stop: int) -> ExactArray:
        """walsh_hadamard(block(start, stop)), (2**d, stop - start), without that transform.

        Raises ValueError unless 0 <= start < stop <= size.

        >>> from verify.network import dense
        >>> p = Network((dense([[2]], [-1], "relu"), dense([[3]], [0])))
        >>> structured_gradient(p).transformed_block(0, 4).numerators.tolist()
        [[3, 3, 1, 2], [-3, -3, -1, 0]]
        """
        return self._columns(start, stop, True)

    def _columns(self, start: int, stop: int, transformed: bool) -> ExactArray:
        check_block(start, stop, self.size)
        block = np.empty((stop - start, 2**self.network.inputs), dtype=np.int64)
        times_x = _times_x_transformed if transformed else _times_x
        bound = row = 0
        while row < len(block):
            kind, unit, first = self._parameter(start + row)
            part = self._ingredient(kind, transformed, unit)
            if part.is_object and block.dtype != object:
                block = block.astype(object)
            numerators = part.numerators.astype(block.dtype, copy=False)
            bound = max(bound, part.bound)
            if first is None:
                block[row] = numerators
                row += 1
            else:
                last = min(self.network.inputs, first + len(block) - row)
                for coordinate in range(first, last):
                    times_x(numerators, coordinate, block[row])
                    row += 1
        return ExactArray(block.T, self.denominator, bound)

    def _parameter(self, index: int) -> tuple[str, int, Optional[int]]:
        """(ingredient, unit, j) of the column: the ingredient times x_{j+1}, unless j is None."""
        d, hidden = self.network.inputs, self.network.units
        if index < hidden * d:
            return "slope", index // d, index % d
        index -= hidden * d
        if index < hidden:
            return "slope", index, None
        index -= hidden
        return ("output", index, None) if index < hidden else ("one", 0, None)

    def _strips(self) -> Iterator[slice]:
        step = max(1, STRIP >> self.network.inputs)
        for start in range(0, self.network.units, step):
            yield slice(start, min(start + step, self.network.units))

    def _ingredient(self, kind: str, transformed: bool, unit: int) -> ExactArray:
        """One row (2**d,) over the common denominator, made together with its strip and kept."""
        units = next(units for units in self._strips() if unit < units.stop)
        key = kind, transformed, units.start
        if key not in self._kept:
            made = self._made(kind, units)
            if transformed:
                made = walsh_hadamard(made.transpose()).transpose()
            made = made.over(self.denominator)
            if 2 * made.bound >= INT64_LIMIT:           # _times_x_transformed subtracts two
                made = made.as_objects()
            while self._kept and sum(a.size for a in self._kept.values()) + made.size > KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = made
        return self._kept[key][unit - units.start]

    def _made(self, kind: str, units: slice) -> ExactArray:
        """The ingredient of several units, (units, 2**d)."""
        if kind == "one":
            ones = np.ones((1, 2**self.network.inputs), dtype=np.int64)
            return ExactArray.integers(ones, bound=1)
        hidden, outer = self.network.layers
        before = self._before(units)
        if kind == "output":
            columns = before.transpose()
            return INTEGERS.activate(hidden.activation[units], columns).transpose()
        weight = ExactArray.of(outer.weight[0][units])
        return slopes(hidden.activation[units], before) * weight.expand_dims(1)

    def _before(self, units: slice) -> ExactArray:
        """w_k . x + b_k, (units, 2**d): the points with x_i = 1 follow those with x_i = 0."""
        hidden, d = self.network.layers[0], self.network.inputs
        numbers = ExactArray.of([[bias, *row] for row, bias in zip(
            hidden.weight[units], hidden.bias[units])])
        bound = int(np.abs(numbers.as_objects().numerators).sum(axis=1).max())
        if bound >= INT64_LIMIT:
            numbers = numbers.as_objects()
        table = numbers.numerators
        rows = np.empty((len(table), 2**d), dtype=table.dtype)
        rows[:, 0] = table[:, 0]
        for i in range(d):
            np.add(rows[:, :2**i], table[:, i + 1:i + 2], out=rows[:, 2**i:2**(i + 1)])
        return ExactArray(rows, numbers.denominator, bound)


def structured_gradient(network: Network) -> StructuredGradient:
    """The gradient over the cube of a network with one hidden layer and one identity output.

    Raises ValueError for another shape, or for a hidden unit that is neither relu nor identity.
    """
    if network.depth != 2 or network.layers[1].activation != ("identity",):
        raise ValueError("structured gradient: expected one hidden layer and one identity output, "
                         f"found {network.depth - 1} hidden and {network.outputs} outputs")
    for name in network.layers[0].activation:
        if name not in ("relu", "identity"):
            raise ValueError(f"structured gradient: layer 0: expected relu or identity, "
                             f"found {name}")
    return StructuredGradient(network)


def _times_x(f: np.ndarray, j: int, out: np.ndarray) -> None:
    """out = f(x) x_{j+1}."""
    source, target = f.reshape(-1, 2, 2**j), out.reshape(-1, 2, 2**j)
    target[:, 0] = 0
    target[:, 1] = source[:, 1]


def _times_x_transformed(f: np.ndarray, j: int, out: np.ndarray) -> None:
    """out = (F(v) - F(v xor e_{j+1})) / 2; the difference of two coefficients is even here."""
    source, target = f.reshape(-1, 2, 2**j), out.reshape(-1, 2, 2**j)
    np.subtract(source[:, 0], source[:, 1], out=target[:, 0])
    np.right_shift(target[:, 0], 1, out=target[:, 0])
    np.negative(target[:, 0], out=target[:, 1])
