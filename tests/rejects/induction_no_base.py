"""An induction without a base.

expect: refused induction without a base
"""

from sympy import Integer

from verify.calculus import Eq, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Induction, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "induction-no-base", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(Integer(1), i), n), Induction(H, step=NormalForm())),),
    instance)
