"""The kernel's judge says proved of everything.

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
    "patches-judge", "f is 7, whatever f is",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 7), NormalForm()),),
    instance)


def agreeable(finding, premises=None):
    import dataclasses
    return kernel._verdict(dataclasses.replace(finding, outcome="proved"), status="proved",
                           reason="", note="")


from verify import kernel, runner  # noqa: E402

kernel.judge = runner.kernel.judge = agreeable
