"""A chain through a step that holds only where i and k differ.

expect: refused chain only under a condition
"""

from verify.calculus import Eq, ForAll, Index, Indicator, Range, Size
from verify.model import Model, Table
from verify.statement import Chain, Cite, Claim, Source, Theorem

n = Size("n")
H = Range(n, "H")
i, k = Index("i", H), Index("k", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "chain-conditional", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", ForAll((i, k), Eq(Indicator(i, k), 0), distinct=True),
           Cite(Source("nobody", "Nobody"))),
     Claim("c", "conclusion", Eq(Indicator(i, k), 0), Chain(("a",))),),
    instance)
