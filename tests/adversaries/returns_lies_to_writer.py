"""The certificate of a true theorem is written in place of its own.

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
    "returns-lies-to-writer", "f is 7, whatever f is",
    Source("nobody", "Nobody"),
    (Claim("c", "conclusion", Eq(f(i), 7), NormalForm()),),
    instance)


from verify import kernel, runner  # noqa: E402
from verify.certificate import write  # noqa: E402


def agreeable(finding, premises=None):
    return kernel._verdict(finding, status="proved", reason="", note="")


def hide(report, run, alone):
    claim = run.claims[0]
    object.__setattr__(claim, "formula", Eq(f(i) + f(i), 2 * f(i)))
    return whole(report, run, alone)


kernel.judge = runner.kernel.judge = agreeable
whole, write.certified = write.certified, hide
