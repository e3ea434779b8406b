"""The diagonal of h is 1 or -1, the rest need not be.

expect: c refuted
"""

from sympy import Integer

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Slope, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i, k = Index("i", H), Index("k", H)
g, r = Fn("g", H, H), Fn("r")


def instance(given, network):
    return Model(sizes={"n": 2}, values={"g": Table.of([[1, 2], [3, 1]]),
                                         "r": Slope(lambda z: z * z)})


theorem = Theorem(
    "two-valued-diagonal", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", Eq(g(i, i)**2, 1)),
     Claim("c", "conclusion",
           Eq(r(g(i, k)), (1 + g(i, k))/2*r(Integer(1)) + (1 - g(i, k))/2*r(Integer(-1))),
           NormalForm(), using=("a",), at_instance=False),),
    instance)
