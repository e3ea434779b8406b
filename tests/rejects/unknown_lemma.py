"""A lemma that the other theorem does not have.

expect: refused unknown-name has no claim
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Lemma, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
other = Theorem("other", "", Source("nobody", "Nobody"),
                (Claim("zero", "conclusion", Eq(f(i), 0), NormalForm()),), None)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "unknown-lemma", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("zero", "conclusion", Eq(f(i), 0), Lemma(other, "one")),),
    instance)
