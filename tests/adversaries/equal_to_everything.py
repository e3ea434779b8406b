"""The right side of the claim says that it equals every other term.

expect: not proved
"""

import sympy

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([7, 7])})


class Anything(sympy.AtomicExpr):
    is_commutative = True

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 1

    def __bool__(self):
        return False


theorem = Theorem(
    "equal-to-everything", "f is anything",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), Anything()), NormalForm()),),
    instance)
