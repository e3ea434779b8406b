"""A chain with a <= in it shows no =.

expect: refused chain the steps give <=
"""

from verify.calculus import Eq, Fn, Index, Le, Range, Size
from verify.model import Model, Table
from verify.statement import Chain, Claim, Slack, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "chain-weaker", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Le(2*f(i), f(i)**2 + 1), Slack((f(i) - 1)**2)),
     Claim("c", "conclusion", Eq(2*f(i), f(i)**2 + 1), Chain(("a",))),),
    instance)
