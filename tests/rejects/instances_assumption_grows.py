"""An assumption about k says nothing about k - 1.

expect: refused induction speaks of k
"""

from sympy import Symbol

from verify.calculus import Le
from verify.model import Model
from verify.statement import HYPOTHESIS, At, Claim, Induction, Instances, Source, Theorem

k = Symbol("k", integer=True, nonnegative=True)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-assumption-grows", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", Le(2, k)),
     Claim("c", "conclusion", Le(2 * k, k * k),
           Induction(k, base=Instances(), step=Instances(At(HYPOTHESIS), At("a"))), using=("a",)),),
    instance)
