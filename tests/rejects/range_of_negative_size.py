"""The sum of 1 over a range of n - 2 indices: a range of size -1 has no index, so for n = 1 the sum
is 0 and not -1.

expect: refused ill-formed which may be negative or no integer
"""

from sympy import Integer

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H, K = Range(n - 2, "H"), Range(n, "K")
i, k = Index("i", H), Index("k", K)
f = Fn("f", K)


def instance(given, network):
    return Model(sizes={"n": 3}, values={"f": Table.of([1, 2, 3])})


theorem = Theorem(
    "range-of-negative-size", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(SumOver(f(k), k), i),
                                 SumOver(Integer(1), i) * SumOver(f(k), k)), NormalForm()),),
    instance)
