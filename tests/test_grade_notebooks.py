"""The snippets of the documentation run by nbgrader and otter themselves, where installed; and what
PrairieLearn's documentation says of an external grader's files."""

import json
import re
import shutil
import zipfile

import pytest

from verify.grade.adapters import gradescope, prairielearn
from verify.grade.assignment import read_assignment
from verify.grade.authoring import READY, write_new
from verify.grade.grading import grade, load
from verify.grade.packaging import write_package

README = (READY.parent / "README.md").read_text()
CELL, OTTER = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def place(tmp_path, monkeypatch):
    write_new("xor", str(tmp_path / "hw1"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hand_in(place, who):
    shutil.copy(place / "hw1" / "author" / who / "network.json", place / "network.json")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_otter_runs_its_snippet(place):
    files = pytest.importorskip("otter.test_files")
    (place / "net.py").write_text(OTTER)
    for who, score in (("reference", 2), ("wrong/or", 0)):
        hand_in(place, who)
        test = files.OKTestFile.from_file("net.py")
        test.run({})
        assert test.score == score and [each.passed for each in test.test_case_results] == [
            score == 2]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_nbgrader_takes_the_points_of_its_cell(place):
    utils = pytest.importorskip("nbgrader.utils")
    from nbconvert.preprocessors import ExecutePreprocessor
    from nbformat.v4 import new_code_cell, new_notebook
    for who, points in (("reference", 2.0), ("wrong/or", 0.0)):
        hand_in(place, who)
        cell = new_code_cell(CELL, metadata={"nbgrader": {
            "schema_version": 3, "grade": True, "grade_id": "net", "points": 2, "locked": True,
            "solution": False, "task": False, "cell_type": "code", "checksum": ""}})
        cell.metadata["nbgrader"]["checksum"] = utils.compute_checksum(cell)
        notebook = new_notebook(cells=[cell])
        ExecutePreprocessor(timeout=120, kernel_name="python3").preprocess(
            notebook, {"metadata": {"path": str(place)}})
        assert utils.determine_grade(notebook.cells[0]) == (points, 2.0)


@pytest.mark.parametrize("data, word", [(None, "correct"), (b"{", "malformed")])
def test_prairielearn_gets_what_its_documentation_asks_for(place, data, word):
    """score in [0, 1], or gradable: false with format_errors; tests with points on every one."""
    hand_in(place, "reference")
    if data is not None:
        (place / "network.json").write_bytes(data)
    result = grade(*load(place / "hw1"), place / "network.json")
    assert result["verdict"] == word
    tree = json.loads(prairielearn(result))
    assert len(prairielearn(result)) < 2**20
    assert set(tree) <= {"score", "gradable", "format_errors", "message", "output", "images",
                         "tests"}
    if word == "malformed":
        assert tree["gradable"] is False and all(
            isinstance(each, str) for each in tree["format_errors"]) and "score" not in tree
        return
    assert type(tree["score"]) in (int, float) and 0 <= tree["score"] <= 1
    for test in tree["tests"]:
        assert set(test) <= {"name", "description", "points", "max_points", "message", "output",
                             "images"} and {"points", "max_points", "name"} <= set(test)


def test_prairielearns_question_is_complete(place):
    write_package(read_assignment(place / "hw1"), "prairielearn", str(place / "q.zip"), False, None)
    with zipfile.ZipFile(place / "q.zip") as archive:
        info = json.loads(archive.read("info.json"))
        names = archive.namelist()
    assert {"uuid", "title", "topic", "type"} <= set(info) and info["type"] == "v3"
    options = info["externalGradingOptions"]
    assert set(options) <= {"enabled", "image", "entrypoint", "serverFilesCourse", "timeout",
                            "enableNetworking", "environment"} and options["timeout"] <= 600
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", info["uuid"])
    assert "question.html" in names and "tests/run.sh" in names


def test_a_fault_of_the_graders_is_no_score_for_gradescope(place):
    hand_in(place, "reference")
    result = grade(*load(place / "hw1"), place / "network.json")
    broken = json.loads(gradescope({**result, "gradable": False, "verdict": "internal_error"}))
    assert "score" not in broken and "tests" not in broken and "internal_error" in broken["output"]
