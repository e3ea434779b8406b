"""An assignment as an upload for Gradescope or PrairieLearn, or as a folder for students.

What a lecturer keeps (author/, the hidden folder) is left out unless asked for. The archive is the
same bytes for the same assignment.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from html import escape
from pathlib import Path
from typing import Iterable, Mapping

from verify import __version__
from verify.atomic import write_atomically
from verify.errors import BadInput
from verify.grade.assignment import Assignment
from verify.grade.authoring import AUTHOR
from verify.grade.hidden import FILE as HIDDEN_FILE
from verify.interchange.regular_file import read_bytes, shown

_SETUP = """#!/usr/bin/env bash
set -e
apt-get update && apt-get install -y python3 python3-venv
python3 -m venv /opt/netproof
/opt/netproof/bin/pip install 'netproof=={version}'
"""

# A result stands there before anything can go wrong; secrets are out of the child's reach.
_RUN = """#!/usr/bin/env bash
mkdir -p /autograder/results
chmod 700 /autograder/source /autograder/results
cat > /autograder/results/results.json <<'JSON'
{{"output": "The grader did not finish. Your lecturer will see it.", "tests": [{{"name": "grader",
 "score": 0, "max_score": {points}, "status": "failed", "output": "internal_error"}}]}}
JSON
env -i PATH=/usr/bin:/bin HOME=/tmp /opt/netproof/bin/verify grade /autograder/source/assignment \\
  /autograder/submission --single --out /autograder/graded --format gradescope {hidden}
code=$?     # 3: graded, but the grader is at fault, which the result says
[ $code = 0 ] || [ $code = 3 ] || exit $code
cp /autograder/graded/gradescope.json /autograder/results/results.json
"""

_PL_RUN = """#!/usr/bin/env bash
mkdir -p /grade/results
echo '{{"gradable": false, "format_errors": ["The grader did not finish."]}}' \\
  > /grade/results/results.json
env -i PATH=/usr/bin:/bin HOME=/tmp verify grade /grade/tests/assignment /grade/student \\
  --single --out /tmp/graded --format prairielearn {hidden}
code=$?     # 3: graded, but the grader is at fault, which the result says
[ $code = 0 ] || [ $code = 3 ] || exit $code
cp /tmp/graded/prairielearn.json /grade/results/results.json
"""

FORMS = ("gradescope", "prairielearn", "students")


def write_package(assignment: Assignment, form: str, target: str, with_reference: bool,
                  hidden_dir: str | None) -> list[str]:
    """Write the archive for `form`; the names in it.

    Raises: BadInput for another form, and for a file that cannot be read or written.
    """
    if form not in FORMS:
        raise BadInput("--for", f"one of {', '.join(FORMS)}", repr(form)[:40])
    if form == "students" and (with_reference or hidden_dir is not None):
        raise BadInput("--for", "gradescope or prairielearn with hidden parts", "students")
    files = [(f"assignment/{name}", data, 0o644)
             for name, data in _public(Path(assignment.folder), with_reference)]
    if hidden_dir is not None:
        files.append((f"hidden/{HIDDEN_FILE}",
                      read_bytes(Path(hidden_dir, HIDDEN_FILE), 256 * 2**10), 0o600))
    accepted = [name for item in assignment.items for name in item.accept]
    if form == "gradescope":
        hidden = "--hidden-dir /autograder/source/hidden " if hidden_dir is not None else ""
        files += [("setup.sh", _SETUP.format(version=__version__).encode(), 0o755),
                  ("run_autograder", _RUN.format(points=assignment.points,
                                                 hidden=hidden).encode(), 0o755)]
    elif form == "prairielearn":
        hidden = "--hidden-dir /grade/tests/hidden " if hidden_dir is not None else ""
        files = [(f"tests/{name}", data, mode) for name, data, mode in files]
        info = {"uuid": _uuid(assignment.sha256), "title": assignment.title, "topic": "netproof",
                "type": "v3", "gradingMethod": "External",
                "externalGradingOptions": {
                    "enabled": True, "image": f"netproof/grader:{__version__}",
                    "entrypoint": "bash /grade/tests/run.sh", "timeout": 300}}
        files += [("tests/run.sh", _PL_RUN.format(hidden=hidden).encode(), 0o755),
                  ("info.json", (json.dumps(info, indent=2) + "\n").encode(), 0o644),
                  ("question.html", _question(accepted, _student(files)).encode(), 0o644)]
    write_atomically(target, _zip(files))
    return [name for name, _, _ in files]


def write_copy(assignment: Assignment, target: str, more: Mapping[str, bytes]) -> None:
    """A copy of the assignment's folder for students, with more files in it.

    Raises: BadInput for a folder with files in it.
    """
    folder = Path(target)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(shown(target), "a new or empty folder", "one with files")
    for name, data in [*_public(Path(assignment.folder), False), *more.items()]:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(place, data)


def _public(folder: Path, with_reference: bool) -> Iterable[tuple[str, bytes]]:
    """assignment.toml and what stands beside it, author/ only where asked for."""
    for top, folders, names in os.walk(folder):
        inside = Path(top).relative_to(folder)
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__"))
                            and (with_reference or not (top == str(folder) and name == AUTHOR)))
        for name in sorted(names):
            if name == HIDDEN_FILE:
                raise BadInput(shown(Path(top, name)), "the hidden part in a folder elsewhere",
                               "it inside the assignment")
            if not name.startswith("."):
                yield str(inside / name), read_bytes(Path(top, name), 2**20, follow=False)


def _question(accepted: Iterable[str], text: str) -> str:
    """The question's page; mustache, which PrairieLearn runs over it, must find no braces."""
    names = ",".join(accepted)
    shown = escape(text).replace("{{", "{ {").replace("}}", "} }")
    return (f'<pl-question-panel><pre style="white-space: pre-wrap">{shown}</pre>'
            f'</pl-question-panel>\n<pl-file-upload optional-file-names="{names}">'
            "</pl-file-upload>\n<pl-submission-panel>\n  <pl-external-grader-results>"
            "</pl-external-grader-results>\n</pl-submission-panel>\n")


def _student(files: Iterable[tuple[str, bytes, int]]) -> str:
    return next((data.decode("utf-8", "replace") for name, data, _ in files
                 if name.endswith("assignment/student.md")), "")


def _uuid(digest: str) -> str:
    return "-".join((digest[:8], digest[8:12], "4" + digest[13:16], "8" + digest[17:20],
                     digest[20:32]))


def _zip(files: Iterable[tuple[str, bytes, int]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in files:
            info = zipfile.ZipInfo(name)        # with a fixed date
            info.external_attr = (0o100000 | mode) << 16
            info.create_system = 3
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()
