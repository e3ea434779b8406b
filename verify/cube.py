"""The cube {0,1}^d as exact inputs: point number `index` has coordinate x_i = bit i-1 of `index`.

x_1 is the least significant bit: 6 = 0b110 is x = (0, 1, 1).
"""

import numpy as np

from verify.arithmetic.exact_array import ExactArray


def cube(d: int) -> ExactArray:
    """All points of {0,1}^d, shape (2**d, d), in the order of their numbers.

    Raises ValueError unless d >= 1.

    >>> cube(2).numerators.tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    if d < 1:
        raise ValueError(f"cube: expected d >= 1, found {d}")
    coordinates = np.empty((d, 2**d), dtype=np.int64)   # one coordinate's values side by side
    for i, coordinate in enumerate(coordinates):
        blocks = coordinate.reshape(-1, 2, 2**i)
        blocks[:, 0], blocks[:, 1] = 0, 1
    return ExactArray.integers(coordinates.T, bound=1)


def bits(index: int, d: int) -> tuple[int, ...]:
    """The coordinates (x_1, ..., x_d) of point number `index`.

    Raises ValueError unless 0 <= index < 2**d.

    >>> bits(6, 3)
    (0, 1, 1)
    """
    if not 0 <= index < 2**d:
        raise ValueError(f"bits: expected 0 <= index < 2**{d}, found {index}")
    return tuple(index >> i & 1 for i in range(d))


def text(index: int, d: int) -> str:
    """How a report writes point number `index`.

    >>> text(6, 3)
    'x = (0, 1, 1)'
    """
    return f"x = ({', '.join(map(str, bits(index, d)))})"
