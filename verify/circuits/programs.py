"""Circuits of s gates as points of a cube, so that "no circuit of s gates does it" is a formula.

A description of s gates over n inputs has these bits:
    which      gate g applies this operation to these earlier wires; one of these bits at least is 1
    what       gate g has the value 1 at input x, for all x
    output     target t is this wire; one of these bits at least is 1
`describes` is the circuit that is 1 where a description is right: every gate's values are those of
each operation chosen for it, and every target's wire has the target's values.  Gates may be unused,
so that s gates are s gates or fewer.

    >>> from verify.circuits.equivalence import satisfy
    >>> right = describes(2, 3, BASES["nand"], ("0110",))
    >>> satisfy(right).outcome, satisfy(describes(2, 4, BASES["nand"], ("0110",))).outcome
    ('unsat', 'sat')
"""

from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations
from typing import Iterator, Sequence

from verify.circuits.circuit import Circuit, circuit, truth_tables
from verify.circuits.gate import Gate, logic, table

Operation = tuple[str, str]     # (kind of gate or "table", its digits: 2 for one value, 4 for two)

# Gates that are 0 where both values are. They are enough: complementing every wire that is 1 at the
# input 0...0, and every gate and what reads it accordingly, changes no number of gates. (0010 is
# 0100 with its values in the other order.)
_NORMAL = ("0001", "0111", "0100")
_TWO = ("0001", "0010", "0100", "0111", "1000", "1011", "1101", "1110")     # without xor, xnor
BASES: dict[str, tuple[Operation, ...]] = {
    "nand": (("nand", "1110"),),
    "nor": (("nor", "1000"),),
    "and-or-not": (("and", "0001"), ("or", "0111"), ("not", "10")),
    "and-not": (("and", "0001"), ("not", "10")),
    "u2": tuple(("table", digits) for digits in _TWO),
    "b2": tuple(("table", digits) for digits in (*_TWO, "0110", "1001")),
}
NORMAL: dict[str, tuple[Operation, ...]] = {
    "u2": tuple(("table", digits) for digits in _NORMAL),
    "b2": tuple(("table", digits) for digits in (*_NORMAL, "0110")),
}
ABOUT = {
    "nand": "nand gates", "nor": "nor gates", "and-or-not": "and, or and not gates",
    "and-not": "and and not gates", "u2": "gates of two values other than xor and xnor",
    "b2": "gates of two values"}


@dataclass(frozen=True)
class Choice:
    """Gate number `gate` applies an operation to these wires (inputs first, then gates, from 0)."""

    gate: int
    operation: Operation
    wires: tuple[int, ...]

    @property
    def name(self) -> str:
        kind, digits = self.operation
        shown = digits if kind == "table" else kind
        return f"g{self.gate} = {shown}({', '.join(map(str, self.wires))})"


def choices(n: int, s: int, basis: Sequence[Operation]) -> Iterator[Choice]:
    """Everything that each gate may be; wires in one order where an operation does not mind."""
    for g in range(s):
        wires = range(n + g)
        for operation in basis:
            digits = operation[1]
            if len(digits) == 2:
                yield from (Choice(g, operation, (w,)) for w in wires)
            elif digits[1] == digits[2]:
                yield from (Choice(g, operation, pair)
                            for pair in combinations_with_replacement(wires, 2))
            else:
                yield from (Choice(g, operation, pair) for pair in permutations(wires, 2))


def bits(n: int, s: int, basis: Sequence[Operation], targets: Sequence[str]) -> int:
    """The number of bits of a description: what `describes` has inputs.

    >>> bits(2, 3, BASES["nand"], ("0110",)) == len(describes(2, 3, BASES["nand"],
    ...                                                       ("0110",)).inputs)
    True
    """
    wires = sum(target == _input(n, wire) for target in targets for wire in range(n))
    return s * 2**n + sum(1 for _ in choices(n, s, basis)) + len(targets) * s + wires or 1


def _input(n: int, wire: int) -> str:
    """The table of an input."""
    return "".join(str(x >> wire & 1) for x in range(2**n))


