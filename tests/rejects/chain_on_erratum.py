"""A chain through a formula that an erratum shows to be false.

expect: refused ill-formed uses 'a', which proves its formula for no par
"""

from verify.calculus import Eq, Fn, Index, Range, Size
from verify.model import Model, Table
from verify.statement import Chain, Claim, FalseAt, Source, Theorem

n = Size("n")
H = Range(n, "H")
i = Index("i", H)
f = Fn("f", H)


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "chain-on-erratum", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("a", "erratum", Eq(f(i), 0), FalseAt(lambda: instance({}, None))),
     Claim("c", "conclusion", Eq(f(i), 0), Chain(("a",)), at_instance=False),),
    instance)
