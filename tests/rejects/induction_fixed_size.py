"""A set of three elements never has size n: no induction.

expect: refused induction H has the fixed size 3
"""

from sympy import Integer

from verify.calculus import Eq, Index, Range, SumOver
from verify.model import Model
from verify.statement import Claim, Induction, NormalForm, Source, Theorem

H = Range(3, "H")
i = Index("i", H)


def instance(given, network):
    return Model()


theorem = Theorem(
    "induction-fixed-size", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(Integer(1), i)**2, SumOver(Integer(1), i)),
           Induction(H, base=NormalForm(), step=NormalForm()), at_instance=False),),
    instance)
