"""A lemma that its own theorem does not prove.

expect: c unknown lemma
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Lemma, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
other = Theorem("other", "", Source("nobody", "Nobody"),
                (Claim("one", "conclusion", Eq(f(i), 1), NormalForm()),), None)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 1])})


theorem = Theorem(
    "unproved-lemma", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 1), Lemma(other, "one")),),
    instance)
