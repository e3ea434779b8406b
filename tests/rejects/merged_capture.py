"""E_x[f(x)] + E_y[f(y)] f(x) is 0 here, not 1: x is free in the second.

expect: c refuted
"""

from verify.calculus import Cube, Eq, Expect, Fn, Index
from verify.model import Model, Table
from verify.statement import Claim, Exhaustive, Source, Theorem

X = Cube(1, "X")
x, y = Index("x", X), Index("y", X)
f = Fn("f", X)


def instance(given, network):
    return Model(values={"f": Table.of([1, -1])})


theorem = Theorem(
    "merged-capture", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(Expect(f(x), x) + Expect(f(y)*f(x), y), 1), Exhaustive()),),
    instance)
