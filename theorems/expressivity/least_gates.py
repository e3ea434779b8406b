"""Claims that fewer gates are not enough, for one function (or several) over one basis.

A claim speaks of all points c of a cube: the bits of c describe s gates, what each of them applies
to which wires, its truth table, and which wires are the outputs (see verify.circuits.programs).
right(c) is 1 if the description is right; s gates may be fewer. So right(c) = 0 for all c says that
no circuit of at most s gates computes the targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Callable, Mapping

from constructions.least_gates import least
from verify.calculus import Cube, Eq, Fn, ForAll, Index, Range
from verify.circuits.circuit import Circuit, truth_tables
from verify.circuits.gate import truth_table
from verify.circuits.programs import ABOUT, BASES, NORMAL, bits, describes
from verify.circuits.values import CircuitValues
from verify.model import Table
from verify.statement import Claim, Exhaustive, Sat

XOR, XNOR, AND = "0110", "1001", "0001"
XOR3 = "".join(str(x.bit_count() % 2) for x in range(8))
XNOR3 = "".join(str(1 - x.bit_count() % 2) for x in range(8))
MAJORITY = "".join(str(int(x.bit_count() >= 2)) for x in range(8))


@dataclass(frozen=True)
class Row:
    """`what`, which has these targets, needs `gates` gates of a basis of two values each."""

    basis: str
    what: str
    targets: tuple[str, ...]
    gates: int

    @property
    def n(self) -> int:
        return len(self.targets[0]).bit_length() - 1

    @property
    def name(self) -> str:
        return f"{self.basis}: {self.what} needs {self.gates}"

    @property
    def fn(self) -> Fn:
        """1 at the right descriptions of one gate less."""
        operations = NORMAL.get(self.basis, BASES[self.basis])
        size = bits(self.n, self.gates - 1, operations, self.targets)
        label = f"{self.what} by {self.gates - 1} {self.basis}"
        cube = Cube(Range(size, f"bits of {label}"), f"descriptions of {label}")
        return Fn(f"right[{label}]", cube)


def claim(row: Row, role: str = "sharper",
          when: Callable[[Mapping[str, Any]], bool] | None = None) -> Claim:
    """No circuit with one gate less computes the targets."""
    fn = row.fn
    c = Index("c", fn.sets[0])
    few = "no gate" if row.gates == 1 else "one gate" if row.gates == 2 else \
        f"{row.gates - 1} gates or fewer"
    normal = "; each, without loss, is 0 where all inputs are" if row.basis in NORMAL else ""
    return Claim(row.name, role, ForAll((c,), Eq(fn(c), 0)), Sat(), when=when,
                 group="least numbers of gates",
                 text=f"no description c of {few} computes {row.what} ({ABOUT[row.basis]}{normal})")


def constructions(rows: tuple[Row, ...]) -> tuple[tuple[Claim, ...], dict[str, Any]]:
    """The claims that the circuits of the table compute the targets with so many gates, and the
    functions that they speak of: value[..](r, o, x), the digit of row r's output o at x."""
    n, most = rows[0].n, max(len(row.targets) for row in rows)
    label = ", ".join(dict.fromkeys(row.what for row in rows))
    over = Range(len(rows), f"rows of {label}")
    which, points = Range(most, f"outputs of {label}"), Range(2**n, f"points of {label}", first=0)
    r, o, x = Index("r", over), Index("o", which), Index("x", points)
    value, target = (Fn(f"{name}[{label}]", over, which, points) for name in ("value", "target"))
    size, gates = (Fn(f"{name}[{label}]", over) for name in ("size", "gates"))
    circuits = [_over_its_basis(row) for row in rows]
    claims = (
        Claim(f"circuits of the table: {label}", "construction",
              ForAll((r, o, x), Eq(value(r, o, x), target(r, o, x))), Exhaustive(),
              group="least numbers of gates",
              text="row by row: " + "; ".join(f"{row.basis}, {row.what}" for row in rows)),
        Claim(f"sizes of the table: {label}", "construction", ForAll((r,), Eq(size(r), gates(r))),
              Exhaustive(), group="least numbers of gates",
              text=", ".join(str(row.gates) for row in rows)))
    tables = {value.name: [truth_tables(c) for c in circuits],
              target.name: [row.targets for row in rows]}
    values: dict[str, Any] = {
        name: Table.of([[list(map(int, digits)) for digits in (*found, *found)[:most]]
                        for found in each]) for name, each in tables.items()}
    values[size.name] = Table.of([c.size for c in circuits])
    values[gates.name] = Table.of([row.gates for row in rows])
    return claims, values


def _over_its_basis(row: Row) -> Circuit:
    """The circuit of the table, all of whose gates are of the row's basis.

    Raises
        ValueError: if one is not.
    """
    found = least(row.basis, row.what)
    for gate in found.gates:
        allowed = {digits for kind, digits in BASES[row.basis]}
        if truth_table(gate) not in allowed:
            raise ValueError(f"{row.name}: {gate.name} is no gate of {row.basis}")
    return found


def provider(row: Row) -> tuple[str, Any]:
    """The function of the row, for an instance."""
    return row.fn.name, CircuitValues(_described(row))


@lru_cache(maxsize=64)
def _described(row: Row) -> Circuit:
    operations = NORMAL.get(row.basis, BASES[row.basis])
    targets = tuple(row.targets)
    return describes(row.n, row.gates - 1, operations, targets)


XOR_ROWS = (
    Row("nand", "xor", (XOR,), 4), Row("nand", "xnor", (XNOR,), 5),
    Row("nor", "xor", (XOR,), 5), Row("nor", "xnor", (XNOR,), 4),
    Row("and-or-not", "xor", (XOR,), 4), Row("and-or-not", "xnor", (XNOR,), 4),
    Row("and-not", "xor", (XOR,), 7), Row("u2", "xor", (XOR,), 3), Row("b2", "xor", (XOR,), 1))
HALF_ADDER_ROWS = (
    Row("nand", "half adder", (XOR, AND), 5), Row("nor", "half adder", (XOR, AND), 5),
    Row("and-or-not", "half adder", (XOR, AND), 4), Row("u2", "half adder", (XOR, AND), 3),
    Row("b2", "half adder", (XOR, AND), 2))
FULL_ADDER_ROWS = (
    Row("nand", "full adder", (XOR3, MAJORITY), 9), Row("b2", "full adder", (XOR3, MAJORITY), 5),
    Row("nand", "xor of three", (XOR3,), 8),
    Row("u2", "xor of three", (XOR3,), 6), Row("b2", "xor of three", (XOR3,), 2))
SLOW_ROWS = (        # a few seconds up to half a minute each
    Row("nor", "xor of three", (XOR3,), 8), Row("nand", "xnor of three", (XNOR3,), 9),
    Row("nor", "xnor of three", (XNOR3,), 9))
