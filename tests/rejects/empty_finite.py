"""The domain has no element.

expect: refused vacuous empty
"""

from verify.calculus import Eq, Finite, Index
from verify.model import Model
from verify.statement import Claim, Exhaustive, Source, Theorem

b = Index("b", Finite(name="none"))


def instance(given, network):
    return Model()


theorem = Theorem(
    "empty-finite", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("all", "conclusion", Eq(b, b + 1), Exhaustive()),),
    instance)
