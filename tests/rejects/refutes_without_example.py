"""A measurement refutes without a counterexample.

expect: KernelError without a counterexample
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
    "refutes-without-example", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("true", "conclusion", Eq((n + 1)**2, n**2 + 2*n + 1), NormalForm()),
     Claim("c", "crosscheck", Eq(f(i), i),
           Measured(lambda given, model: Finding("float", "refuted"))),),
    instance)
