"""Assignments: read strictly, the ready ones proved against their own solutions, packed."""

import doctest
import json
import os
import re
import subprocess
import time
import tomllib
import zipfile

import pytest

from verify.cli import main
from verify.confined.layers import can_confine
from verify.errors import BadInput
from verify.grade import hooks
from verify.grade.assignment import parse_assignment, read_assignment
from verify.grade.authoring import READY, ready, tried, write_new
from verify.grade.grading import grade, load
from verify.grade.packaging import write_package
from verify.interchange.json_format import write
from verify.network import Network, dense
from verify.schemas import schema

jsonschema = pytest.importorskip("jsonschema")

XOR = '''schema = "netproof-assignment/1"
id = "a"
title = "t"
[[items]]
id = "net"
kind = "network"
points = 1
accept = ["network.json"]
spec = { function = "xor", n = 2 }
'''
PROOF = '''schema = "netproof-assignment/1"
id = "a"
title = "t"
[[items]]
id = "p"
kind = "proof"
points = 1
accept = ["proof.json"]
[items.holes]
H = { type = "formula", vars = ["a", "b"], ops = ["&", "~"], target = "parity" }
'''
COUNTER = '''schema = "netproof-assignment/1"
id = "a"
title = "t"
[[items]]
id = "c"
kind = "counterexample"
points = 1
accept = ["counterexample.json"]
spec = { left = "n^2", right = "7 * n", relation = "!=", variables = { n = [0, 50] } }
'''


def test_the_ready_assignments_are_there():
    assert {"parity4", "xor", "half-adder", "parity-family", "sawtooth", "sawtooth-recurrent",
            "weight-tying", "equilibrium", "variance-proof", "find-the-error"} <= set(ready())


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] if name in (
    "parity-family", "sawtooth-recurrent") else []) for name in ready()])
def test_ready_assignments_pass_their_own_test(name, tmp_path):
    """The reference gets everything, nothing gets 0, at least three wrong solutions get 0."""
    write_new(name, str(tmp_path / "hw"))
    if not can_confine() and list((tmp_path / "hw").rglob("build.py")):
        pytest.skip("build.py is refused here")
    assignment, _, found = tried(str(tmp_path / "hw"))
    assert [each.why for each in found] == [""] * len(found)
    tree = tomllib.loads((tmp_path / "hw" / "assignment.toml").read_text())
    jsonschema.validate(tree, schema("assignment-1"))
    assert found[0].result["score"] == assignment.points and len(found) >= 5
    for each in found[2:]:
        for test in each.result["tests"]:
            assert test["output"], each.name
    for kind in ("proof", "counterexample"):
        for path in (tmp_path / "hw" / "author" / "reference").glob(f"{kind}.json"):
            jsonschema.validate(json.loads(path.read_text()), schema(f"{kind}-1"))
    page = (tmp_path / "hw" / "student.md").read_text()
    assert len(page) > 300 and any(name in page for item in assignment.items
                                   for name in item.accept)


def test_no_ready_assignment_lets_a_wrong_one_publish(tmp_path, capsys):
    """A reference that is wrong, and a wrong solution that is right, are both noticed."""
    write_new("xor", str(tmp_path / "hw"))
    author = tmp_path / "hw" / "author"
    good = (author / "reference" / "network.json").read_bytes()
    bad = (author / "wrong" / "or" / "network.json").read_bytes()
    assert main(["assignment", "test", str(tmp_path / "hw")]) == 0
    (author / "wrong" / "or" / "network.json").write_bytes(good)
    assert main(["assignment", "test", str(tmp_path / "hw")]) == 1
    assert "must not be published" in capsys.readouterr().out
    assert main(["assignment", "package", str(tmp_path / "hw"), "--for", "students", "-o",
                 str(tmp_path / "x.zip")]) == 2
    (author / "wrong" / "or" / "network.json").write_bytes(bad)
    (author / "reference" / "network.json").write_bytes(bad)
    assert main(["assignment", "test", str(tmp_path / "hw")]) == 1
    assert not (tmp_path / "x.zip").exists()
    (author / "wrong" / "or" / "network.json").unlink()
    assert "no accepted file" in tried(str(tmp_path / "hw"))[2][-3].why


