"""A sampled finding that claims to prove.

expect: KernelError sampled may not say proved
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.finding import Finding
from verify.model import Model, Table
from verify.statement import Claim, Measured, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "sampled-proves", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("true", "conclusion", Eq((n + 1)**2, n**2 + 2*n + 1), NormalForm()),
     Claim("c", "crosscheck", Eq(f(i), 0),
           Measured(lambda given, model: Finding("sampled", "proved"))),),
    instance)
