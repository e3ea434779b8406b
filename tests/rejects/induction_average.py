"""An average over the cube, whose size doubles with each step.

expect: c refuted
"""

from sympy import Integer

from verify.calculus import Average, Coordinate, Cube, Eq, Index, Range, Size, SumOver
from verify.model import Model
from verify.statement import Claim, Induction, NormalForm, Source, Theorem

d = Size("d")
D = Range(d, "D")
X = Cube(D, "X")
x, i = Index("x", X), Index("i", D)


def instance(given, network):
    return Model(sizes={"d": 1})


theorem = Theorem(
    "induction-average", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion",
           Eq(Average(SumOver(Coordinate(x, i), i), x), SumOver(Integer(1), x) - 1),
           Induction(D, base=NormalForm(), step=NormalForm()), at_instance=False),),
    instance)
