"""An erratum about a formula that holds at the counterexample.

expect: b unknown holds at the proposed counterexample
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, FalseAt, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "erratum-true", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("true", "conclusion", Eq((n + 1)**2, n**2 + 2*n + 1), NormalForm()),
     Claim("b", "erratum", Eq(f(i), i), FalseAt(lambda: instance({}, None))),),
    instance)
