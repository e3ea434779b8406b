"""(-1)^(2b) at b = 1/2 is -1.

expect: refused ill-formed (-1)^e needs an integer e, found the factor (
"""

from verify.calculus import Eq, Finite, Index, Sign
from verify.model import Model
from verify.statement import Claim, NormalForm, Source, Theorem

b = Index("b", Finite("1/2", 1))


def instance(given, network):
    return Model()


theorem = Theorem(
    "sign-half-integer", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(Sign(2*b), 1), NormalForm(), at_instance=False),),
    instance)
