"""The empty set hides under a sum.

expect: refused vacuous empty
"""

from verify.calculus import Eq, Finite, Index, SumOver
from verify.model import Model
from verify.statement import Claim, NormalForm, Source, Theorem

b = Index("b", Finite(name="none"))


def instance(given, network):
    return Model()


theorem = Theorem(
    "empty-sum", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("all", "conclusion", Eq(SumOver(b**2, b), 0), NormalForm()),),
    instance)
