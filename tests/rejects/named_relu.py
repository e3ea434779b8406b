"""An arbitrary function that is named relu is not the relu.

expect: c refuted
"""

from fractions import Fraction

from sympy import Symbol

from verify.calculus import Eq, Fn, Relu
from verify.model import Model, Slope
from verify.statement import Claim, NormalForm, Source, Theorem

a = Symbol("a")
r = Fn("relu")


def instance(given, network):
    return Model(numbers={"a": Fraction(1)}, values={"relu": Slope(lambda z: z * 2)})


theorem = Theorem(
    "named-relu", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(r(a), Relu(a)), NormalForm(), at_instance=False),),
    instance)
