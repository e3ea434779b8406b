"""The order of a Boolean function: the least degree of a polynomial whose sign it is.

A function of n bits is given by its signs F(x), 1 or -1, at the points of the cube in the order of
their numbers (x_i is bit i - 1 of the number).  For a degree d one of two certificates exists:
    weights      a polynomial of degree at most d with F(x) p(x) > 0 at every point, found by
                 the perceptron rule: add F(x) times the monomials of x where p is wrong
    multipliers  l(x) >= 0, not all 0, with sum l(x) F(x) x^S = 0 for every |S| <= d, found by
                 the simplex method on fractions (Gordan's alternative)
Source: Minsky and Papert 1969, chapters 1 and 3; Gordan 1873
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations, product
from math import lcm
from typing import Sequence

import numpy as np

from verify.ground.farkas import ONE, Row, contradiction

MOST_CORRECTIONS = 1_000_000


@dataclass(frozen=True)
class Order:
    """The order, the values of a polynomial of that degree, and multipliers against the degree
    below (all 1 for order 0), all integers."""

    order: int
    values: tuple[int, ...]
    multipliers: tuple[int, ...]


def parity_signs(n: int) -> tuple[int, ...]:
    """1 where the sum of the bits is odd, else -1.

    >>> parity_signs(2)
    (-1, 1, 1, -1)
    """
    return tuple(1 if x.bit_count() % 2 else -1 for x in range(2**n))


def coefficients(values: np.ndarray) -> np.ndarray:
    """The coefficients of the multilinear polynomial with these values (last axis: the cube).

    >>> coefficients(np.array([0, 1, 1, 0])).tolist()      # x1 + x2 - 2 x1 x2
    [0, 1, 1, -2]
    """
    result = np.array(values)
    shape, size = result.shape, result.shape[-1]
    step = 1
    while step < size:
        blocks = result.reshape(*shape[:-1], -1, 2, step)
        blocks[..., 1, :] -= blocks[..., 0, :]
        step *= 2
    return result.reshape(shape)


def order(signs: Sequence[int]) -> Order:
    """The order of a function and its two certificates.

    Raises
        ValueError: unless the number of signs is a power of two.

    >>> order((-1, 1, 1, -1)).order, order((-1, -1, -1, 1)).order
    (2, 1)
    """
    n = len(signs).bit_length() - 1
    if len(signs) != 2**n:
        raise ValueError(f"expected 2^n signs, found {len(signs)}")
    multipliers: tuple[int, ...] = (1,) * len(signs)
    for degree in range(n + 1):
        found = against(signs, degree)
        if found is None:
            return Order(degree, _perceptron(signs, degree), multipliers)
        multipliers = found
    raise ValueError("a function has a polynomial of degree n")


def against(signs: Sequence[int], degree: int) -> tuple[int, ...] | None:
    """Multipliers that rule this degree out, or None."""
    rows: list[Row] = []
    for x, sign in enumerate(signs):
        row: dict = {v: Fraction(-sign) for v in range(len(signs))
                     if v & x == v and v.bit_count() <= degree}
        rows.append(({**row, ONE: Fraction(1)}, False))
    found = contradiction(rows)
    if found is None:
        return None
    scale = lcm(*(m.denominator for m in found))
    return tuple(int(m * scale) for m in found)


def _perceptron(signs: Sequence[int], degree: int) -> tuple[int, ...]:
    """Values of a polynomial of this degree with the given signs (one exists)."""
    points = range(len(signs))
    chosen = [v for v in points if v.bit_count() <= degree]
    phi = np.array([[1 - 2 * ((v & x).bit_count() % 2) for v in chosen] for x in points])
    phi *= np.array(signs)[:, None]
    weights = np.zeros(len(chosen), dtype=np.int64)
    for _ in range(MOST_CORRECTIONS):
        margins = phi @ weights
        worst = int(margins.argmin())
        if margins[worst] > 0:
            return tuple(int(m) * s for m, s in zip(margins, signs))
        weights += phi[worst]
    raise ValueError(f"no polynomial after {MOST_CORRECTIONS} corrections")


def all_orders(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Signs, orders, coefficients and multipliers of all functions of n <= 4 bits.

    Shapes (2^(2^n), 2^n), (2^(2^n),), (2^(2^n), 2^n), (2^(2^n), 2^n). One function of each class
    under permuted and negated inputs and negated output is decided; the others are its images.

    >>> np.bincount(all_orders(2)[1]).tolist()
    [2, 12, 2]
    """
    points = np.arange(2**n)
    everything = np.arange(1 << 2**n)
    signs = 2 * (everything[:, None] >> points & 1) - 1
    orders = np.full(len(everything), -1, dtype=np.int64)
    values, multipliers = np.zeros_like(signs), np.zeros_like(signs)
    places = np.array([[sum((x >> turn[i] & 1 ^ flip >> i & 1) << i for i in range(n))
                        for x in points] for turn, flip in product(permutations(range(n)),
                                                                   range(2**n))])
    for f in everything:
        if orders[f] < 0:
            found = order(signs[f].tolist())
            for out in (1, -1):
                images = out * signs[f][places]
                numbers = ((images > 0) << points).sum(axis=1)
                orders[numbers] = found.order
                values[numbers] = out * np.array(found.values)[places]
                multipliers[numbers] = np.array(found.multipliers)[places]
    return signs, orders, coefficients(values), multipliers
