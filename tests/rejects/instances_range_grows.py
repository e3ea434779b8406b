"""The range of i grows with k: for k + 1 there is an i more.

expect: refused induction on which the induction is
"""

from sympy import Symbol

from verify.calculus import ForAll, Index, Le, Range
from verify.model import Model
from verify.statement import Claim, Induction, Instances, Source, Theorem

k = Symbol("k", integer=True, nonnegative=True)
i = Index("i", Range(k + 1, "A"))


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-range-grows", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", ForAll((i,), Le(i * k, k * k)), Induction(
         k, base=Instances(), step=Instances(products=((k + 1, k + 1 - i),))), at_instance=False),),
    instance)
