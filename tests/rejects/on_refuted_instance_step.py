"""A chain through a step that is refuted at the instance.

expect: refused ill-formed uses 'a', which proves its formula for no par
"""

from sympy import Integer

from verify.calculus import Eq, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Chain, Claim, Exhaustive, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "on-refuted-instance-step", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq(SumOver(Integer(1), i), 3), Exhaustive()),
     Claim("c", "conclusion", Eq(SumOver(Integer(1), i), 3), Chain(("a",)), at_instance=False),),
    instance)
