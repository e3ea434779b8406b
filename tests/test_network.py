"""Networks and graphs: what is accepted, what is counted, what a forward pass computes."""

import subprocess
import sys
from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest

from verify.arithmetic.exact import FRACTION, fraction
from verify.network import Graph, Layer, Network, Node, dense, forward, preactivations

ONE, HALF = Fraction(1), Fraction(1, 2)
XOR = Network((dense([[1, 1], [1, 1]], [0, -1], "relu"), dense([[1, -2]], [0])))


def skip_graph():
    """x -> a -> c and x -> c, the same layer in a and in b, nodes out of order."""
    return Graph(
        1, (("bend", dense([[2], [-1]], [0, "1/3"], ["relu", "step"])),
            ("join", dense([[1, 2, 3, 0]], [-1], "sign")),
            ("pair", dense([[1, 1]], ["1/2"]))),
        (Node("c", "join", ("a", "x", "m")), Node("a", "bend", ("x",)), Node("m", "pair", ("a",)),
         Node("b", "bend", ("m",))), ("c", "b"))


def test_counts_of_a_network():
    net = Network((dense([[1, 0], [2, 3], [0, 0]], [1, 0, 5], ["relu", "step", "relu"]),
                   dense([[1, 2, 0]], ["1/2"], "relu"), dense([[7], [0]], [0, 1])))
    assert (net.inputs, net.outputs, net.depth, net.width, net.units) == (2, 2, 3, 3, 4)
    assert (net.relus, net.parameters, net.nonzeros) == (3, 9 + 4 + 4, 5 + 3 + 2)
    lone = Network((dense([[1, 0]], [0]),))
    assert (lone.depth, lone.width, lone.units, lone.relus, lone.nonzeros) == (1, 0, 0, 0, 1)


def test_counts_of_a_graph_count_shared_weights_once():
    graph = skip_graph()
    assert (graph.inputs, graph.outputs, graph.depth) == (1, 3, 3)
    assert (graph.width, graph.units, graph.relus) == (2, 3, 2)     # hidden: a (2 units), m (1)
    assert (graph.parameters, graph.nonzeros) == (4 + 5 + 3, 3 + 4 + 3)


def test_a_chain_as_graph_has_the_same_counts():
    chain = Network((dense([[1], [2]], [0, 1], "relu"), dense([[1, 1], [3, 0]], [0, 0], "step"),
                     dense([[1, -1]], [2])))
    graph = Graph(1, tuple((str(i), layer) for i, layer in enumerate(chain.layers)),
                  (Node("n0", "0", ("x",)), Node("n1", "1", ("n0",)), Node("n2", "2", ("n1",))),
                  ("n2",))
    for name in ("inputs", "outputs", "depth", "width", "units", "relus", "parameters",
                 "nonzeros"):
        assert getattr(graph, name) == getattr(chain, name), name
    assert forward(graph, ["2/3"]) == forward(chain, ["2/3"])


def test_width_of_a_graph_adds_nodes_of_one_depth():
    wide = Graph(1, (("l", dense([[1], [1]], [0, 0])), ("o", dense([[1] * 4], [0]))),
                 (Node("a", "l", ("x",)), Node("b", "l", ("x",)), Node("c", "o", ("a", "b"))),
                 ("c",))
    assert (wide.width, wide.units, wide.depth, wide.parameters) == (4, 4, 2, 9)


def test_forward_by_hand():
    assert [forward(XOR, (a, b))[0] for a in (0, 1) for b in (0, 1)] == [0, 1, 1, 0]
    assert preactivations(XOR, (1, 1)) == [(2, 1), (0,)]
    for x in (Fraction(-2), Fraction(0), Fraction(1, 3), Fraction(5)):
        def bend(v):
            return [max(2 * v, 0), int(-v + Fraction(1, 3) > 0)]
        a = bend(x)
        m = sum(a) + HALF
        c = a[0] + 2 * a[1] + 3 * x - 1
        assert forward(skip_graph(), [x]) == ((c > 0) - (c < 0), *bend(m))


def test_activations_at_zero():
    assert FRACTION.activate(["identity", "relu", "step", "sign"], [0] * 4) == (0, 0, 0, 0)
    tiny = Fraction(1, 10**30)
    assert FRACTION.activate(["relu", "step", "sign"], [tiny] * 3) == (tiny, 1, 1)
    assert FRACTION.activate(["relu", "step", "sign"], [-tiny] * 3) == (0, 0, -1)


