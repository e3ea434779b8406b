"""An assumption that does not exist is not needed.

expect: refused unknown-name
"""

from verify.calculus import Eq, Range, Size
from verify.model import Model, Table
from verify.statement import Claim, NormalForm, NotNeeded, Source, Theorem

n = Size("n")
H = Range(n, "H")


def instance(given, network):
    return Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})


theorem = Theorem(
    "not-needed-typo", "made to be refused",
    Source("nobody", "Nobody"),
    (Claim("true", "conclusion", Eq((n + 1)**2, n**2 + 2*n + 1), NormalForm()),
     Claim("b", "necessity", None, NotNeeded("no such assumption", "true"), text="not needed"),),
    instance)
