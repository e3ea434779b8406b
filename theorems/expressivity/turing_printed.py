"""Theorem 20.3 as it is printed: lookup machines, and vertices too few for what they compute."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from sympy import Symbol

from constructions import machines
from verify.calculus import (Eq, Floor, Fn, ForAll, Index, Le, Lt, Mod2, Naturals, Range, Size)
from verify.model import Model
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, FalseAt, Induction, Instances)

LOOKUP_BITS = 3
CONSTANTS = ((1, 0), (3, 3), (10, 100), (100, 1000), (1000, 10**6))     # pairs (c, b)

n, T = Size("n"), Size("T")
functions, words = (Range(2**2**LOOKUP_BITS, "truth tables", first=0),
                    Range(2**LOOKUP_BITS, "words", first=0))
pairs = Range(len(CONSTANTS), "pairs")
f, w, pair = Index("f", functions), Index("w", words), Index("i", pairs)
L, cc, bb, mm = (Fn("L", functions, words), Fn("c1", pairs), Fn("b1", pairs), Fn("n1", pairs))
C0, B0 = Symbol("C0"), Symbol("B0")
c, b = Size("c"), Size("b")
m, r = Index("m", Range(n + 1, "numbers up to n", first=0)), Index("s", Naturals)
most = (c + b) * n**2                           # more than the neurons of c n^2 + b vertices


def exponent(bits, size):
    """s units on n bits have at most 2^this many functions: the theorem `shallow-networks`."""
    return (bits + 1) * (bits * size + size * (size + 1) / 2)


@lru_cache(maxsize=1)
def lookup_runs() -> np.ndarray:
    """L[f, x]: whether the lookup machine of truth table f accepts x, in as many steps as bits."""
    n = LOOKUP_BITS
    result = np.zeros((2**2**n, 2**n), dtype=np.int64)
    for number in range(2**2**n):
        table = "".join(str(number >> x & 1) for x in range(2**n))
        machine = machines.lookup(table)
        for x in range(2**n):
            last = machine.run([x >> j & 1 for j in range(n)], n)[-1]
            result[number, x] = int(last.state in machine.accept)
    return result


def bits_of(n: int, s: int) -> int:
    """An exponent: s units on n bits have at most 2^this many functions (shallow-networks)."""
    return (n + 1) * (n * s + s * (s + 1) // 2)


@lru_cache(maxsize=1)
def too_small() -> tuple[list[int], list[int], list[int]]:
    """For each (c, b) the least n at which c n^2 + b vertices are too few for all functions."""
    numbers = []
    for c, b in CONSTANTS:
        n = 1
        while bits_of(n, max(0, c * n * n + b - n - 1)) >= 2**n:
            n += 1
        numbers.append(n)
    return [c for c, _ in CONSTANTS], [b for _, b in CONSTANTS], numbers


def printed() -> Model:
    """E1: T(n) = n, c = b = 3, at n = 26."""
    return Model(sizes={"n": 26}, name="T(n) = n, c = b = 3, n = 26",
                 numbers={"C0": Fraction(3), "B0": Fraction(3)})


def one_step_only() -> Model:
    """E2: T(n) = 1, c = b = 3, at n = 6."""
    return Model(sizes={"n": 6, "T": 1}, name="T(n) = 1, c = b = 3, n = 6",
                 numbers={"C0": Fraction(3), "B0": Fraction(3)})


def printed_theorem() -> tuple[Claim, ...]:
    """The claims, in the order of the report."""
    return (
        Claim("circuits-E1", "erratum",
              ForAll((), Le(2**n, exponent(n, C0 * n**2 + B0 - n - 1))), FalseAt(printed),
              printed="slide and book, Theorem 20.3: F_n, of all machines together, is in the "
                      "class of one graph with c T(n)^2 + b vertices",
              repair="for every fixed machine there are c and b: claims 'N decides as the machine "
                     "does' and 'at most K T^2 vertices'",
              text="with T(n) = n, F_n has all 2^(2^n) functions, by lookup machines, and so many "
                   "vertices compute at most 2^((n + 1)(n s + s(s + 1)/2)), s = c n^2 + b - n - 1"),
        Claim("lookup machines compute everything in n steps", "sharper",
              ForAll((f, w), Eq(L(f, w), Mod2(Floor(f / 2**w)))), Exhaustive(),
              text=f"all truth tables of {LOOKUP_BITS} bits, each by its machine with "
                   "2^(n + 1) - 1 states"),
        Claim("an n for each c and b", "sharper",
              ForAll((pair,), Lt(exponent(mm(pair), cc(pair) * mm(pair)**2 + bb(pair)
                                          - mm(pair) - 1), 2**mm(pair))), Exhaustive(),
              text="(c, b): n = " + ", ".join(
                  f"({c_}, {b_}): {n_}" for c_, b_, n_ in zip(*too_small()))),
        Claim("2^m outgrows m^6", "step", ForAll((m,), Le(m**6, 2**m), where=Le(30, m)),
              Induction(m, base=Instances(), step=Instances(
                  At(HYPOTHESIS), integers=(m - 29,), products=tuple(
                      (m - 30, m**k) for k in range(1, 6)))),
              at_instance=False, group="the printed theorem"),
        Claim("s neurons", "step", ForAll((r,), Le(r * (r + 1), most**2), where=Le(r + 1, most)),
              Instances(products=((most - r - 1, r), (most - r - 1, most), (c + b, n**2))),
              at_instance=False, group="the printed theorem"),
        Claim("their functions", "step",
              ForAll((r,), Le(exponent(n, r), 3 * n * most**2), where=Le(r + 1, most)),
              Instances(At("s neurons"), products=(
                  (most**2 - r * (r + 1), n + 1), (most - r - 1, n * (n + 1)), (most, n * (n + 1)),
                  (c + b - 1, n**2), (n, n - 1), (most - n, most), (most**2 - n * most, n + 1),
                  (n - 1, most**2), (n, n), (c + b, n**2))),
              using=("s neurons",), at_instance=False, group="the printed theorem"),
        Claim("every c and b are refuted", "sharper",
              ForAll((), Lt(exponent(n, c * n**2 + b - n - 1), 2**n),
                     where=Le(4 * (c + b)**2 + 30, n)),
              Instances(At("2^m outgrows m^6", {m: n}),
                        At("their functions", {r: c * n**2 + b - n - 1}),
                        products=((c - 1, n**2), (b, n**2 - 1), (n, n - 30), (n - 30, 1),
                                  (n - 4 * (c + b)**2 - 30, n**5), (n**5, (c + b)**2),
                                  (n, n**2), (n, n**3), (n, n**4), (n, n), (c + b, c + b))),
              using=("2^m outgrows m^6", "their functions"), at_instance=False,
              group="the printed theorem", text="by any n from 4 (c + b)^2 + 30 on"),
        Claim("circuits-E2", "erratum", ForAll((), Le(n + 1, C0 * T**2 + B0)),
              FalseAt(one_step_only),
              printed="slide and book, Theorem 20.3: size at most c T(n)^2 + b for every T",
              repair="T(n) >= n, as here: the inputs and their constant are vertices too",
              text="a machine that takes one step"),
        Claim("one step is too few for every c and b", "sharper",
              ForAll((), Lt(C0 + B0, n + 1), where=Le(C0 + B0, n)), Instances(), at_instance=False),
    )
