"""Functions that assignments name: what a submitted network or formula is compared with.

Written from their definitions, one input at a time and without networks, so that the comparison is
no tautology.  `function = "parity"` in an assignment means the function `parity` below.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Callable, Sequence

Bits = Sequence[int]


def parity(x: Bits) -> tuple[int, ...]:
    """1 for an odd number of ones."""
    return (sum(x) % 2,)


def xor(x: Bits) -> tuple[int, ...]:
    """Exclusive or: the parity of two or more bits."""
    return parity(x)


def conjunction(x: Bits) -> tuple[int, ...]:
    """1 where all bits are 1."""
    return (int(all(x)),)


def disjunction(x: Bits) -> tuple[int, ...]:
    """1 where some bit is 1."""
    return (int(any(x)),)


def nand(x: Bits) -> tuple[int, ...]:
    """0 where all bits are 1."""
    return (int(not all(x)),)


def majority(x: Bits) -> tuple[int, ...]:
    """1 where more than half of the bits are 1."""
    return (int(2 * sum(x) > len(x)),)


def half_adder(x: Bits) -> tuple[int, ...]:
    """(sum, carry) of two bits."""
    a, b = x
    return ((a + b) % 2, (a + b) // 2)


def full_adder(x: Bits) -> tuple[int, ...]:
    """(sum, carry) of three bits."""
    total = sum(x)
    return (total % 2, total // 2)


def count(x: Bits) -> tuple[int, ...]:
    """The number of ones, as a number."""
    return (sum(x),)


def sawtooth(x: Any, k: int) -> Any:
    """The distance of 2^k x to the nearest even integer: 2^(k-1) teeth on [0, 1]."""
    y = x * 2**k
    return abs(y - _floor((y + 1) * Fraction(1, 2)) * 2)


def distance(x: Any, k: int) -> Any:
    """The distance of k x to the nearest integer."""
    y = x * k
    return abs(y - _floor(y + Fraction(1, 2)))


def absolute(x: Any, k: int) -> Any:
    """|x - k|."""
    return abs(x - k)


def _floor(value: Any) -> Any:
    return value.floor() if hasattr(value, "floor") else Fraction(value.__floor__())


@dataclass(frozen=True)
class Target:
    """A named function: on bits, with so many inputs (None: any number), or on a line."""

    name: str
    function: Callable[..., Any]
    line: bool = False
    inputs: int | None = None
    outputs: int = 1
    boolean: bool = True


def _name(function: Callable[..., Any]) -> str:
    return function.__name__.replace("_", "-")


def _targets() -> dict[str, Target]:
    cube = [Target(_name(f), f) for f in (parity, xor, conjunction, disjunction, nand, majority)]
    cube += [Target(_name(half_adder), half_adder, inputs=2, outputs=2),
             Target(_name(full_adder), full_adder, inputs=3, outputs=2),
             Target(_name(count), count, boolean=False)]
    lines = [Target(_name(f), f, line=True, inputs=1) for f in (sawtooth, distance, absolute)]
    return {target.name: target for target in (*cube, *lines)}


TARGETS = _targets()
