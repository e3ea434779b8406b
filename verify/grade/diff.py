"""Which grades changed against an earlier batch, and why."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Mapping

from verify.errors import BadInput
from verify.grade.results import INDEX_SCHEMA
from verify.interchange.regular_file import read_bytes, shown


def read_old(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """An earlier batch: its index, and each student's result.

    Raises: BadInput for a folder that holds none.
    """
    if not os.path.exists(path):
        raise BadInput(shown(path), "a folder with earlier results", "no such folder")
    folder = Path(path) if os.path.isdir(path) else Path(path).parent
    index = _json(folder / "results.json")
    if index.get("schema") != INDEX_SCHEMA:
        raise BadInput(shown(path), f"an index of results ({INDEX_SCHEMA})", "another file")
    found = {}
    for entry in index["submissions"]:
        name = str(entry["folder"])
        if not name.isalnum():
            raise BadInput(shown(path), "folders named by hashes", ascii(name)[:60])
        found[str(entry["student"])] = _json(folder / name / "results.json")
    return index, found


def changes(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]],
            hidden: bool = False) -> list[dict[str, str]]:
    """One entry per student whose score or verdict changed: from, to, and the reason; `hidden`
    says that the hidden part is another."""
    found = []
    for student in sorted({*old, *new}):
        before, after = old.get(student), new.get(student)
        if before is None or after is None:
            found.append({"student": student, "from": _grade(before), "to": _grade(after),
                          "why": "a new submission" if before is None else "no submission now"})
        elif (before["score"], before["verdict"]) != (after["score"], after["verdict"]):
            found.append({"student": student, "from": _grade(before), "to": _grade(after),
                          "why": _why(before, after, hidden)})
    return found


def _grade(result: Mapping[str, Any] | None) -> str:
    return "none" if result is None else f"{result['score']} ({result['verdict']})"


def _why(before: Mapping[str, Any], after: Mapping[str, Any], hidden: bool) -> str:
    reasons = [word for key, word in (
        ("submission_sha256", "another submission"), ("assignment_sha256", "another assignment"),
        ("grader", f"another grader ({before['grader']}, now {after['grader']})"))
        if before[key] != after[key]]
    if hidden:
        reasons.append("another hidden part")
    old = {test["id"]: test["verdict"] for test in before["tests"]}
    items = [f"{test['id']}: {old[test['id']]} -> {test['verdict']}" for test in after["tests"]
             if test["id"] in old and old[test["id"]] != test["verdict"]]
    return "; ".join([", ".join(reasons) or "the same inputs (machine-dependent)", *items])


def _json(path: Path) -> Any:
    try:
        return json.loads(read_bytes(path, 64 * 2**20))
    except ValueError as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(shown(path), "JSON", "something else") from None
