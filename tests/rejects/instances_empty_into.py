"""The values of a function lie in a set that may be empty: k >= 1 does not follow.

expect: c refuted
"""

from sympy import Symbol

from verify.calculus import Fn, ForAll, Index, Le, Range
from verify.model import Model
from verify.statement import Claim, Instances, Source, Theorem

k = Symbol("k", integer=True, nonnegative=True)
A = Range(3, "A")
i = Index("i", A)
f = Fn("f", A, into=Range(k, "B"))


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-empty-into", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", ForAll((i,), Le(1, k)), Instances(products=((f(i), 1),)),
           at_instance=False),),
    instance)
