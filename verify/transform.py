"""The Walsh-Hadamard transform, exactly: all 2**d sums against parities in d * 2**d additions.

    out[v] = sum over x of (-1)**<v, x> in[x]      x, v in {0,1}^d, numbered as in verify.cube

Only additions happen, in int64 where 2**d times the bound stays under 2**63, else in Python ints.
"""

import numpy as np

from verify.arithmetic.exact_array import ExactArray, ready

STRIP = 2**17       # numbers transformed at a time: two buffers of a megabyte stay in the cache


def walsh_hadamard(values: ExactArray) -> ExactArray:
    """The transform along axis 0, of length 2**d; any further axes are carried along.

    Raises ValueError unless the length is a power of two.

    >>> walsh_hadamard(ExactArray.of([5, 3])).to_fractions()
    [Fraction(8, 1), Fraction(2, 1)]
    """
    length = values.shape[0] if values.ndim else 0
    d = length.bit_length() - 1
    if length < 1 or length != 2**d:
        raise ValueError(f"walsh_hadamard: expected a length 2**d along axis 0, "
                         f"found shape {values.shape}")
    (a,) = ready((values,), lambda bounds: bounds[0] << d)
    columns = a.numerators.reshape(length, -1).T
    transformed = np.empty(columns.shape, dtype=columns.dtype)
    step = max(1, STRIP // length)
    buffers = np.empty((2, min(step, len(columns)) * length), dtype=columns.dtype)
    for start in range(0, len(columns), step):
        strip = slice(start, start + step)
        transformed[strip] = _transform(columns[strip], d, buffers)
    shape = (*a.shape[1:], length)
    return ExactArray(np.moveaxis(transformed.reshape(shape), -1, 0), a.denominator, a.bound << d)


def _transform(columns: np.ndarray, d: int, buffers: np.ndarray) -> np.ndarray:
    """The rows of `columns` (count, 2**d), each transformed, in one of two buffers.

    One pass replaces neighbours (a, b) by a + b and a - b, all the sums first and then all the
    differences: the lowest bit of the index is transformed and becomes the highest. After d passes
    every bit has been transformed, and the index of the point comes before that of the column.
    """
    count, length = columns.shape
    now, after = buffers[:, :columns.size]
    now.reshape(count, length)[...] = columns
    half = columns.size // 2
    for _ in range(d):
        np.add(now[0::2], now[1::2], out=after[:half])
        np.subtract(now[0::2], now[1::2], out=after[half:])
        now, after = after, now
    return now.reshape(length, count).T


def parity_matrix(d: int, rows: slice = slice(None)) -> ExactArray:
    """(-1)**<v, x> for the vectors v of `rows` (all 2**d by default) and all 2**d points x.

    Raises ValueError unless d >= 0.

    >>> parity_matrix(1).numerators.tolist()
    [[1, 1], [1, -1]]
    """
    if d < 0:
        raise ValueError(f"parity_matrix: expected d >= 0, found {d}")
    vectors = np.arange(2**d)[rows]
    signs = np.ones((len(vectors), 1), dtype=np.int8)
    for i in range(d):                          # doubling: the points with x_{i+1} = 0, then 1
        sign = (1 - 2 * (vectors >> i & 1)).astype(np.int8)
        signs = np.concatenate([signs, signs * sign[:, None]], axis=1)
    return ExactArray.integers(signs, bound=1)
