"""The average over a range of n - 1 indices of 1 is 1, but for n = 1 there is none.

expect: c unknown left over
"""

from verify.calculus import Average, Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
K = Range(n, "K")
i, k = Index("i", Range(n - 1, "H")), Index("k", K)
f = Fn("f", K)


def instance(given, network):
    return Model(sizes={"n": 3}, values={"f": Table.of([1, 2, 3])})


theorem = Theorem(
    "average-over-none", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(Average(f(k), i), f(k)), NormalForm()),),
    instance)
