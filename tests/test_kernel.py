"""The kernel: who may say what, and what becomes of it."""

import copy
import dataclasses
import itertools
from typing import Any

import pytest

from verify import calculus as c
from verify.finding import Counterexample, Finding
from verify.kernel import (MAY_LOWER, TABLE, KernelError, Verdict, combine, judge, overall, replay,
                           withhold)
from verify.model import Model, Slope, Table

H = c.Range(c.Size("n"), "H")
i, f = c.Index("i", H), c.Fn("f", H)
MODEL = Model(sizes={"n": 2}, values={"f": Table.of([1, 2])})
FALSE = Counterexample(MODEL, {i: 1}, c.Eq(f(i), 1))
TRUE = Counterexample(MODEL, {i: 0}, c.Eq(f(i), 1))
OUTCOMES = ("proved", "refuted", "supported", "cited", "unknown", "certain")


def proved(**fields: Any) -> Verdict:
    return judge(Finding("symbolic", "proved", **fields))


def test_nobody_else_makes_verdicts() -> None:
    fields = {name: getattr(proved(), name) for name in Verdict.__dataclass_fields__}
    for seal in (None, object(), True):
        with pytest.raises(KernelError):
            Verdict(seal, **fields)
    unknown = judge(Finding("symbolic", "unknown"))
    with pytest.raises((TypeError, KernelError)):
        dataclasses.replace(unknown, status="proved")  # type: ignore[call-arg]
    with pytest.raises(dataclasses.FrozenInstanceError):
        unknown.status = "proved"  # type: ignore[misc]
    assert copy.copy(unknown).status == "unknown"


@pytest.mark.parametrize("method,outcome",
                         list(itertools.product([*TABLE, "oracle"], OUTCOMES)))
def test_table(method: str, outcome: str) -> None:
    example = FALSE if outcome == "refuted" or method == "counterexample" else None
    finding = Finding(method, outcome, counterexample=example)
    if outcome in TABLE.get(method, ()):
        assert judge(finding).status == outcome
    else:
        with pytest.raises(KernelError, match=f"{method} may not say {outcome}"):
            judge(finding)


def test_floats_and_samples_never_prove() -> None:
    for method in ("float", "sampled", "cited"):
        assert "proved" not in TABLE[method]


@pytest.mark.parametrize("method", [m for m in TABLE if "refuted" in TABLE[m]])
def test_refutations_are_replayed(method: str) -> None:
    with pytest.raises(KernelError, match="without a counterexample"):
        judge(Finding(method, "refuted"))
    with pytest.raises(KernelError, match="does not replay: 1 against 1"):
        judge(Finding(method, "refuted", counterexample=TRUE))
    verdict = judge(Finding(method, "refuted", counterexample=FALSE))
    assert verdict.values == {"lhs": "2", "rel": FALSE.relation.rel, "rhs": "1"}


def test_errata_are_replayed() -> None:
    with pytest.raises(KernelError):
        judge(Finding("counterexample", "proved", counterexample=TRUE))
    with pytest.raises(KernelError):
        judge(Finding("counterexample", "proved"))
    assert judge(Finding("counterexample", "proved", counterexample=FALSE)).status == "proved"


def test_irrational_counterexamples_refute_nothing() -> None:
    r = c.Fn("r")
    example = Counterexample(Model(values={"r": Slope(None)}), {}, c.Eq(r(1), 1))
    assert replay(example) is None
    assert judge(Finding("exhaustive", "refuted", counterexample=example)).status == "unknown"


@pytest.mark.parametrize("method,outcome", [
    ("cited", "cited"), ("symbolic", "unknown"), ("float", "supported")])
def test_weak_premises(method: str, outcome: str) -> None:
    premise = judge(Finding(method, outcome))
    uses = Finding("symbolic", "proved", used=frozenset({"lemma"}))
    verdict = judge(uses, {"lemma": premise})
    assert (verdict.status, verdict.reason) == ("unknown", "lemma")
    assert outcome in verdict.note
    assert judge(uses, {"lemma": proved()}).status == "proved"
    assert judge(Finding("symbolic", "proved"), {"lemma": premise}).status == "proved"


def test_refuted_premises() -> None:
    premise = judge(Finding("exhaustive", "refuted", counterexample=FALSE))
    uses = Finding("symbolic", "proved", used=frozenset({"lemma"}))
    assert judge(uses, {"lemma": premise}).status == "unknown"


def test_trust_is_inherited() -> None:
    premise = judge(Finding("smt", "proved", trusts=("z3",)))
    verdict = judge(Finding("symbolic", "proved", used=frozenset({"a"})), {"a": premise})
    assert verdict.trusts == ("z3",)


def test_combine() -> None:
    here = judge(Finding("exhaustive", "refuted", counterexample=FALSE))
    both = combine(proved(), here, True)
    assert both.status == "refuted" and "contradicts" in both.note and both.counterexample
    assert combine(proved(), here, False).status == "proved"
    assert combine(proved(), None, True).status == "proved"
    unknown = judge(Finding("symbolic", "unknown"))
    assert combine(unknown, judge(Finding("exhaustive", "proved")), True).status == "unknown"
    assert withhold(proved(), "assumption", "fails").status == "unknown"


ROLES = ("assumption", "step", "conclusion", "construction", "sharper", "erratum", "necessity",
         "crosscheck")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", ["proved", "refuted", "unknown", "cited", "supported"])
def test_overall(role: str, status: str) -> None:
    found = overall([("conclusion", "proved"), (role, status)], True)
    if status == "refuted":
        assert found == "refuted"
    elif status == "proved" or role not in MAY_LOWER:
        assert found == "proved"
    else:
        assert found == "undecided"
    assert overall([("conclusion", "proved"), (role, status)], False) == "refuted"


def test_overall_of_nothing() -> None:
    assert overall([], True) == "undecided"
    assert overall([("step", "proved"), ("sharper", "proved")], True) == "undecided"
    assert overall([("construction", "proved")], True) == "proved"