@pytest.mark.parametrize("change, words", [
    (("netproof-assignment/1", "netproof-assignment/2"), "schema"),
    (("points = 1", "points = 0"), "points"), (("points = 1", "points = 1.5"), "points"),
    (("points = 1", "points = true"), "points"),
    (('kind = "network"', 'kind = "essay"'), "kind"),
    (('["network.json"]', "[]"), "accept"), (('["network.json"]', '["../x.json"]'), "accept"),
    (('["network.json"]', '["network.pt"]'), "accept"), (("xor", "xxor"), "function"),
    (("n = 2", "n = 0"), "spec.n"), (("n = 2", "n = 17"), "spec.n"), (("n = 2", "m = 2"), "spec"),
    (("{ function", '{ domain = "interval", function'), "domain"),
    (("spec =", "specs ="), "specs"), (('id = "net"', 'id = "../net"'), "id"),
    (("spec =", "limits = { hidden_units = 0 }\nspec ="), "hidden_units"),
    (("spec =", "limits = { hiddenunits = 3 }\nspec ="), "hiddenunits"),
    (("spec =", 'limits = { hidden_units = "3 * m" }\nspec ='), "hidden_units"),
    (("spec =", 'activations = ["tanhh"]\nspec ='), "activations"),
    (("spec =", 'visibility = "secret"\nspec ='), "visibility"),
    (('function = "xor", n = 2', 'function = "half-adder", n = 3'), "spec.n"),
    (('function = "xor", n = 2', 'table = "01", n = 2'), "table"),
    (('function = "xor", n = 2', 'domain = "points", points = [], function = "xor", n = 2'),
     "spec.points"),
    (('function = "xor", n = 2', 'network = "../secret.json"'), "network"),
    (('function = "xor", n = 2', 'theorem = "no-such-theorem"'), "theorem"),
    (("[[items]]", "[[items]"), "TOML"), (("[[items]]", "[items]"), "items"),
])
def test_assignments_are_read_strictly(tmp_path, change, words):
    text = XOR.replace(*change)
    assert text != XOR
    if words in ("schema", "points", "kind", "accept", "hiddenunits", "activations", "visibility"):
        assert not jsonschema.Draft202012Validator(schema("assignment-1")).is_valid(
            tomllib.loads(text))
    (tmp_path / "assignment.toml").write_text(text)
    with pytest.raises(BadInput, match=re.escape(words)):
        load(tmp_path)


@pytest.mark.parametrize("text, words", [
    (PROOF.replace('"parity"', '"a | c"'), "target"),
    (PROOF.replace('"parity"', '"half-adder"'), "target"),
    (PROOF.replace('["&", "~"]', '["=>"]'), "ops"), (PROOF.replace('"formula"', '"lemma"'), "type"),
    (PROOF.replace("H =", "H-1.x ="), "holes"),
    (PROOF + 'C = { type = "cite", allowed = ["D"], must_include = ["E"] }', "must_include"),
    (PROOF + 'C = { type = "cite", allowed = ["C"], must_include = ["C"] }', "itself"),
    (PROOF + 'P = { type = "polynomial", vars = ["x"], target = "1/x" }', "polynomial"),
    (COUNTER.replace("7 * n", "n^2"), None),
    (COUNTER.replace("7 * n", "-1"), "refutes"), (COUNTER.replace("7 * n", "1/n"), "choice"),
    (COUNTER.replace("[0, 50]", "[0, 5000]"), "variables"),
    (COUNTER.replace('"!="', '">>"'), "relation"),
])
def test_holes_and_printed_formulas_are_checked(tmp_path, text, words):
    (tmp_path / "assignment.toml").write_text(text)
    if words is None:
        load(tmp_path)
        return
    with pytest.raises(BadInput, match=words):
        load(tmp_path)


def test_two_items_cannot_take_the_same_file():
    text = XOR + XOR[XOR.index("[[items]]"):].replace('"net"', '"other"')
    with pytest.raises(BadInput, match="each accepted file once"):
        parse_assignment(text.encode(), "a")
    with pytest.raises(BadInput, match="each id once"):
        parse_assignment(text.replace('"other"', '"net"').encode(), "a")


def test_counterexamples_of_many_kinds(tmp_path):
    (tmp_path / "assignment.toml").write_text(COUNTER)
    given = load(tmp_path)

    def verdict(tree):
        (tmp_path / "counterexample.json").write_text(json.dumps(tree))
        return grade(*given, tmp_path / "counterexample.json")["verdict"]

    def at(n, **more):
        return {"format": "netproof-counterexample/1", "at": {"n": n}, **more}

    for n in range(51):
        assert verdict(at(n)) == ("correct" if n in (0, 7) else "incorrect")
    for bad in (at("0"), at(0.5), at(None), at(True), at([0]), at(0, m=1), {"at": {"n": 1}},
                {"format": "x", "at": {"n": 1}}, [], at({"n": 1}), at(0, repair="n")):
        assert verdict(bad) == "malformed"
    assert verdict(at(51)) == "incorrect" and verdict(at(-1)) == "incorrect"
    assert verdict(at(10**300)) in ("incorrect", "over_limit", "malformed")


