"""Circuits in files: JSON in and out, drawings, networks of weights, and what is refused."""

import json
import sys
import xml.etree.ElementTree as tree_of
from pathlib import Path

import pytest

import verify
from verify.circuits.circuit import circuit, logic, truth_tables
from verify.circuits.gate import table, threshold, unit
from verify.circuits.reading import from_network
from verify.errors import BadInput
from verify.interchange.circuit_text import dot, svg
from verify.interchange.inspection import as_json, as_text
from verify.interchange.json_format import read, write
from verify.schemas import schema

sys.path.insert(0, str(Path(__file__).parent / "models"))
from circuit_samples import random_circuit  # noqa: E402

SAMPLE = circuit(3, [
    logic("s", "xor", "x1", "x2", "x3"), table("f", "0100", "x1", "s"), logic("one", "true"),
    threshold("t", ["x1", "f"], [1, "-1/2"], above="1/3"), threshold("u", ["x2"], [2], 1),
    unit("m", ["x1", "x1"], ["x3", "one"], 2)], "t", "m", "u")


@pytest.mark.parametrize("seed", range(30))
def test_a_circuit_is_read_back(seed):
    jsonschema = pytest.importorskip("jsonschema")
    for whole in (random_circuit(seed), SAMPLE):
        data = write(whole, "c.json")
        assert read(data, "c.json") == whole
        jsonschema.Draft202012Validator(schema("network-1")).validate(json.loads(data))


@pytest.mark.parametrize("suffix", [".json", ".dot", ".svg", ".txt", ".md", ".csv"])
def test_files_to_look_at(tmp_path, suffix):
    path = tmp_path / f"c{suffix}"
    assert verify.save(SAMPLE, path) == SAMPLE
    assert "m" in path.read_text("utf-8")
    if suffix == ".json":
        assert verify.load(path) == SAMPLE


@pytest.mark.parametrize("suffix", [".npz", ".safetensors", ".onnx", ".smt2"])
def test_files_of_weights_hold_the_network_of_step_units(tmp_path, suffix):
    pytest.importorskip("onnx")
    pytest.importorskip("safetensors")
    path = tmp_path / f"c{suffix}"
    held = verify.save(SAMPLE, path)
    assert truth_tables(from_network(held)) == truth_tables(SAMPLE)
    if suffix in (".npz", ".safetensors"):
        assert verify.load(path) == held


def test_drawings_name_every_gate():
    strange = circuit(1, [logic('"<&>', "not", "x1")], '"<&>')
    for whole in (SAMPLE, strange):
        drawn, source = svg(whole), dot(whole)
        root = tree_of.fromstring(drawn.encode("utf-8"))
        titles = [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")]
        for gate in whole.gates:
            assert any(title.startswith(f"{gate.name} = ") for title in titles)
            assert json.dumps(gate.name, ensure_ascii=False) in source
        wires = sum(len(gate.reads) for gate in whole.gates)
        assert drawn.count("<path") == wires and source.count("->") == wires
    assert "arrowhead=odot" in dot(SAMPLE) and 'class="i"' in svg(SAMPLE)


def test_inspection():
    assert "m = [2*x1 >= 2 and not x3 and not one]" in as_text(SAMPLE, "c.json")
    found = as_json(SAMPLE, "c.json")
    assert found["kind"] == "circuit" and found["counts"]["size"] == 5


GATE = {"name": "g", "gate": "and", "reads": ["x1"]}


@pytest.mark.parametrize("change, message", [
    ({"gates": [{**GATE, "gate": "majority"}]}, "gates[0].gate: expected one of and, or"),
    ({"gates": [{**GATE, "reads": ["x9"]}]}, "no input or gate is named 'x9'"),
    ({"gates": [{**GATE, "reads": ["g"]}]}, "expected no cycle, found g -> g"),
    ({"gates": [GATE, GATE]}, "expected one input or gate of this name, found 2"),
    ({"gates": [{**GATE, "gate": "table", "table": "011"}]}, "expected a table of 2 digits"),
    ({"gates": [{**GATE, "gate": "not", "reads": ["x1", "x1"]}]}, "not reads 1 values, not 2"),
    ({"gates": [{**GATE, "weights": ["1"]}]}, 'found the unknown key "weights"'),
    ({"gates": [{**GATE, "gate": "threshold", "weights": ["1"]}]}, 'none called "at_least"'),
    ({"gates": [{**GATE, "gate": "threshold", "weights": ["1"], "above": 1, "at_least": 1}]},
     'the unknown key "at_least"'),
    ({"gates": [{**GATE, "gate": "threshold", "weights": [0.5], "above": 1}]}, "weights[0]"),
    ({"gates": [{**GATE, "gate": "threshold", "weights": ["1", "1"], "above": 1}]},
     "expected 1 weights, found 2"),
    ({"gates": {}}, "gates: expected a list of gates"),
    ({"gates": [7]}, 'gates[0]: expected an object with a "gate"'),
    ({"inputs": []}, "inputs: expected a nonempty list"), ({"inputs": ["x1", "x1"]}, "found 2"),
    ({"inputs": ["x\n1"]}, "inputs[0]: expected a printable name"),
    ({"outputs": ["y"]}, "outputs: no input or gate is named 'y'"),
    ({"format": "netproof-network/2"}, "format"), ({"extra": 1}, 'the unknown key "extra"'),
])
def test_files_that_hold_no_circuit(change, message):
    whole = {"format": "netproof-network/1", "kind": "circuit", "inputs": ["x1", "x2"],
             "gates": [GATE], "outputs": ["g"], **change}
    with pytest.raises(BadInput) as refused:
        read(json.dumps(whole).encode(), "c.json")
    assert message in str(refused.value) and "\n" not in str(refused.value)
    assert str(refused.value).startswith("c.json")


@pytest.mark.parametrize("suffix", [".json", ".svg", ".onnx"])
def test_a_circuit_is_built_by_name(tmp_path, capsys, suffix):
    pytest.importorskip("onnx")
    from constructions import gates
    from verify.builders import from_function
    from verify.commands.build import _build
    builder = from_function("xor", gates.xor)
    path = str(tmp_path / f"xor{suffix}")
    assert _build(builder, {"given_form": "nor", "output": path, "round": suffix == ".onnx"}) == 0
    said = capsys.readouterr().out
    assert "5 gates (5 nor)" in said or "rounded: nothing" in said
    with pytest.raises(BadInput):
        _build(builder, {"given_form": "majority", "output": path})
