"""What every test has: one thread, the --runslow option, pretend theorems, runs and plug-ins."""

import os

# Before numpy loads: spinning threads cost several times the work they share.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import functools  # noqa: E402
import sys  # noqa: E402
import types  # noqa: E402
from importlib import metadata  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any, Callable  # noqa: E402

import pytest  # noqa: E402

# They change netproof from inside: only ever run in a process of their own.
collect_ignore = ["adversaries"]

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--runslow", action="store_true", help="also run the tests marked slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--runslow"):
        return
    skip = pytest.mark.skip(reason="slow: needs --runslow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture
def toy() -> Callable[..., Any]:
    """Makes a small theorem; keywords replace its fields.  Nothing in it is ever checked."""
    from sympy import Symbol

    from verify.calculus import Eq
    from verify.statement import (Claim, FalseAt, NormalForm, NotNeeded, Parameter, Source,
                                  Theorem)

    a, b = Symbol("a"), Symbol("b")
    square = Eq((a + b)**2, a**2 + 2 * a * b + b**2)

    def make(**fields: Any) -> Theorem:
        defaults = dict(
            name="toy", also=("toy1",), title="A square of a sum",
            source=Source("someone2020", "Someone 2020", "Some One", "On squares", "Journal", 2020),
            statement="For all numbers a and b, the square of a + b is as printed.",
            where=(("a", "a number"), ("b", "another <number>")),
            given=(Parameter("d", "integer", 3, "how many", 1, 5, symbol="n"),
                   Parameter("loss", "choice", "square", "the loss", choices=("square", "hinge"))),
            claims=(Claim("a is a number", "assumption", Eq(a, a)),
                    Claim("expand", "step", square, NormalForm(), using=("a is a number",)),
                    Claim("square of a sum", "conclusion", square, NormalForm(), ("expand",)),
                    Claim("freshman's dream", "erratum", Eq((a + b)**2, a**2 + b**2),
                          FalseAt(dict), printed="page 7", repair="add 2ab"),
                    Claim("no order is used", "necessity",
                          by=NotNeeded("a is a number", "square of a sum"))),
            instance=lambda given: None, notes=(("letters", "n is also d"),))
        return Theorem(**(defaults | fields))  # type: ignore[arg-type]

    return make


@pytest.fixture
def report() -> Callable[..., Any]:
    """Makes a report of the toy theorem; keywords replace its fields."""
    from verify.report.model import Report, ReportClaim

    claims = (
        ReportClaim("a is a number", "assumption", "a = a", "a=a", "proved", "d = 3", "exhaustive",
                    values={"lhs": "1", "rhs": "1"}),
        ReportClaim("expand", "step", "(a + b)² = a² + 2 a b + b²", "", "proved", "every d",
                    "symbolic", ("sympy polynomials",), values={"lhs": "9/4", "rhs": "9/4"},
                    using=("a is a number",)),
        ReportClaim("bound", "conclusion", "V ≤ G", "", "proved", "d = 3", "exhaustive",
                    values={"lhs": "275/128", "rhs": "631/256"}),
        ReportClaim("freshman's dream", "erratum", "as printed, (a + b)² = a² + b² is false", "",
                    "proved", "every d", "counterexample", counterexample={"a": "1", "b": "1"},
                    printed="page 7", repair="add 2ab"))

    def make(**fields: Any) -> Report:
        defaults = dict(
            theorem="toy", title="A square of a sum", source="Someone 2020",
            given={"d": 3, "loss": "square"}, applies=True, verdict="proved", claims=claims,
            quantities={"variance": "275/128", "size": 8}, trusts=("verify kernel",),
            versions={"netproof": "0.1.0"}, aliases=("toy1",), notes=(("letters", "n is also d"),),
            seconds=1.25)
        return Report(**(defaults | fields))  # type: ignore[arg-type]

    return make


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, report: Callable[..., Any]) -> list[dict[str, Any]]:
    """Replaces the runner by one that answers with a report; the list holds what it was asked."""
    import verify
    from verify.report.model import Report

    asked: list[dict[str, Any]] = []

    def check(theorem: Any, given: Any, **options: Any) -> Report:
        asked.append({"theorem": theorem.name, "given": dict(given), **options})
        return report(theorem=theorem.name, given=dict(given))

    fake = types.ModuleType("verify.runner")
    fake.check = check  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "verify.runner", fake)
    monkeypatch.setattr(verify, "runner", fake, raising=False)
    return asked


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Pretends that exactly these are registered: (distribution, entry-point name, object).

    An exception in the object's place is what importing its module raises.
    """

    def load(thing: Any) -> Any:
        if isinstance(thing, Exception):
            raise thing
        return thing

    def register(*points: tuple[str, str, Any], group: str = "netproof.theorems") -> None:
        fakes = [types.SimpleNamespace(name=name, dist=types.SimpleNamespace(name=distribution),
                                       load=functools.partial(load, thing))
                 for distribution, name, thing in points]
        monkeypatch.setattr(metadata, "entry_points",
                            lambda **wanted: fakes if wanted["group"] == group else [])

    return register
