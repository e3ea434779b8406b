"""The target's values are those of the network.

expect: refused witness are those of the network
"""

from verify.calculus import Cube, Eq, Fn, Index
from verify.model import Model, NetworkValues
from verify.network import Network, dense
from verify.statement import Claim, Exhaustive, Source, Theorem

X = Cube(2, "X")
x, N, target = Index("x", X), Fn("N", X), Fn("target", X)


def network(given):
    return Network((dense([[1, 1]], [0], "identity"),))


def instance(given, network):
    return Model(values={"N": NetworkValues(network, X), "target": NetworkValues(network, X)})


theorem = Theorem(
    "specification-reads-network", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "construction", Eq(N(x), target(x)), Exhaustive()),),
    instance,
    witness=network, exists=N)
