"""A normal form shows = and <=, never !=.

expect: refused ill-formed a normal form cannot show !=
"""

from verify.calculus import Fn, Index, Ne, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "strict-by-normal-form", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("differ", "conclusion", Ne(f(i) + 1, f(i)), NormalForm()),),
    instance)
