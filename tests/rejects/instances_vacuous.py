"""The condition holds nowhere, which shows every claim.

expect: c unknown vacuous
"""

from verify.calculus import Eq, ForAll, Index, Integers, Lt
from verify.model import Model
from verify.statement import Claim, Instances, Source, Theorem

i = Index("i", Integers)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-vacuous", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", ForAll((i,), Eq(i, 5), where=Lt(2 * i, 2 * i - 1)), Instances(),
           at_instance=False),),
    instance)
