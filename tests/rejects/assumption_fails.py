"""The assumption fails at the instance, so the theorem says nothing there.

expect: c unknown assumption
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "assumption-fails", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", Eq(f(i)**2, 1)),
     Claim("c", "conclusion", Eq(SumOver(f(i)**2, i), n), NormalForm(), using=("a",)),),
    instance)
