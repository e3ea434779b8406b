"""The condition holds nowhere.

expect: all unknown vacuous
"""

from verify.calculus import Eq, Fn, ForAll, Index, Lt, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Exhaustive, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "never-where", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("all", "conclusion",
           ForAll((i,), Eq(f(i), 7), where=Lt(f(i), 0)), Exhaustive()),),
    instance)
