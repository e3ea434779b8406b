"""A lemma that says something else.

expect: refused ill-formed says something else
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Lemma, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
other = Theorem(
    "other", "", Source("nobody", "Nobody"),
    (Claim("square", "conclusion", Eq((f(i) + 1)**2, f(i)**2 + 2*f(i) + 1), NormalForm()),),
    None)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "other-lemma", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq((f(i) + 1)**2, f(i)**2 + 1), Lemma(other, "square")),),
    instance)
