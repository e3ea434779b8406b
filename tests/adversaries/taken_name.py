"""The name of a theorem that the catalogue has.

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
    "sawtooth", "f is 7, whatever f is",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 7), NormalForm()),),
    instance)
