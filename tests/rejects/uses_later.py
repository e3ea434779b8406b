"""A claim that uses a later one, which uses it.

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
    "uses-later", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq(f(i), 0), NormalForm(), using=("b",)),
     Claim("b", "conclusion", Eq(2*f(i), 0), NormalForm(), using=("a",)),),
    instance)
