"""A claim that uses itself.

expect: refused circular not proved before it
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "uses-itself", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("zero", "conclusion", Eq(f(i), 0), NormalForm(), using=("zero",)),),
    instance)
