"""Writing assignments: a ready one to start from, and a test that must pass before it is published.

    hw1/assignment.toml             what is graded
    hw1/student.md                  a page for the students
    hw1/author/reference/           must get everything
    hw1/author/wrong/NAME/          each must get 0, for a reason that can be shown
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verify import catalogue
from verify.errors import BadInput
from verify.grade.assignment import FILE, Assignment, read_assignment
from verify.grade.entries import Entry
from verify.grade.grading import load
from verify.grade.hidden import Hidden
from verify.grade.worker import Task, parts, run_all
from verify.interchange.regular_file import shown
from verify.parameters import suggestion

READY = Path(__file__).resolve().with_name("ready")
AUTHOR, REFERENCE, WRONG = "author", "reference", "wrong"
_DATA = ".data"         # a solution that is a program stands in the package as data


def ready() -> list[str]:
    """The names of the ready assignments.

    >>> "xor" in ready()
    True
    """
    return sorted(path.name for path in READY.iterdir() if (path / FILE).is_file())


def about(theorem: str) -> list[str]:
    """The ready assignments on a theorem, by its own name."""
    return [name for name in ready() if read_assignment(READY / name).theorem == theorem]


def found_ready(name: str) -> str:
    """The ready assignment of this name, else the first one on the theorem of this name or alias.

    Raises: BadInput for an unknown name.
    """
    if name in ready():
        return name
    with contextlib.suppress(BadInput):
        for other in about(catalogue.find(name).name):
            return other
    raise BadInput("--from", f"one of {', '.join(ready())}, or a theorem's name",
                   repr(name)[:60] + suggestion(name, ready()))


def write_new(name: str, target: str) -> list[str]:
    """Copy a ready assignment into the new folder `target`; the files written.

    A theorem that none is about (of a plug-in) gets one that is made from its own steps.

    Raises: BadInput for an unknown name and for a folder that is there already.
    """
    theorem = None
    try:
        name = found_ready(name)
    except BadInput as unknown:
        with contextlib.suppress(BadInput):
            theorem = catalogue.find(name)
        if theorem is None:
            raise unknown from None
    folder = Path(target)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(shown(target), "a new or empty folder", "one with files")
    if theorem is not None:
        from verify.grade.generated import write_generated
        return write_generated(theorem, folder)
    written = []
    for source in sorted(path for path in (READY / name).rglob("*") if path.is_file()):
        place = folder / source.relative_to(READY / name)
        place = place.with_name(place.name.removesuffix(_DATA))
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
        written.append(str(place))
    return written


@dataclass(frozen=True)
class Tried:
    """One submission of the author's and what is wrong with its result; nothing if `why` is ""."""

    name: str
    result: dict[str, Any]
    why: str


def tried(path: str, hidden_dir: str | None = None) -> tuple[Assignment, Hidden, list[Tried]]:
    """Grade the author's reference, an empty submission and each wrong solution.

    Raises: BadInput for an assignment that cannot be graded or has no reference.
    """
    assignment, hidden = load(path, hidden_dir)
    author = Path(assignment.folder, AUTHOR)
    if not (author / REFERENCE).is_dir():
        raise BadInput(shown(author / REFERENCE), "the author's solution", "none")
    wrong = sorted(entry for entry in (author / WRONG).iterdir()) if (
        author / WRONG).is_dir() else []
    if not wrong:
        raise BadInput(shown(author / WRONG), "at least 1 wrong solution", "none")
    found = []
    with tempfile.TemporaryDirectory(prefix="netproof-") as empty:
        for name, place in ((REFERENCE, os.fspath(author / REFERENCE)),
                            ("an empty submission", empty),
                            *((f"{WRONG}/{each.name}", os.fspath(each)) for each in wrong)):
            result = _result(assignment, hidden, place)
            found.append(Tried(name, result, _why(name, result)))
    return assignment, hidden, found


def _result(assignment: Assignment, hidden: Hidden, place: str) -> dict[str, Any]:
    taken: list[bytes] = []
    task = Task(assignment, hidden, Entry("author", place))
    run_all([task], 1, lambda _, data: taken.append(data))
    return json.loads(parts(taken[0])[0])


def _why(name: str, result: dict[str, Any]) -> str:
    """What keeps the assignment from being published, or ""."""
    score, most = result["score"], result["max_score"]
    if name == REFERENCE:
        bad = [test for test in result["tests"] if test["status"] != "passed"]
        return "" if score == most and not bad else (
            f"gets {score} of {most}: " + "; ".join(f"{t['id']}: {t['output']}" for t in bad))
    handed = [test for test in result["tests"] if test["verdict"] != "missing"]
    words = {test["verdict"] for test in handed}
    if words & {"internal_error", "undecided"}:
        return f"cannot be graded: {result['verdict']}"
    if name.startswith(WRONG):
        if not handed:
            return "has no accepted file"
        # Of several items a wrong solution may hold only some; those must not score.
        if score:
            return f"gets {score} of {most}"
        if not any(test["counterexample"] or test["verdict"] != "incorrect" or test["output"]
                   for test in handed):
            return "is wrong without a reason that can be shown"
        return ""
    return "" if score == 0 else f"gets {score} of {most}"
