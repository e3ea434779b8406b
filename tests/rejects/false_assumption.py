"""An assumption whose proof is that it is false.

expect: refused ill-formed
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, FalseAt, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "false-assumption", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", Eq(f(i), 0), FalseAt(lambda: instance({}, None))),
     Claim("c", "conclusion", Eq(SumOver(f(i), i), 0), NormalForm(), using=("a",),
           at_instance=False),),
    instance)
