"""A class: many submissions, killed and resumed, compared, hidden, personalised, handed on."""

import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from verify.cli import main
from verify.confined.layers import can_confine
from verify.errors import BadInput
from verify.grade import batch, worker
from verify.grade.adapters import csv as as_csv
from verify.grade.adapters import gradescope, junit, prairielearn
from verify.grade.cleaning import clean, visible_name
from verify.grade.diff import changes
from verify.grade.entries import entries_of
from verify.grade.grading import grade, load
from verify.grade.journal import Journal, Line, read_journal
from verify.grade.outcome import Coverage, Outcome, worst
from verify.grade.page import page
from verify.grade.summary import cell
from verify.schemas import schema

jsonschema = pytest.importorskip("jsonschema")
ROOT = Path(__file__).parent.parent
XOR = '''schema = "netproof-assignment/1"
id = "xor"
title = "Exclusive <or>"
[[items]]
id = "net"
kind = "network"
points = 2
accept = ["network.json", "build.py"]
spec = { function = "xor", n = 2, domain = "cube", output = "bit" }
'''


def network(last=(1, -1)):
    return json.dumps({"format": "netproof-network/1", "layers": [
        {"weight": [[1, 1], [1, 1]], "bias": ["-1/2", "-3/2"], "activation": "step"},
        {"weight": [list(last)], "bias": [0], "activation": "identity"}]})


GOOD, BAD = network(), network((1, 0))


def assignment(folder, text=XOR):
    folder.mkdir(exist_ok=True)
    (folder / "assignment.toml").write_text(text)
    return folder


def handed_in(folder, **students):
    for name, data in students.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "network.json").write_text(data)
    return folder


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def run(*arguments):
    assert main(["grade", *map(str, arguments)]) == 0


@pytest.fixture
def hw(tmp_path):
    return assignment(tmp_path / "hw")


