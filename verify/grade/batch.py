"""Many submissions to one folder of results, each graded on its own, resumable at any point.

    DIR/journal.jsonl           one line per finished submission
    DIR/HASH/results.json       each student's result, and feedback.html
    DIR/results.json            the index; DIR/summary.csv the same as a table

Index and table are made from the results each time, in the order of the students, so that a resumed
batch ends with the same bytes as an uninterrupted one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

from verify import __version__
from verify.atomic import write_atomically
from verify.grade.assignment import Assignment
from verify.grade.entries import Entry
from verify.grade.hidden import Hidden
from verify.grade.journal import FILE as JOURNAL
from verify.grade.journal import Journal, Line, in_order, read_journal
from verify.grade.lock import alone_in
from verify.grade.page import page
from verify.grade.results import INDEX_SCHEMA, encoded
from verify.grade.similarity import alike
from verify.grade.submission import digest_of_path
from verify.grade.summary import summary
from verify.grade.worker import Task, parts, run_all

HALF = ".netproof-*.part"       # what write_atomically leaves behind after kill -9
Progress = Callable[[int, int], None]


def grade_one(assignment: Assignment, hidden: Hidden, entry: Entry, results: Path,
              trace: bool) -> dict[str, Any]:
    """Grade one submission into DIR/results.json, feedback.html and summary.csv; the result."""
    found: list[bytes] = []
    run_all([Task(assignment, hidden, entry, trace)], 1, lambda task, data: found.append(data))
    results.mkdir(parents=True, exist_ok=True)
    data, pictures = parts(found[0])
    result = json.loads(data)
    write_atomically(results / "results.json", data)
    write_atomically(results / "feedback.html", page(result, assignment, entry.student, pictures))
    write_atomically(results / "summary.csv",
                     summary(assignment, [(entry.student, "results.json")],
                             {entry.student: result}))
    return result


def grade_all(assignment: Assignment, hidden: Hidden, entries: Sequence[Entry], results: Path,
              jobs: int, trace: bool, progress: Progress | None = None) -> dict[str, Any]:
    """Grade what is not graded yet, then write the index, the table and the journal in order."""
    results.mkdir(parents=True, exist_ok=True)
    with alone_in(results):
        return _graded(assignment, hidden, entries, results, jobs, trace, progress)


def _graded(assignment: Assignment, hidden: Hidden, entries: Sequence[Entry], results: Path,
            jobs: int, trace: bool, progress: Progress | None) -> dict[str, Any]:
    for half in (*results.glob(HALF), *results.glob(f"*/{HALF}")):      # of a batch that was killed
        half.unlink(missing_ok=True)
    before = read_journal(results)
    lines: dict[str, Line] = {}
    tasks, blanks = [], {}
    for entry in entries:
        blank = Line(entry.student, entry.folder, assignment.sha256, hidden.sha256,
                     digest_of_path(entry.path), f"netproof {__version__}",
                     "trace" if trace else "", "", "")
        old = before.get(entry.student)
        if old is not None and old.still_holds(blank, results):
            lines[entry.student] = old
        else:
            tasks.append(Task(assignment, hidden, entry, trace))
            blanks[entry.student] = blank
    journal = Journal(results)

    def done(task: Task, said: bytes) -> None:
        data, pictures = parts(said)
        entry, result = task.entry, json.loads(data)
        folder = results / entry.folder
        folder.mkdir(exist_ok=True)
        write_atomically(folder / "feedback.html", page(
            result, assignment, entry.student, pictures))
        write_atomically(folder / "results.json", data)
        line = replace(blanks[entry.student], verdict=result["verdict"],
                       result_sha256=hashlib.sha256(data).hexdigest())
        journal.append(line)
        lines[entry.student] = line
        if progress is not None:
            progress(len(lines), len(entries))

    try:
        run_all(tasks, jobs, done)
    finally:
        journal.close()
    ordered = [lines[entry.student] for entry in entries]
    found = {line.student: json.loads((results / line.folder / "results.json").read_bytes())
             for line in ordered}
    index = index_of(assignment, hidden, ordered, found)
    write_atomically(results / "summary.csv", summary(assignment, [
        (line.student, f"{line.folder}/results.json") for line in ordered], found))
    write_atomically(results / JOURNAL, in_order(ordered))
    write_atomically(results / "results.json", encoded(index))
    return index


def index_of(assignment: Assignment, hidden: Hidden, lines: Sequence[Line],
             found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The index of a batch, schema netproof-results-index/1."""
    submissions = [{
        "student": line.student, "folder": line.folder,
        "results": f"{line.folder}/results.json",
        **{key: found[line.student][key] for key in (
            "score", "max_score", "verdict", "gradable", "submission_sha256")},
        "result_sha256": line.result_sha256} for line in lines]
    return {"schema": INDEX_SCHEMA, "assignment": assignment.id,
            "assignment_sha256": assignment.sha256, "grader": f"netproof {__version__}",
            "hidden_sha256": hidden.sha256, "submissions": submissions, "alike": alike(found)}
