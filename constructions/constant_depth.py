"""Parity by circuits of constant depth: and/or gates of any fan-in, negated inputs for free.

    parity(n, depth)      an explicit circuit of this depth
    depth_three(n)        one of depth 3 with fewer gates: as few as there are for n <= 5
    by_blocks(blocks)     the same for any sizes of the blocks;  blocks(n): the best sizes
    minterms(n, odd)      the terms of the only disjunctive normal form of parity
    size, depth_of        gates and levels, negated inputs apart

The bits are split into a tree with depth - 1 levels. A node is the parity of its r children: an
`or` of 2^(r-1) `and`s, or an `and` of as many `or`s. Levels of the two kinds alternate, so the
outer gate of a node is the inner gate of its parent, and costs nothing.
"""

from __future__ import annotations

from itertools import product
from typing import Sequence

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


def blocks(n: int) -> tuple[int, ...]:
    """Sizes of blocks, n in all, for which `by_blocks` needs the fewest gates.

    >>> blocks(4), blocks(9)
    ((2, 1, 1), (3, 3, 3))
    """
    best: tuple[int, tuple[int, ...]] | None = None
    for count in range(1, n + 1):
        # 2^r is convex, and one bit costs nothing: some blocks of one bit, the others even
        for single in range(count):
            rest = count - single
            low, more = divmod(n - single, rest)
            sizes = (low + 1,) * more + (low,) * (rest - more) + (1,) * single
            cost = gates_of(sizes)
            if best is None or cost < best[0]:
                best = cost, sizes
    if best is None:
        raise ValueError("at least one bit")
    return best[1]


def gates_of(sizes: Sequence[int]) -> int:
    """1 + 2^(t-1) + the sum of 2^r over the t blocks of r >= 2 bits.

    >>> [gates_of(blocks(n)) for n in range(2, 9)]
    [3, 5, 9, 13, 17, 21, 25]
    """
    return 1 + 2**(len(sizes) - 1) + sum(2**r for r in sizes if r > 1)


def depth_three(n: int) -> Circuit:
    """The parity of n >= 2 bits in at most 3 levels: 3, 5, 9, 13 gates for 2, 3, 4, 5 bits.

    >>> found = depth_three(4); size(found), depth_of(found)
    (9, 3)
    """
    return by_blocks(blocks(n))


def by_blocks(sizes: Sequence[int]) -> Circuit:
    """An `or` of an `and` for every odd choice of the blocks' parities, of clauses per block.

    The `and` of a choice reads, for each block, the clauses that are false at the other parity;
    they are shared by all choices. Counts: see `gates_of`.

    Raises ValueError unless there are two blocks and no block is empty.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("at least two blocks, of at least one bit")
    n, start = sum(sizes), 1
    gates = [logic(f"not x{i}", "not", f"x{i}") for i in range(1, n + 1)]
    reads: list[tuple[list[str], list[str]]] = []      # what says that a block is even, odd
    for number, r in enumerate(sizes):
        bits = range(start, start + r)
        start += r
        found: tuple[list[str], list[str]] = ([], [])
        for point in product((0, 1), repeat=r):
            name = "".join(map(str, point))
            literals = [f"not x{i}" if one else f"x{i}" for i, one in zip(bits, point)]
            if r > 1:                                   # the clause that is 0 at this point
                gates.append(logic(f"or{number}.{name}", "or", *literals))
                literals = [gates[-1].name]
            found[1 - sum(point) % 2].extend(literals)
        reads.append(found)
    top = []
    for choice in product((0, 1), repeat=len(sizes)):
        if sum(choice) % 2:
            gates.append(logic(f"and{''.join(map(str, choice))}", "and",
                               *(name for odd, found in zip(choice, reads) for name in found[odd])))
            top.append(gates[-1].name)
    return circuit(n, [*gates, logic("out", "or", *top)], "out")


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
