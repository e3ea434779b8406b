"""A conclusion in words that nothing checks.

expect: refused ill-formed neither proved nor tried
"""

from verify.calculus import Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Exhaustive, Source, Theorem

n = Size("n")
H = Range(n, "H")


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "nothing-tried", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("nothing", "conclusion", None, Exhaustive(), text="all is well"),),
    instance)
