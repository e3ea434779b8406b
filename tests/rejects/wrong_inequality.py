"""The square of a sum is at most the sum of squares: the wrong way round.

expect: bound refuted
"""

from verify.calculus import Fn, Index, Le, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "wrong-inequality", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("bound", "conclusion", Le(SumOver(f(i), i)**2, SumOver(f(i)**2, i))),),
    instance)
