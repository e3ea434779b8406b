"""The hypothesis for the number that is to be shown.

expect: refused induction the number before, and no other
"""

from verify.calculus import Eq, Fn, ForAll, Index, Range, Size
from verify.model import Model, Table
from verify.statement import HYPOTHESIS, At, Claim, Induction, Instances, Source, Theorem

n = Size("n")
A = Range(n, "A")
i = Index("i", A)
f = Fn("f", A)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "instances-hypothesis-next", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", ForAll((i,), Eq(f(i), f(1))),
           Induction(i, base=Instances(), step=Instances(At(HYPOTHESIS, {i: i + 1})))),),
    instance)
