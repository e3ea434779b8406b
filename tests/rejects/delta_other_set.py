"""Exactly one i equals k only if both run over one set.

expect: refused ill-formed a and b run over different sets
"""

from verify.calculus import Eq, Index, Indicator, Range, Size, SumOver
from verify.model import Model
from verify.statement import Claim, NormalForm, Source, Theorem

a = Index("a", Range(Size("n"), "A"))
b = Index("b", Range(Size("m"), "B"))


def instance(given, network):
    return Model(sizes={"n": 1, "m": 2})


theorem = Theorem(
    "delta-other-set", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(Indicator(a, b), a), 1), NormalForm(),
           at_instance=False),),
    instance)
