"""The function that is iterated changes with k.

expect: refused ill-formed depends on more than its argument
"""

from sympy import Symbol

from verify.calculus import Eq, Fn, Iterate
from verify.model import Model
from verify.statement import Claim, Induction, Instances, Source, Theorem

k = Symbol("k", integer=True, nonnegative=True)
f = Fn("f", definition=lambda z: z + k)


def instance(given, network):
    return Model(sizes={"n": 2, "k": 2}, values={})


theorem = Theorem(
    "instances-iterated-symbol", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(k * (k - Iterate(f, 1, 0) - 1), 0),
           Induction(k, base=Instances(), step=Instances()), at_instance=False),),
    instance)
