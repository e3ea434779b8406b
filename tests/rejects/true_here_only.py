"""n = 2 holds at the instance and is false in general.

expect: two refuted
"""

from sympy import Integer

from verify.calculus import Eq, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "true-here-only", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("two", "conclusion", Eq(SumOver(Integer(1), i), 2), NormalForm()),),
    instance)
