"""One submission and one assignment to one result: a pure function of both and of this version.

No clock, no name of a machine, no path enters a result, and nothing of a submission is imported,
unpickled or run here.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from verify.errors import BadInput
from verify.grade.assignment import Assignment, Item, read_assignment
from verify.grade.cleaning import clean
from verify.grade.counterexample_item import check_printed, grade_counterexample
from verify.grade.hidden import Hidden, read_hidden, with_hidden
from verify.grade.network_item import ClockStop, check_network, check_sizes, grade_network
from verify.grade.outcome import Coverage, Outcome, Stop
from verify.grade.personal import personalised, variants, with_choices
from verify.grade.proof_item import check_holes, grade_proof
from verify.grade.results import result_of
from verify.grade.submission import File, collect, digest_of_path

TWO_FILES = "two files for one item, {}: hand in one of them"
NO_HIDDEN = "the hidden part of this item is not here, so nothing was checked"


def load(path: str | os.PathLike[str],
         hidden_dir: str | os.PathLike[str] | None = None) -> tuple[Assignment, Hidden]:
    """The assignment in a folder, checked item by item, and its hidden part.

    Raises: BadInput naming the file and the key.
    """
    public = read_assignment(path)
    hidden = read_hidden(hidden_dir, public)
    assignment = with_hidden(with_choices(public) if hidden_dir is None else public, hidden)
    for index, item in enumerate(assignment.items):
        if not item.hidden or item.id in hidden.items:
            for variant in variants(item):
                check_item(variant, f"items[{index}] ({item.id})", assignment.folder)
    if assignment.personalise and not hidden.key and hidden_dir is not None:
        raise BadInput("hidden.toml", "a key for the personalised assignment", "none")
    return assignment, hidden


def check_item(item: Item, place: str, folder: str = "") -> None:
    """Nothing, if the item can be judged; BadInput naming the key else."""
    if item.kind == "proof":
        check_holes(item, place)
    elif item.kind == "counterexample":
        check_printed(item, place)
    else:
        if item.kind == "builder":
            check_sizes(item, place)
        check_network(item, place, folder)


def grade(assignment: Assignment, hidden: Hidden, path: str | os.PathLike[str], student: str = "",
          trace: bool = False) -> dict[str, Any]:
    """The result (schema netproof-results/1) of the submission at `path`.

    `student` only matters for a personalised assignment.
    """
    return grade_and_draw(assignment, hidden, path, student, trace)[0]


def grade_and_draw(assignment: Assignment, hidden: Hidden, path: str | os.PathLike[str],
                   student: str = "", trace: bool = False) -> tuple[dict[str, Any], dict[str, str]]:
    """The result, and by item the pictures that the student may see."""
    try:
        own = personalised(assignment, hidden, student)
        submission = collect(path, own.items)
    except Stop as stop:
        outcomes = {item.id: replace(stop.outcome, verdict="missing") for item in assignment.items}
        return result_of(assignment, digest_of_path(path), outcomes, stop.outcome.verdict,
                         stop.outcome.output, trace=trace), {}
    outcomes, late = {}, False
    for item in own.items:
        if item.id in submission.twice:
            names = " and ".join(submission.twice[item.id])
            outcomes[item.id] = Outcome("malformed", clean(TWO_FILES.format(names)))
        elif item.id not in submission.files:
            outcomes[item.id] = Outcome("missing", f"no file: expected {' or '.join(item.accept)}")
        else:
            outcomes[item.id], by_clock = grade_item(item, submission.files[item.id], hidden,
                                                     own.folder)
            late = late or by_clock
    pictures = {item.id: outcomes[item.id].picture for item in assignment.items
                if outcomes[item.id].picture and item.feedback == "full" and not item.hidden}
    return result_of(assignment, submission.sha256, outcomes, None, "", submission.ignored, late,
                     trace), pictures


def grade_item(item: Item, file: File, hidden: Hidden, folder: str) -> tuple[Outcome, bool]:
    """The outcome of one item, and whether a clock decided it; never an exception."""
    if item.hidden and item.id not in hidden.items:
        return Outcome("internal_error", NO_HIDDEN), False
    try:
        if item.kind == "proof":
            outcome = grade_proof(item, file)
        elif item.kind == "counterexample":
            outcome = grade_counterexample(item, file)
        else:
            outcome = grade_network(item, file, folder)
    except Stop as stop:
        return stop.outcome, isinstance(stop, ClockStop)
    except MemoryError:
        return Outcome("over_limit", "grading needs more memory than it may use"), False
    except Exception as error:      # a bug of ours must neither score nor end the batch
        return Outcome("internal_error", "the grader failed on this submission; your lecturer "
                                         f"will see it ({type(error).__name__})"), False
    if outcome.verdict == "correct" and outcome.coverage == Coverage():
        return Outcome("internal_error", "no check ran"), False
    return outcome, False
