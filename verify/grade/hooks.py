"""For notebooks that grade themselves (nbgrader, otter): the verdict of one item, as plain data.

The grading runs in a process of its own, so that nothing in the notebook can change it; whoever
runs code in the notebook's process can still change what the notebook reports. What counts should
be graded from the collected files, with `verify grade`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from verify.errors import BadInput
from verify.interchange.regular_file import shown


def graded(assignment: str | os.PathLike[str], submission: str | os.PathLike[str]) -> Any:
    """The result (netproof-results/1) of a file or folder.

    Raises: BadInput for an assignment that cannot be read.
    """
    package = Path(__file__).resolve().parent.parent.parent
    with tempfile.TemporaryDirectory(prefix="netproof-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "verify", "grade", os.path.abspath(assignment),
             os.path.abspath(submission), "--single", "--out", folder, "--quiet"],
            cwd=package, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BadInput(shown(assignment), "an assignment and a submission",
                           done.stderr.strip()[:300] or "something else")
        return json.loads(Path(folder, "results.json").read_bytes())


def _item(assignment: str | os.PathLike[str], submission: str | os.PathLike[str],
          item: str) -> Any:
    for test in graded(assignment, submission)["tests"]:
        if test["id"] == item:
            return test
    raise BadInput(shown(assignment), "an item of this assignment", repr(item)[:60])


def verdict(assignment: str | os.PathLike[str], submission: str | os.PathLike[str],
            item: str) -> str:
    """The verdict word of one item, for otter's tests: 'correct' or another."""
    return str(_item(assignment, submission, item)["verdict"])


def points(assignment: str | os.PathLike[str], submission: str | os.PathLike[str],
           item: str) -> int:
    """The points of one item, for nbgrader: the last value of a cell is its score.

    What was wrong is printed.
    """
    test = _item(assignment, submission, item)
    if test["status"] != "passed":
        sys.stdout.write(f"{test['verdict']}: {test['output']}\n")
    return int(test["score"])
