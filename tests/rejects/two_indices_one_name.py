"""Two indices of one name over two sets are not one number.

expect: c refuted
"""

from verify.calculus import Eq, Index, Range, Size
from verify.model import Model
from verify.statement import Claim, NormalForm, Source, Theorem

a = Index("i", Range(Size("n"), "A"))
b = Index("i", Range(Size("m"), "B"))


def instance(given, network):
    return Model(sizes={"n": 1, "m": 2})


theorem = Theorem(
    "two-indices-one-name", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(a, b), NormalForm(), at_instance=False),),
    instance)
