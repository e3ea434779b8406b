"""The step adds too little.

expect: c unknown step: left over
"""

from verify.calculus import Fn, Index, Le, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Induction, NormalForm, Slack, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "induction-step-slack", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Le(SumOver(f(i), i), SumOver(f(i)**2, i) + n),
           Induction(H, base=NormalForm(), step=Slack((f(i) - 1)**2))),),
    instance)
