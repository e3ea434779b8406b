"""A free index that is named like a bound one in a normal form.

expect: c refuted
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

H = Range(Size("n"), "H")
i, k = Index("i", H), Index("#0", H)
g = Fn("g", H, H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"g": Table.of([[1, 2], [3, 4]])})


theorem = Theorem(
    "named-hash", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(g(i, k), i), SumOver(g(i, i), i)), NormalForm(),
           at_instance=False),),
    instance)
