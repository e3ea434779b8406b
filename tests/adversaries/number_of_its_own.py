"""A number that is 7 when it is written and f's value when it is compared.

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


class Seven(sympy.Integer):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash(7)


def seven():
    value = sympy.Expr.__new__(Seven)
    value.p = 7
    return value


theorem = Theorem(
    "number-of-its-own", "f is 7",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), seven()), NormalForm()),),
    instance)
