"""A lemma whose assumption is not assumed here.

expect: c unknown other: 'squares' assumes 'f is 1 or -1'
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Lemma, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
other = Theorem(
    "other", "", Source("nobody", "Nobody"),
    (Claim("f is 1 or -1", "assumption", Eq(f(i)**2, 1)),
     Claim("squares", "conclusion", Eq(SumOver(f(i)**2, i), n), NormalForm(),
           using=("f is 1 or -1",))),
    None)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "lemma-drops-assumption", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(f(i)**2, i), n), Lemma(other, "squares"),
           at_instance=False),),
    instance)
