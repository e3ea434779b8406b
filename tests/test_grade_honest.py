"""Honest submissions score, whatever their folder, encoding, format or way of thinking."""

import io
import itertools
import json
import random
import zipfile
from fractions import Fraction

import numpy as np
import pytest

from verify.confined.layers import can_confine
from verify.grade.evaluation import evaluate
from verify.grade.fingerprint import fingerprint
from verify.grade.grade_limits import ItemLimits
from verify.grade.grading import grade, load
from verify.grade.network_spec import read_spec
from verify.grade.targets import TARGETS
from verify.interchange import save
from verify.network import Network, dense
from verify.schemas import schema

jsonschema = pytest.importorskip("jsonschema")
RESULTS = jsonschema.Draft202012Validator(schema("results-1"))
HW1 = '''schema = "netproof-assignment/1"
id = "hw1-parity4"
title = "A small network for 4-bit parity, and the XOR gadget behind it"
[[items]]
id = "net"
kind = "network"
points = 1
accept = ["network.json", "network.npz", "network.safetensors", "build.py"]
spec = { function = "parity", n = 4, domain = "cube", output = "bit" }   # exactly 0 or 1
activations = ["step", "identity"]                                       # for other formats
limits = { layers = 3, hidden_units = 6, abs_numerator = 65536, denominator = 65536 }
[[items]]
id = "xor"
kind = "proof"
points = 1
accept = ["proof.json"]
statement = "x1 ^ x2 = H1 for all x1, x2;  H3 cites the steps that imply H2"
[items.holes]
H1 = { type = "formula", vars = ["x1", "x2"], ops = ["&", "|", "~"], target = "parity" }
H2 = { type = "formula", vars = ["x1", "x2", "x3", "x4"], ops = ["&", "|", "~"], target = "parity" }
H3 = { type = "cite", allowed = ["D1", "D2", "H1"], must_include = ["D1", "H1"] }
'''
THRESHOLDS = Network((dense([[1] * 4] * 4, ["-1/2", "-3/2", "-5/2", "-7/2"], "step"),
                      dense([[1, -1, 1, -1]], [0])))
GADGETS = Network((dense([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]],
                         ["-1/2", "-3/2", "-1/2", "-3/2"], "step"),
                   dense([[1, -1, 1, -1], [1, -1, 1, -1]], ["-1/2", "-3/2"], "step"),
                   dense([[1, -1]], [0])))
RELUS = Network((dense([[1] * 4] * 4, [0, -1, -2, -3], "relu"), dense([[1, -2, 2, -2]], [0])))


def xor(a, b):
    return f"(({a} | {b}) & ~({a} & {b}))"


PROOF = json.dumps({"format": "netproof-proof/1", "fill": {
    "H1": xor("x1", "x2"), "H2": xor(xor("x1", "x2"), xor("x3", "x4")), "H3": ["D1", "H1"]}})


def text_of(network):
    return json.dumps({"format": "netproof-network/1", "layers": [
        {"weight": [[str(w) for w in row] for row in layer.weight],
         "bias": [str(b) for b in layer.bias], "activation": list(layer.activation)}
        for layer in network.layers]})


NET = text_of(THRESHOLDS)


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def npz(network, kind="<f8", save=np.savez):
    buffer = io.BytesIO()
    save(buffer, **{f"layers.{i}.{part}": np.array(
        [[float(v) for v in row] for row in layer.weight] if part == "weight"
        else [float(v) for v in layer.bias], kind)
        for i, layer in enumerate(network.layers) for part in ("weight", "bias")})
    return buffer.getvalue()


def safetensors(network, folder, names=None):
    library = pytest.importorskip("safetensors.numpy")
    state = {(names or "layers.{}.").format(i) + part: np.array(
        [[float(v) for v in row] for row in layer.weight] if part == "weight"
        else [float(v) for v in layer.bias])
        for i, layer in enumerate(network.layers) for part in ("weight", "bias")}
    library.save_file(state, folder / "network.safetensors")


