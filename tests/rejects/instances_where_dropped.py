"""The condition of the fact is not met.

expect: c unknown|refuted
"""

from verify.calculus import Fn, ForAll, Index, Le, Range, Size
from verify.model import Model, Table
from verify.statement import At, Claim, Instances, Source, Theorem

n = Size("n")
A = Range(n, "A")
i = Index("i", A)
f = Fn("f", A)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={"f": Table.of([5, 0])})


theorem = Theorem(
    "instances-where-dropped", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", ForAll((i,), Le(f(i), 0), where=Le(2, i))),
     Claim("c", "conclusion", ForAll((i,), Le(f(i), 0)), Instances(At("a")), using=("a",),
           at_instance=False),),
    instance)
