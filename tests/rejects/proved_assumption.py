"""An assumption that pretends to be proved.

expect: refused ill-formed an assumption is judged on the instance
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
    "proved-assumption", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("zero", "assumption", Eq(f(i) - f(i)**2, f(i) + f(i)**2), NormalForm()),
     Claim("true", "conclusion", Eq((n + 1)**2, n**2 + 2*n + 1), NormalForm()),),
    instance)
