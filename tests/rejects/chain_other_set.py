"""A step about another set of the same name.

expect: refused ill-formed two index sets are named 'H'
"""

from sympy import Integer

from verify.calculus import Eq, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Chain, Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
two = Index("i", Range(2, "H"))


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "chain-other-set", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq(SumOver(Integer(1), two), 2), NormalForm()),
     Claim("c", "conclusion", Eq(SumOver(Integer(1), i), 2), Chain(("a",)), at_instance=False),),
    instance)
