"""A lemma about another function of the same name.

expect: refused ill-formed 'zero' says something else
"""

from sympy import Integer

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Lemma, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
zero = Fn("f", H, definition=lambda i: Integer(0))
other = Theorem("other", "", Source("nobody", "Nobody"),
                (Claim("zero", "conclusion", Eq(zero(i), 0), NormalForm()),), None)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "lemma-other-definition", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 0), Lemma(other, "zero"), at_instance=False),),
    instance)
