"""A sharper fact has a hypothesis of its own; a conclusion uses the fact and not the hypothesis.

expect: refused ill-formed 'a' has hypotheses
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([0, 0])})


theorem = Theorem(
    "assuming-forgotten", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "sharper", Eq(f(i), 0), NormalForm(), assuming=(("zero", Eq(f(i), 0)),)),
     Claim("c", "conclusion", Eq(f(i), 0), NormalForm(), using=("a",))),
    instance)
