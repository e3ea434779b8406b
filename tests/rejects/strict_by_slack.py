"""Slack shows <=, never <.

expect: refused ill-formed slack shows <=
"""

from sympy import Integer

from verify.calculus import Fn, Index, Lt, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Slack, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "strict-by-slack", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("strict", "conclusion", Lt(Integer(0), f(i)**2), Slack(f(i)**2)),),
    instance)
