"""The step is false, though the claim holds at n = 0 and 1.

expect: c refuted
"""

from verify.calculus import Eq, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Induction, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "induction-step-false", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(i, i), n**2),
           Induction(H, base=NormalForm(), step=NormalForm())),),
    instance)
