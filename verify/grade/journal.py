"""The journal of a batch: one line per finished submission, on the disk before it counts.

A line holds hashes of all that the result depends on and of the result. After `kill -9` a torn last
line is dropped, and every line whose hashes and result file still agree need not be graded again.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Iterable

FILE = "journal.jsonl"


@dataclass(frozen=True)
class Line:
    """One finished submission."""

    student: str
    folder: str
    assignment_sha256: str
    hidden_sha256: str
    submission_sha256: str
    grader: str
    options: str
    result_sha256: str
    verdict: str

    def text(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=True) + "\n"

    def still_holds(self, other: "Line", results: Path) -> bool:
        """Whether grading again would say the same: same inputs, result there, no failure of ours.

        `other` is the line as it would be, its result not yet known.
        """
        ours, theirs = asdict(self), asdict(other)
        for key in ("result_sha256", "verdict"):
            ours.pop(key), theirs.pop(key)
        if ours != theirs or self.verdict == "internal_error":
            return False
        try:
            data = (results / self.folder / "results.json").read_bytes()
            if not (results / self.folder / "feedback.html").is_file():
                return False
        except OSError:
            return False
        return hashlib.sha256(data).hexdigest() == self.result_sha256


def read_journal(results: Path) -> dict[str, Line]:
    """The last line of each student; a torn or foreign line is none."""
    try:
        data = (results / FILE).read_bytes()
    except FileNotFoundError:
        return {}
    found = {}
    for text in data.split(b"\n")[:-1]:         # what follows the last newline is torn
        line = _line(text)
        if line is not None:
            found[line.student] = line
    return found


def _line(text: bytes) -> Line | None:
    try:
        tree: Any = json.loads(text)
        line = Line(**tree)
    except (ValueError, TypeError, RecursionError):
        return None
    return line if all(isinstance(value, str) for value in asdict(line).values()) else None


class Journal:
    """The journal, open for appending; every line is on the disk when `append` returns."""

    def __init__(self, results: Path):
        self.path = results / FILE
        if self.path.exists():
            data = self.path.read_bytes()
            whole = data.rfind(b"\n") + 1
            if whole != len(data):              # start on a fresh line
                with open(self.path, "r+b") as file:
                    file.truncate(whole)
                    os.fsync(file.fileno())
        self.file = open(self.path, "ab")

    def append(self, line: Line) -> None:
        self.file.write(line.text().encode("ascii"))
        self.file.flush()
        os.fsync(self.file.fileno())

    def close(self) -> None:
        self.file.close()


def in_order(lines: Iterable[Line]) -> bytes:
    """The journal of a finished batch, in the order of the students."""
    return "".join(line.text() for line in lines).encode("ascii")
