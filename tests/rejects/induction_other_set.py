"""Another set has the same size.

expect: refused induction has the size of H
"""

from sympy import Integer

from verify.calculus import Eq, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Induction, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
j = Index("j", Range(n, "J"))


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "induction-other-set", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(Integer(1), i), SumOver(Integer(1), j)),
           Induction(H, base=NormalForm(), step=NormalForm())),),
    instance)
