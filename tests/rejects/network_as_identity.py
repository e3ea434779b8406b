"""A function of terms whose values are a network's: not the identity.

expect: c unknown N is a function of numbers and has no slope h
"""

from verify.calculus import Eq, Finite, Fn, Index
from verify.model import Model, NetworkValues
from verify.network import Network, dense
from verify.statement import Claim, Exhaustive, Source, Theorem

B = Finite(0, 1, 2)
b, N = Index("b", B), Fn("N")


def instance(given, network):
    double = Network((dense([[2]], [0], "identity"),))
    return Model(values={"N": NetworkValues(double, B)})


theorem = Theorem(
    "network-as-identity", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(N(b), b), Exhaustive()),),
    instance)
