"""Two true steps that do not meet.

expect: refused chain does not begin with
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
    "mischained", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq((f(i) + 1)**2, f(i)**2 + 2*f(i) + 1), NormalForm()),
     Claim("b", "step", Eq((f(i) + 2)**2, f(i)**2 + 4*f(i) + 4), NormalForm()),
     Claim("c", "conclusion", Eq((f(i) + 1)**2, f(i)**2 + 4*f(i) + 4), Chain(("a", "b"))),),
    instance)
