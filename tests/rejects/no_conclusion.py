"""Steps, and nothing that they lead to.

expect: refused vacuous no conclusion
"""

from verify.calculus import Eq, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "no-conclusion", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("step", "step", Eq((n + 1)**2, n**2 + 2*n + 1), NormalForm()),),
    instance)
