"""Distinct parities are orthogonal.

Statement
    For every d and all v, w in {0,1}^d, with x uniform on {0,1}^d,
    E_x[(-1)^<x,v> (-1)^<x,w>] = 1 if v = w, and 0 otherwise.
Where
    <x, v>      the sum of x_i v_i over i = 1..d
    chi_v(x)    the parity (-1)^<x,v>
Instance
    all 4^d pairs (v, w) at the given d, by the fast Walsh-Hadamard transform of every chi_w
Source
    Shalev-Shwartz, Shamir, Shammah 2017, section 2.1; the lecture's slides on n-bit parity
Proof idea
    The expectation over the cube factorises over the coordinates (induction on d); one coordinate
    contributes (1 + (-1)^(v_i + w_i))/2, which is 1 if v_i = w_i and 0 if not.
    Independently: flipping a coordinate in which v and w differ flips the sign of the product.
"""

from fractions import Fraction
from typing import Any, Mapping

import sympy

from constructions import parity
from theorems.sources import LECTURE, SHALEV_SHWARTZ_2017
from verify.arithmetic.exact_array import ExactArray
from verify.calculus import (Average, Coordinate, Cube, Eq, Expect, Finite, Fn, ForAll, Index,
                             Indicator, Ne, ProductOver, Range, Sign, SignCube, Size, SumOver)
from verify.model import Model, ParityFamily, Table
from verify.statement import (Claim, Exhaustive, FalseAt, Induction, NormalForm, Parameter, Smt,
                              Chain, Theorem)

d = Size("d")
D = Range(d, "D")
X, V = Cube(D, "X"), Cube(D, "V")
x, v, w = Index("x", X), Index("v", V), Index("w", V)
i, bit = Index("i", D), Index("b", Finite(0, 1))


def inner(left: Any, right: Any) -> Any:
    """<x, v>: the sum of x_i v_i over the coordinates."""
    return SumOver(Coordinate(left, i) * Coordinate(right, i), i)
