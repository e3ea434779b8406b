"""The base is false: the empty sum is not 1.

expect: c refuted
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
    "induction-base-false", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(Integer(1), i), n + 1),
           Induction(H, base=NormalForm(), step=NormalForm())),),
    instance)
