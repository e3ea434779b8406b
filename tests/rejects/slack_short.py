"""The slack is nonnegative, but does not add up.

expect: bound unknown left over
"""

from verify.calculus import Fn, Index, Le, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Slack, Source, Theorem

n = Size("n")
H = Range(n, "H")
i, k = Index("i", H), Index("k", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "slack-short", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("bound", "conclusion", Le(2*f(i)*f(k), f(i)**2 + f(k)**2), Slack((f(i) + f(k))**2)),),
    instance)
