"""The assumption speaks of all of the set, so n + 1 does not give n.

expect: refused induction speaks of all of H
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Induction, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, -1])})


theorem = Theorem(
    "induction-on-all", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", Eq(SumOver(f(i), i), 0)),
     Claim("c", "conclusion", Eq(SumOver(f(i), i), n * SumOver(f(i), i)),
           Induction(H, base=NormalForm(), step=NormalForm()), using=("a",)),),
    instance)
