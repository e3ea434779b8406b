"""An index of a range that may be empty: from one anything follows.

expect: refused ill-formed which is not quantified
"""

from sympy import Symbol

from verify.calculus import Index, Le, Range
from verify.model import Model
from verify.statement import Claim, Instances, Source, Theorem

k = Symbol("k", integer=True, nonnegative=True)
j = Index("j", Range(k, "B"))


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-empty-range", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Le(1, k), Instances(products=((j, j),)), at_instance=False),),
    instance)
