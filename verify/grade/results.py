"""netproof-results/1: what grading says, as data. Integers and exact strings, never floats.

Written with sorted keys and plain ASCII, so that equal results are equal bytes.
"""

from __future__ import annotations

import json
from typing import Any, Mapping, Sequence

from verify import __version__
from verify.grade.assignment import Assignment, Item
from verify.grade.cleaning import clean
from verify.grade.outcome import Coverage, Outcome, worst

SCHEMA = "netproof-results/1"
INDEX_SCHEMA = "netproof-results-index/1"


def result_of(assignment: Assignment, submission_sha256: str, outcomes: Mapping[str, Outcome],
              verdict: str | None, reason: str, ignored: Sequence[str] = (), late: bool = False,
              trace: bool = False) -> dict[str, Any]:
    """The result as a JSON tree.  `verdict` is given where the submission could not be opened."""
    tests = [_test(item, outcomes[item.id], trace) for item in assignment.items]
    word = verdict or worst([outcomes[item.id].verdict for item in assignment.items])
    score = sum(test["score"] for test in tests)
    notes = [clean(reason, 600)] if reason else []
    if ignored:
        notes.append(clean("not looked at: " + ", ".join(ignored)))
    # Of a hidden item not even a hash: a student could try all sizes against it.
    diagnostics: dict[str, Any] = {"notes": notes, "fingerprints": {
        item.id: outcomes[item.id].fingerprint for item in assignment.items
        if outcomes[item.id].fingerprint and not item.hidden}}
    if late:
        diagnostics["machine_dependent"] = True
    return {
        "schema": SCHEMA, "assignment": assignment.id, "assignment_sha256": assignment.sha256,
        "grader": f"netproof {__version__}", "submission_sha256": submission_sha256,
        "score": score, "max_score": assignment.points, "verdict": word,
        "gradable": word != "internal_error", "tests": tests,
        "leaderboard": [entry for item in assignment.items
                        for entry in _leaderboard(item, outcomes[item.id])],
        "diagnostics": diagnostics}


def failed(assignment: Assignment, submission_sha256: str, verdict: str,
           reason: str) -> dict[str, Any]:
    """The result of a submission on which grading itself ended early."""
    outcomes = {item.id: Outcome(verdict, reason) for item in assignment.items}
    return result_of(assignment, submission_sha256, outcomes, verdict, reason,
                     late=verdict == "timeout")


def encoded(result: Mapping[str, Any]) -> bytes:
    """The bytes of a result.

    >>> encoded({"b": 1, "a": "é"})
    b'{\\n "a": "\\\\u00e9",\\n "b": 1\\n}\\n'
    """
    return (json.dumps(result, allow_nan=False, ensure_ascii=True, sort_keys=True, indent=1)
            + "\n").encode("ascii")


def _test(item: Item, outcome: Outcome, trace: bool) -> dict[str, Any]:
    passed = outcome.verdict == "correct"
    shown = outcome.counterexample
    output, counterexample, coverage = outcome.output, None, outcome.coverage
    if shown is not None and item.feedback in ("full", "input-only"):
        whole = item.feedback == "full"
        counterexample = {"input": list(shown.input), "got": shown.got if whole else None,
                          "want": shown.want if whole else None}
    if item.hidden or item.feedback == "author-hint":
        quiet = outcome.verdict in ("missing", "internal_error")
        output = outcome.output if quiet else "correct" if passed else item.hint or "not correct"
        counterexample, coverage = None, Coverage()
    elif item.feedback == "pass-fail":
        output = "correct" if passed else "not correct"
    elif item.feedback == "input-only" and shown is not None:
        output = f"wrong at ({','.join(shown.input)})"
    elif not passed and item.hint and outcome.verdict == "incorrect" and "Hint: " not in output:
        output = f"{output}. Hint: {item.hint}"
    found = {
        "id": item.id, "name": item.title or item.id, "score": item.points if passed else 0,
        "max_score": item.points, "status": "passed" if passed else "failed",
        "verdict": outcome.verdict, "visibility": item.visibility,
        "output": clean(output, 600), "counterexample": counterexample,
        "coverage": {"kind": coverage.kind, "cases": coverage.cases}}
    if trace and item.feedback == "full" and not item.hidden and outcome.trace:
        found["trace"] = [clean(line) for line in outcome.trace[:200]]
    return found


def _leaderboard(item: Item, outcome: Outcome) -> list[dict[str, Any]]:
    """What was measured, only of what is correct; never a time."""
    if outcome.verdict != "correct" or not item.leaderboard or item.hidden:
        return []
    return [{"name": f"{item.title or item.id}: {name}", "value": number, "order": "asc"}
            for name, number in outcome.measures if name in (
                "layers", "hidden units", "parameters", "gates")]
