"""The derivative by w_j of a sum over j: the j that is summed over is another one.

expect: refused ill-formed binds j, by whose weight
"""

from verify.calculus import Eq, Fn, Index, Partial, Range, Size, Space, SumOver
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

W, X = Range(Size("n"), "W"), Space("X", Size("m"))
j, x = Index("j", W), Index("x", X)
g = Fn("g", W, X)
p = Fn("p", X, gradient=g)


def instance(given, network):
    return Model(sizes={"n": 2, "m": 1}, values={"p": Table.of([1]), "g": Table.of([[2], [3]])})


theorem = Theorem(
    "derivative-capture", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(Partial(SumOver(p(x), j), j), SumOver(g(j, x), j)),
           NormalForm()),),
    instance)