@pytest.fixture(scope="module")
def homework(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hw1")
    (folder / "assignment.toml").write_text(HW1)
    return load(folder)


HONEST = {
    "json": {"network.json": NET},
    "gates of gates": {"network.json": text_of(GADGETS)},
    "relus": {"network.json": text_of(RELUS)},
    "integers": {"network.json": NET.replace('"1"', "1").replace('"-1"', "-1")},
    "not in lowest terms": {"network.json": NET.replace('"-1/2"', '"-2/4"')},
    "a byte order mark": {"network.json": b"\xef\xbb\xbf" + NET.encode()},
    "CRLF": {"network.json": json.dumps(json.loads(NET), indent=2).replace("\n", "\r\n")},
    "another case": {"Network.JSON": NET},
    "an enclosing folder": {"hw1/network.json": NET},
    "two enclosing folders": {"me/hw1/network.json": NET},
    "what macOS adds": {"hw1/network.json": NET, "__MACOSX/hw1/._network.json": "x",
                        "hw1/.DS_Store": "x"},
    "a zip": {"hw1.zip": zipped({"network.json": NET})},
    "a zip from macOS": {"hw1.zip": zipped({"hw1/": "", "hw1/network.json": NET,
                                            "__MACOSX/hw1/._network.json": "x"})},
    "a zip by another tool": {"hw1.zip": zipped({"./": "", "./network.json": NET,
                                                 "./shot 12:30.png": "x"})},
    "a zip by an old Windows": {"hw1.zip": zipped({"hw1\\network.json": NET})},
    "a note beside it": {"network.json": NET, "report.pdf": "x", "train.py": "import torch"},
    "an old checkpoint beside it": {"network.json": NET, "model.pt": "x"},
    "npz": {"network.npz": npz(THRESHOLDS)},
    "npz, compressed": {"network.npz": npz(THRESHOLDS, save=np.savez_compressed)},
    "npz of integers": {"network.npz": npz(Network((dense([[2] * 4] * 4, [-1, -3, -5, -7], "step"),
                                                    THRESHOLDS.layers[1])), "<i8")},
    "npz of three layers": {"network.npz": npz(GADGETS)},
    "the proof": {"proof.json": PROOF},
    "the proof with CRLF": {"proof.json": PROOF.replace(", ", ",\r\n")},
    "the proof with another step": {"proof.json": PROOF.replace('"D1"', '"D2", "D1"')},
}


@pytest.mark.parametrize("files", list(HONEST.values()), ids=list(HONEST))
def test_honest_submissions_score(homework, tmp_path, files):
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    result = grade(*homework, tmp_path)
    assert (result["verdict"], result["score"], result["max_score"]) == ("correct", 1, 2), result
    RESULTS.validate(result)


def test_the_whole_homework(homework, tmp_path):
    (tmp_path / "network.json").write_text(NET)
    (tmp_path / "proof.json").write_text(PROOF)
    result = grade(*homework, tmp_path)
    assert (result["verdict"], result["score"]) == ("correct", 2)
    assert [test["coverage"] for test in result["tests"]] == [
        {"kind": "exhaustive", "cases": 16}, {"kind": "exhaustive", "cases": 4 + 16 + 1}]
    assert {"name": "net: hidden units", "value": 4, "order": "asc"} in result["leaderboard"]
    (tmp_path / "mine.zip").write_bytes(zipped({"network.json": NET, "proof.json": PROOF}))
    assert grade(*homework, tmp_path / "mine.zip")["score"] == 2


@pytest.mark.parametrize("name", ["my_network.json", "proof-final.json", "weights.npz"])
def test_a_single_file_may_have_another_name(homework, tmp_path, name):
    data = npz(THRESHOLDS) if name.endswith("npz") else (
        PROOF if "proof" in name else NET).encode()
    (tmp_path / name).write_bytes(data)
    assert grade(*homework, tmp_path / name)["score"] == 1


def test_safetensors_by_the_library(homework, tmp_path):
    safetensors(GADGETS, tmp_path)
    assert grade(*homework, tmp_path)["score"] == 1
    safetensors(THRESHOLDS, tmp_path, "net.{}.")        # as torch names them
    assert grade(*homework, tmp_path)["score"] == 1


def test_what_verify_saves_is_accepted(homework, tmp_path):
    save(RELUS, tmp_path / "network.npz")               # its activations stand in the file
    assert grade(*homework, tmp_path)["score"] == 1


@pytest.mark.skipif(not can_confine(), reason="build.py is refused here")
def test_builders_that_use_what_they_may(homework, tmp_path):
    (tmp_path / "build.py").write_text("""
import itertools, math, random
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

@dataclass
class Unit:
    bias: Fraction

print("progress, which is nobody's business")
random.seed(1)

def build(n):
    units = [Unit(Fraction(-1 - 2 * i, 2)) for i in range(n)]
    names = {"step", "identity", "other"}
    return {"format": "netproof-network/1", "layers": [
        {"weight": [(1,) * n] * n, "bias": [u.bias for u in units], "activation": "step"},
        {"weight": [[(-1) ** i for i in range(n)]], "bias": [0], "activation": max(
            name for name in names if name.startswith("i"))}]}
""")
    assert grade(*homework, tmp_path)["score"] == 1, grade(*homework, tmp_path)
    (tmp_path / "build.py").write_text(f"def build(n):\n    return {NET!r}\n")
    assert grade(*homework, tmp_path)["score"] == 1


def test_the_first_counterexample_is_the_first_in_order(homework, tmp_path):
    """Against an oracle of its own: numpy-free evaluation, all inputs in order."""
    rng = random.Random(4)
    for _ in range(60):
        rows = [[rng.choice([-1, 0, 1, 1]) for _ in range(4)] for _ in range(3)]
        bias = [Fraction(rng.randrange(-7, 3), 2) for _ in range(3)]
        last = [rng.choice([-2, -1, 1, 1]) for _ in range(3)]
        network = Network((dense(rows, bias, "step"), dense([last], [0])))
        (tmp_path / "network.json").write_text(text_of(network))
        result = grade(*homework, tmp_path)
        wrong = None
        for x in itertools.product((0, 1), repeat=4):
            hidden = [int(sum(w * v for w, v in zip(row, x)) + b > 0)
                      for row, b in zip(rows, bias)]
            got = sum(w * h for w, h in zip(last, hidden))
            if got != sum(x) % 2:
                wrong = {"input": list(map(str, x)), "got": str(got), "want": str(sum(x) % 2)}
                break
        assert result["tests"][0]["counterexample"] == wrong
        assert result["tests"][0]["verdict"] == ("incorrect" if wrong else "correct")
        if wrong:
            assert f"x=({','.join(wrong['input'])})" in result["tests"][0]["output"]


def test_many_inputs_are_looked_at_as_few_are():
    """The arrays and the fractions say the same, on 2^11 inputs."""
    n = 11
    good = Network((dense([[1] * n] * n, [Fraction(-1 - 2 * i, 2) for i in range(n)], "step"),
                    dense([[(-1) ** i for i in range(n)]], [0])))
    spec = read_spec({"function": "parity", "n": n}, "spec")
    assert evaluate(good, spec, ItemLimits()).coverage.cases == 2**n
    bad = Network((good.layers[0], dense([[(-1) ** i for i in range(n - 1)] + [0]], [0])))
    found = evaluate(bad, spec, ItemLimits())
    assert found.counterexample.input == ("1",) * n and found.counterexample.want == "1"


@pytest.mark.parametrize("spec, network, word", [
    ({"function": "sawtooth", "k": 2}, [([[1], [1]], [0, "-1/2"], "relu"),
                                        ([[2, -4], [2, -4]], [0, "-1/2"], "relu"),
                                        ([[2, -4]], [0], "identity")], "correct"),
    ({"function": "sawtooth", "k": 1}, [([[1], [1]], [0, "-1/2"], "relu"),
                                        ([[2, -4]], [0], "identity")], "correct"),
    ({"function": "sawtooth", "k": 1}, [([[1], [1]], [0, "-1/2"], "relu"),
                                        ([[2, "-4000001/1000000"]], [0], "identity")],
     "incorrect"),
    ({"function": "absolute", "k": 1, "low": -2, "high": 3},
     [([[1], [-1]], [-1, 1], "relu"), ([[1, 1]], [0], "identity")], "correct"),
    ({"function": "absolute", "k": 1, "low": -2, "high": 3},
     [([[1], [-1]], [-1, 1], "relu"), ([[1, 1]], [0], "step")], "incorrect"),
    ({"function": "majority", "n": 3, "domain": "sign-cube", "output": "positive"},
     [([[1, 1, 1]], [0], "identity")], "correct"),
    ({"function": "conjunction", "n": 3, "output": "sign"}, [([[2, 2, 2]], [-5], "sign")],
     "incorrect"),
    ({"function": "conjunction", "n": 3, "output": "sign"}, [([[-2, -2, -2]], [5], "sign")],
     "correct"),
    ({"table": "0110", "n": 2}, [([[1, 1], [1, 1]], ["-1/2", "-3/2"], "step"),
                                 ([[1, -1]], [0], "identity")], "correct"),
    ({"function": "count", "n": 3}, [([[1, 1, 1]], [0], "identity")], "correct"),
    ({"function": "absolute", "k": 0, "domain": "points", "points": [[-1], ["1/3"]]},
     [([[1], [-1]], [0, 0], "relu"), ([[1, 1]], [0], "identity")], "correct"),
])
def test_specs(spec, network, word):
    found = evaluate(Network(tuple(dense(*layer) for layer in network)), read_spec(spec, "spec"),
                     ItemLimits())
    assert found.verdict == word
    if found.counterexample:
        assert found.counterexample.got != found.counterexample.want


def test_targets_against_other_definitions():
    for n in (1, 2, 3, 5):
        for x in itertools.product((0, 1), repeat=n):
            assert TARGETS["parity"].function(x) == (bin(int("".join(map(str, x)), 2)).count("1")
                                                     & 1,)
            assert TARGETS["majority"].function(x) == (int(sorted(x)[n // 2] == 1 and n % 2 == 1
                                                           or 2 * sum(x) > n),)
    for x in (Fraction(i, 48) for i in range(49)):
        tent = x
        for _ in range(3):
            tent = 2 * tent if tent <= Fraction(1, 2) else 2 - 2 * tent
        assert TARGETS["sawtooth"].function(x, 3) == tent


def test_fingerprints_see_through_the_order_of_units():
    rng = random.Random(1)
    order = rng.sample(range(4), 4)
    first, last = THRESHOLDS.layers
    mixed = Network((dense([first.weight[i] for i in order], [first.bias[i] for i in order],
                           [first.activation[i] for i in order]),
                     dense([[row[i] for i in order] for row in last.weight], last.bias)))
    assert mixed != THRESHOLDS and fingerprint(mixed) == fingerprint(THRESHOLDS)
    assert fingerprint(RELUS) != fingerprint(THRESHOLDS)


def test_trace_and_feedback_levels(tmp_path):
    wrong = text_of(Network((dense([[1, 1, 1, 1]], [0]),)))
    (tmp_path / "network.json").write_text(wrong)
    texts = {}
    for level in ("full", "input-only", "pass-fail", "author-hint"):
        folder = tmp_path / level
        folder.mkdir()
        (folder / "assignment.toml").write_text(HW1.replace(
            'id = "net"', f'id = "net"\nfeedback = "{level}"\nhint = "count the ones"'))
        test = grade(*load(folder), tmp_path / "network.json", trace=True)["tests"][0]
        texts[level] = test["output"]
        shown = test["counterexample"]
        assert (shown is not None) == (level in ("full", "input-only"))
        assert ("trace" in test) == (level == "full")
        if level == "input-only":
            assert shown["got"] is shown["want"] is None and "2" not in test["output"]
    assert texts["pass-fail"] == "not correct" and texts["author-hint"] == "count the ones"
    assert texts["full"].startswith("counterexample x=(0,0,1,1): the network outputs 2")
