"""A role that does not exist.

expect: refused ill-formed expected a role
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "unknown-role", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("true", "conclusion", Eq((n + 1)**2, n**2 + 2*n + 1), NormalForm()),
     Claim("zero", "axiom", Eq(f(i), 0), NormalForm()),),
    instance)
