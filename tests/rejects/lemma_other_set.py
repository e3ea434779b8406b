"""A lemma about another set of the same name.

expect: refused ill-formed 'two' says something else
"""

from sympy import Integer

from verify.calculus import Eq, Fn, Index, Range, Size, SumOver
from verify.model import Model, Table
from verify.statement import Claim, Lemma, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
j = Index("i", Range(2, "H"))
other = Theorem("other", "", Source("nobody", "Nobody"),
                (Claim("two", "conclusion", Eq(SumOver(Integer(2), j), 4), NormalForm()),), None)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "lemma-other-set", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(SumOver(f(i)**0 + i**0, i), 4), Lemma(other, "two"),
           at_instance=False),),
    instance)
