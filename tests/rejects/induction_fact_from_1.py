"""0 <= sum of a - 2, by induction from n = 0 on; the step adds n - 1, which is not negative by a
claim that is true for n >= 1 only. At n = 1 the sum is -1.

expect: refused induction 'one' is proved for A with elements
"""

from sympy import Integer

from verify.calculus import Index, Le, Range, Size, SumOver
from verify.model import Model
from verify.statement import Claim, Induction, Instances, NormalForm, Slack, Source, Theorem

n = Size("n")
A = Range(n, "A")
a = Index("a", A)


def instance(given, network):
    return Model(sizes={"n": 3})


theorem = Theorem(
    "induction-fact-from-1", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("one", "sharper", Le(1, n), Instances()),
     Claim("c", "conclusion", Le(Integer(0), SumOver(a - 2, a)),
           Induction(A, base=NormalForm(), step=Slack(n - 1)), using=("one",))),
    instance)
