"""A goal that the solver finds false.

expect: c unknown z3 finds
"""

from verify.calculus import Eq, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Smt, Source, Theorem

n = Size("n")


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "smt-goal-false", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("true", "conclusion", Eq((n + 1)**2, n**2 + 2*n + 1), NormalForm()),
     Claim("c", "crosscheck", None, Smt(lambda z3: z3.Int("a") > 0), text="a > 0"),),
    instance)
