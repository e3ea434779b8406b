"""Values that are 7 whenever they are compared with 7, in a table of its own class; the claim holds
at the instance and is proved for no other f.

expect: not proved
"""

from verify.arithmetic.exact_array import ExactArray

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([7, 7])})


class Sevens:
    shape = (2,)
    signs = False

    def window(self, windows):
        class Same(type(ExactArray.of([7]))):
            def equal(self, other):
                import numpy
                return numpy.ones(self.shape, dtype=bool)
        return Table.of([7, 8]).window(windows)


theorem = Theorem(
    "table-of-its-own", "f is 7",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 7)),),
    lambda given, network: Model(sizes={"n": 2}, values={"f": Sevens()}))
