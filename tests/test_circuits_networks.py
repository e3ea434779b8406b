"""Circuits as networks and back: equal at every point, proved gate by gate, mutants caught."""

import dataclasses
import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from verify.circuits import equivalence
from verify.circuits.circuit import circuit, logic, truth_tables, value
from verify.circuits.gate import threshold, unit
from verify.circuits.networks import to_network, wrong_gate
from verify.circuits.reading import from_network
from verify.errors import BadInput
from verify.network import Graph, Network, Node, dense, forward

sys.path.insert(0, str(Path(__file__).parent / "models"))
from circuit_samples import chain, random_circuit, threshold_parity, tree  # noqa: E402


@pytest.mark.parametrize("activation", ["step", "relu"])
@pytest.mark.parametrize("seed", range(40))
def test_the_network_computes_the_circuit(seed, activation):
    whole = random_circuit(seed)
    made = to_network(whole, activation)
    assert wrong_gate(made) is None
    for point in product((0, 1), repeat=len(whole.inputs)):
        assert forward(made.network, point) == value(whole, point)


@pytest.mark.parametrize("seed", range(12))
def test_reading_a_threshold_network_back(seed):
    pytest.importorskip("pysat")
    whole = random_circuit(seed)
    back = from_network(to_network(whole).network)
    assert set(back.kinds) <= {"threshold", "not", "true", "false"}
    assert truth_tables(back) == truth_tables(whole)
    assert equivalence.decide(back, whole).outcome == "unsat"


@pytest.mark.parametrize("activation", ["step", "relu"])
def test_every_change_of_one_number_is_noticed(activation):
    made = to_network(tree(4), activation)
    for number, layer in enumerate(made.network.layers):
        for row in range(layer.outputs):
            for column in range(-1, layer.inputs):
                weight = [list(r) for r in layer.weight]
                bias = list(layer.bias)
                if column < 0:
                    bias[row] += Fraction(1, 2)
                else:
                    weight[row][column] += 1
                changed = list(made.network.layers)
                changed[number] = dense(weight, bias, layer.activation)
                other = dataclasses.replace(made, network=Network(tuple(changed)))
                assert wrong_gate(other) is not None


def test_a_wrong_claim_about_a_gate_is_noticed():
    made = to_network(chain(3))
    other = circuit(3, [logic("p2", "or", "x1", "x2"), logic("p3", "xor", "p2", "x3")], "p3")
    assert wrong_gate(dataclasses.replace(made, circuit=other)) == "p2"
    assert wrong_gate(dataclasses.replace(made, circuit=dataclasses.replace(
        made.circuit, outputs=("p2",)))) == "p2"
    assert wrong_gate(dataclasses.replace(made, activation="relu")) is not None


def test_many_inputs_are_proved_gate_by_gate():
    for activation in ("step", "relu"):
        made = to_network(threshold_parity(100), activation)
        assert wrong_gate(made) is None
        point = [int(k % 3 == 0) for k in range(100)]
        assert forward(made.network, point) == (sum(point) % 2,)
    wide = circuit(40, [threshold("g", [f"x{i + 1}" for i in range(40)], range(-20, 20), 5)], "g")
    assert wrong_gate(to_network(wide, "relu")) is None


def test_counts_of_the_smallest_networks():
    xor = circuit(2, [logic("g", "xor", "x1", "x2")], "g")
    assert to_network(xor, "relu").network.relus == 2
    conjunction = circuit(2, [logic("g", "and", "x1", "x2")], "g")
    assert to_network(conjunction, "relu").network.relus == 1
    assert to_network(circuit(2, [logic("g", "not", "x1")], "g"), "relu").network.depth == 1
    inhibited = circuit(3, [unit("m", ["x1", "x2"], ["x3"], 1)], "m")
    assert to_network(inhibited).network.units == 1


def test_graphs_with_skips_are_read():
    graph = Graph(2, (("h", dense([[1, 1]], [-1], "step")),
                      ("o", dense([[1, 1, -2]], [0], "step"))),
                  (Node("h", "h", ("x",)), Node("o", "o", ("x", "h"))), ("o",))
    assert truth_tables(from_network(graph)) == ("0110",)


@pytest.mark.parametrize("layer, place", [
    (dense([[1, 1]], [0], "relu"), "unit u1.1: expected a step unit, found relu"),
    (dense([[1, 1]], [0]), "output y1: expected a step unit, a bit or its complement"),
    (dense([[1, 0]], ["1/2"]), "output y1"),
])
def test_networks_that_are_no_circuits(layer, place):
    with pytest.raises(BadInput) as refused:
        from_network(Network((layer,)))
    assert place in str(refused.value)


def test_unknown_activations_are_refused():
    with pytest.raises(ValueError):
        to_network(chain(2), "sigmoid")
