"""How large a stranger's network file may be: one table, and why each number is what it is.

A file over a limit is refused, never cut short: whatever is accepted was read whole.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The largest file that is read, and the largest network that is taken out of it.

    >>> Limits().bytes == 64 * 2**20
    True
    """

    # Checked with stat before a byte is read. Eight million float64 weights; no theorem of the
    # lecture needs a tenth of it. Also bounds what a zip archive may claim to unpack to.
    bytes: int = 64 * 2**20
    # An exact weight is a Fraction of about 120 bytes, so a full network stays under 512 MiB.
    parameters: int = 4_000_000
    # Every unit is at least one row of its own; a table of units should still be printable.
    units: int = 1_000_000
    # Layers, and named layers and nodes of a graph: a circuit is a graph with a node per gate.
    layers: int = 100_000
    # Inputs of all nodes of a graph together: the cycle test takes about 0.5 KiB for each.
    wires: int = 400_000
    # Digits of one numerator or denominator. The smallest float64 has a denominator of 324 digits
    # and Python itself stops at 4300; turning digits into a number takes quadratic time.
    digits: int = 4_000
    # Characters of a layer's or a node's name in a graph: it is printed in every error line.
    name: int = 200


LIMITS = Limits()
