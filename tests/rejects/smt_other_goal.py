"""The solver proves another goal than the formula.

expect: refused ill-formed a solver's own goal proves no formula; it may
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Smt, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "smt-other-goal", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 0), Smt(lambda z3: z3.BoolVal(True)), at_instance=False),),
    instance)
