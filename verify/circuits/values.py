"""A circuit as a function of the calculus: its value at the points of a cube."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Sequence

import numpy as np

from verify.arithmetic.exact_array import ExactArray
from verify.circuits.circuit import Circuit, value
from verify.circuits.words import tables

FEW = 64            # points that are not worth a whole table
MOST_INPUTS = 24


@dataclass(frozen=True)
class CircuitValues:
    """One output of a circuit, at the points of {0,1}^n by their numbers (see `verify.cube`).

    >>> from verify.circuits.circuit import circuit, logic
    >>> xor = CircuitValues(circuit(2, [logic("g", "xor", "x1", "x2")], "g"))
    >>> xor.window([(0, 4)]).numerators.tolist()
    [0, 1, 1, 0]
    """

    circuit: Circuit
    output: int = 0

    @property
    def shape(self) -> tuple[int, ...]:
        return (2**len(self.circuit.inputs),)

    def window(self, windows: Sequence[tuple[int, int]]) -> ExactArray:
        """The values at points start, ..., stop - 1.

        Raises ValueError for more than a few points of more than 24 inputs.
        """
        (start, stop), = windows
        n = len(self.circuit.inputs)
        if stop - start <= FEW:
            bits = [value(self.circuit, [p >> i & 1 for i in range(n)])[self.output]
                    for p in range(start, stop)]
            return ExactArray.integers(np.array(bits, dtype=np.int64), bound=1)
        if n > MOST_INPUTS:
            raise ValueError(f"a table of 2^{n} values")
        return ExactArray.integers(self._table[start:stop].astype(np.int64), bound=1)

    @cached_property
    def _table(self) -> np.ndarray:
        words = tables(self.circuit)[self.output].astype("<u8")
        return np.unpackbits(words.view(np.uint8), bitorder="little")[:self.shape[0]]
