"""Circuits handed in: gate by gate on every input; and pictures of what is wrong."""

import itertools
import json
import os
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from verify import catalogue
from verify.circuits.circuit import circuit, logic, value
from verify.circuits.gate import Gate
from verify.cli import main
from verify.errors import BadInput
from verify.grade.authoring import about, found_ready, ready
from verify.grade.grading import grade, load
from verify.grade.lock import alone_in
from verify.interchange.json_format import write

HW = '''schema = "netproof-assignment/1"
id = "c"
title = "t"
[[items]]
id = "c"
kind = "network"
points = 1
accept = ["circuit.json"]
kinds = ["circuit"]
gates = ["nand"]
spec = { function = "half-adder", n = 2, domain = "cube", output = "bit" }
limits = { gates = 5, fan_in = 2, layers = 3, abs_numerator = 100, denominator = 100 }
'''
NANDS = [logic("a", "nand", "x1", "x2"), logic("b", "nand", "x1", "a"),
         logic("c", "nand", "x2", "a"), logic("s", "nand", "b", "c"), logic("k", "nand", "a", "a")]
HALF = circuit(2, NANDS, "s", "k")


def graded(tmp_path, data, text=HW):
    (tmp_path / "hw").mkdir(exist_ok=True)
    (tmp_path / "hw" / "assignment.toml").write_text(text)
    (tmp_path / "circuit.json").write_bytes(data if isinstance(data, bytes) else write(data, "c"))
    return grade(*load(tmp_path / "hw"), tmp_path / "circuit.json", trace=True)


def test_a_half_adder_from_nand(tmp_path):
    result = graded(tmp_path, HALF)
    assert result["verdict"] == "correct" and result["tests"][0]["coverage"] == {
        "kind": "exhaustive", "cases": 4}
    assert {e["name"]: e["value"] for e in result["leaderboard"]} == {"c: gates": 5, "c: layers": 3}


@pytest.mark.parametrize("made, word", [
    (circuit(2, NANDS, "k", "s"), "incorrect"),
    (circuit(2, [logic("s", "xor", "x1", "x2"), logic("k", "and", "x1", "x2")], "s", "k"),
     "incorrect"),
    (circuit(2, [*NANDS, logic("z", "nand", "k", "k")], "s", "k"), "over_limit"),
    (circuit(2, NANDS, "s"), "malformed"), (circuit(3, NANDS, "s", "k"), "malformed"),
    (circuit(2, [Gate("s", "table", ("x1", "x2"), "0110"), NANDS[0], NANDS[4]], "s", "k"),
     "incorrect"),
    (circuit(2, [*NANDS[:4], logic("k", "nand", "a", "a", "a")], "s", "k"), "over_limit"),
    (circuit(2, [*NANDS[:4], logic("k", "not", "a")], "s", "k"), "correct"),    # a nand of one bit
    (circuit(2, [Gate("a", "threshold", ("x1", "x2"), weights=(Fraction(-1), Fraction(-1)),
                      threshold=Fraction(-1)), *NANDS[1:]], "s", "k"), "correct")])
def test_other_circuits(tmp_path, made, word):
    result = graded(tmp_path, made)
    assert result["verdict"] == word, result


@pytest.mark.parametrize("change", [
    lambda t: t["gates"][0].update(reads=["a", "x1"]), lambda t: t["gates"].append(t["gates"][0]),
    lambda t: t["gates"][0].update(gate="__class__"), lambda t: t["gates"][0].update(reads="x1"),
    lambda t: t.update(outputs=[]), lambda t: t.update(outputs=["s", "nowhere"]),
    lambda t: t.update(points=5), lambda t: t["gates"][0].update(name="\u202e"),
    lambda t: t["gates"][0].update(table="0111"), lambda t: t.update(inputs=["x1", "x1"])])
def test_broken_circuits(tmp_path, change):
    tree = json.loads(write(HALF, "c"))
    change(tree)
    assert graded(tmp_path, json.dumps(tree).encode())["verdict"] == "malformed"


def test_a_circuit_that_is_too_much_work(tmp_path):
    gates = [logic(f"g{i}", "nand", "x1", f"x{i % 16 + 1}") for i in range(40)]
    text = HW.replace('function = "half-adder", n = 2', 'function = "parity", n = 16').replace(
        "gates = 5, fan_in = 2, layers = 3", "gates = 99")
    assert graded(tmp_path, circuit(16, gates, "g1"), text)["verdict"] == "over_limit"
    wide = circuit(2, [Gate("k", "table", ("x1",) * 16, "0" * 2**16)], "k", "k")
    assert graded(tmp_path, wide, HW.replace('["nand"]', '["table"]'))["verdict"] == "over_limit"


