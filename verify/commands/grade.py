"""`verify grade` and `verify doctor`: coursework marked, and what confines strangers' code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Sequence

from verify.commands.output import print_json
from verify.errors import BadInput

MOST_JOBS = 64


def grade(assignment: str, submissions: Sequence[str], out: str, jobs: str | None,
          diff: str | None, hidden_dir: str | None, trace: bool, several: bool | None,
          formats: str | None, json: bool, quiet: bool) -> int:
    """Grade submissions into the folder `out`; 0 whatever the scores are, 3 where a single one
    could not be graded through no fault of its own."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")    # before numpy loads: the workers share the cores
    from verify.grade.adapters import write_formats, wanted_formats
    from verify.grade.batch import grade_all, grade_one
    from verify.grade.diff import changes, read_old
    from verify.grade.entries import entries_of
    from verify.grade.grading import load

    given, hidden = load(assignment, hidden_dir)
    wanted = wanted_formats(formats)
    count = _jobs(jobs)
    entries, many = entries_of(submissions, given, several, out)
    old = read_old(diff) if diff is not None else None
    if os.path.lexists(out) and not os.path.isdir(out):
        raise BadInput(out, "a folder for the results", "a file")
    folder = Path(out)
    if not many:
        result = grade_one(given, hidden, entries[0], folder, trace)
        write_formats(wanted, result, folder)
        if json:
            print_json(result)
        else:
            _print_result(result, quiet)
        return 0 if result["gradable"] else 3
    with _bar(quiet or json) as progress:
        index = grade_all(given, hidden, entries, folder, count, trace, progress)
    results = read_old(folder)[1]
    for entry in entries:
        write_formats(wanted, results[entry.student], folder / entry.folder)
    changed = changes(old[1], results, old[0]["hidden_sha256"] != index["hidden_sha256"]) if (
        old is not None) else []
    if json:
        print_json({**index, **({"changes": changed} if old is not None else {})})
        return 0
    _print_index(index, folder, quiet)
    if old is not None:
        _print_changes(changed)
    return 0


def doctor(json: bool) -> int:
    """Print which layers of confinement work here; 0 if build.py can be confined, else 3."""
    from verify.confined.layers import can_confine, layers

    found = layers()
    if json:
        print_json({"layers": [vars(layer) for layer in found], "build.py": can_confine()})
    else:
        for layer in found:
            word = "active" if layer.active else "missing" if layer.needed else "not here"
            need = "needed" if layer.needed else "extra"
            sys.stdout.write(f"{layer.name:25} {word:9} {need:7} {layer.remark}\n")
        sys.stdout.write("build.py  " + ("is graded, confined by these layers\n" if can_confine()
                                         else "is refused here; data formats are graded\n"))
    return 0 if can_confine() else 3


def _jobs(text: str | None) -> int:
    if text is None:
        return min(os.cpu_count() or 1, MOST_JOBS)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_JOBS:
        raise BadInput("--jobs", f"an integer from 1 to {MOST_JOBS}", repr(text)[:40])
    return int(text)


class _bar:
    """A line on a terminal that counts, drawn by this thread: the workers are forked from it."""

    def __init__(self, quiet: bool):
        self.shown = not quiet and sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Any:
        return self.move if self.shown else None

    def move(self, done: int, total: int) -> None:
        width = 30 * done // max(1, total)
        sys.stderr.write(f"\r[{'#' * width}{'.' * (30 - width)}] {done} of {total} graded")
        sys.stderr.flush()

    def __exit__(self, *_: Any) -> None:
        if self.shown:
            sys.stderr.write("\r" + " " * 70 + "\r")
            sys.stderr.flush()


def _print_result(result: Any, quiet: bool) -> None:
    sys.stdout.write(f"{result['verdict']}: {result['score']} of {result['max_score']}\n")
    if quiet:
        return
    for note in result["diagnostics"]["notes"]:
        sys.stdout.write(f"  {note}\n")
    for test in result["tests"]:
        sys.stdout.write(f"  {test['id']}: {test['verdict']} ({test['score']} of "
                         f"{test['max_score']})\n    {test['output']}\n")
        for line in test.get("trace", ()):
            sys.stdout.write(f"      {line}\n")


def _print_index(index: Any, folder: Path, quiet: bool) -> None:
    words: dict[str, int] = {}
    for entry in index["submissions"]:
        words[entry["verdict"]] = words.get(entry["verdict"], 0) + 1
    counts = ", ".join(f"{count} {word}" for word, count in sorted(words.items()))
    sys.stdout.write(f"{len(index['submissions'])} submissions: {counts or 'none'}\n")
    if quiet:
        return
    for group in index["alike"]:
        item = f" ({group['item']})" if group["item"] else ""
        names = ", ".join(ascii(name)[1:-1] for name in group["students"][:10])
        more = f" and {len(group['students']) - 10} more" if len(group["students"]) > 10 else ""
        sys.stdout.write(f"  {group['how']}{item}: {names}{more}\n")
    sys.stdout.write(f"  {folder / 'summary.csv'}\n")


def _print_changes(changed: Sequence[Any]) -> None:
    sys.stdout.write(f"{len(changed)} grades changed\n")
    for entry in changed:
        sys.stdout.write(f"  {ascii(entry['student'])[1:-1]}: {entry['from']} -> {entry['to']}: "
                         f"{entry['why']}\n")
