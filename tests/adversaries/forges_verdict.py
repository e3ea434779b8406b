"""A Verdict of its own making, put where the runner keeps the kernel's.

expect: caught
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


theorem = Theorem(
    "forges-verdict", "f is 7, whatever f is",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 7), NormalForm()),),
    instance)


from verify import kernel, runner  # noqa: E402


def forged(self, claim):
    honest = whole(self, claim)
    fields = {name: getattr(honest, name) for name in kernel.Verdict.__dataclass_fields__}
    return kernel.Verdict(kernel._SEAL, **{**fields, "status": "proved", "reason": ""})


whole = runner._Run._judged
runner._Run._judged = forged
