"""The derivative of g p by a weight as if g, the gradient of p, were constant: for p = w^2 it is
6 w^2 and not 4 w^2.

expect: refused ill-formed no derivative by the weights is known of Apply(g, j, x)
"""

from verify.calculus import Eq, Fn, Index, Partial, Range, Size, Space
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

W, X = Range(Size("n"), "W"), Space("X", Size("m"))
j, k, x = Index("j", W), Index("k", W), Index("x", X)
g = Fn("g", W, X)
p = Fn("p", X, gradient=g)


def instance(given, network):
    return Model(sizes={"n": 1, "m": 1}, values={"p": Table.of([1]), "g": Table.of([[2]])})


theorem = Theorem(
    "second-derivative", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(Partial(g(j, x) * p(x), k), g(j, x) * g(k, x)), NormalForm()),),
    instance)
