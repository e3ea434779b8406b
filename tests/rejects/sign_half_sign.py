"""(-1)^((1 + x_i)/2) for x_i = -1 is 1.

expect: refused ill-formed (-1)^e needs an integer e, found a part of a
"""

from verify.calculus import Coordinate, Eq, Index, Range, Sign, SignCube, Size
from verify.model import Model
from verify.statement import Claim, NormalForm, Source, Theorem

D = Range(Size("d"), "D")
x, i = Index("x", SignCube(D, "X")), Index("i", D)


def instance(given, network):
    return Model(sizes={"d": 1})


theorem = Theorem(
    "sign-half-sign", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(Sign((1 + Coordinate(x, i))/2), -1), NormalForm(),
           at_instance=False),),
    instance)
