"""One layer of units with exact weights: the building block of every network.

    >>> dense([[1, 1]], ["-3/2"], "step").parameters
    3
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Iterable, Sequence, Union

from verify.arithmetic.exact import FUNCTIONS, IRRATIONAL, Matrix, Vector, fraction

ACTIVATIONS = (*FUNCTIONS, *IRRATIONAL)     # identity, relu, step, sign; sigmoid, tanh


@dataclass(frozen=True)
class Layer:
    """Units that read the same inputs: weight (out, in), bias (out,), one activation per unit.

    Raises ValueError when the shapes differ or an activation is unknown, TypeError when a
    number is not a Fraction. `dense` builds one from ints and texts.
    """

    weight: Matrix
    bias: Vector
    activation: tuple[str, ...]

    def __post_init__(self) -> None:
        rows = (*self.weight, self.bias)
        if not all(type(part) is tuple for part in (self.weight, *rows, self.activation)):
            raise TypeError("weight, bias and activation: expected tuples (dense builds them)")
        if not all(type(number) is Fraction for row in rows for number in row):
            raise TypeError("weight and bias: expected Fractions (dense builds them)")
        if not self.weight or not self.weight[0]:
            raise ValueError("weight: expected at least 1 unit and 1 input, found none")
        for unit, row in enumerate(self.weight):
            if len(row) != self.inputs:
                raise ValueError(f"weight: row 0 has {self.inputs} numbers, "
                                 f"but row {unit} has {len(row)}")
        for name, numbers in (("bias", self.bias), ("activation", self.activation)):
            if len(numbers) != self.outputs:
                raise ValueError(f"{name}: expected {self.outputs} entries, "
                                 f"one per row of the weight, found {len(numbers)}")
        for unit, name in enumerate(self.activation):
            if name not in ACTIVATIONS:
                raise ValueError(f"activation of unit {unit}: "
                                 f"expected one of {', '.join(ACTIVATIONS)}, found {name!r}")

    @property
    def inputs(self) -> int:
        return len(self.weight[0])

    @property
    def outputs(self) -> int:
        return len(self.weight)

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return self.outputs * (self.inputs + 1)

    @property
    def nonzeros(self) -> int:
        """The number of weights and biases that are not 0."""
        return sum(number != 0 for row in (*self.weight, self.bias) for number in row)

    @property
    def relus(self) -> int:
        return self.activation.count("relu")


def dense(weight: Iterable[Iterable[Any]], bias: Iterable[Any],
          activation: Union[str, Sequence[str]] = "identity") -> Layer:
    """A layer from ints, Fractions or texts "p/q", with one activation name or one per unit.

    Raises TypeError for a float or another inexact number, ValueError for a wrong shape or name.

    >>> dense([["1/2", -1]], [3], "relu").weight
    ((Fraction(1, 2), Fraction(-1, 1)),)
    """
    rows = tuple(tuple(fraction(number) for number in row) for row in weight)
    names = (activation,) * len(rows) if isinstance(activation, str) else tuple(activation)
    return Layer(rows, tuple(fraction(number) for number in bias), names)
