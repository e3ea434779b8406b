"""A tactic named like one of ours, whose class is the theorem's own.

expect: not proved
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([7, 7])})


class NormalForm:  # noqa: F811
    outcome = "proved"
    status = "proved"

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


theorem = Theorem(
    "own-tactic", "f is 7, whatever f is",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 7), NormalForm()),),
    instance)
