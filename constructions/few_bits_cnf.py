"""All k-CNFs of few bits, and their decision trees under restrictions: exact oracles.

A function is the number of its truth table: bit p is the value at the point p.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product


@lru_cache(maxsize=16)
def cnfs(n: int, k: int) -> tuple[int, ...]:
    """Every function that is an `and` of clauses of at most k literals.

    >>> len(cnfs(3, 2)), len(cnfs(4, 2))
    (166, 4170)
    """
    clauses = {sum(1 << p for p in range(2**n)
                   if any((p >> i & 1) == s for i, s in zip(places, signs)))
               for width in range(k + 1) for places in combinations(range(n), width)
               for signs in product((0, 1), repeat=width)}
    found, work = {2**2**n - 1}, [2**2**n - 1]
    while work:
        f = work.pop()
        new = {f & clause for clause in clauses} - found
        found |= new
        work += new
    return tuple(sorted(found))


def isolated(f: int, n: int) -> int:
    """How many points of f have no neighbour in f.

    >>> isolated(0b0110, 2), isolated(0b0111, 2)
    (2, 0)
    """
    return sum(f >> p & 1 and not any(f >> (p ^ 1 << i) & 1 for i in range(n))
               for p in range(2**n))


@lru_cache(maxsize=2**18)
def tree_depth(f: int, n: int) -> int:
    """The least depth of a decision tree of f.

    >>> tree_depth(0b0110, 2), tree_depth(0b1010, 2), tree_depth(0, 2)
    (2, 1, 0)
    """
    if f in (0, 2**2**n - 1):
        return 0
    return 1 + min(max(tree_depth(restricted(f, n, i, b), n - 1) for b in (0, 1))
                   for i in range(n))


def restricted(f: int, n: int, i: int, b: int) -> int:
    """f with bit i set to b, a function of the other n - 1 bits.

    >>> restricted(0b0110, 2, 0, 1)
    1
    """
    low = 2**i - 1
    return sum((f >> ((p & low) | b << i | (p & ~low) << 1) & 1) << p for p in range(2**(n - 1)))


def deep(f: int, n: int, p: Fraction) -> tuple[Fraction, ...]:
    """The probabilities that, each bit left free with probability p and else set at random, the
    decision tree has depth at least 1, ..., n.

    >>> [str(q) for q in deep(0b0110, 2, Fraction(1, 2))]
    ['3/4', '1/4']
    """
    chances = [Fraction(0)] * (n + 1)
    for choice in product((None, 0, 1), repeat=n):
        g, left, chance = f, n, Fraction(1)
        for i in reversed(range(n)):
            b = choice[i]
            chance *= p if b is None else (1 - p) / 2
            if b is not None:
                g, left = restricted(g, left, i, b), left - 1
        chances[tree_depth(g, left)] += chance
    return tuple(sum(chances[s:], Fraction(0)) for s in range(1, n + 1))
