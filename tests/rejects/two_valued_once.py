"""One value of h is 1 or -1, the others need not be.

expect: c refuted
"""

from sympy import Integer

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Slope, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
r = Fn("r")


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2]), "r": Slope(lambda z: z * z)})


theorem = Theorem(
    "two-valued-once", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", Eq(f(1)**2, 1)),
     Claim("c", "conclusion", Eq(r(f(i)), (1 + f(i))/2*r(Integer(1)) + (1 - f(i))/2*r(Integer(-1))),
           NormalForm(), using=("a",), at_instance=False),),
    instance)
