"""Two layers of McCulloch-Pitts units for any truth table, and small examples.

A truth table is a text of 2^n digits; the digit at position p is the value at the point with
x_i = bit i - 1 of p.  A unit fires if no inhibitor is 1 and at least `threshold` exciting synapses
are; "exciting x1, inhibited by x2, threshold 1" is x1 and not x2.
Source: McCulloch and Pitts 1943
"""

from __future__ import annotations

from constructions.truth_tables import digits
from verify.circuits.circuit import Circuit, circuit
from verify.circuits.gate import Gate, unit
from verify.cube import bits
from verify.errors import BadInput


def two_layer(table: str = "0110") -> Circuit:
    """An or of units, at most 2^(n-1) for n bits: one for each choice a of the first n - 1 bits.

    The unit of a is excited by the bits that are 1 in a, inhibited by those that are 0, and its
    threshold is |a|: it fires at a only. Where the function is 1 for only one value of the last
    bit, that bit excites (threshold |a| + 1) or inhibits it; where for neither, there is no unit.
    Counts: h units and the output, 2 layers, h as many as choices a with a one (2^(n-1) for
    parity); thresholds are at least 1 if the function is 0 at 0.
    Raises BadInput unless the table has 2^n digits, n >= 2.

    >>> two_layer("0110").size, two_layer("00010111").size
    (3, 4)
    """
    values = digits(table)
    m = len(values).bit_length() - 2
    if m < 1:
        raise BadInput("the table", "4, 8, 16, ... digits", str(len(values)))
    hidden: list[Gate] = []
    for a in range(2**m):
        low, high = values[a], values[a + 2**m]
        if low or high:
            ones, zeros = _literals(a, m)
            if low != high:
                (ones if high else zeros).append(f"x{m + 1}")
            hidden.append(unit(f"h{a}", ones, zeros, len(ones)))
    last = unit("y", [gate.name for gate in hidden], [], 1) if hidden else unit("y", ["x1"], [], 2)
    return circuit(m + 1, [*hidden, last], "y")


def _literals(a: int, m: int) -> tuple[list[str], list[str]]:
    """The names of the bits that are 1 in a, and of those that are 0."""
    return ([f"x{i + 1}" for i, bit in enumerate(bits(a, m)) if bit],
            [f"x{i + 1}" for i, bit in enumerate(bits(a, m)) if not bit])


def exclusive_or_by_two() -> Circuit:
    """Exclusive or by two units, where the output also sees the inputs (no unit of delay apart).

    >>> exclusive_or_by_two().size
    2
    """
    return circuit(2, [unit("both", ["x1", "x2"], [], 2), unit("y", ["x1", "x2"], ["both"], 1)],
                   "y")


def doubled_synapse() -> Circuit:
    """x1 and (x2 or x3) by one unit that x1 excites twice: 2 x1 + x2 + x3 >= 3.

    >>> doubled_synapse().size
    1
    """
    return circuit(3, [unit("y", ["x1", "x1", "x2", "x3"], [], 3)], "y")
