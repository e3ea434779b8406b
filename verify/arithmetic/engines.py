"""The two numpy loops under ExactArray that need care: a product in float64, a very long sum.

They work on bare int64 arrays; ExactArray calls them only where their condition holds.
"""

from typing import Any

import numpy as np


def largest(numerators: np.ndarray) -> int:
    """The largest |entry| of an array of integers, 0 if it is empty.

    >>> largest(np.array([3, -5]))
    5
    """
    if not numerators.size:
        return 0
    return max(int(numerators.max()), -int(numerators.min()))


def float_matmul(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a @ b in int64, computed by float64 a strip at a time.

    Exact if inner * max|a| * max|b| < 2**53: whatever the order in which the products are added,
    every partial sum is then an integer that float64 holds.

    >>> float_matmul(np.array([[1, 2]]), np.array([[3], [4]]))
    array([[11]])
    """
    if a.ndim != 2 or b.ndim != 2:
        return np.matmul(a.astype(np.float64), b.astype(np.float64)).astype(np.int64)
    product = np.empty((a.shape[0], b.shape[1]), dtype=np.int64)
    step = max(64, 2**17 // max(1, a.shape[1] + min(product.shape)))    # a strip fits the cache
    if a.shape[0] > b.shape[1]:
        right = b.astype(np.float64)
        for start in range(0, a.shape[0], step):
            strip = slice(start, start + step)
            product[strip] = a[strip].astype(np.float64) @ right
    else:
        left = a.astype(np.float64)
        for start in range(0, b.shape[1], step):
            strip = slice(start, start + step)
            product[:, strip] = left @ b[:, strip].astype(np.float64)
    return product


def long_sum(numerators: np.ndarray, axes: tuple[int, ...], bound: int) -> np.ndarray:
    """The sum of int64 entries over axes, in Python ints: for sums that may leave int64.

    Along the longest axis int64 adds as many entries as are safe at a time, where
    1 <= bound is no less than any |entry|; Python ints add the rest.

    >>> long_sum(np.full((2, 2), 2**62), (0, 1), 2**62).item() == 2**64
    True
    """
    longest = max(axes, key=lambda axis: numerators.shape[axis])
    length = numerators.shape[longest]
    safe = (2**63 - 1) // bound
    dtype = np.int64 if safe >= 64 else object          # too short to pay: Python ints at once
    step = safe if safe >= 64 else max(1, 2**16 * length // numerators.size)
    along = np.moveaxis(numerators, longest, 0)
    total: Any = 0
    for start in range(0, length, step):
        part = along[start:start + step].astype(dtype, copy=False)
        total = total + part.sum(axis=0, dtype=dtype, keepdims=True).astype(object)
    rest = tuple(axis for axis in axes if axis != longest)
    return np.asarray(np.moveaxis(total, 0, longest).sum(axis=(longest, *rest)), dtype=object)
