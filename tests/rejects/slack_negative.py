"""The slack adds up, but it is not nonnegative on its face.

expect: bound refuted
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
    "slack-negative", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("bound", "conclusion", Le(f(i), f(i) + f(k)), Slack(f(k))),),
    instance)
