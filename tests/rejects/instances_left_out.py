"""The index that is left out runs over a range that may be empty.

expect: refused ill-formed which is not quantified
"""

from sympy import Symbol

from verify.calculus import ForAll, Index, Le, Range
from verify.model import Model
from verify.statement import At, Claim, Instances, Source, Theorem

k = Symbol("k", integer=True, nonnegative=True)
j = Index("j", Range(k, "B"))


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-left-out", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", ForAll((j,), Le(1, j)), Instances()),
     Claim("c", "conclusion", Le(1, k), Instances(At("a")), using=("a",), at_instance=False),),
    instance)
