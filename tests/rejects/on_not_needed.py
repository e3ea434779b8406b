"""A proof from the formula of a claim that only says what is not needed.

expect: refused ill-formed uses 'b', which proves its formula for no par
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Chain, Claim, NormalForm, NotNeeded, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 0])})


theorem = Theorem(
    "on-not-needed", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", Eq(f(i)**2, f(i)**4 + 0*f(i))),
     Claim("true", "conclusion", Eq((n + 1)**2, n**2 + 2*n + 1), NormalForm()),
     Claim("b", "necessity", Eq(f(i), 0), NotNeeded("a", "true")),
     Claim("c", "conclusion", Eq(f(i), 0), Chain(("b",)), at_instance=False),),
    instance)
