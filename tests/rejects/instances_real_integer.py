"""True of integers, claimed for all real numbers.

expect: c unknown tactic
"""

from verify.calculus import ForAll, Index, Ne, Reals
from verify.model import Model
from verify.statement import Claim, Instances, Source, Theorem

y = Index("y", Reals)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-real-integer", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", ForAll((y,), Ne(2 * y, 1)), Instances(integers=(y,)),
           at_instance=False),),
    instance)
