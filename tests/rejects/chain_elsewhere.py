"""A chain that does not end at the conclusion.

expect: refused chain does not end
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Chain, Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "chain-elsewhere", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq((f(i) + 1)**2, f(i)**2 + 2*f(i) + 1), NormalForm()),
     Claim("c", "conclusion", Eq((f(i) + 1)**2, f(i)**2 + 1), Chain(("a",))),),
    instance)
