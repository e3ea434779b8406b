"""A chain through !=.

expect: refused chain no equality or inequality
"""

from verify.calculus import Eq, Fn, Index, Ne, Range, Size
from verify.model import Model, Table
from verify.statement import Chain, Cite, Claim, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "chain-unequal", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Ne(f(i), 0), Cite(Source("nobody", "Nobody"))),
     Claim("c", "conclusion", Eq(f(i), 0), Chain(("a",))),),
    instance)
