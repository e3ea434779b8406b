"""Holds if f is 1 or -1, but the step does not cite that.

expect: squares refuted
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, -1])})


theorem = Theorem(
    "dropped-assumption", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("f is 1 or -1", "assumption", Eq(f(i)**2, 1)),
     Claim("squares", "conclusion", Eq(SumOver(f(i)**2, i), n), NormalForm()),),
    instance)
