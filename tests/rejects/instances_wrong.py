"""The fact is used at another number than the claim speaks of.

expect: c unknown|refuted
"""

from verify.calculus import Eq, Fn, ForAll, Index, Range, Size
from verify.model import Model, Table
from verify.statement import At, Claim, Instances, Source, Theorem

n = Size("n")
A = Range(n, "A")
i = Index("i", A)
f = Fn("f", A)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "instances-wrong", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", ForAll((i,), Eq(f(1), 1))),
     Claim("c", "conclusion", ForAll((i,), Eq(f(i), 1)), Instances(At("a")),
           using=("a",), at_instance=False),),
    instance)
