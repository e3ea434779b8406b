"""The exact Walsh-Hadamard transform against two in float64, for the same values.

Goal: verify.transform.walsh_hadamard takes at most 3 times a plain float64 butterfly and at most
1.5 times the Kronecker form in float64 (a matrix product for every few bits). All three run in
this process, on one thread, and must agree exactly: the numbers stay below 2**53.

    python -m tests.benchmarks.transform
"""

import os
import sys
import time
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).parent))          # run as a module or as a file

from measure import ONE_THREAD, medians, table, verdict  # noqa: E402

for name, value in ONE_THREAD.items():                  # before numpy loads
    os.environ.setdefault(name, value)

import numpy as np  # noqa: E402

from verify.arithmetic.exact_array import ExactArray  # noqa: E402
from verify.transform import walsh_hadamard  # noqa: E402

ROUNDS = 5
SHAPES = ((2**16, 64), (2**10, 1000))
GOALS = {"butterfly": 3, "Kronecker": 1.5}
BLOCK_BITS = 5


def butterfly(values: np.ndarray) -> np.ndarray:
    """The transform along axis 0, as it is usually written."""
    out = values.copy()
    half = 1
    while half < len(out):
        pairs = out.reshape(-1, 2, half, out.shape[1])
        total, difference = pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]
        pairs[:, 0], pairs[:, 1] = total, difference
        half *= 2
    return out


def kronecker(values: np.ndarray) -> np.ndarray:
    """The transform along axis 0 by a product with a small Hadamard matrix per BLOCK_BITS bits."""
    out, below, left = values, values.shape[1], len(values).bit_length() - 1
    while left:
        bits = min(BLOCK_BITS, left)
        hadamard = np.ones((1, 1))
        for _ in range(bits):
            hadamard = np.kron(np.array([[1.0, 1.0], [1.0, -1.0]]), hadamard)
        out = np.matmul(hadamard, out.reshape(-1, 2**bits, below))
        below, left = below << bits, left - bits
    return out.reshape(values.shape)


def clocked(run: Callable[[], object]) -> Callable[[], float]:
    """The CPU seconds of one call."""
    def once() -> float:
        start = time.process_time()
        run()
        return time.process_time() - start
    return once


def main() -> None:
    """Check that the three agree, measure them in turns and print the table."""
    rows = []
    for shape in SHAPES:
        floats = np.random.default_rng(0).integers(-2**20, 2**20, shape).astype(np.float64)
        exact = ExactArray.integers(floats.astype(np.int64))
        expected = walsh_hadamard(exact).numerators
        for transform in (butterfly, kronecker):
            if not np.array_equal(transform(floats), expected):
                raise ValueError(f"{transform.__name__} disagrees at shape {shape}")
        seconds = medians({"walsh_hadamard": clocked(lambda: walsh_hadamard(exact)),
                           "butterfly": clocked(lambda: butterfly(floats)),
                           "Kronecker": clocked(lambda: kronecker(floats))}, ROUNDS)
        for against, goal in GOALS.items():
            ratio = seconds["walsh_hadamard"] / seconds[against]
            rows.append([f"{shape[0]} x {shape[1]}", f"{seconds['walsh_hadamard']:.3f}",
                         f"{against} (float64)", f"{seconds[against]:.3f}", f"{ratio:.2f}",
                         f"{goal}", verdict(ratio, goal)])
    table(f"walsh_hadamard, CPU seconds, medians of {ROUNDS}",
          ["shape", "seconds", "against", "seconds", "ratio", "goal", ""], rows)


if __name__ == "__main__":
    main()
