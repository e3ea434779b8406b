"""The specification contains the network that it is to judge.

expect: refused witness mentions the network
"""

from sympy import Abs

from verify.calculus import Cube, Eq, Fn, Index
from verify.model import Model, NetworkValues
from verify.network import Network, dense
from verify.statement import Claim, Exhaustive, Source, Theorem

X = Cube(2, "X")
x, N = Index("x", X), Fn("N", X)


def network(given):
    return Network((dense([[1, 1]], [0], "identity"),))


def instance(given, network):
    return Model(values={"N": NetworkValues(network, X)}, objects={"N": network})


theorem = Theorem(
    "specification-is-network", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "construction", Eq(N(x), Abs(N(x))), Exhaustive()),),
    instance,
    witness=network, exists=N)
