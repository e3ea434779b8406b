"""The exact variance of Theorem 1 by the direct double loop over the pairs (h, x).

What variance.py compares with, as a process of its own: prints the variance for the seeded
predictor of dimension D.

    python tests/benchmarks/direct_loop.py D HIDDEN
"""

import operator
import sys
from fractions import Fraction

from constructions.predictors import seeded
from verify.cube import cube
from verify.gradient import parameter_gradient


def direct(d: int, hidden: int) -> Fraction:
    """The variance over all parities from its definition: for every h, for every x, add h(x) g(x).

    The loss is the square loss; its part p(x) g(x) is the same for every h and drops out.
    """
    gradient = parameter_gradient(seeded(d, hidden), cube(d))
    block = gradient.block(0, gradient.size)
    rows = block.numerators.tolist()                    # (points, parameters), Python integers
    members = len(rows)
    sums, squares = [0] * gradient.size, 0
    for v in range(members):
        inner = [0] * gradient.size
        for x, row in enumerate(rows):
            combine = operator.sub if (v & x).bit_count() % 2 else operator.add
            inner = list(map(combine, inner, row))
        squares += sum(entry * entry for entry in inner)
        sums = list(map(operator.add, sums, inner))
    scale = (block.denominator * members) ** 2
    mean = Fraction(sum(total * total for total in sums), members ** 2)
    return (Fraction(squares, members) - mean) / scale


if __name__ == "__main__":
    print(direct(*map(int, sys.argv[1:])))
