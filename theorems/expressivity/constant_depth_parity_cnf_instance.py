"""The instances of `parity-by-cnfs`: parities of blocks of k bits, in all orders of the bits."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product
from typing import Any, Mapping

import numpy as np

from verify.calculus import Index, Range, Size
from verify.model import Lookup, Model, Table

n, r, N, k, m, Y, e = map(Size, ("n", "r", "N", "k", "m", "Y", "e"))
variables, levels = Range(n, "variables"), Range(n, "places")
points, orders = Range(r, "points"), Range(N, "orders")
bits = Range(2, "bit values", first=0)
l = Index("l", Range(n + 1, "places from 0", first=0))      # noqa: E741


def instance(given: Mapping[str, Any], network: Any) -> Model:
    """2^(n/k - 1) CNFs: which of the blocks of k bits have an odd sum."""
    return model(given["n"], given["k"], name=f"n = {given['n']}, k = {given['k']}")


def too_wide() -> Model:
    """One CNF with all clauses of n = 4 literals, said to be a 2-CNF."""
    return model(4, 4, said=2, name="n = 4, clauses of 4 literals, k = 2")


def not_isolated() -> Model:
    """The CNF without clauses, and all points."""
    return model(2, 1, every=True, name="n = 2, all points")


def model(bits_: int, width: int, said: int = 0, every: bool = False, name: str = "") -> Model:
    """The points where parity is 1, or all points, with the clauses of blocks of `width` bits."""
    blocks = [range(start, min(start + width, bits_)) for start in range(0, bits_, width)]
    chosen = [p for p in product((0, 1), repeat=bits_) if every or sum(p) % 2]
    kinds = sorted({tuple(sum(p[i] for i in block) % 2 for block in blocks) for p in chosen})
    cnf = [1 if every else 1 + kinds.index(tuple(sum(p[i] for i in block) % 2 for block in blocks))
           for p in chosen]
    x = np.array(chosen)
    count = len(chosen)
    P, Q = (np.zeros((count, bits_, bits_), dtype=np.int64) for _ in range(2))
    for s, v in product(range(count), range(bits_)):
        for i in next(block for block in blocks if v in block):
            value = x[s, i] ^ (i == v)
            (Q if value else P)[s, v, i] = 1
    if every:      # a clause of a variable and its negation is always true
        P, Q = (np.broadcast_to(np.eye(bits_, dtype=np.int64), P.shape) for _ in range(2))
    V = P + Q if not every else P
    lit = P[:, :, None] * x[None, None] + Q[:, :, None] * (1 - x[None, None])
    same = np.array([[int(a == b) for b in cnf] for a in cnf])
    largest = max(cnf)
    sizes = {"n": bits_, "r": count, "N": 0, "k": said or width, "m": largest,
             "Y": largest * 2**bits_, "e": max(1, bits_ // (said or width))}
    ordered = list(permutations(range(bits_)))
    sizes["N"] = len(ordered)
    values: dict[str, Any] = {
        "x": x, "f": cnf, "P": P, "Q": Q, "V": V, "lit": lit, "same": same,
        "D": (x[:, None] - x[None])**2,
        "other": [[1 + next((i for i in range(bits_) if p[i] != q[i]), 0) for q in chosen]
                  for p in chosen], **exchanges(ordered), **codes(x, cnf, ordered, largest),
        **lasts(V, ordered)}
    values["q"] = _agree(values["num"], ordered)
    tables: dict[str, Any] = {key: Table.of(v) for key, v in values.items()}
    tables["A1"] = Lookup({(o + 1, s + 1, j): int(value)
                          for (o, s, j), value in np.ndenumerate(values["A"])})
    return Model(sizes=sizes, values=tables, name=name,
                 numbers={"most": Fraction(len(blocks))}, most_points=2**24)


def exchanges(ordered: list[tuple[int, ...]]) -> dict[str, Any]:
    """Orders: variable by place, place by variable, and which is which with two exchanged."""
    count, n_ = len(ordered), len(ordered[0])
    place = np.zeros((count, n_, n_), dtype=np.int64)
    E = np.zeros((count, count, n_, n_), dtype=np.int64)
    number = {order: o for o, order in enumerate(ordered)}
    for o, order in enumerate(ordered):
        for j, v in enumerate(order):
            place[o, v, j] = 1
        for v, h in product(range(n_), repeat=2):
            swap = {v: h, h: v}
            E[o, number[tuple(swap.get(i, i) for i in order)], v, h] = 1
    return {"var": np.array(ordered) + 1, "pos": place.argmax(axis=2) + 1, "place": place, "E": E}


def codes(x: np.ndarray, cnf: list[int], ordered: list[tuple[int, ...]],
          most: int) -> dict[str, Any]:
    """Numbers, forced bits and intervals, order by order and place by place."""
    count, n_ = x.shape
    shape = (len(ordered), count)
    num, A, Lo = (np.zeros((*shape, n_ + 1), dtype=np.int64) for _ in range(3))
    a, wit = (np.zeros((*shape, n_), dtype=np.int64) for _ in range(2))
    num[:, :, 0] = Lo[:, :, 0] = np.array(cnf) - 1
    for o, order in enumerate(ordered):
        for j, v in enumerate(order):
            for s in range(count):
                others = [t for t in range(count)
                          if num[o, t, j] == num[o, s, j] and x[t, v] != x[s, v]]
                a[o, s, j], wit[o, s, j] = int(not others), 1 + (others[0] if others else s)
            num[o, :, j + 1] = 2 * num[o, :, j] + x[:, v]
            A[o, :, j + 1] = A[o, :, j] + a[o, :, j]
            Lo[o, :, j + 1] = 2 * Lo[o, :, j] + (1 - a[o, :, j]) * x[:, v] * 2**A[o, :, j]
    y = np.arange(1, most * 2**n_ + 1)
    begin, length = Lo[:, :, -1], 2**A[:, :, -1]
    hit = ((y > begin[..., None]) & (y <= (begin + length)[..., None])).astype(np.int64)
    return {"num": num, "A": A, "L": 2**A, "Lo": Lo, "pw": 2**np.arange(n_ + 1), "a": a, "wit": wit,
            "S": A[:, :, -1], "W": length, "B": begin, "hit": hit}


def lasts(V: np.ndarray, ordered: list[tuple[int, ...]]) -> dict[str, Any]:
    """The last variable of each clause in each order."""
    count, n_ = V.shape[:2]
    last = np.zeros((len(ordered), count, n_), dtype=np.int64)
    for (o, order), s, v in product(enumerate(ordered), range(count), range(n_)):
        last[o, s, v] = max(np.flatnonzero(V[s, v]), key=order.index)
    return {"last": last + 1, "om": (last[..., None] == np.arange(n_)).astype(np.int64)}


def _agree(num: np.ndarray, ordered: list[tuple[int, ...]]) -> np.ndarray:
    """1 where two points agree in their CNF and in all bits before v."""
    table = np.zeros((*num.shape[:2], num.shape[1], num.shape[2] - 1), dtype=np.int64)
    for o, order in enumerate(ordered):
        for v in range(len(order)):
            now = num[o, :, order.index(v)]
            table[o, :, :, v] = now[:, None] == now[None]
    return table
