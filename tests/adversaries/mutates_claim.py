"""The formula is replaced by a true one when the instance is made, and put back when it is printed.

expect: not proved
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([7, 7])})


theorem = Theorem(
    "mutates-claim", "f is 7, whatever f is",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 7), NormalForm()),),
    lambda given, network: swapped())


def swapped():
    object.__setattr__(theorem.claims[0], "formula", Eq(f(i) + f(i) - f(i), f(i) * 3 - 2 * f(i)))
    return instance({}, None)
