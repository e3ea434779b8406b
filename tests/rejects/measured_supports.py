"""A conclusion that is only supported by samples is not proved.

expect: c supported
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.finding import Finding
from verify.model import Model, Table
from verify.statement import Claim, Measured, Source, Theorem

n = Size("n")
H = Range(n, "H")
i, k = Index("i", H), Index("k", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "measured-supports", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), f(i)**2 + f(k) - f(k)),
           Measured(lambda given, model: Finding("sampled", "supported"))),),
    instance)
