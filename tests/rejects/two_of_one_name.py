"""Two claims of one name.

expect: refused ill-formed two claims are named
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i, k = Index("i", H), Index("k", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "two-of-one-name", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("zero", "step", Eq(n + 1, 1 + n + 0*n + f(i) - f(k)), NormalForm()),
     Claim("zero", "conclusion", Eq(f(i), 0), NormalForm()),),
    instance)
