"""The condition holds nowhere on the interval.

expect: all unknown a condition on an interval
"""

from verify.calculus import ForAll, Index, Interval, Le, Lt
from verify.model import Model
from verify.statement import Claim, Exhaustive, Source, Theorem

t = Index("t", Interval(0, 1))


def instance(given, network):
    return Model()


theorem = Theorem(
    "never-where-interval", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("all", "conclusion",
           ForAll((t,), Le(t, 1), where=Lt(t, 0)), Exhaustive()),),
    instance)
