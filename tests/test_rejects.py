"""False, vacuous and ill-formed theorems: each is refused, for the reason that its file states.

The last line of a file's docstring says what must happen:
    expect: refused REASON fragment        verify.errors.Refused with this reason and message
    expect: KernelError fragment           verify.kernel.KernelError with this message
    expect: CLAIM status fragment          this claim has the status, its reason or note it
Where several ends are honest, they are separated by |; `refused` among them is any refusal.
"""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from verify.errors import Refused
from verify.kernel import KernelError
from verify.runner import check

FILES = sorted((Path(__file__).parent / "rejects").glob("*.py"))
STATUSES = {"refuted", "unknown", "cited", "supported", "refused"}


def load(path: Path) -> Any:
    """The module in a file, under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"rejects_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ValueError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def expectation(module: Any) -> str:
    last = module.__doc__.strip().splitlines()[-1]
    prefix = "expect: "
    assert last.startswith(prefix), module.__file__
    return last[len(prefix):]


def given(theorem: Any) -> dict[str, Any]:
    return {p.name: p.default for p in theorem.given}


def test_there_are_enough() -> None:
    assert len(FILES) >= 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rejected(path: Path) -> None:
    module = load(path)
    expected = expectation(module)
    theorem = module.theorem
    if expected.startswith("KernelError "):
        with pytest.raises(KernelError, match=expected.split(" ", 1)[1]):
            check(theorem, given(theorem))
        return
    if expected.startswith("refused "):
        _, reason, *fragment = expected.split(" ", 2)
        with pytest.raises(Refused) as refused:
            check(theorem, given(theorem))
        assert refused.value.reason == reason
        assert "".join(fragment) in str(refused.value)
        return
    name, statuses, *fragment = expected.split(" ", 2)
    allowed = set(statuses.split("|"))
    assert allowed <= STATUSES
    try:
        report = check(theorem, given(theorem))
    except Refused:
        assert "refused" in allowed
        return
    assert report.verdict != "proved" or theorem.claim(name).role in (
        "sharper", "erratum", "necessity", "crosscheck")
    claim = next(k for k in report.claims if k.name == name)
    assert claim.status in allowed, claim
    assert "".join(fragment) in f"{claim.reason} {claim.note}", claim
    if claim.status == "refuted":
        assert claim.counterexample is not None
