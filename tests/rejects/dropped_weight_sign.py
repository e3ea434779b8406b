"""An expectation of squares is nonnegative only if the weights are: not cited.

expect: bound unknown not nonnegative
"""

from sympy import Integer

from verify.calculus import Expect, Fn, Index, Le, Size, Space
from verify.model import Model, Table
from verify.statement import Claim, Slack, Source, Theorem

m = Size("m")
X = Space("X", m)
x = Index("x", X)
q, g = Fn("q", X), Fn("g", X)


def instance(given, network):
    return Model(sizes={"m": 2}, values={"q": Table.of(["1/2", "1/2"]), "g": Table.of([1, 2])})


theorem = Theorem(
    "dropped-weight-sign", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("weights", "assumption", Le(Integer(0), q(x))),
     Claim("bound", "conclusion", Le(Integer(0), Expect(g(x)**2, x)), Slack(Expect(g(x)**2, x))),),
    instance)
