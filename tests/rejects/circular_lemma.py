"""A lemma that leads back to the theorem that needs it.

expect: refused circular leads back
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Lemma, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
last = Theorem("last", "", Source("nobody", "Nobody"),
               (Claim("zero", "conclusion", Eq(f(i), 0), NormalForm()),), None)
back = Theorem("circular-lemma", "", Source("nobody", "Nobody"),
               (Claim("zero", "conclusion", Eq(f(i), 0), Lemma(last, "zero")),), None)
other = Theorem("other", "", Source("nobody", "Nobody"),
                (Claim("zero", "conclusion", Eq(f(i), 0), Lemma(back, "zero")),), None)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "circular-lemma", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("zero", "conclusion", Eq(f(i), 0), Lemma(other, "zero")),),
    instance)
