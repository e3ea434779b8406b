"""An assumption that fails at the instance, and that `when` hides.

expect: c unknown the assumption 'a' is not judged here
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
    "hidden-assumption", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "assumption", Eq(f(i), 1), when=lambda given: False),
     Claim("c", "conclusion", Eq(SumOver(f(i), i), n), NormalForm(), using=("a",),
           at_instance=False),),
    instance)
