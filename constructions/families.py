"""Families of target functions on {0,1}^d as matrices: one row per member, one column per point."""

import random
from pathlib import Path

import numpy as np

from verify.arithmetic.exact_array import ExactArray
from verify.errors import BadInput
from verify.interchange.json_text import parse
from verify.interchange.limits import LIMITS
from verify.interchange.numbers import describe
from verify.interchange.numbers import number as exact
from verify.interchange.regular_file import read_bytes, shown
from verify.transform import parity_matrix


def random_orthonormal(d: int, members: int, seed: int) -> ExactArray:
    """Rows of the 2^d Hadamard matrix, chosen, signed and with columns permuted at random.

    Shape
        (members, 2^d), entries 1 and -1; orthonormal under the uniform distribution, since
        permuting columns and changing signs keeps inner products.
    Raises
        BadInput: unless 1 <= members <= 2^d.

    >>> random_orthonormal(2, 3, 0).shape
    (3, 4)
    """
    if not 1 <= members <= 2**d:
        raise BadInput("--members", f"an integer from 1 to 2^d = {2**d}", str(members))
    source = random.Random(seed)
    rows = sorted(source.sample(range(2**d), members))
    columns = list(range(2**d))
    source.shuffle(columns)
    signs = np.array([source.choice((1, -1)) for _ in rows], dtype=np.int64)
    matrix = parity_matrix(d, slice(0, 2**d)).numerators[rows][:, columns]
    return ExactArray.integers(matrix * signs[:, None])


def from_file(path: str | Path, points: int) -> ExactArray:
    """A family from a JSON file: a list of rows of exact numbers ("p/q" strings or integers).

    Shape
        (members, points)
    Raises
        BadInput: naming the place, for anything else or rows of another length than `points`.
    """
    place = shown(path)
    rows = parse(read_bytes(path, LIMITS.bytes), place)
    if not isinstance(rows, list) or not rows:
        raise BadInput(place, "a list of rows, one per member", describe(rows))
    for number, row in enumerate(rows):
        here = f"{place}[{number}]"
        if not isinstance(row, list) or len(row) != points:
            found = f"{len(row)}" if isinstance(row, list) else describe(row)
            raise BadInput(here, f"a list of {points} numbers, one per point", found)
    return ExactArray.of([[exact(value, f"{place}[{r}][{c}]") for c, value in enumerate(row)]
                          for r, row in enumerate(rows)])
