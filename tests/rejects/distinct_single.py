"""There are no two distinct members of a set with one.

expect: all unknown vacuous
"""

from verify.calculus import Eq, Fn, ForAll, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Exhaustive, Source, Theorem

n = Size("n")
H = Range(n, "H")
i, k = Index("i", H), Index("k", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 1}, values={"f": Table.of([1])})


theorem = Theorem(
    "distinct-single", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("all", "conclusion",
           ForAll((i, k), Eq(f(i), f(k) + 7), distinct=True), Exhaustive()),),
    instance)
