"""A network for the parity of two bits, one weight off by one.

expect: parity refuted
"""

from verify.calculus import Coordinate, Cube, Eq, Fn, Index, Range, Sign, SumOver
from verify.model import Model, NetworkValues
from verify.network import Network, dense
from verify.statement import Claim, Exhaustive, Source, Theorem

D = Range(2, "D")
X = Cube(D, "X")
x, i = Index("x", X), Index("i", D)
N = Fn("N", X)


def network(given):
    hidden = dense([[1, 1], [1, 1]], [0, -1], "relu")
    return Network((hidden, dense([[-2, 3]], [1], "identity")))


def instance(given, network):
    return Model(values={"N": NetworkValues(network, X)}, objects={"N": network})


theorem = Theorem(
    "wrong-parity", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("parity", "construction", Eq(N(x), Sign(SumOver(Coordinate(x, i), i))), Exhaustive()),),
    instance,
    witness=network, exists=N)
