"""A measurement that calls itself exhaustive.

expect: KernelError is measured, and exhaustive is not
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.finding import Finding
from verify.model import Model, Table
from verify.statement import Claim, Measured, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "measured-as-exhaustive", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 0),
           Measured(lambda given, model: Finding("exhaustive", "proved"))),),
    instance)
