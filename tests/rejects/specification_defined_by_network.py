"""The same, hidden in a definition.

expect: refused witness mentions the network
"""

from verify.calculus import Cube, Eq, Fn, Index
from verify.model import Model, NetworkValues
from verify.network import Network, dense
from verify.statement import Claim, Exhaustive, Source, Theorem

X = Cube(2, "X")
x, N = Index("x", X), Fn("N", X)
target = Fn("target", X, definition=lambda x: N(x) * 1)


def network(given):
    return Network((dense([[1, 1]], [0], "identity"),))


def instance(given, network):
    return Model(values={"N": NetworkValues(network, X)}, objects={"N": network})


theorem = Theorem(
    "specification-defined-by-network", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "construction", Eq(N(x), target(x)), Exhaustive()),),
    instance,
    witness=network, exists=N)
