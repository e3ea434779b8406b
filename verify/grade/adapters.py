"""The same result in other graders' formats: Gradescope, PrairieLearn, JUnit XML, CSV.

Made from netproof-results/1 and nothing else. A result that is `gradable: false` never looks like a
score of 0: PrairieLearn is told so, Gradescope shows that the grader failed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence
from xml.sax.saxutils import quoteattr

from verify.atomic import write_atomically
from verify.errors import BadInput
from verify.grade.summary import cell

Result = Mapping[str, Any]
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def gradescope(result: Result) -> bytes:
    """Gradescope's results.json: score, tests with text output, leaderboard.

    One hidden test hides the total from students there, so the visibility is passed on as it is.
    A fault of the grader's has neither score nor tests: Gradescope then says that grading failed.
    """
    if not result["gradable"]:
        return _json({"output": _head(result), "output_format": "text", "visibility": "visible",
                      "stdout_visibility": "hidden", "extra_data": {"verdict": result["verdict"]}})
    return _json({
        "score": result["score"], "output_format": "text", "test_output_format": "text",
        "test_name_format": "text", "visibility": "visible", "stdout_visibility": "hidden",
        "output": _head(result),
        "tests": [{
            "name": test["name"], "number": str(number), "score": test["score"],
            "max_score": test["max_score"], "status": test["status"], "output_format": "text",
            "name_format": "text", "output": f"{test['verdict']}: {test['output']}",
            "visibility": test["visibility"]} for number, test in enumerate(result["tests"], 1)],
        "leaderboard": [dict(entry) for entry in result["leaderboard"]],
        "extra_data": {"schema": result["schema"], "verdict": result["verdict"],
                       "assignment_sha256": result["assignment_sha256"],
                       "submission_sha256": result["submission_sha256"]}})


def prairielearn(result: Result) -> bytes:
    """PrairieLearn's results.json: a score from 0 to 1, or gradable: false, which costs no attempt.

    The score is the one number here that is no integer: PrairieLearn asks for it.
    """
    tests = [{"name": test["name"], "points": test["score"], "max_points": test["max_score"],
              "message": test["verdict"],
              "output": test["output"]}
             for test in result["tests"] if test["visibility"] != "hidden"]
    if not result["gradable"] or result["verdict"] in ("malformed", "unsupported", "missing"):
        return _json({"gradable": False, "format_errors": [_head(result)] + [
            f"{test['name']}: {test['output']}" for test in tests]})
    return _json({"gradable": True, "score": result["score"] / result["max_score"],
                  "message": _head(result), "tests": tests})


def junit(result: Result) -> bytes:
    """JUnit XML: a test case per item, points in properties."""
    tests = [test for test in result["tests"] if test["visibility"] != "hidden"]
    failures = sum(test["status"] == "failed" and test["verdict"] not in (
        "internal_error", "missing") for test in tests)
    errors = sum(test["verdict"] == "internal_error" for test in tests)
    skipped = sum(test["verdict"] == "missing" for test in tests)
    suite = _attribute(result["assignment"])
    lines = ['<?xml version="1.0" encoding="UTF-8"?>',
             f'<testsuites tests="{len(tests)}" failures="{failures}" errors="{errors}">',
             f'<testsuite name={suite} tests="{len(tests)}" failures="{failures}" '
             f'errors="{errors}" skipped="{skipped}" time="0">', "<properties>"]
    lines += [f"<property name={_attribute(name)} value={_attribute(value)}/>"
              for name, value in (("score", result["score"]), ("max_score", result["max_score"]),
                                  ("verdict", result["verdict"]))]
    lines.append("</properties>")
    for test in tests:
        lines.append(f'<testcase classname={suite} name={_attribute(test["name"])} time="0">')
        message, kind = _attribute(test["output"]), _attribute(test["verdict"])
        if test["verdict"] == "internal_error":
            lines.append(f"<error message={message} type={kind}/>")
        elif test["verdict"] == "missing":
            lines.append(f"<skipped message={message}/>")
        elif test["status"] == "failed":
            lines.append(f"<failure message={message} type={kind}/>")
        lines.append("</testcase>")
    return ("\n".join([*lines, "</testsuite>", "</testsuites>"]) + "\n").encode("utf-8")


def csv(result: Result) -> bytes:
    """One row per item, every cell quoted, formulas defused."""
    rows: list[Sequence[Any]] = [("item", "name", "score", "max_score", "verdict", "output")]
    rows += [(test["id"], test["name"], test["score"], test["max_score"], test["verdict"],
              test["output"]) for test in result["tests"]]
    return "".join(",".join(cell(value) for value in row) + "\r\n" for row in rows).encode("utf-8")


FORMATS: dict[str, tuple[str, Callable[[Result], bytes]]] = {
    "gradescope": ("gradescope.json", gradescope), "prairielearn": ("prairielearn.json",
                                                                    prairielearn),
    "junit": ("junit.xml", junit), "csv": ("items.csv", csv)}


def wanted_formats(text: str | None) -> list[str]:
    """The formats of a list such as "gradescope,junit"; BadInput for another word."""
    names = [name.strip() for name in text.split(",")] if text else []
    for name in names:
        if name not in FORMATS:
            raise BadInput("--format", f"words among {', '.join(FORMATS)}", repr(name)[:40])
    return names


def write_formats(names: Sequence[str], result: Result, folder: Path) -> None:
    """Write the result beside results.json in each of these formats."""
    for name in names:
        file, made = FORMATS[name]
        write_atomically(folder / file, made(result))


def _head(result: Result) -> str:
    notes = " ".join(result["diagnostics"]["notes"])
    return f"{result['verdict']}: {result['score']} of {result['max_score']}. {notes}".strip()


def _attribute(value: Any) -> str:
    return quoteattr(_NO_XML.sub("?", str(value)))


def _json(tree: Any) -> bytes:
    return (json.dumps(tree, allow_nan=False, ensure_ascii=True, sort_keys=True, indent=1)
            + "\n").encode("ascii")
