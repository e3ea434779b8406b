"""A network for |t - 1/3| on [0, 1], one bias off: wrong at an interior point.

expect: distance refuted
"""

from sympy import Abs, Integer

from verify.calculus import Eq, Fn, Index, Interval
from verify.model import Model, NetworkValues
from verify.network import Network, dense
from verify.statement import Claim, Exhaustive, Source, Theorem

third = Integer(1)/3
X = Interval(0, 1)
t = Index("t", X)
N = Fn("N", X)


def network(given):
    hidden = dense([[1], [-1]], ["-1/3", "1/4"], "relu")
    return Network((hidden, dense([[1, 1]], [0], "identity")))


def instance(given, network):
    return Model(values={"N": NetworkValues(network, X)}, objects={"N": network})


theorem = Theorem(
    "wrong-interval", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("distance", "construction", Eq(N(t), Abs(t - third)), Exhaustive()),),
    instance,
    witness=network, exists=N)
