"""A sum of values is no slack even where it is positive at the instance.

expect: bound refuted
"""

from sympy import Integer

from verify.calculus import Fn, Index, Le, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Slack, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "slack-negative-sum", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("bound", "conclusion", Le(Integer(0), SumOver(f(i), i)), Slack(SumOver(f(i), i))),),
    instance)
