"""A proof by normal form of nothing.

expect: refused ill-formed needs a formula
"""

from verify.calculus import Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "no-formula", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("nothing", "conclusion", None, NormalForm(), text="all is well"),),
    instance)
