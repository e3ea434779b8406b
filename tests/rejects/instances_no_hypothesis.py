"""A step that is true, but not for the reason given: the hypothesis is not cited.

expect: c unknown tactic
"""

from sympy import Symbol

from verify.calculus import Lt
from verify.model import Model
from verify.statement import Claim, Induction, Instances, Source, Theorem

k = Symbol("k", integer=True, nonnegative=True)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-no-hypothesis", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Lt(k, 2**k),
           Induction(k, base=Instances(), step=Instances()), at_instance=False),),
    instance)
