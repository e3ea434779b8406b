"""The fact is used one place behind its range.

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
    return Model(sizes={"n": 2, "k": 2}, values={"f": Table.of([1, 0])})


theorem = Theorem(
    "instances-outside-range", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", ForAll((i,), Le(f(i), n - i))),
     Claim("c", "conclusion", ForAll((i,), Le(f(i) + f(i + 1), 2 * (n - i) - 1)),
           Instances(At("a"), At("a", {i: i + 1})), using=("a",), at_instance=False),),
    instance)
