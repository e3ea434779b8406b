"""Both sides are one term.

expect: refused vacuous both sides are the same term
"""

from verify.calculus import Fn, Index, Le, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "same-term", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("same", "conclusion", Le(f(i), f(i)), NormalForm()),),
    instance)
