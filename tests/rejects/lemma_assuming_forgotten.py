"""A lemma that has a hypothesis of its own, which is not one of the claim that cites it.

expect: refused ill-formed 'a' has hypotheses
"""

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Lemma, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([0, 0])})


nobody = Source("nobody", "Nobody")
other = Theorem(
    "other", "", nobody,
    (Claim("a", "sharper", Eq(f(i), 0), NormalForm(), assuming=(("zero", Eq(f(i), 0)),)),
     Claim("b", "conclusion", Eq(SumOver(2 * f(i), i), 2 * SumOver(f(i), i)), NormalForm())), None)
theorem = Theorem(
    "lemma-assuming-forgotten", "made to be refused", nobody,
    (Claim("c", "conclusion", Eq(f(i), 0), Lemma(other, "a")),), instance)
