"""A rewriting by a step that only the instance decides.

expect: refused ill-formed uses 'a', which proves its formula for no par
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Exhaustive, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 1])})


theorem = Theorem(
    "rewrites-by-instance-step", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq(f(i), 1), Exhaustive()),
     Claim("c", "conclusion", Eq(SumOver(f(i), i), n), NormalForm(), using=("a",)),),
    instance)
