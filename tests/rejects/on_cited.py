"""A conclusion that rests on a cited lemma is not proved.

expect: c unknown cited
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Chain, Cite, Claim, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 1])})


theorem = Theorem(
    "on-cited", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "step", Eq(f(i), 1), Cite(Source("nobody", "Nobody"))),
     Claim("c", "conclusion", Eq(f(i), 1), Chain(("a",))),),
    instance)
