"""A sum over x is a sum over all of x, however x is walked through.

expect: c unknown too large to replay
"""

from sympy import Integer

from verify.calculus import ForAll, Index, Le, Range, SumOver
from verify.model import Model
from verify.statement import Claim, Exhaustive, Source, Theorem

x = Index("x", Range(2**22 + 1, "X"))


def instance(given, network):
    return Model()


theorem = Theorem(
    "window-capture", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", ForAll((x,), Le(SumOver(Integer(1), x), 2**22)), Exhaustive()),),
    instance)
