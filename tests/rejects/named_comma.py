"""A function whose name contains an index and a comma.

expect: c refuted
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i, k = Index("i", H), Index("k", H)
g, h = Fn("g", H, H), Fn("g,i", H)


def instance(given, network):
    return Model(sizes={"n": 1}, values={"g": Table.of([[1]]), "g,i": Table.of([2])})


theorem = Theorem(
    "named-comma", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(g(i, k), h(k)), NormalForm(), at_instance=False),),
    instance)
