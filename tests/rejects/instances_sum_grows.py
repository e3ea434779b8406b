"""The sum is over 1, ..., k: for k + 1 it is another number.

expect: refused induction on which the induction is
"""

from sympy import Symbol

from verify.calculus import Eq, Index, Range, SumOver
from verify.model import Model
from verify.statement import At, Claim, Induction, Instances, NormalForm, Source, Theorem

k = Symbol("k", integer=True, positive=True)
B = Range(k, "B")
j = Index("j", B)
S = SumOver(j, j)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-sum-grows", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq(2 * S, k * (k + 1)), Induction(B, NormalForm(), NormalForm())),
     Claim("c", "conclusion", Eq((k - 1) * (2 * S - k * (k - 1)), 0),
           Induction(k, base=Instances(), step=Instances(At("a"))), using=("a",),
           at_instance=False),),
    instance)
