"""No number lies between 1 and 0.

expect: refused vacuous empty
"""

from verify.calculus import Eq, Index, Interval
from verify.model import Model
from verify.statement import Claim, Exhaustive, Source, Theorem

t = Index("t", Interval(1, 0))


def instance(given, network):
    return Model()


theorem = Theorem(
    "empty-interval", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("all", "conclusion", Eq(t, t + 1), Exhaustive()),),
    instance)