def describes(n: int, s: int, basis: Sequence[Operation], targets: Sequence[str]) -> Circuit:
    """The circuit that is 1 exactly at the right descriptions of s gates that compute the targets.

    Raises ValueError unless every target is a table of 2^n digits.
    """
    points = range(2**n)
    for target in targets:
        if len(target) != 2**n or set(target) - {"0", "1"}:
            raise ValueError(f"target: expected {2**n} digits 0 or 1, found {target[:80]!r}")
    inputs: list[str] = []
    gates: list[Gate] = []
    clauses: list[str] = []

    def clause(*reads: str) -> None:
        gates.append(logic(f"c{len(gates)}", "or", *reads))
        clauses.append(gates[-1].name)

    def bit(name: str) -> str:
        inputs.append(name)
        gates.append(logic(f"not {name}", "not", name))
        return name

    value = [[bit(f"g{g} at {x}") for x in points] for g in range(s)]
    which: dict[int, list[str]] = {g: [] for g in range(s)}
    for choice in choices(n, s, basis):
        chosen = bit(choice.name)
        which[choice.gate].append(chosen)
        for x in points:
            for read in _rows(choice, n, x):
                out = int(choice.operation[1][sum(b << k for k, (_, b) in enumerate(read))])
                against = [f"not {value[w - n][x]}" if b else value[w - n][x]
                           for w, b in dict.fromkeys(read) if w >= n]
                mine = value[choice.gate][x]
                clause(f"not {chosen}", *against, mine if out else f"not {mine}")
    for names in which.values():
        clause(*names)
    for t, target in enumerate(targets):
        ends = []
        for wire in range(n + s):
            if wire < n and target != _input(n, wire):
                continue
            ends.append(bit(f"y{t} = {wire}"))
            for x in points if wire >= n else ():
                name = value[wire - n][x]
                clause(f"not {ends[-1]}", name if target[x] == "1" else f"not {name}")
        if ends:
            clause(*ends)
        else:
            gates.append(logic(f"c{len(gates)}", "false"))
            clauses.append(gates[-1].name)
    gates.append(logic("right", "and", *clauses))
    return Circuit(tuple(inputs) or ("none",), tuple(gates), ("right",))


def _rows(choice: Choice, n: int, x: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """What the wires may be at input x: pairs (wire, value), an input having its own value."""
    def values(k: int, known: tuple[tuple[int, int], ...]) -> Iterator[tuple[tuple[int, int], ...]]:
        if k == len(choice.wires):
            yield known
            return
        wire = choice.wires[k]
        seen = dict(known)
        options = (x >> wire & 1,) if wire < n else (seen[wire],) if wire in seen else (0, 1)
        for b in options:
            yield from values(k + 1, (*known, (wire, b)))
    yield from values(0, ())


def described(description: Sequence[int], n: int, s: int, basis: Sequence[Operation],
              targets: Sequence[str]) -> Circuit:
    """The circuit of a right description, with gates g1, g2, ... and only those in use.

    Raises ValueError if what it describes does not compute the targets.
    """
    names = describes(n, s, basis, targets).inputs
    chosen = {name for name, b in zip(names, description) if b}
    wires = [f"x{i + 1}" for i in range(n)] + [f"g{g + 1}" for g in range(s)]
    gates: dict[int, Gate] = {}
    for choice in choices(n, s, basis):
        if choice.name in chosen and choice.gate not in gates:
            kind, digits = choice.operation
            reads = [wires[w] for w in choice.wires]
            name = wires[n + choice.gate]
            gates[choice.gate] = table(name, digits, *reads) if kind == "table" else \
                logic(name, kind, *reads)
    outputs = [next(wires[w] for w in range(n + s) if f"y{t} = {w}" in chosen)
               for t in range(len(targets))]
    found = circuit(n, gates.values(), *outputs)
    found = circuit(n, [g for g in found.gates if g.name in found.used], *outputs)
    if truth_tables(found) != tuple(targets):
        raise ValueError("the description is not right")
    return found
