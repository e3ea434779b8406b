"""A chain through a step that is refuted.

expect: c unknown rests on 'a', which is refuted
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Chain, Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "on-refuted-step", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq(f(i), f(i)**2), NormalForm(), at_instance=False),
     Claim("c", "conclusion", Eq(f(i), f(i)**2), Chain(("a",)), at_instance=False),),
    instance)
