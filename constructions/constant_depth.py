"""Parity by circuits of constant depth: and/or gates of any fan-in, negated inputs for free.

    parity(n, depth)      an explicit circuit of this depth
    minterms(n, odd)      the terms of the only disjunctive normal form of parity
    size, depth_of        gates and levels, negated inputs apart

The bits are split into a tree with depth - 1 levels. A node is the parity of its r children: an
`or` of 2^(r-1) `and`s, or an `and` of as many `or`s. Levels of the two kinds alternate, so the
outer gate of a node is the inner gate of its parent, and costs nothing.
"""

from __future__ import annotations

from itertools import product

from verify.circuits.circuit import Circuit, circuit
from verify.circuits.gate import Gate, logic


def width(n: int, depth: int) -> int:
    """The least r with r^(depth - 1) >= n: no node of the tree needs more children.

    >>> width(9, 3), width(10, 3), width(5, 2)
    (3, 4, 5)
    """
    r = 1
    while r**(depth - 1) < n:
        r += 1
    return r


def parity(n: int, depth: int) -> Circuit:
    """The parity of n >= 1 bits in at most `depth` >= 2 levels, an `or` on top.

    Raises ValueError for other numbers.

    >>> size(parity(4, 3)), depth_of(parity(4, 3)), size(parity(9, 3))
    (11, 3, 29)
    """
    if n < 1 or depth < 2:
        raise ValueError("at least one bit and two levels")
    negated = [logic(f"not x{i}", "not", f"x{i}") for i in range(1, n + 1)]
    gates: list[Gate] = []
    known: dict[tuple[tuple[int, ...], int, str], tuple[str, ...]] = {}

    def wires(block: tuple[int, ...], levels: int, value: int, kind: str) -> tuple[str, ...]:
        """Wires of which the `kind` is 1 exactly where the parity of the block is `value`."""
        if len(block) == 1:
            return (f"x{block[0]}" if value else f"not x{block[0]}",)
        if (block, value, kind) not in known:
            parts = _split(block, width(len(block), levels + 1))
            inner = "and" if kind == "or" else "or"
            made = []
            for bits in product((0, 1), repeat=len(parts)):
                if sum(bits) % 2 == (value if kind == "or" else 1 - value):
                    reads = [name for part, bit in zip(parts, bits) for name in wires(
                        part, levels - 1, bit if kind == "or" else 1 - bit, inner)]
                    gates.append(logic(f"{inner}{len(gates)}", inner, *reads))
                    made.append(gates[-1].name)
            known[block, value, kind] = tuple(made)
        return known[block, value, kind]

    top = wires(tuple(range(1, n + 1)), depth - 1, 1, "or")
    return circuit(n, [*negated, *gates, logic("out", "or", *top)], "out")


def _split(block: tuple[int, ...], parts: int) -> list[tuple[int, ...]]:
    """Consecutive parts of almost equal lengths."""
    count = min(parts, len(block))
    return [block[len(block) * k // count:len(block) * (k + 1) // count] for k in range(count)]


def size(found: Circuit) -> int:
    """The number of gates that are no negated inputs."""
    return sum(gate.kind != "not" for gate in found.gates)


def depth_of(found: Circuit) -> int:
    """The number of levels, negated inputs apart."""
    level = dict.fromkeys(found.inputs, 0)
    for gate in found.order:
        free = gate.kind == "not" and gate.reads[0] in found.inputs
        level[gate.name] = max(level[r] for r in gate.reads) + (0 if free else 1)
    return max(level[name] for name in found.outputs)


def minterms(n: int, odd: int = 1) -> list[tuple[int, ...]]:
    """Per term whether it has the literal x_i (1) or its negation (0), for every i.

    >>> minterms(2)
    [(1, 0), (0, 1)]
    """
    points = (tuple(p >> i & 1 for i in range(n)) for p in range(2**n))
    return [point for point in points if sum(point) % 2 == odd]
