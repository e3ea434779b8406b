"""The rule has (-1)^i, the claim (-1)^k: the rule does not apply.

expect: c unknown left over: -1*('size','n')^1 sum[#0:'H'](('va
"""

from verify.calculus import Eq, Fn, Index, Range, Sign, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i, k = Index("i", H), Index("k", H)
f = Fn("f", H)
g, h = Fn("g", H), Fn("h", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 0]), "g": Table.of([1, 1]),
                                         "h": Table.of([-1, 0])})


theorem = Theorem(
    "rule-mixes-indices", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", Eq(f(i)*g(k)*Sign(i), h(i))),
     Claim("c", "conclusion",
           Eq(SumOver(SumOver(f(i)*g(k)*Sign(k), k), i), n*SumOver(h(i), i)),
           NormalForm(), using=("a",), at_instance=False),),
    instance)
