"""The shipped JSON Schemas accept what netproof writes and refuse what it refuses."""

import copy
import json
import os
from pathlib import Path

import pytest

from verify.errors import BadInput
from verify.interchange.json_format import read, write
from verify.network import ACTIVATIONS, Graph, Network, Node, dense
from verify.schemas import NAMES, schema

jsonschema = pytest.importorskip("jsonschema")
BAD = Path(__file__).parent / "networks_bad"
# What only the reader can see: sizes that must agree, names that must exist, literals that the
# parser has already merged or rounded when the schema sees them.
READER_ONLY = {
    "activation_count", "duplicate_format", "duplicate_key", "exponent", "graph_cycle",
    "graph_duplicate_layer", "graph_name", "graph_twice", "graph_unknown_layer",
    "graph_unknown_output", "graph_widths", "many_digits",
    "many_digits_integer", "no_chain", "ragged", "short_bias", "whole_float",
}
REPORT = {
    "schema": "netproof-report/1", "theorem": "variance-bound", "aliases": ["theorem1"],
    "title": "...", "source": {"cite": "..."}, "given": {"d": 2, "loss": "square"},
    "applies": True, "verdict": "proved",
    "counts": {"proved": 1, "refuted": 0, "supported": 0, "cited": 0, "unknown": 0},
    "claims": [{
        "name": "bound", "role": "conclusion", "text": "...", "latex": "...", "status": "proved",
        "scope": "every d", "method": "symbolic", "trusts": [], "counterexample": None,
        "values": {"lhs": "631/256", "rhs": ["0.1", "0.2"]}, "seconds": 0.01,
        "certificate": "sha256:" + "0" * 64}],
    "quantities": {"variance": "275/128", "family_size": 4}, "trusts": ["z3"],
    "versions": {"netproof": "0.1.0"},
}


def accepts(name, value):
    return jsonschema.Draft202012Validator(schema(name)).is_valid(value)


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_one(name):
    jsonschema.Draft202012Validator.check_schema(schema(name))
    with pytest.raises(KeyError):
        schema("../" + name)


def test_networks_that_are_written_are_accepted():
    layer = dense([[1, "-1/2"]], ["3/4"], "step")
    two = dense([[1, 0], ["1/7", 2]], [0, 1], ["relu", "sign"])
    graph = Graph(2, (("f", two), ("g", layer)), (
        Node("a", "f", ("x",)), Node("b", "g", ("a",))), ("b", "a"))
    for network in (Network((two, layer)), graph):
        assert accepts("network-1", json.loads(write(network, "n")))


def test_the_schema_refuses_what_the_reader_refuses():
    for path in sorted(BAD.glob("*.json")):
        if path.name == "messages.json":
            continue
        with pytest.raises(BadInput):
            read(path.read_bytes(), path.name)
        try:
            value = json.loads(path.read_text("utf-8"))
        except ValueError:
            continue  # no JSON, or an integer beyond Python's limit
        assert accepts("network-1", value) == (path.stem in READER_ONLY), path.name


def test_activations_of_the_schema_are_those_of_the_networks():
    assert tuple(schema("network-1")["$defs"]["activation"]["enum"]) == ACTIVATIONS


def test_a_report_needs_every_key_and_may_have_more():
    assert accepts("report-1", REPORT)
    assert accepts("report-1", {**REPORT, "more": 1})
    for key in REPORT:
        assert not accepts("report-1", {k: v for k, v in REPORT.items() if k != key}), key
    for key in REPORT["claims"][0]:
        broken = copy.deepcopy(REPORT)
        del broken["claims"][0][key]
        assert not accepts("report-1", broken), key


@pytest.mark.parametrize("change", [
    {"verdict": "true"}, {"verdict": True}, {"applies": "yes"}, {"quantities": {"v": 0.5}},
    {"counts": {"proved": 1}}, {"versions": {}}, {"aliases": "theorem1"}, {"schema": "1"},
    {"claims": [{**REPORT["claims"][0], "status": "passed"}]},
    {"claims": [{**REPORT["claims"][0], "role": "test"}]},
    {"claims": [{**REPORT["claims"][0], "values": {"lhs": 2.465}}]},
    {"claims": [{**REPORT["claims"][0], "certificate": "sha256:abc"}]},
    {"claims": [{**REPORT["claims"][0], "status": "refuted"}]},  # without its counterexample
])
def test_reports_that_are_refused(change):
    assert not accepts("report-1", {**REPORT, **change})


def test_the_schemas_are_packaged_beside_their_module():
    folder = Path(__file__).parent.parent / "verify" / "schemas"
    assert {f"{name}.schema.json" for name in NAMES} <= set(os.listdir(folder))