def test_a_theorem_may_be_the_judge(tmp_path):
    """Every claim of an installed theorem is checked with the submitted network as its witness."""
    (tmp_path / "assignment.toml").write_text(XOR.replace(
        'function = "xor", n = 2', 'theorem = "sawtooth", given = { k = 2 }'))
    given = load(tmp_path)
    tent = dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4], [2, -4]], [0, "-1/2"], "relu")
    for last, word in (([[2, -4]], "correct"), ([[2, -3]], "incorrect")):
        network = Network((*tent, dense(last, [0])))
        (tmp_path / "network.json").write_bytes(write(network, "n"))
        result = grade(*given, tmp_path / "network.json")
        assert result["verdict"] == word, result
        assert (result["tests"][0]["counterexample"] is not None) == (word == "incorrect")


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {info.filename: (archive.read(info), info.external_attr >> 16 & 0o777)
                for info in archive.infolist()}


@pytest.mark.parametrize("form", ["gradescope", "prairielearn", "students"])
def test_packages_hold_no_secret_unless_asked(tmp_path, form):
    write_new("xor", str(tmp_path / "hw"))
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "hidden.toml").write_text('schema = "netproof-hidden/1"\nkey = "canary"\n')
    given = read_assignment(tmp_path / "hw")
    write_package(given, form, str(tmp_path / "a.zip"), False, None)
    plain = members(tmp_path / "a.zip")
    assert not [name for name in plain if "author" in name or "hidden" in name]
    assert any(name.endswith("assignment/assignment.toml") for name in plain)
    first = (tmp_path / "a.zip").read_bytes()
    write_package(given, form, str(tmp_path / "a.zip"), False, None)
    assert (tmp_path / "a.zip").read_bytes() == first
    if form == "students":
        with pytest.raises(BadInput):
            write_package(given, form, str(tmp_path / "b.zip"), True, None)
        return
    write_package(given, form, str(tmp_path / "b.zip"), True, str(hidden))
    full = members(tmp_path / "b.zip")
    assert [name for name in full if "author/reference" in name]
    assert [mode for name, (_, mode) in full.items() if name.endswith("hidden.toml")] == [0o600]
    if form == "prairielearn":
        page = full["question.html"][0].decode()
        assert "Exclusive or" in page and "{{" not in page
        assert json.loads(full["info.json"][0])["gradingMethod"] == "External"
    scripts = [(data, mode) for name, (data, mode) in full.items()
               if name.endswith(("run_autograder", "run.sh", "setup.sh"))]
    for data, mode in scripts:
        assert mode == 0o755 and data.startswith(b"#!")
        assert subprocess.run(["bash", "-n"], input=data).returncode == 0


