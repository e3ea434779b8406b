"""The square of a number that is not real.

expect: refused ill-formed no real number
"""

from sympy import I

from verify.calculus import Fn, Iterate, Le
from verify.model import Model
from verify.statement import Claim, Instances, Source, Theorem

f = Fn("f", definition=lambda z: z * z)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-not-real", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Le(0, Iterate(f, 1, I)),
           Instances(products=((I, I), (-I, -I))), at_instance=False),),
    instance)
