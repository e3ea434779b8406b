"""How much a submission may be: counts, not seconds, because counts decide the same everywhere.

The defaults are those of an item without `limits`. A budget of units without one of bits would be
worthless (a truth table fits into one weight), so numerators and denominators are always bounded.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Mapping

from verify.errors import BadInput
from verify.interchange.limits import Limits

KIB = 2**10

# Of a whole submission, the same for every item.
ZIP_MEMBERS = 50
UNPACKED = 1024 * KIB
ENTRIES = 200               # files and folders looked at in a submitted folder
FOLDERS = 8                 # how deep
DEPTH = 16                  # brackets of JSON
DIGITS = 400                # of one number


@dataclass(frozen=True)
class ItemLimits:
    """The limits of one item; an assignment's `limits` table may set each of them.

    >>> ItemLimits().file_bytes
    262144
    """

    file_bytes: int = 256 * KIB
    layers: int = 64
    hidden_units: int = 1024
    gates: int = 4096                   # of a circuit
    fan_in: int = 64                    # values that one of its gates reads
    parameters: int = 65536
    abs_numerator: int = 2**64
    denominator: int = 2**64
    total_bits: int = 2**20             # of all numerators and denominators together
    steps: int = 64                     # of a weight-tied layer
    operations: int = 50_000_000        # inputs x weights that are not 0
    value_bits: int = 4096              # of any number on the way, bounded before it is computed
    pieces: int = 200_000
    formula_characters: int = 4096
    formula_depth: int = 100
    cpu_seconds: int = 3                # build.py
    wall_seconds: int = 6
    memory: int = 512 * 2**20
    output_bytes: int = 256 * KIB

    @property
    def reading(self) -> Limits:
        """The limits for the readers of network files; what a reader refuses is over_limit."""
        return Limits(bytes=UNPACKED, parameters=4 * self.parameters, units=65536,
                      layers=4096, wires=65536, digits=DIGITS, name=100)


# Those that a builder's family may let grow with n: "3 * n".
GROWING = ("layers", "hidden_units", "gates", "parameters", "abs_numerator", "denominator",
           "steps")
_MOST = {"file_bytes": UNPACKED, "output_bytes": UNPACKED, "cpu_seconds": 60, "wall_seconds": 120,
         "memory": 4 * 2**30, "value_bits": 65536, "formula_depth": 1000, "pieces": 2**21,
         "formula_characters": UNPACKED, "operations": 10**10, "steps": 4096}


def read_limits(table: Any, place: str) -> tuple[ItemLimits, dict[str, str]]:
    """The limits of a table, and those that are formulas in n.

    Raises: BadInput for an unknown name and for what is no positive integer.

    >>> read_limits({"layers": 3, "hidden_units": "3 * n"}, "limits")[1]
    {'hidden_units': '3 * n'}
    """
    if not isinstance(table, dict):
        raise BadInput(place, "a table of limits", type(table).__name__)
    known = [field.name for field in fields(ItemLimits)]
    numbers: dict[str, int] = {}
    growing: dict[str, str] = {}
    for name, value in table.items():
        if name not in known:
            raise BadInput(f"{place}.{name}", f"one of {', '.join(known)}", "an unknown limit")
        if isinstance(value, str) and name in GROWING:
            growing[name] = value
            continue
        most = _MOST.get(name, 10**30)
        if type(value) is not int or not 1 <= value <= most:
            raise BadInput(f"{place}.{name}", f"an integer from 1 to {most}", str(value)[:60])
        numbers[name] = value
    return replace(ItemLimits(), **numbers), growing


def shown_limits(limits: Mapping[str, Any]) -> str:
    """A limits table as a student reads it.

    >>> shown_limits({"hidden_units": 6})
    'at most 6 hidden units'
    """
    return ", ".join(f"at most {value} {name.replace('_', ' ')}" for name, value in limits.items())
