"""A goal that the solver finds false.

expect: c unknown z3 finds
"""

from verify.calculus import Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Smt, Source, Theorem

n = Size("n")
H = Range(n, "H")


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "smt-goal-false", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", None, Smt(lambda z3: z3.Int("a") > 0), text="a > 0"),),
    instance)