def test_a_class_is_graded_into_an_index_a_table_and_pages(hw, tmp_path, capsys):
    folder = handed_in(tmp_path / "s", ann=GOOD, bob=BAD, eve=GOOD, **{"=cmd|calc!A0": ""})
    (folder / "zoe.json").write_text(BAD)
    (folder / "nothing.zip").write_bytes(b"")
    (folder / ".DS_Store").write_bytes(b"x")
    run(hw, folder, "--out", tmp_path / "r", "--jobs", "2")
    index = json.loads((tmp_path / "r" / "results.json").read_text())
    jsonschema.validate(index, schema("results-index-1"))
    found = {each["student"]: (each["score"], each["verdict"]) for each in index["submissions"]}
    assert found == {"=cmd|calc!A0": (0, "malformed"), "ann": (2, "correct"),
                     "bob": (0, "incorrect"), "eve": (2, "correct"), "nothing": (0, "malformed"),
                     "zoe": (0, "incorrect")}
    for each in index["submissions"]:
        data = (tmp_path / "r" / each["results"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == each["result_sha256"]
        jsonschema.validate(json.loads(data), schema("results-1"))
        html = (tmp_path / "r" / each["folder"] / "feedback.html").read_text()
        assert "Exclusive &lt;or&gt;" in html and "<or>" not in html and "<script" not in html
        assert each["folder"].isalnum() and each["student"] not in each["folder"]
    rows = list(csv.reader(io.StringIO((tmp_path / "r" / "summary.csv").read_text())))
    assert rows[0][:4] == ["student", "score", "max_score", "verdict"] and len(rows) == 7
    assert rows[1][0].startswith("'=") and [row[1] for row in rows[2:4]] == ["2", "0"]
    assert {"how": "identical submissions", "item": "", "students": ["ann", "eve"]} in index[
        "alike"]
    assert "6 submissions: 2 correct, 2 incorrect, 2 malformed" in capsys.readouterr().out


def test_grading_again_changes_nothing_and_grades_nothing(hw, tmp_path, monkeypatch):
    folder = handed_in(tmp_path / "s", ann=GOOD, bob=BAD)
    run(hw, folder, "--out", tmp_path / "r")
    before = files_of(tmp_path / "r")
    monkeypatch.setattr(batch, "run_all", lambda tasks, jobs, done: tasks and pytest.fail("again"))
    run(hw, folder, "--out", tmp_path / "r")
    assert files_of(tmp_path / "r") == before


@pytest.mark.parametrize("what", ["submission", "assignment", "result", "torn", "garbage"])
def test_what_changed_is_graded_again(hw, tmp_path, what):
    folder = handed_in(tmp_path / "s", ann=GOOD, bob=BAD, eve=GOOD)
    out = tmp_path / "r"
    run(hw, folder, "--out", out)
    bob = next(each for each in json.loads((out / "results.json").read_text())["submissions"]
               if each["student"] == "bob")
    if what == "submission":
        (folder / "bob" / "network.json").write_text(GOOD)
    elif what == "assignment":
        assignment(hw, XOR.replace('"xor"\ntitle', '"xor2"\ntitle'))
    elif what == "result":
        (out / bob["results"]).write_text('{"score": 2}')
    else:
        data = (out / "journal.jsonl").read_bytes()
        (out / "journal.jsonl").write_bytes(
            data[:-20] if what == "torn" else data + b'{"student": 1}\n\xff\n{"a": ')
    run(hw, folder, "--out", out)
    fresh = tmp_path / "fresh"
    run(hw, folder, "--out", fresh)
    assert files_of(out) == files_of(fresh)
    score = json.loads((out / bob["results"]).read_text())["score"]
    assert score == (2 if what == "submission" else 0)


@pytest.mark.skipif(not worker.can_fork(), reason="no fork here")
@pytest.mark.parametrize("after", [7, pytest.param(1, marks=pytest.mark.slow),
                                   pytest.param(15, marks=pytest.mark.slow)])
def test_killed_and_resumed_is_as_if_uninterrupted(hw, tmp_path, after):
    """kill -9 once so many lines are in the journal, and garbage where a line was torn."""
    folder = handed_in(tmp_path / "s", **{f"s{i:02}": (GOOD, BAD, "{")[i % 3] for i in range(20)})
    out = tmp_path / "r"
    command = [sys.executable, "-m", "verify", "grade", hw, folder, "--out", out, "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    journal = out / "journal.jsonl"
    while time.monotonic() < deadline and process.poll() is None:
        if journal.exists() and journal.read_bytes().count(b"\n") >= after:
            break
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with open(journal, "ab") as file:
        file.write(b'{"student": "s0')
    (out / ".netproof-0123456789abcdef.part").write_bytes(b"half a file")
    run(hw, folder, "--out", out, "--jobs", "1", "--quiet")
    fresh = tmp_path / "fresh"
    run(hw, folder, "--out", fresh, "--jobs", "2", "--quiet")
    assert files_of(out) == files_of(fresh)


def test_a_worker_that_crashes_or_hangs_is_one_result(hw, tmp_path, monkeypatch):
    real = worker.Task.result

    def result(task):
        if task.entry.student == "crash":
            os._exit(3)
        if task.entry.student == "hang":
            time.sleep(60)
        if task.entry.student == "bug":
            raise RuntimeError("a bug of ours")
        if task.entry.student == "busy":
            os.kill(os.getpid(), signal.SIGXCPU)
        return real(task)

    monkeypatch.setattr(worker.Task, "result", result)
    monkeypatch.setattr(worker.Task, "wall", property(lambda task: 1))
    folder = handed_in(tmp_path / "s", ann=GOOD, bug=GOOD, busy=GOOD, crash=GOOD, hang=GOOD,
                       zoe=GOOD)
    run(hw, folder, "--out", tmp_path / "r", "--jobs", "2")
    index = json.loads((tmp_path / "r" / "results.json").read_text())
    found = {each["student"]: (each["verdict"], each["score"], each["gradable"])
             for each in index["submissions"]}
    assert found == {"ann": ("correct", 2, True), "bug": ("internal_error", 0, False),
                     "busy": ("timeout", 0, True), "crash": ("internal_error", 0, False),
                     "hang": ("timeout", 0, True), "zoe": ("correct", 2, True)}
    for each in index["submissions"]:
        jsonschema.validate(json.loads((tmp_path / "r" / each["results"]).read_text()),
                            schema("results-1"))
    monkeypatch.setattr(worker.Task, "result", real)
    run(hw, folder, "--out", tmp_path / "r")             # failures of ours are tried again
    index = json.loads((tmp_path / "r" / "results.json").read_text())
    assert {each["student"] for each in index["submissions"] if each["score"] == 2} == {
        "ann", "bug", "crash", "zoe"}


def test_a_difference_is_listed_with_its_reason(hw, tmp_path, capsys):
    folder = handed_in(tmp_path / "s", ann=GOOD, bob=BAD, eve=GOOD)
    run(hw, folder, "--out", tmp_path / "old")
    (folder / "bob" / "network.json").write_text(GOOD)
    handed_in(folder, zoe=BAD)
    capsys.readouterr()
    run(hw, folder, "--out", tmp_path / "new", "--diff", tmp_path / "old")
    said = capsys.readouterr().out
    assert "2 grades changed" in said
    assert "bob: 0 (incorrect) -> 2 (correct): another submission; net: incorrect -> correct" in (
        said)
    assert "zoe: none -> 0 (incorrect): a new submission" in said
    with pytest.raises(BadInput, match="index of results"):
        from verify.grade.diff import read_old
        (tmp_path / "no").mkdir()
        (tmp_path / "no" / "results.json").write_text("{}")
        read_old(tmp_path / "no")
    one = {"score": 1, "verdict": "correct", "submission_sha256": "a", "assignment_sha256": "b",
           "grader": "g", "diagnostics": {}, "tests": []}
    assert changes({"x": one}, {"x": {**one, "score": 0}})[0]["why"] == (
        "the same inputs (machine-dependent)")


def test_one_student_or_several(hw, tmp_path):
    given, _ = load(hw)
    several = handed_in(tmp_path / "s", ann=GOOD, bob=BAD)
    single = handed_in(tmp_path / "t", mine=GOOD)
    (tmp_path / "u").mkdir()
    for name in ("network.json", "other.json"):
        (tmp_path / "u" / name).write_text(GOOD)

    def count(path, forced=None):
        found, many = entries_of([str(path)], given, forced)
        return len(found), many

    assert count(several) == (2, True) and count(single) == (1, False)
    assert count(tmp_path / "u") == (1, False) and count(tmp_path / "u", True) == (2, True)
    assert count(several, False) == (1, False) and count(single, True) == (1, True)
    assert count(tmp_path / "u" / "other.json") == (1, False)
    (several / "ann.json").write_text(GOOD)
    assert [each.student for each in entries_of([str(several)], given)[0]] == [
        "ann", "ann.json", "bob"]
    with pytest.raises(BadInput, match="no such file"):
        entries_of([str(tmp_path / "nowhere")], given)


def test_the_results_are_no_submission(hw, tmp_path):
    folder = handed_in(tmp_path / "s", ann=GOOD, bob=BAD)
    for _ in range(2):
        run(hw, folder, "--out", folder / "results")
    index = json.loads((folder / "results" / "results.json").read_text())
    assert [each["student"] for each in index["submissions"]] == ["ann", "bob"]


def test_at_home_and_in_class_say_the_same(hw, tmp_path):
    folder = handed_in(tmp_path / "s", ann=BAD, bob=GOOD)
    run(hw, folder, "--out", tmp_path / "r")
    run(hw, folder / "ann" / "network.json", "--out", tmp_path / "home")
    index = json.loads((tmp_path / "r" / "results.json").read_text())
    there = json.loads((tmp_path / "r" / index["submissions"][0]["results"]).read_text())
    here = json.loads((tmp_path / "home" / "results.json").read_text())
    assert there["tests"] == here["tests"] and there["score"] == here["score"]
    assert here["submission_sha256"] == hashlib.sha256(BAD.encode()).hexdigest()


HIDDEN = XOR.replace("points = 2", 'points = 2\nhidden = true\nhint = "try more sizes"').replace(
    'kind = "network"', 'kind = "builder"').replace('"network.json", ', "").replace(
    "n = 2, ", "")
SECRET = "canary-51"


@pytest.mark.skipif(not can_confine(), reason="build.py is refused here")
def test_hidden_sizes_are_used_and_never_shown(tmp_path):
    hw = assignment(tmp_path / "hw", HIDDEN)
    hidden = tmp_path / SECRET
    hidden.mkdir()
    (hidden / "hidden.toml").write_text(
        f'schema = "netproof-hidden/1"\nkey = "{SECRET}"\n[items.net]\nns = [2, 3]\n')
    (tmp_path / "build.py").write_text(
        f"def build(n):\n    if n != 2:\n        raise ValueError(f'n is {{n}}')\n"
        f"    return {GOOD!r}\n")
    run(hw, tmp_path / "build.py", "--out", tmp_path / "r", "--hidden-dir", hidden, "--trace")
    result = json.loads((tmp_path / "r" / "results.json").read_text())
    test = result["tests"][0]
    assert (test["verdict"], test["output"]) == ("runtime_error", "try more sizes")
    assert test["counterexample"] is None and test["coverage"] == {"kind": "none", "cases": 0}
    assert result["diagnostics"] == {"notes": [], "fingerprints": {}}, "not even a hash"
    for data in files_of(tmp_path / "r").values():
        assert b"n is 3" not in data and SECRET.encode() not in data
    without = grade(*load(hw), tmp_path / "build.py")
    assert (without["verdict"], without["gradable"], without["score"]) == (
        "internal_error", False, 0)
    (hidden / "hidden.toml").write_text('schema = "netproof-hidden/1"\n[items.other]\nns = [2]\n')
    with pytest.raises(BadInput, match="hidden = true"):
        load(hw, hidden)


def test_personalised_choices(tmp_path, capsys):
    hw = assignment(tmp_path / "hw", XOR.replace(
        'id = "xor"', 'id = "xor"\npersonalise = true').replace(
        'function = "xor", n = 2,', 'n = 2, choices = { table = ["0110", "1001", "0111"] },'))
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "hidden.toml").write_text('schema = "netproof-hidden/1"\nkey = "k"\n')
    folder = handed_in(tmp_path / "s", **{f"s{i}": GOOD for i in range(12)})
    run(hw, folder, "--out", tmp_path / "r", "--hidden-dir", hidden)
    index = json.loads((tmp_path / "r" / "results.json").read_text())
    scores = {each["student"]: each["score"] for each in index["submissions"]}
    assert set(scores.values()) == {0, 2}, "some have 0110, some have not"
    result = grade(*load(hw), folder / "s1")
    assert result["verdict"] == "internal_error" and result["score"] == 0
    assert main(["grade", str(hw), str(folder / "s1"), "--out", str(tmp_path / "x")]) == 3
    for student, score in list(scores.items())[:4]:
        own = tmp_path / f"own-{student}"
        assert main(["assignment", "personalise", str(hw), "--hidden-dir", str(hidden),
                     "--student", student, "-o", str(own)]) == 0
        assert grade(*load(own), folder / student)["score"] == score
    choice = json.loads((own / "choices.json").read_text())
    choice["items"]["net"]["spec"]["table"] = "0000"
    (own / "choices.json").write_text(json.dumps(choice))
    with pytest.raises(BadInput, match="one of the assignment's choices"):
        load(own)
    capsys.readouterr()


def graded(hw, tmp_path, data):
    (tmp_path / "network.json").write_text(data)
    return grade(*load(hw), tmp_path / "network.json")


def test_adapters(hw, tmp_path):
    good, bad, broken = (graded(hw, tmp_path, data) for data in (GOOD, BAD, "{"))
    tree = json.loads(gradescope(bad))
    assert tree["score"] == 0 and tree["tests"][0]["status"] == "failed"
    assert tree["tests"][0]["output_format"] == "text" and tree["leaderboard"] == []
    assert json.loads(gradescope(good))["leaderboard"][0]["order"] == "asc"
    assert set(tree) <= {"score", "execution_time", "output", "output_format",
                         "test_output_format", "test_name_format", "visibility",
                         "stdout_visibility", "extra_data", "tests", "leaderboard"}
    assert json.loads(prairielearn(good))["score"] == 1
    assert json.loads(prairielearn(bad))["gradable"] is True
    assert json.loads(prairielearn(broken)) == {"gradable": False, "format_errors": [
        "malformed: 0 of 2.", "net: " + broken["tests"][0]["output"]]}
    root = ElementTree.fromstring(junit(bad))
    assert root.attrib == {"tests": "1", "failures": "1", "errors": "0"}
    assert root.find(".//failure").attrib["type"] == "incorrect"
    assert root.find(".//property[@name='score']").attrib["value"] == "0"
    nasty = {**bad, "tests": [{**bad["tests"][0], "name": "=1\x00\x1b<&\"", "output": "]]>\ufffe"}]}
    assert ElementTree.fromstring(junit(nasty)).find(".//testcase").attrib["name"] == "=1??<&\""
    rows = list(csv.reader(io.StringIO(as_csv(nasty).decode())))
    assert rows[1][1].startswith("'=")
    failed = {**bad, "gradable": False, "verdict": "internal_error"}
    assert json.loads(prairielearn(failed))["gradable"] is False


def test_formats_are_written_beside_the_result(hw, tmp_path):
    (tmp_path / "network.json").write_text(GOOD)
    run(hw, tmp_path / "network.json", "--out", tmp_path / "r", "--format",
        "gradescope,prairielearn,junit,csv")
    assert sorted(os.listdir(tmp_path / "r")) == [
        "feedback.html", "gradescope.json", "items.csv", "junit.xml", "prairielearn.json",
        "results.json", "summary.csv"]
    assert main(["grade", str(hw), str(tmp_path / "network.json"), "--out", str(tmp_path / "r"),
                 "--format", "moodle"]) == 2


def test_cells_words_and_names():
    assert cell("@x") == "\"'@x\"" and cell("\tx") == "\"'?x\"" and cell(-1) == '"-1"'
    assert clean("\u202eabc\u200b\x1b[0m") == "?abc??[0m"
    assert clean("see /home/ann/secret/file.txt now") == "see [path] now"
    assert clean("a/b and -3/4") == "a/b and -3/4"
    assert visible_name("a\n<b>") == "a?(b)"
    assert worst(["correct", "incorrect", "missing"]) == "incorrect"
    assert worst(["correct", "malformed", "timeout"]) == "timeout"
    assert worst(["missing", "missing"]) == "missing" and worst([]) == "internal_error"
    with pytest.raises(ValueError):
        Outcome("correct", "nothing was looked at", coverage=Coverage("exhaustive", 0))
    with pytest.raises(ValueError):
        Outcome("wonderful", "")


def test_a_check_that_did_not_run_is_an_internal_error(hw, tmp_path, monkeypatch):
    """Even if a kind of item forgot to look: `correct` cannot be built without a case."""
    from verify.grade import grading

    def forgot(item, file, folder):
        raise RuntimeError("nothing ran")

    monkeypatch.setattr(grading, "grade_network", forgot)
    result = graded(hw, tmp_path, GOOD)
    assert (result["verdict"], result["gradable"], result["score"]) == ("internal_error", False, 0)


def test_the_journal_keeps_whole_lines(tmp_path):
    line = Line("ann\n\u202e", "f", "a", "", "s", "g", "", "r", "correct")
    (tmp_path / "journal.jsonl").write_bytes(line.text().encode() + b'{"torn')
    journal = Journal(tmp_path)
    journal.append(Line("bob", "f", "a", "", "s", "g", "", "r", "correct"))
    journal.close()
    assert list(read_journal(tmp_path)) == ["ann\n\u202e", "bob"]
    assert (tmp_path / "journal.jsonl").read_bytes().count(b"\n") == 2


def test_pages_escape_everything(hw, tmp_path):
    result = graded(hw, tmp_path, BAD)
    given, _ = load(hw)
    html = page(result, given, "<script>alert(1)</script>\u202e").decode()
    assert "<script" not in html and "\u202e" not in html and "http" not in html.replace(
        "http-equiv", "")
    assert html.count("<td>") == 4 and "default-src 'none'" in html


@pytest.mark.parametrize("arguments, words", [
    (["--jobs", "0"], "--jobs: expected an integer"), (["--jobs", "x"], "--jobs"),
    (["--diff", "nowhere"], "nowhere"), (["--batch", "--single"], "one of --batch and --single"),
    (["--hidden-dir", "nowhere"], "hidden.toml")])
def test_wrong_usage_is_one_line(hw, tmp_path, capsys, arguments, words):
    (tmp_path / "network.json").write_text(GOOD)
    assert main(["grade", str(hw), str(tmp_path / "network.json"), "--out", str(tmp_path / "r"),
                 *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1


@pytest.mark.skipif(not can_confine() or not Path("/proc/self/status").exists(),
                    reason="build.py is refused here")
def test_no_process_outlives_a_killed_batch(hw, tmp_path):
    """kill -9 of the command while build.py sleeps: the worker and the builder go with it."""
    for name in ("ann", "bob"):
        (tmp_path / "s" / name).mkdir(parents=True)
        (tmp_path / "s" / name / "build.py").write_text(
            "import time\ndef build(n):\n    time.sleep(100)\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "verify", "grade", hw, tmp_path / "s", "--out", tmp_path / "r",
         "--jobs", "2"], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    found: set[int] = set()
    while time.monotonic() < deadline and len(found) < 4:
        found = descendants(process.pid)
        time.sleep(0.05)
    time.sleep(0.5)                         # past the builders' own preparations
    process.kill()
    process.wait()
    while time.monotonic() < deadline and any(alive(pid) for pid in found):
        time.sleep(0.05)
    assert len(found) == 4 and not [pid for pid in found if alive(pid)]


def state(pid):
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return "", 0
    words = text.rpartition(")")[2].split()
    return words[0], int(words[1])


def alive(pid):
    return state(pid)[0] not in ("", "Z", "X")


def descendants(root):
    parents = {int(name): state(name)[1] for name in os.listdir("/proc") if name.isdigit()}
    found = {root}
    for _ in range(4):
        found |= {pid for pid, parent in parents.items() if parent in found}
    return found - {root}
