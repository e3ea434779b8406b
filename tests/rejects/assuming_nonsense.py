"""A conclusion under a hypothesis of its own that never holds.

expect: refused ill-formed only a sharper fact may have hypotheses of it
"""

from sympy import Integer

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "assuming-nonsense", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 7), NormalForm(),
           assuming=(("none", Eq(0*f(i), Integer(0))), ("all", Eq(f(i), 7)),
                     ("too", Eq(f(i), 8)))),),
    instance)
