"""An average is not a sum.

expect: mean refuted
"""

from verify.calculus import Average, Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "average-as-sum", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("mean", "conclusion", Eq(Average(f(i), i), SumOver(f(i), i)), NormalForm()),),
    instance)
