"""A gate as an affine combination of step or relu units that read what the gate reads.

On bits, a weighted sum with integer weights is an integer, and for integers s
    [s >= t] = step(s - t + 1) = relu(s - t + 1) - relu(s - t),
where the last unit is left out if s is never above t, and 1 - relu(t - s) is enough if s is never
below t - 1.  A parity of k bits is the alternating sum of [s >= 1], ..., [s >= k].  A table is the
sum of the units of its minterms, of which at most one is 1.

    >>> from verify.circuits.gate import logic
    >>> expansion = expand(logic("g", "xor", "a", "b"), "relu")
    >>> int(expansion.constant), [(int(u.scale), int(u.bias)) for u in expansion.units]
    (0, [(1, 0), (-2, -1)])
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Sequence

from verify.circuits.adders import integral
from verify.circuits.gate import Gate, linear, truth_table

ACTIVATIONS = ("step", "relu")


@dataclass(frozen=True)
class Unit:
    """scale * activation(weights . values + bias), values in the order in which the gate reads."""

    scale: Fraction
    weights: tuple[Fraction, ...]
    bias: Fraction


@dataclass(frozen=True)
class Expansion:
    """constant + affine . values + the sum of the units; `affine` is empty if there are units."""

    constant: Fraction
    affine: tuple[Fraction, ...] = ()
    units: tuple[Unit, ...] = ()

    def at(self, values: Sequence[int], activation: str) -> Fraction:
        """Its value at bits."""
        total = self.constant + sum((a * v for a, v in zip(self.affine, values)), Fraction(0))
        for unit in self.units:
            z = sum((w * v for w, v in zip(unit.weights, values)), unit.bias)
            total += unit.scale * (max(z, Fraction(0)) if activation == "relu" else int(z > 0))
        return total


def expand(gate: Gate, activation: str) -> Expansion:
    """The gate in units of this activation; not, copy and constants take none.

    Raises ValueError for another activation than step and relu.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation: expected step or relu, found {activation!r}")
    kind, k = gate.kind, len(gate.reads)
    if kind in ("false", "true"):
        return Expansion(Fraction(kind == "true"))
    if kind in ("not", "copy"):
        sign = Fraction(-1 if kind == "not" else 1)
        return Expansion(Fraction(kind == "not"), (sign,))
    if kind in ("threshold", "mcculloch-pitts"):
        weights, need = integral(*linear(gate))
        return _staircase(weights, ((need, 1),), activation)
    if kind in ("and", "nand", "or", "nor"):
        need = k if kind in ("and", "nand") else 1
        found = _staircase((1,) * k, ((need, 1),), activation)
        return _complement(found) if kind in ("nand", "nor") else found
    if kind in ("xor", "xnor"):
        found = _parity(k, activation)
        return _complement(found) if kind == "xnor" else found
    return _table(truth_table(gate), k, activation)


def _staircase(weights: tuple[int, ...], steps: Sequence[tuple[int, int]],
               activation: str) -> Expansion:
    """The sum of scale * [weights . values >= need] over the (need, scale)."""
    low, high = sum(w for w in weights if w < 0), sum(w for w in weights if w > 0)
    row = tuple(map(Fraction, weights))
    negated = tuple(-w for w in row)
    constant, units = Fraction(0), []
    for need, number in steps:
        scale = Fraction(number)
        if need <= low:
            constant += scale
        elif need > high:
            pass
        elif activation == "step":
            units.append(Unit(scale, row, Fraction(1 - need)))
        elif need == high:
            units.append(Unit(scale, row, Fraction(1 - need)))
        elif need == low + 1:
            constant += scale
            units.append(Unit(-scale, negated, Fraction(need)))
        else:
            units += [Unit(scale, row, Fraction(1 - need)), Unit(-scale, row, Fraction(-need))]
    return Expansion(constant, (), tuple(units))


def _parity(k: int, activation: str) -> Expansion:
    row = (Fraction(1),) * k
    if activation == "step":
        return Expansion(Fraction(0), (), tuple(
            Unit(Fraction((-1)**need), row, Fraction(-need)) for need in range(k)))
    # the slopes 1, -1, 1, ... between 0, 1, 2, ..., k
    return Expansion(Fraction(0), (), tuple(
        Unit(Fraction((-1)**n * (2 if n else 1)), row, Fraction(-n)) for n in range(k)))


def _table(digits: str, k: int, activation: str) -> Expansion:
    """The units of the minterms of the rarer value."""
    rarer = "1" if digits.count("1") * 2 <= len(digits) else "0"
    units = []
    for point, digit in zip(product((0, 1), repeat=k), _in_order(digits, k)):
        if digit == rarer:
            weights = tuple(Fraction(1 if bit else -1) for bit in point)
            units.append(Unit(Fraction(1), weights, Fraction(1 - sum(point))))
    found = Expansion(Fraction(0), (), tuple(units))
    return found if rarer == "1" else _complement(found)


def _in_order(digits: str, k: int) -> list[str]:
    """The digits at the points (first value, second, ...) as `product` lists them."""
    return [digits[sum(bit << n for n, bit in enumerate(point))]
            for point in product((0, 1), repeat=k)]


def _complement(found: Expansion) -> Expansion:
    return Expansion(1 - found.constant, tuple(-a for a in found.affine),
                     tuple(Unit(-u.scale, u.weights, u.bias) for u in found.units))
