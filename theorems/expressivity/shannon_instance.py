"""The instances of the counting theorem: numbers of programs, and every program of a few bits.

A program with t gates on n inputs is a number: gate after gate one of 16 operations and an
unordered pair of earlier wires, which may be one wire twice.  Its value is the number of the
function that its last gate computes: bit x is the value at input x.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement
from math import prod
from typing import Any, Callable, Mapping, Sequence

import numpy as np

from constructions import circuit_sizes
from constructions.circuit_sizes import Gate
from verify.arithmetic.exact_array import ExactArray
from verify.finding import Finding
from verify.model import Model, Table

CHUNK = 2**16
LISTED = {1: 1, 2: 2, 3: 3, 4: 3}    # up to so many gates all programs are listed
KNOWN = {1: (4,), 2: (6, 10), 3: (8, 30, 114, 80, 24),
         4: (10, 60, 456, 2474, 10624, 24184, 25008, 2720)}


def sure(n: int) -> tuple[int, ...]:
    """How many functions of n bits need 0, 1, ... gates, as far as all programs are listed: what
    is not computed by the longest of them needs one gate more, at least.

    >>> sure(3), sure(4)
    ((8, 30, 114, 80, 24), (10, 60, 456, 2474))
    """
    return KNOWN[n][:LISTED[n] + 2 if n < 4 else LISTED[n] + 1]


def counted(n: int, gates: int) -> int:
    """The number of all programs."""
    return prod(8 * (n + g) * (n + g + 1) for g in range(gates))


@dataclass(frozen=True)
class Programs:
    """The functions that all programs with so many gates compute, by the program's number.

    >>> int(Programs(2, 1).window([(6 * 3 + 1, 6 * 3 + 2)]).item())    # x1 xor x2
    6
    """

    n: int
    gates: int

    @property
    def shape(self) -> tuple[int, ...]:
        return (counted(self.n, self.gates),)

    def window(self, windows: Sequence[tuple[int, int]]) -> ExactArray:
        (start, stop), = windows
        return ExactArray.integers(np.concatenate([np.zeros(0, dtype=np.int64)] + [
            self.values(np.arange(left, min(left + CHUNK, stop)))
            for left in range(start, stop, CHUNK)]))

    def values(self, numbers: np.ndarray) -> np.ndarray:
        """The functions of the programs with these numbers."""
        wires = np.zeros((self.n + self.gates, len(numbers)), dtype=np.int32)
        points = np.arange(2**self.n)
        for i in range(self.n):
            wires[i] = ((points >> i & 1) << points).sum()
        everywhere, columns = np.int32((1 << 2**self.n) - 1), np.arange(len(numbers))
        for g in range(self.gates):
            left, right = pairs(self.n + g)
            numbers, code = np.divmod(numbers, 16 * len(left))
            table, pair = np.divmod(code, len(left))
            a, b = wires[left[pair], columns], wires[right[pair], columns]
            table = table.astype(np.int32)
            result = wires[self.n + g]
            for bit, where in enumerate((~(a | b), a & ~b, ~a & b, a & b)):
                result |= where & -(table >> bit & 1)
            result &= everywhere
        return wires[-1].astype(np.int64)


@lru_cache
def pairs(wires: int) -> tuple[np.ndarray, np.ndarray]:
    """The unordered pairs of wires, a wire with itself among them."""
    left, right = zip(*combinations_with_replacement(range(wires), 2))
    return np.array(left), np.array(right)


def number_of(n: int, gates: Sequence[Gate]) -> int:
    """The number of a circuit among the programs with as many gates."""
    number, place = 0, 1
    for g, (table, a, b) in enumerate(gates):
        if a > b:
            a, b = b, a
            table = table & 9 | (table & 2) << 1 | (table & 4) >> 1
        left, right = pairs(n + g)
        pair = int(np.flatnonzero((left == a) & (right == b))[0])
        number += place * (table * len(left) + pair)
        place *= 16 * len(left)
    return number


def literals(n: int) -> list[int]:
    """The functions that need no gate: constants, inputs, negated inputs."""
    full, own = (1 << 2**n) - 1, circuit_sizes.inputs(n)
    return [0, full, *own, *(full ^ v for v in own)]


@lru_cache
def few_bits(n: int) -> dict[str, Any]:
    """Sizes and circuits for every function of n bits, as values of an instance."""
    found = circuit_sizes.sizes(n)
    values = np.full(len(found.size), -1, dtype=np.int64)
    free = set(literals(n))
    for gates in range(max(found.size) + 1):
        these = [f for f, s in enumerate(found.size) if s == gates]
        if gates == 0:
            values[these] = [f if f in free else -1 for f in these]
        elif all(len(found.circuits[f]) == gates for f in these):
            numbers = np.array([number_of(n, found.circuits[f]) for f in these], dtype=np.int64)
            values[these] = Programs(n, gates).values(numbers)
    return {f"G{n}": Table.of(np.array(found.size)), f"V{n}": Table(ExactArray.integers(values)),
            f"L{n}": Table.of(literals(n)), f"D{n}": Table.of(sure(n)),
            f"W{n}": Table.of([counted_ordered(n, t) for t in range(len(sure(n)))]),
            **{f"E{n}.{t}": Programs(n, t) for t in range(1, LISTED[n] + 1)}}


def counted_ordered(n: int, gates: int) -> int:
    """The number of programs whose gates have a first and a second wire: prod 16 (n + i)^2."""
    return prod(16 * (n + g)**2 for g in range(gates))


def most_gates(n: int) -> int:
    """floor(2^n / (2n)).

    >>> most_gates(5), most_gates(8)
    (3, 16)
    """
    return 2**n // (2 * n)


def instance(given: Mapping[str, Any], network: Any) -> Model:
    n = given["n"]
    return model(n, given["s"] or most_gates(n), given["bits"])


def model(n: int, s: int, bits: int = 0, inputs: int = 0, programs: int = 0,
          counts: Sequence[int] = ()) -> Model:
    """n bits, s gates, and all functions of up to `bits` bits; other numbers of inputs, programs
    and programs with 0, 1, ..., s gates than the right ones only where they are given."""
    counts = counts or [counted_ordered(n, i) for i in range(s + 1)]
    values: dict[str, Any] = {"W": Table.of(counts)}
    for few in range(1, bits + 1):
        values |= few_bits(few)
    sizes = {"n": n, "s": s, "m": inputs or 2**n, "p": programs or counts[-1]}
    return Model(sizes=sizes, values=values, name=f"n = {n}, s = {s}")


# models in which there are enough programs: all assumptions but one hold
BROKEN: Mapping[str, Callable[[], Model]] = {
    "2^n inputs": lambda: model(5, 10, inputs=100),
    "no gate": lambda: model(5, 1, counts=(2**32, 400 * 2**32)),
    "one gate more": lambda: model(5, 1, counts=(1, 2**32)),
    "p programs": lambda: model(5, 1, programs=2**32)}


def two_bits() -> Model:
    """All 16 functions of two bits: one gate is enough, and 2^2/(2*2) = 1."""
    return Model(sizes={"n": 2}, values=few_bits(2), name="n = 2")


def four_bits(given: Mapping[str, Any], model: Model) -> Finding:
    """The distribution for four bits, as the search finds it."""
    table = model.values["G4"].window([(0, 2**16)]).numerators
    counts = tuple(int((table == g).sum()) for g in range(len(KNOWN[4])))
    if counts != KNOWN[4]:
        return Finding("sampled", "unknown", reason="lemma",
                       note=f"found {counts}, Knuth has {KNOWN[4]}")
    return Finding("sampled", "supported", scope="all functions of 4 bits", trusts=(
        "constructions.circuit_sizes: that its search leaves out no program of 4 to 6 gates",))


def quantities(given: Mapping[str, Any], model: Model, sides: Any) -> dict[str, Any]:
    n, s = model.size("n"), model.size("s")
    programs, bits = counted_ordered(n, s), 2**n
    fraction = Fraction(programs, 1 << bits)
    least = next(t for t in range(1, bits + 2) if counted_ordered(n, t) >= 1 << bits)
    found: dict[str, Any] = {
        "programs": str(programs) if n <= 8 else f"below 2^{programs.bit_length()}",
        "fraction at most": str(fraction) if n <= 6 else
        f"2^-{bits - programs.bit_length()}", "least s that counting leaves open": str(least)}
    for few in range(1, given["bits"] + 1):
        sizes = model.values[f"G{few}"].window([(0, 2**2**few)]).numerators
        total = len(sizes)
        label = f"{few} bit{'s' * (few > 1)}" + ", by search" * (few == 4)
        found[f"{label}: fractions with at most 0, 1, ... gates"] = ", ".join(
            str(Fraction(int((sizes <= g).sum()), total)) for g in range(int(sizes.max()) + 1))
    return found
