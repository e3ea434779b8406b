"""An index of the growing set is fixed outside.

expect: refused induction on whose size the induction is
"""

from verify.calculus import Eq, Index, Indicator, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Induction, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i, k = Index("i", H), Index("k", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "induction-over-index", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(Indicator(i, k), k), n),
           Induction(H, base=NormalForm(), step=NormalForm())),),
    instance)
