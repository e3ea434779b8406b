"""summary.csv: one row per student, every cell quoted, no cell that a spreadsheet would run."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from verify.grade.assignment import Assignment
from verify.grade.cleaning import visible_name


def summary(assignment: Assignment, students: Sequence[tuple[str, str]],
            found: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The table of a class, UTF-8; of each student in turn the id and where the result stands."""
    head = ["student", "score", "max_score", "verdict", "gradable"]
    for item in assignment.items:
        head += [f"{item.id} score", f"{item.id} verdict"]
    rows = [[*head, "submission_sha256", "results"]]
    for student, place in students:
        result = found[student]
        row: list[Any] = [student, result["score"], result["max_score"], result["verdict"],
                          "yes" if result["gradable"] else "no"]
        for test in result["tests"]:
            row += [test["score"], test["verdict"]]
        rows.append([*row, result["submission_sha256"], place])
    return "".join(",".join(cell(value) for value in row) + "\r\n" for row in rows).encode("utf-8")


def cell(value: Any) -> str:
    """A quoted cell; what a spreadsheet would take for a formula gets an apostrophe before it.

    >>> cell("=1+1"), cell('a"b'), cell(3)
    ('"\\'=1+1"', '"a""b"', '"3"')
    """
    text = str(value)
    if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%") and not isinstance(value, int):
        text = "'" + text
    return '"' + visible_name(text).replace('"', '""') + '"'
