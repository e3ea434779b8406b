"""Networks of threshold units from a truth table: depth 2 with a unit per one, depth 3 with few.

A truth table is a text of 2^n digits; the digit at position p (from 0) is the value at the point
whose coordinate x_i is bit i - 1 of p, as in verify.cube. So "0110" is x_1 xor x_2.

Every hidden layer has a constant unit as its last: a layered graph has a constant among its inputs
only, and thresholds further up are weights of such a unit.
Source: Shalev-Shwartz, Ben-David 2014, Claim 20.1, and the audit's repair of Theorem 20.2.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Sequence

from verify.cube import bits
from verify.errors import BadInput
from verify.layer import Layer, dense
from verify.network import Network
from verify.parameters import found

MOST_BITS = 12      # the weights are stored with their zeros
HALF = Fraction(1, 2)


def digits(table: str, n: int = 0) -> tuple[int, ...]:
    """The values of a truth table, of n bits where n is given.

    Raises BadInput unless it has 2^n digits 0 or 1.

    >>> digits("0110")
    (0, 1, 1, 0)
    """
    bits_ = len(table).bit_length() - 1
    if set(table) - {"0", "1"}:
        raise BadInput("the table", "digits 0 and 1", found(table))
    if n and len(table) != 2**n:
        raise BadInput("the table", f"2^{n} = {2**n} digits for n = {n}", str(len(table)))
    if len(table) != 2**bits_ or not 1 <= bits_ <= MOST_BITS:
        raise BadInput("the table", f"2, 4, 8, ... or 2^{MOST_BITS} digits", str(len(table)))
    return tuple(map(int, table))


def seeded(n: int, seed: int) -> str:
    """A truth table of n bits, drawn at random.

    >>> len(seeded(3, 0))
    8
    """
    draw = random.Random(seed)
    return "".join(draw.choice("01") for _ in range(2**n))


def depth_two(table: str) -> Network:
    """Any Boolean function: a hidden unit for each point where it is 1, and a threshold.

    Counts: n + 3 + k vertices for k ones (k = 1 if there is none), inputs and constants included;
    n k + 2 k + 2 weights that are not 0, at most. The unit of the point u fires where
    sum (2 u_i - 1) x_i - |u| = -sum (x_i - u_i)^2 is 0, which is at u only.

    >>> depth_two("0110").units
    3
    """
    values = digits(table)
    n = len(values).bit_length() - 1
    ones = [bits(p, n) for p, value in enumerate(values) if value] or [(0,) * n]
    sign = 1 if any(values) else 0
    first = [_point(u) for u in ones]
    return Network((_hidden([w for w, _ in first], [b for _, b in first]),
                    dense([[sign] * len(ones) + [-HALF]], [0], "step")))


def depth_three(table: str) -> Network:
    """Any Boolean function of n bits with 2^a + 2^(n - a + 1) units, a = n/2 rounded up.

    Counts: n + 3 + 2^a + 2^(n - a + 1) vertices, inputs and constants included. Split x into
    y = (x_1, ..., x_a), read as a number, and z. Layer 1: t_i = [y >= i] for i = 1, ..., 2^a - 1
    and e_c = [z = c]. Layer 2: g_c = [f(0, c) + sum (f(i, c) - f(i - 1, c)) t_i + e_c >= 2], for
    the sum telescopes to f(y, c). Layer 3: one of the g_c. The graph, layer 1 and layer 3 are the
    same for all functions.

    >>> depth_three("0110").units + 1      # the output; without the 2 constants: 2 + 4
    8
    """
    values = digits(table)
    n = len(values).bit_length() - 1
    a = (n + 1) // 2
    rows, columns = 2**a, 2**(n - a)

    def f(y: int, c: int) -> int:
        return values[y + rows * c]

    weights = [[2**i for i in range(a)] + [0] * (n - a) for _ in range(1, rows)]
    biases = [HALF - i for i in range(1, rows)]
    for c in range(columns):
        weight, bias = _point(bits(c, n - a) if n > a else ())
        weights.append([0] * a + list(weight))
        biases.append(bias)
    second = [[f(i, c) - f(i - 1, c) for i in range(1, rows)]
              + [int(other == c) for other in range(columns)] + [f(0, c) - 3 * HALF]
              for c in range(columns)]
    constant = [0] * (rows - 1 + columns) + [1]
    return Network((_hidden(weights, biases),
                    dense([*second, constant], [0] * (columns + 1), "step"),
                    dense([[1] * columns + [-HALF]], [0], "step")))


def _point(u: Sequence[int]) -> tuple[list[int], Fraction]:
    """The unit that fires at one point: weights, bias."""
    return [2 * bit - 1 for bit in u], HALF - sum(u)


def _hidden(weights: Sequence[Sequence[int]], biases: Sequence[Fraction]) -> Layer:
    """A first layer with the constant unit."""
    inputs = len(weights[0])
    return dense([*weights, [0] * inputs], [*biases, 1], "step")
