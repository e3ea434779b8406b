"""A square is not larger than 0, only at least 0.

expect: strict refuted
"""

from sympy import Integer

from verify.calculus import Fn, Index, Lt, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 0])})


theorem = Theorem(
    "strict", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("strict", "conclusion", Lt(Integer(0), f(i)**2)),),
    instance)
