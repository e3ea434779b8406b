"""The instances of the theorem on orders: one truth table with its certificates, and all tables
of few bits."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Any, Mapping

import numpy as np

from constructions import perceptron_orders as builders
from constructions.perceptron_orders import Order
from verify.errors import BadInput
from verify.model import Model, Table

LONGEST = 6
HISTOGRAM = {1: (2, 2), 2: (2, 12, 2), 3: (2, 102, 150, 2), 4: (2, 1880, 55692, 7960, 2)}


def read(table: str) -> tuple[int, ...]:
    """The signs of a truth table: digit p is the value at the point with x_i = bit i - 1 of p.

    Raises
        BadInput: unless it has 2^n digits 0 and 1, n from 1 to 6.

    >>> read("0001")
    (-1, -1, -1, 1)
    """
    expected = f"2^n digits 0 and 1, n from 1 to {LONGEST}"
    if len(table) not in [2**n for n in range(1, LONGEST + 1)]:
        raise BadInput("--table", expected, f"{len(table)} characters")
    other = next((d for d in table if d not in "01"), None)
    if other is not None:
        raise BadInput("--table", expected, repr(other))
    return tuple(1 if d == "1" else -1 for d in table)


def instance(given: Mapping[str, Any], network: Any) -> Model:
    if given["table"]:
        signs = read(given["table"])
        return model(signs, builders.order(signs), given["bits"])
    signs = builders.parity_signs(given["n"])
    return model(signs, Order(given["n"], signs, (1,) * len(signs)), given["bits"])


def monomials(n: int) -> np.ndarray:
    """x^v, 1 where every bit of v is one of x; one row for each v."""
    points = np.arange(2**n)
    return ((points[:, None] & points) == points[:, None]).astype(np.int64)


def top_signs(n: int) -> np.ndarray:
    """(-1)^(n - |x|): the product of 2 x_i - 1."""
    return np.array([1 if (n - x.bit_count()) % 2 == 0 else -1 for x in range(2**n)])


def model(signs: tuple[int, ...], found: Order, few: int = 0, degree: int = -1,
          name: str = "") -> Model:
    """The function with these signs; a(v) are the coefficients of c(x) - 2^n x_1...x_n, which is
    c(x) at every point but (1, ..., 1), or of c(x) itself for degree n."""
    n = len(signs).bit_length() - 1
    c = top_signs(n)
    values = c.copy()
    values[-1] -= 2**n if degree != n else 0
    M = monomials(n)
    against = np.array(found.multipliers)
    tables: dict[str, Any] = {
        "M": M, "c": c, "F": signs, "a": builders.coefficients(values),
        "w": builders.coefficients(np.array(found.values)), "l": against,
        "choose": [[comb(i, j) for j in range(n + 1)] for i in range(n + 1)]}
    for bits in range(1, few + 1):
        tables |= all_functions(bits)
    return Model(sizes={"n": n}, values={key: Table.of(v) for key, v in tables.items()},
                 numbers={"k": Fraction(found.order), "t": Fraction(int((c * values).min())),
                          "u": Fraction(int((-c * values).min()))},
                 name=name or f"n = {n}, this function")


@lru_cache
def all_functions(n: int) -> dict[str, Any]:
    """Signs, orders and certificates of all functions of few bits."""
    signs, orders, weights, multipliers = builders.all_orders(n)
    return {f"F{n}": signs, f"O{n}": orders, f"w{n}": weights, f"l{n}": multipliers,
            f"M{n}": monomials(n), f"P{n}": [2**p for p in range(2**n)],
            f"D{n}": list(HISTOGRAM[n])}


def full_degree() -> Model:
    """c(x) itself, which has degree n = 2."""
    signs = tuple(map(int, top_signs(2)))
    return model(signs, Order(2, signs, (1,) * 4), degree=2, name="n = 2, p = c")


def complement() -> Model:
    """F = -c for n = 2: exclusive or."""
    signs = tuple(-int(s) for s in top_signs(2))
    return model(signs, Order(2, signs, (1,) * 4), name="n = 2, F = -c")


def exclusive_or() -> Model:
    return model(builders.parity_signs(2), Order(2, (1,) * 4, (1,) * 4), name="n = 2, F = xor")


def quantities(given: Mapping[str, Any], model: Model, sides: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"order": model.numbers["k"]}
    weights = model.values["w"].array.to_fractions()
    if model.size("n") <= 4:
        found["weights"] = " + ".join(
            f"({w})" + "".join(f" x{i + 1}" for i in range(model.size("n")) if v >> i & 1)
            for v, w in enumerate(weights) if w)
    for few in range(1, given["bits"] + 1):
        found[f"{few} bit{'s' * (few > 1)}: functions of order 0, 1, ..."] = ", ".join(
            map(str, np.bincount(model.values[f"O{few}"].array.numerators).tolist()))
    return found
