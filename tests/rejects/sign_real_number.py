"""(-1)^(2c) is 1 for integers c, not for every positive c.

expect: refused ill-formed (-1)^e needs an integer e, found the factor (
"""

from fractions import Fraction

from sympy import Symbol

from verify.calculus import Eq, Sign
from verify.model import Model
from verify.statement import Claim, NormalForm, Source, Theorem

c = Symbol("c", positive=True)


def instance(given, network):
    return Model(numbers={"c": Fraction(1, 2)})


theorem = Theorem(
    "sign-real-number", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(Sign(2*c), 1), NormalForm(), at_instance=False),),
    instance)