def test_verdicts_against_truth_tables(tmp_path):
    """All circuits of two gates over and, or, nand, xor, judged against their values."""
    text = HW.replace('gates = ["nand"]\n', "").replace('function = "half-adder"',
                                                        'function = "xor"')
    correct = 0
    for one, two in itertools.product(("or", "nand", "xor"), ("and", "xnor")):
        made = circuit(2, [logic("a", one, "x1", "x2"), logic("b", two, "a", "x1")], "b")
        want = all(value(made, x) == (sum(x) % 2,) for x in itertools.product((0, 1), repeat=2))
        result = graded(tmp_path, made, text)
        assert result["verdict"] == ("correct" if want else "incorrect")
        correct += want
        if not want:
            found = result["tests"][0]
            x = tuple(map(int, found["counterexample"]["input"]))
            assert str(value(made, x)[0]) == found["counterexample"]["got"]
            assert found["trace"][0] == f"x = ({x[0]},{x[1]})" and len(found["trace"]) == 3
    assert correct == 0, "two such gates never make an exclusive or"


def test_words_for_gates_are_checked(tmp_path):
    for bad in (HW.replace('["nand"]', '["nandd"]'),
                HW.replace('["circuit"]', '["circuit", "graph"]').replace('["nand"]', '["xor"]')):
        (tmp_path / "assignment.toml").write_text(bad)
        with pytest.raises(BadInput, match="gates"):
            load(tmp_path)


@pytest.mark.parametrize("name, wrong", [("xor", "or"), ("full-adder", "swapped"),
                                         ("weight-tying", "no-relu")])
def test_a_wrong_network_is_drawn_with_its_values(tmp_path, name, wrong):
    """The page holds the drawing and a line of MathML; the result holds neither."""
    assert main(["assignment", "new", "--from", name, "-o", str(tmp_path / "hw")]) == 0
    assert main(["grade", str(tmp_path / "hw"), str(tmp_path / "hw" / "author" / "wrong" / wrong),
                 "--out", str(tmp_path / "r")]) == 0
    html = (tmp_path / "r" / "feedback.html").read_text()
    svg = ElementTree.fromstring(html[html.index("<svg"):html.index("</svg>") + 6])
    math = ElementTree.fromstring(html[html.index("<math"):html.index("</math>") + 7])
    found = json.loads((tmp_path / "r" / "results.json").read_text())["tests"][0]["counterexample"]
    texts = ["".join(node.itertext()) for node in svg.iter("text")]
    assert any(text.endswith(f"= {found['input'][0]}") for text in texts)
    assert svg.findall(".//path[@class='cross']") and "<script" not in html
    got = found["got"].strip("()").split(",")[0].replace("/", "")     # a fraction is two numbers
    assert got in "".join(math.itertext())
    assert "svg" not in (tmp_path / "r" / "results.json").read_text()


@pytest.mark.parametrize("change", ['feedback = "pass-fail"\n', 'feedback = "input-only"\n',
                                    'feedback = "author-hint"\nhint = "h"\n'])
def test_no_picture_says_more_than_the_feedback(tmp_path, change):
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw" / "assignment.toml").write_text(HW + change)
    (tmp_path / "circuit.json").write_bytes(write(circuit(2, NANDS, "k", "s"), "c"))
    assert main(["grade", str(tmp_path / "hw"), str(tmp_path / "circuit.json"), "--out",
                 str(tmp_path / "r")]) == 0
    html = (tmp_path / "r" / "feedback.html").read_text()
    assert "<svg" not in html and "<math" not in html


@pytest.mark.parametrize("name", [
    "xor", "half-adder", "full-adder", "parity-circuit", "constant-depth-parity", "mcculloch-pitts",
    "shannon", "perceptron-order", "shallow-networks", "turing-network", "sawtooth",
    "sawtooth-lower-bound", "parity-by-sawtooth", "weight-tied", "deq", "variance-bound",
    "parity-orthogonality"])
def test_there_is_an_assignment_on_every_theorem(name):
    """By the theorem's own name, or by one of its aliases."""
    theorem = catalogue.find(name)
    assert about(theorem.name) and found_ready(name) in ready()
    assert all(found_ready(alias) in (*about(name), alias) for alias in theorem.also)


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks")
def test_two_batches_never_share_a_folder(tmp_path):
    command = ("import sys; from pathlib import Path; from verify.grade.lock import alone_in\n"
               "with alone_in(Path(sys.argv[1])):\n    print('held', flush=True); "
               "sys.stdin.read()")
    holder = subprocess.Popen([sys.executable, "-c", command, str(tmp_path)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                              env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)})
    assert holder.stdout.readline() == "held\n"
    before = time.monotonic()
    with pytest.raises(BadInput, match="another batch at work"):
        with alone_in(tmp_path, 0.2):
            pass
    assert time.monotonic() - before < 5
    holder.kill()                   # a lock ends with its holder
    holder.wait()
    holder.stdout.close()
    holder.stdin.close()
    with alone_in(tmp_path, 0.2):
        pass
    assert os.listdir(tmp_path) == []
