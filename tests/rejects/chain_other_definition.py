"""A step about another function of the same name.

expect: refused chain 'a' does not begin with the conclusion's left
"""

from sympy import Integer

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Chain, Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)
zero = Fn("f", H, definition=lambda i: Integer(0))


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "chain-other-definition", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq(zero(i), 0), NormalForm()),
     Claim("c", "conclusion", Eq(f(i), 0), Chain(("a",)), at_instance=False),),
    instance)
