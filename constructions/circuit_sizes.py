"""Least circuits for all functions of few bits, by exhaustive search over straight-line programs.

A function of n bits is the number whose bit x is its value at input x, where bit i - 1 of x is the
input x_i.  A gate applies one of the 16 functions of two bits to two earlier wires; literals and
constants need no gate.

How: complementing every wire that is 1 at input 0 leaves five operations (and, two and-nots, or,
xor), and functions that are 0 at input 0.  Programs are grown gate by gate; of gates that do not
use each other only one order is kept.  Input permutations and negations turn the first gate into
x_1 and x_2 or x_1 xor x_2, so that only programs that begin so are grown, and what they compute is
closed under these symmetries.
Source: Knuth, The Art of Computer Programming 4A, section 7.1.2 (the counts for 4 bits)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations, product
from typing import Any, Iterator, Sequence

import numpy as np

Gate = tuple[int, int, int]     # (truth table of the gate, first wire, second wire); wires from 0
NORMAL = (8, 2, 4, 14, 6)       # and, a and not b, b and not a, or, xor; bit a + 2b of the table
CHUNK = 4096                    # programs grown at a time
LEVELS = {1: 0, 2: 0, 3: 3, 4: 5}   # gates that are grown before the last one


@dataclass(frozen=True)
class Sizes:
    """size[f] for every function f of n bits, and a circuit of so many gates for each."""

    n: int
    size: tuple[int, ...]
    circuits: tuple[tuple[Gate, ...], ...]


def inputs(n: int) -> tuple[int, ...]:
    """The numbers of the functions x_1, ..., x_n.

    >>> inputs(2)
    (10, 12)
    """
    return tuple(sum(1 << x for x in range(2**n) if x >> i & 1) for i in range(n))


def value(n: int, gates: Sequence[Gate]) -> int:
    """The number of the function that a circuit computes, gate by gate and bit by bit.

    >>> value(2, [(6, 0, 1)])     # exclusive or
    6
    """
    result = 0
    for x in range(2**n):
        wires = [x >> i & 1 for i in range(n)]
        for table, a, b in gates:
            wires.append(table >> (wires[a] + 2 * wires[b]) & 1)
        result |= wires[-1] << x
    return result


@lru_cache
def sizes(n: int) -> Sizes:
    """The least number of gates of every function of n bits, 1 <= n <= 4.

    >>> s = sizes(2); [s.size.count(k) for k in range(2)]
    [6, 10]
    """
    full = (1 << 2**n) - 1
    size = np.full(full + 1, -1, dtype=np.int64)
    circuits: dict[int, tuple[Gate, ...]] = {}
    for f in (0, full, *inputs(n), *(full ^ v for v in inputs(n))):
        size[f] = 0
    for gates, found in enumerate(_levels(n), start=1):
        for f, wires in found.items():
            if size[f] < 0:
                _spread(n, f, _circuit(n, wires), gates, size, circuits)
        if (size >= 0).all():
            return Sizes(n, tuple(map(int, size)), tuple(circuits.get(f, ()) for f in
                                                         range(full + 1)))
    gates = max(LEVELS[n] + 2, 1)
    for f in range(full + 1):
        if size[f] < 0 and not f & 1:
            _spread(n, f, _one_more(n, f, gates - 1, size, circuits), gates, size, circuits)
    return Sizes(n, tuple(map(int, size)), tuple(circuits.get(f, ()) for f in range(full + 1)))


def _levels(n: int) -> Iterator[dict[int, list[int]]]:
    """For 1, 2, ... gates: functions that so many compute, each with its wires in order."""
    leaves = list(inputs(n))
    if n < 2:
        return
    yield {op(leaves[0], leaves[1], t): [op(leaves[0], leaves[1], t)] for t in (8, 6)}
    rows = np.array([[op(leaves[0], leaves[1], t)] for t in (8, 6)], dtype=np.int64)
    for level in range(1, LEVELS[n] + 1):
        last = level == LEVELS[n]
        found: dict[int, list[int]] = {}
        seen = np.zeros(1 << 2**n, dtype=bool)
        grown = []
        for start in range(0, len(rows), CHUNK):
            more = _grow(rows[start:start + CHUNK], leaves, seen, found, keep=not last)
            grown += [] if last else [more]
        yield found
        rows = np.concatenate(grown) if grown else rows[:0]


def _grow(rows: np.ndarray, leaves: list[int], seen: np.ndarray, found: dict[int, list[int]],
          keep: bool) -> np.ndarray:
    """Every program with one gate more; functions that were not seen before enter `found`."""
    width = rows.shape[1]
    wires = [np.full(len(rows), v, dtype=np.int64) for v in leaves] + list(rows.T)
    grown = []
    for i, j in combinations(range(len(wires)), 2):
        for table in NORMAL:
            new = op(wires[i], wires[j], table)
            fresh = ~seen[new]
            if fresh.any():
                values, first = np.unique(new[fresh], return_index=True)
                at = np.flatnonzero(fresh)[first]
                seen[values] = True
                found.update((int(v), [*map(int, rows[k]), int(v)]) for v, k in zip(values, at))
            if keep:
                good = new != 0
                for wire in wires:
                    good &= new != wire
                if width > 1 and j != len(wires) - 1:      # it does not use the last gate
                    good &= new > rows[:, -1]
                grown.append(np.column_stack([rows[good], new[good]]))
    return np.concatenate(grown) if grown else rows[:0]


def op(a: Any, b: Any, table: int) -> Any:
    """One of the five normal operations on numbers of functions, or on arrays of them.

    >>> op(10, 12, 14)
    14
    """
    if table == 8:
        return a & b
    if table == 2:
        return a & ~b
    if table == 4:
        return b & ~a
    return a | b if table == 14 else a ^ b


def _circuit(n: int, wires: list[int]) -> tuple[Gate, ...]:
    """The gates of a program that is given by the functions of its wires."""
    known, gates = list(inputs(n)), []
    for wire in wires:
        gates.append(next((t, i, j) for i, j in combinations(range(len(known)), 2)
                          for t in NORMAL if op(known[i], known[j], t) == wire))
        known.append(wire)
    return tuple(gates)


def _spread(n: int, f: int, gates: tuple[Gate, ...], size: int, table: np.ndarray,
            circuits: dict[int, tuple[Gate, ...]]) -> None:
    """Enter a function and its images under permuted and negated inputs and negated output."""
    for order, flip in product(permutations(range(n)), range(2**n)):
        image = 0
        for x in range(2**n):
            y = sum(((x >> order[i] & 1) ^ (flip >> i & 1)) << i for i in range(n))
            image |= (f >> y & 1) << x
        for out in (0, 1):
            g = image ^ ((1 << 2**n) - 1 if out else 0)
            if table[g] < 0:
                table[g] = size
                circuits[g] = _moved(gates, order, flip, out, n)


def _moved(gates: tuple[Gate, ...], order: Sequence[int], flip: int, out: int,
           n: int) -> tuple[Gate, ...]:
    """The circuit for f(y) with y_i = x_order(i) xor flip_i, its output negated if `out`."""
    result = []
    for k, (table, a, b) in enumerate(gates):
        if a < n and flip >> a & 1:
            table = (table & 5) << 1 | (table & 10) >> 1
        if b < n and flip >> b & 1:
            table = (table & 3) << 2 | (table & 12) >> 2
        if out and k == len(gates) - 1:
            table ^= 15
        result.append((table, order[a] if a < n else a, order[b] if b < n else b))
    return tuple(result)


def _one_more(n: int, f: int, largest: int, size: np.ndarray,
              circuits: dict[int, tuple[Gate, ...]]) -> tuple[Gate, ...]:
    """A circuit for f that joins two known ones of `largest` gates together."""
    full = (1 << 2**n) - 1
    known = np.flatnonzero(size >= 0)
    other = f ^ known
    halves = known[(size[other] >= 0) & (size[known] + size[other] == largest)]
    if len(halves):
        return _joined(n, circuits.get(int(halves[0]), ()), int(halves[0]),
                       circuits.get(int(f ^ halves[0]), ()), int(f ^ halves[0]), 6)
    for target, table in ((f, 8), (full ^ f, 7)):
        over = known[(known & target) == target]
        for a in over:
            partners = over[((over & a) == target) & (size[over] + size[a] == largest)]
            if len(partners):
                return _joined(n, circuits.get(int(a), ()), int(a),
                               circuits.get(int(partners[0]), ()), int(partners[0]), table)
    raise ValueError(f"no circuit for {f} with one gate more")


def _joined(n: int, left: tuple[Gate, ...], a: int, right: tuple[Gate, ...], b: int,
            table: int) -> tuple[Gate, ...]:
    """One gate on the outputs of two circuits, the wires of the second renumbered."""
    shift = len(left)
    moved = tuple((t, i + shift if i >= n else i, j + shift if j >= n else j)
                  for t, i, j in right)
    gates = (*left, *moved)
    places = [n + len(left) - 1 if left else _leaf(n, a), n + len(gates) - 1 if right
              else _leaf(n, b)]
    for k, f in enumerate((a, b)):
        if not (left, right)[k] and f not in inputs(n):      # a negated input
            table = ((table & 5) << 1 | (table & 10) >> 1 if k == 0
                     else (table & 3) << 2 | (table & 12) >> 2)
    return (*gates, (table, places[0], places[1]))


def _leaf(n: int, f: int) -> int:
    full = (1 << 2**n) - 1
    return next(i for i, v in enumerate(inputs(n)) if f in (v, full ^ v))


def wires_of(n: int, gates: Sequence[Gate]) -> list[int]:
    """The functions of all wires of a circuit, a whole truth table at a time.

    >>> wires_of(2, [(8, 0, 1), (9, 1, 2)])
    [10, 12, 8, 11]
    """
    wires = list(inputs(n))
    for table, a, b in gates:
        wires.append(applied(table, wires[a], wires[b], n))
    return wires


def applied(table: int, a: int, b: int, n: int) -> int:
    """A gate on two functions of n bits."""
    full = (1 << 2**n) - 1
    both, one, other = a & b, a & ~b, b & ~a
    return ((both if table & 8 else 0) | (one if table & 2 else 0) | (other if table & 4 else 0)
            | (full & ~(a | b) if table & 1 else 0))
