"""`verify assignment new|test|package|personalise`: what a lecturer does before the grading."""

from __future__ import annotations

import sys

from verify.commands.output import print_json
from verify.errors import BadInput

ACTIONS = ("new", "test", "package", "list", "personalise")


def assignment(action: str, folder: str | None, source: str | None, output: str | None,
               form: str | None, hidden_dir: str | None, with_reference: bool,
               student: str | None, json: bool) -> int:
    """Do one of the actions; 0, or 1 where an assignment must not be published."""
    if action not in ACTIONS:
        raise BadInput("verify assignment", f"one of {', '.join(ACTIONS)}", repr(action)[:40])
    if action == "list":
        return _list(json)
    if action == "new":
        return _new(source, output or folder)
    if folder is None:
        raise BadInput(f"verify assignment {action}", "the assignment's folder", "nothing")
    if action == "test":
        return _test(folder, hidden_dir, json)
    if action == "package":
        return _package(folder, form, output, hidden_dir, with_reference)
    return _personalise(folder, hidden_dir, student, output)


def _list(json: bool) -> int:
    from verify.grade.assignment import read_assignment
    from verify.grade.authoring import READY, ready

    found = [(name, read_assignment(READY / name)) for name in ready()]
    if json:
        print_json([{"name": name, "title": each.title, "points": each.points}
                    for name, each in found])
    else:
        for name, each in found:
            sys.stdout.write(f"{name:22} {each.title}\n")
    return 0


def _new(source: str | None, output: str | None) -> int:
    from verify.grade.authoring import write_new

    if source is None or output is None:
        raise BadInput("verify assignment new", "--from NAME -o FOLDER", "one of them missing")
    for name in write_new(source, output):
        sys.stdout.write(f"{name}\n")
    return 0


def _test(folder: str, hidden_dir: str | None, json: bool) -> int:
    from verify.grade.authoring import tried

    _, _, found = tried(folder, hidden_dir)
    good = all(not each.why for each in found)
    if json:
        print_json({"publishable": good, "tried": [
            {"name": each.name, "score": each.result["score"], "verdict": each.result["verdict"],
             "why": each.why} for each in found]})
        return 0 if good else 1
    for each in found:
        result = each.result
        sys.stdout.write(f"{'ok' if not each.why else 'NO':3} {each.name:28} {result['score']} of "
                         f"{result['max_score']}  {result['verdict']}\n")
        if each.why:
            sys.stdout.write(f"    {each.why}\n")
        for test in result["tests"]:
            if test["verdict"] not in ("missing", "correct"):
                sys.stdout.write(f"    {test['id']}: {test['output']}\n")
    sys.stdout.write("may be published\n" if good else "must not be published\n")
    return 0 if good else 1


def _package(folder: str, form: str | None, output: str | None, hidden_dir: str | None,
             with_reference: bool) -> int:
    from verify.grade.authoring import tried
    from verify.grade.packaging import write_package

    if form is None or output is None:
        raise BadInput("verify assignment package", "--for NAME -o FILE.zip",
                       "one of them missing")
    given, _, found = tried(folder, hidden_dir)
    bad = [each for each in found if each.why]
    if bad:
        raise BadInput(folder, "an assignment whose own test passes (verify assignment test)",
                       f"{bad[0].name}: {bad[0].why}"[:300])
    for name in write_package(given, form, output, with_reference, hidden_dir):
        sys.stdout.write(f"{name}\n")
    return 0


def _personalise(folder: str, hidden_dir: str | None, student: str | None,
                 output: str | None) -> int:
    from verify.grade.grading import load
    from verify.grade.packaging import write_copy
    from verify.grade.personal import FILE, write_own

    if student is None or hidden_dir is None or output is None:
        raise BadInput("verify assignment personalise",
                       "--student ID, --hidden-dir DIR and -o FOLDER", "one of them missing")
    given, hidden = load(folder, hidden_dir)
    if not given.personalise:
        raise BadInput(folder, "an assignment with personalise = true", "another")
    write_copy(given, output, {FILE: write_own(given, hidden, student)})
    sys.stdout.write(f"{output}\n")
    return 0
