"""Circuits on machine words against a dense matrix product, and SAT with a checked proof.

Goal: 64 inputs per operation are at least 50 times as fast as the dense float64 route; n = 24 takes
at most 2 times a carry-save adder written out by hand for this one network; weights up to 7 take at
most 10 times unit weights; n = 28 stays within 1 GiB; that two parity circuits of n = 64 bits are
equal, by SAT with its proof checked here in Python (under a second where these goals were set),
takes at most 5 times as long as going through all inputs of n = 24 bits.

    python -m tests.benchmarks.circuits
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))          # run as a module or as a file
sys.path.insert(0, str(Path(__file__).parent.parent / "models"))

from measure import ONE_THREAD, child, medians, table, verdict  # noqa: E402

for name, value in ONE_THREAD.items():                  # before numpy loads
    os.environ.setdefault(name, value)

import numpy as np  # noqa: E402
from circuit_samples import chain, threshold_parity, tree  # noqa: E402

from verify.circuits import equivalence, words  # noqa: E402
from verify.circuits.circuit import circuit  # noqa: E402
from verify.circuits.gate import threshold  # noqa: E402

ROUNDS = 3
DENSE, WORDS, LARGE, SAT = 22, 24, 28, 64
GOALS = {"dense": 1 / 50, "by hand": 2, "weights": 10, "memory": 1, "sat": 5}
MEMORY = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent.parent / "models")!r})
from circuit_samples import chain, threshold_parity
from verify.circuits import words
print(words.first_difference(threshold_parity({LARGE}), chain({LARGE})))
"""


def equal_words(n):
    """CPU seconds of comparing the threshold network with the parity, at every input."""
    left, right = threshold_parity(n), chain(n)
    start = time.process_time()
    if words.first_difference(left, right) is not None:
        raise ValueError("expected equality")
    return time.process_time() - start


def all_words(n, most):
    """CPU seconds of n threshold gates and one more at every input, weights from 1 to `most`."""
    xs = [f"x{i + 1}" for i in range(n)]
    weights = [1 + (most - 1) * i // (n - 1) for i in range(n)]
    hidden = [threshold(f"h{k}", xs, weights, k * sum(weights) // n) for k in range(1, n + 1)]
    last = threshold("y", [gate.name for gate in hidden], [(-1)**k for k in range(n)], 1)
    whole = circuit(n, [*hidden, last], "y")
    start = time.process_time()
    for _ in words.blocks(whole):
        pass
    return time.process_time() - start


def dense(n):
    """The same by float64 matrix products, 2^16 inputs at a time."""
    start = time.process_time()
    bits = np.arange(n)
    for low in range(0, 2**n, 2**16):
        x = (np.arange(low, low + 2**16)[:, None] >> bits & 1).astype(np.float64)
        h = (x @ np.ones((n, n)) - np.arange(1, n + 1) > -0.5).astype(np.float64)
        y = h @ np.array([(-1.0)**k for k in range(n)]) > 0.5
        if (y != (x.sum(axis=1) % 2 == 1)).any():
            raise ValueError("the dense route disagrees")
    return time.process_time() - start


def by_hand(n):
    """Cached planes and one carry-save adder in blocks of 2^18 inputs, for this network alone."""
    start = time.process_time()
    width = 2**12
    low = words.cube_planes(n, 0, width)[:18]
    full = np.full(width, words.ONES)
    for block in range(0, 2**(n - 6), width):
        planes = [np.broadcast_to(plane, width) for plane in low] + [
            full if block >> (i - 6) & 1 else np.zeros(width, np.uint64) for i in range(18, n)]
        digits = []
        for plane in planes:            # a counter, one plane after another
            for place in range(len(digits)):
                carry = digits[place] & plane
                digits[place] = digits[place] ^ plane
                plane = carry
            digits.append(plane)
            digits = digits[:n.bit_length()]
        odd = np.zeros(width, np.uint64)
        for k in range(1, n + 1):       # h_1 - h_2 + h_3 - ...: each h is at most the one before
            h = full
            for place, plane in enumerate(digits):
                h = plane & h if k >> place & 1 else plane | h
            odd = odd ^ h
        parity = planes[0]
        for plane in planes[1:]:
            parity = parity ^ plane
        if (odd ^ parity).any():
            raise ValueError("the loop by hand disagrees")
    return time.process_time() - start


def checked(form):
    """CPU seconds of the equivalence, its proof checked."""
    left, right = chain(SAT, form), tree(SAT, form)
    start = time.process_time()
    found = equivalence.decide(left, right)
    if found.outcome != "unsat":
        raise ValueError(f"expected a proof, found {found.outcome}")
    return time.process_time() - start


def main() -> None:
    """Measure in turns and print the table."""
    rows = []
    seconds = medians({"words": lambda: equal_words(DENSE), "dense": lambda: dense(DENSE)}, ROUNDS)
    compare(rows, f"n = {DENSE}", seconds["words"], "dense float64", seconds["dense"], "dense")
    seconds = medians({"words": lambda: equal_words(WORDS), "hand": lambda: by_hand(WORDS),
                       "unit": lambda: all_words(WORDS, 1), "to 7": lambda: all_words(WORDS, 7)},
                      ROUNDS)
    compare(rows, f"n = {WORDS}", seconds["words"], "by hand", seconds["hand"], "by hand")
    compare(rows, f"n = {WORDS}, weights to 7", seconds["to 7"], "unit weights", seconds["unit"],
            "weights")
    large = child("-c", MEMORY)
    rows.append([f"n = {LARGE}", f"{large.seconds:.3f}", "GiB", f"{large.gigabytes:.3f}",
                 f"{large.gigabytes:.2f}", "1", verdict(large.gigabytes, GOALS["memory"])])
    for form in ("xor", "nand"):
        seconds = medians({"sat": lambda form=form: checked(form),
                           "words": lambda: equal_words(WORDS)}, ROUNDS)
        compare(rows, f"SAT, n = {SAT}, {form}", seconds["sat"], f"words, n = {WORDS}",
                seconds["words"], "sat")
    table(f"circuits, CPU seconds, medians of {ROUNDS}",
          ["task", "seconds", "against", "seconds", "ratio", "goal", ""], rows)


def compare(rows, task, ours, against, other, goal):
    """One row."""
    ratio = ours / other
    rows.append([task, f"{ours:.3f}", against, f"{other:.3f}", f"{ratio:.3f}",
                 f"{GOALS[goal]:g}", verdict(ratio, GOALS[goal])])


if __name__ == "__main__":
    main()