def test_gradescope_script_runs(tmp_path):
    """The script itself, with its folders moved here; a failing grader leaves the fallback."""
    write_new("xor", str(tmp_path / "hw"))
    write_package(read_assignment(tmp_path / "hw"), "gradescope", str(tmp_path / "a.zip"), False,
                  None)
    root = tmp_path / "autograder"
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(root / "source")
    (root / "submission").mkdir()
    (root / "submission" / "network.json").write_bytes(
        (tmp_path / "hw" / "author" / "reference" / "network.json").read_bytes())
    python = f"{os.sys.executable} -m verify"
    script = (root / "source" / "run_autograder").read_text().replace(
        "/autograder", str(root)).replace("/opt/netproof/bin/verify", python).replace(
        "env -i", f"env -i PYTHONPATH={os.path.dirname(os.path.dirname(__file__))}")
    assert subprocess.run(["bash"], input=script.replace(python, "false"), text=True).returncode
    fallback = json.loads((root / "results" / "results.json").read_text())
    assert fallback["tests"][0]["score"] == 0
    done = subprocess.run(["bash"], input=script, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert json.loads((root / "results" / "results.json").read_text())["score"] == 2


def test_new_list_and_wrong_names(tmp_path, capsys):
    assert main(["assignment", "list"]) == 0
    assert "parity4" in capsys.readouterr().out
    assert main(["assignment", "new", "--from", "xor", "-o", str(tmp_path / "a")]) == 0
    assert (tmp_path / "a" / "assignment.toml").is_file()
    capsys.readouterr()
    assert main(["assignment", "new", "--from", "xor", "-o", str(tmp_path / "a")]) == 2
    assert main(["assignment", "new", "--from", "xorr", "-o", str(tmp_path / "b")]) == 2
    assert "did you mean xor" in capsys.readouterr().err
    assert main(["assignment", "dance"]) == 2 and main(["assignment", "test"]) == 2
    assert not list(READY.rglob("build.py")), "programs stand in the package as data"


def test_the_snippets_for_notebooks(tmp_path, monkeypatch, capsys):
    """As they stand in the documentation: nbgrader's cell, and otter's test as a doctest."""
    text = (READY.parent / "README.md").read_text()
    cell, otter = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    write_new("xor", str(tmp_path / "hw1"))
    monkeypatch.chdir(tmp_path)
    author = tmp_path / "hw1" / "author"
    names = {}
    exec(otter, names)
    case = names["test"]["suites"][0]["cases"][0]["code"]
    body = cell.splitlines()
    for source, score in ((author / "reference", 2), (author / "wrong" / "or", 0)):
        (tmp_path / "network.json").write_bytes((source / "network.json").read_bytes())
        space = {}
        exec("\n".join(body[:-1]), space)
        assert eval(body[-1], space) == score
        runner = doctest.DocTestRunner(verbose=False)
        failed = runner.run(doctest.DocTestParser().get_doctest(case, {}, "otter", None, 0),
                            out=lambda _: None).failed
        assert failed == (0 if score else 1)
    assert "counterexample x=(1,1)" in capsys.readouterr().out
    with pytest.raises(BadInput, match="an item of this assignment"):
        hooks.points("hw1", "network.json", "other")
    with pytest.raises(BadInput, match="an assignment and a submission"):
        hooks.points("nowhere", "network.json", "net")


@pytest.mark.parametrize("network", [
    Network((dense([[1, 1]], [0]),)), Network((dense([[1]], [0], "tanh"),)),
    pytest.param(Network((dense([[1], [1]], [0, 0]),)), marks=pytest.mark.slow),
    pytest.param(Network((dense([[1]], [0], "sign"),)), marks=pytest.mark.slow)],
    ids=["two inputs", "tanh", "two outputs", "sign"])
def test_a_theorem_gets_a_network_that_does_not_fit(tmp_path, network):
    (tmp_path / "assignment.toml").write_text(XOR.replace(
        'function = "xor", n = 2', 'theorem = "sawtooth", given = { k = 2 }'))
    (tmp_path / "network.json").write_bytes(write(network, "n"))
    result = grade(*load(tmp_path), tmp_path / "network.json")
    assert result["score"] == 0
    assert result["verdict"] in ("incorrect", "malformed", "unsupported", "undecided"), result


WILD = XOR.replace('function = "xor", n = 2', 'function = "sawtooth", k = 3')


@pytest.mark.parametrize("layers, words", [
    # 2^30 pieces from 60 units; a weight of 64 bits in each of 60 layers; 1000 units a layer
    ([dense([[1], [1]], [0, "-1/2"], "relu")]
     + [dense([[2, -4], [2, -4]], [0, "-1/2"], "relu")] * 29 + [dense([[2, -4]], [0])],
     ("over_limit",)),
    ([dense([[2**60 - 1]], [f"1/{2**60 - 1}"], "identity")] * 60, ("over_limit", "incorrect")),
    ([dense([[1]] * 400, [f"-{i}/{i + 7}" for i in range(400)], "relu"), dense([[1] * 400], [0])],
     ("over_limit", "incorrect")),
    ([dense([[1]] * 200, [f"-1/{2 * i + 3}" for i in range(200)], "relu"),
      dense([[1] * 200] * 200, [0] * 200, "relu"), dense([[1] * 200], [0])],
     ("over_limit", "incorrect")),
], ids=["pieces", "bits", "units", "denominators"])
def test_wild_networks_are_stopped_by_counts(tmp_path, layers, words):
    """Within seconds, whatever the machine: the budgets are checked before evaluating."""
    (tmp_path / "assignment.toml").write_text(WILD)
    (tmp_path / "network.json").write_bytes(write(Network(tuple(layers)), "n"))
    began = time.process_time()
    result = grade(*load(tmp_path), tmp_path / "network.json")
    assert result["verdict"] in words, result
    assert time.process_time() - began < 10


def test_gates_are_judged_by_what_they_do(tmp_path):
    (tmp_path / "assignment.toml").write_text(XOR.replace('"xor", n', '"nand", n').replace(
        "spec =", 'gates = ["nand"]\nspec ='))
    given = load(tmp_path)
    for layer, word in (
            (dense([[-1, -1]], ["3/2"], "step"), "correct"),
            (dense([[-5, -4]], [7], "step"), "correct"),
            (dense([[-5, -4]], [9], "step"), "correct"),
            (dense([[-5, -4]], [4], "step"), "incorrect"),
            (dense([[-1, -1]], [2], "relu"), "incorrect"),
            (dense([[1, 1]], ["-3/2"], "step"), "incorrect")):
        (tmp_path / "network.json").write_bytes(write(Network((layer,)), "n"))
        result = grade(*given, tmp_path / "network.json")
        assert result["verdict"] == word, (layer, result)
    (tmp_path / "assignment.toml").write_text(XOR.replace("spec =", 'gates = ["xnor"]\nspec ='))
    with pytest.raises(BadInput, match="gates"):
        load(tmp_path)
