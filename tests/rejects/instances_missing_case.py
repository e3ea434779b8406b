"""Two of the three values are right, the third is not looked at.

expect: c unknown|refuted
"""

from verify.calculus import Eq, ForAll, Index, Finite
from verify.model import Model
from verify.statement import Claim, Instances, Source, Theorem

i = Index("i", Finite(0, 1, 2))


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-missing-case", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", ForAll((i,), Eq(i * (i - 1), 0)), Instances(integers=(i,))),),
    instance)
