"""A theorem whose lemma is of its own name.

expect: refused circular leads back
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Lemma, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
other = Theorem("own-lemma", "", Source("nobody", "Nobody"),
                (Claim("zero", "conclusion", Eq(f(i), 0), NormalForm()),), None)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "own-lemma", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("zero", "conclusion", Eq(f(i), 0), Lemma(other, "zero")),),
    instance)
