"""Off by one, and not tried at the instance: the search refutes it.

expect: total refuted
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "off-by-one-unevaluated", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("total", "conclusion", Eq(SumOver(1 + f(i), i), n + 1 + SumOver(f(i), i)),
           NormalForm(), at_instance=False),),
    instance)