@pytest.mark.parametrize("values", [(), (1,), (1, 2, 3)])
def test_forward_wants_the_right_number_of_inputs(values):
    with pytest.raises(ValueError, match="values"):
        forward(XOR, values)
    with pytest.raises(ValueError, match="values"):
        forward(skip_graph(), (1, 1))


def test_layers_refuse_wrong_shapes_and_names():
    for weight, bias, activation, message in [
            ([[1, 2], [3]], [0, 0], "relu", "row 0 has 2 numbers, but row 1 has 1"),
            ([[1, 2]], [0, 0], "relu", "bias: expected 1 entries.*found 2"),
            ([[1]], [0], ["relu", "relu"], "activation: expected 1 entries.*found 2"),
            ([[1]], [0], "Relu", "expected one of identity, relu, step, sign, sigmoid, "
             "tanh, found 'Relu'"),
            ([], [], "relu", "at least 1 unit"), ([[]], [0], "relu", "at least 1 unit")]:
        with pytest.raises(ValueError, match=message):
            dense(weight, bias, activation)


def test_layers_refuse_inexact_numbers():
    for number in (0.5, True, None, 1j, float("nan")):
        with pytest.raises(TypeError, match="expected an int, a Fraction or a text"):
            dense([[number]], [0])
    for number in ("0.5", " 1", "1/0", "1/-2", "", "٣", "1e3", "1_0", "+1"):
        with pytest.raises(ValueError):
            fraction(number)
    with pytest.raises(TypeError, match="Fractions"):
        Layer(((1,),), (ONE,), ("relu",))
    with pytest.raises(TypeError, match="tuples"):
        Layer([(ONE,)], (ONE,), ("relu",))
    with pytest.raises(FrozenInstanceError):
        XOR.layers[0].bias = ()


def test_networks_refuse_layers_that_do_not_fit():
    with pytest.raises(ValueError, match="layer 1: expects 2 inputs, but layer 0 has 1 units"):
        Network((dense([[1]], [0]), dense([[1, 1]], [0])))
    with pytest.raises(ValueError, match="at least 1 layer"):
        Network(())
    with pytest.raises(TypeError, match="tuple of layers"):
        Network([dense([[1]], [0])])


LINE = (("l", dense([[1]], [0])),)


@pytest.mark.parametrize("nodes, output, message", [
    ((Node("a", "l", ("b",)), Node("b", "l", ("a",))), ("a",), "expected no cycle, found"),
    ((Node("a", "l", ("a",)),), ("a",), "a -> a"),
    ((Node("a", "l", ("x", "x")),), ("a",), "expects 1 inputs, but x, x give 2"),
    ((Node("a", "l", ()),), ("a",), "expects 1 inputs"),
    ((Node("a", "k", ("x",)),), ("a",), "no layer is named 'k'"),
    ((Node("a", "l", ("y",)),), ("a",), "no node is named 'y'"),
    ((Node("a", "l", ("x",)),), ("b",), "output: no node is named 'b'"),
    ((Node("a", "l", ("x",)),), ("x",), "output: no node is named 'x'"),
    ((Node("a", "l", ("x",)),), (), "at least 1 input and 1 output"),
    ((Node("a", "l", ("x",)), Node("a", "l", ("x",))), ("a",), "node 'a': expected one"),
    ((Node("x", "l", ("x",)),), ("x",), "node 'x': expected one"),
])
def test_graphs_refuse(nodes, output, message):
    with pytest.raises(ValueError, match=message):
        Graph(1, LINE, nodes, output)


def test_graphs_refuse_repeated_layers():
    with pytest.raises(ValueError, match="layer 'l': expected one"):
        Graph(1, LINE + LINE, (Node("a", "l", ("x",)),), ("a",))


def test_importing_networks_imports_no_library():
    code = ("import sys, verify.network as n;"
            "net = n.Network((n.dense([[1]], ['1/2'], 'relu'),)); n.forward(net, [1]);"
            "print([m for m in ('numpy', 'sympy', 'z3', 'torch', 'networkx') if m in sys.modules])")
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
