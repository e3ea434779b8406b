"""What a person reads of a network is the network: the texts are computed with, not compared."""

import csv
import io
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.interchange import save
from verify.interchange.dot import dot
from verify.interchange.text import annotated, linear, markdown, summary, table
from verify.network import Graph, Network, Node, dense, forward

FUNCTIONS = {"relu": lambda v: max(v, 0), "step": lambda v: int(v > 0),
             "sign": lambda v: (v > 0) - (v < 0), "identity": lambda v: v}
MIXED = Network((
    dense([[2, -4], [0, 0], ["-1/3", 1]], ["1/2", 0, -7], ["relu", "step", "sign"]),
    dense([[1, 1, -1], [0, "5/2", 0]], [0, "-1/6"], "relu"),
    dense([[-1, 2]], [0])))
PAIR = Network((dense([[1], [-1]], [0, 0], "relu"),))
BEND, OUT = dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])
TENTS = Graph(1, (("out", OUT), ("bend", BEND)), (
    Node("d", "out", ("c",)), Node("c", "bend", ("b",)),
    Node("a", "bend", ("x",)), Node("b", "out", ("a",))), ("d", "b"))
POINTS = [Fraction(k, 8) for k in range(-3, 10)]


def computed(lines, values):
    """Every unit's value, by evaluating the printed formulas in Fractions, line by line."""
    known = {f"x{index + 1}": value for index, value in enumerate(values)}
    for text in lines:
        name, formula = text.strip().split(" = ")
        exact = re.sub(r"(?<![\w\[])(\d+)(/\d+)?", r"F('\g<0>')", formula)
        exact = re.sub(r"(\w+\[\d+\])", r"known['\1']", exact)
        known[name] = eval(exact, {"F": Fraction, "known": known, **FUNCTIONS, **known})
    return known


def formulas(text):
    """The sentences behind the rows of weights."""
    return [line.split("]  ")[-1] if "[ " in line else line
            for line in text.splitlines() if line.startswith("  ")]


@pytest.mark.parametrize("network", [MIXED, PAIR, TENTS])
def test_the_printed_formulas_compute_the_network(network):
    outputs = {MIXED: ["y"], PAIR: ["y0", "y1"], TENTS: ["d[0]", "b[0]"]}[network]
    cells = re.findall(r"^\|.*\| `([^`]*)` \| `([^`]*)` \|$", markdown(network), re.M)
    for point in POINTS:
        values = [point, 1 - 2 * point][:network.inputs]
        for lines in (formulas(annotated(network)), [" = ".join(pair) for pair in cells]):
            known = computed(lines, values)
            assert tuple(known[name] for name in outputs) == forward(network, values)


def test_the_text_itself():
    assert annotated(MIXED) == """\
2 inputs, 1 output, depth 3, width 3, 5 hidden units, 3 relus, 20 parameters, 13 nonzeros

layer 0: 2 -> 3, a row of weights | bias for each unit
  [    2 -4 | 1/2 ]  h0 = relu(2*x1 - 4*x2 + 1/2)
  [    0  0 |   0 ]  h1 = step(0)
  [ -1/3  1 |  -7 ]  h2 = sign(-1/3*x1 + x2 - 7)

layer 1: 3 -> 2, a row of weights | bias for each unit
  [ 1   1 -1 |    0 ]  h3 = relu(h0 + h1 - h2)
  [ 0 5/2  0 | -1/6 ]  h4 = relu(5/2*h1 - 1/6)

layer 2: 2 -> 1, a row of weights | bias for each unit
  [ -1 2 | 0 ]  y = -h3 + 2*h4
"""
    assert annotated(TENTS).endswith("""
node d (layer out of c): 2 -> 1, a row of weights | bias for each unit
  [ 2 -4 | 0 ]  d[0] = 2*c[0] - 4*c[1]

output: d, b
""")
    assert summary(TENTS).startswith("1 input, 2 outputs, depth 4")


@given(st.lists(st.fractions(), min_size=1, max_size=4), st.fractions())
def test_linear_maps_read_back(weights, bias):
    terms = [(f"x{index + 1}", weight) for index, weight in enumerate(weights) if weight]
    point = [Fraction(k + 1, 7) for k in range(len(weights))]
    value = sum(w * v for w, v in zip(weights, point)) + bias
    assert computed([f"y = {linear(terms, bias)}"], point)["y"] == value


def test_csv_holds_every_number(tmp_path):
    save(MIXED, tmp_path / "n.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "n.csv").read_text())))
    assert (tmp_path / "n.csv").read_text() == table(MIXED)
    names = ["x1", "x2"]
    for index, layer in enumerate(MIXED.layers):
        here = [row for row in rows if row["where"] == f"layer {index}"]
        units = list(dict.fromkeys(row["unit"] for row in here))
        weight = {(row["unit"], row["input"]): Fraction(int(row["numerator"]),
                                                        int(row["denominator"])) for row in here}
        back = dense([[weight.get((unit, name), 0) for name in names] for unit in units],
                     [weight[unit, "1"] for unit in units],
                     [next(r["activation"] for r in here if r["unit"] == unit) for unit in units])
        assert back == layer
        names = units


def test_dot_has_an_arrow_for_each_nonzero_weight():
    arrows = re.findall(r'^  "(.*)" -> "(.*)" \[label="(.*)"\];$', dot(MIXED), re.M)
    assert len(arrows) == MIXED.nonzeros - sum(b != 0 for la in MIXED.layers for b in la.bias)
    assert ("x2", "h0", "-4") in arrows and ("x1", "h2", "-1/3") in arrows
    assert '  "h0" [label="h0\\nrelu, bias 1/2"];' in dot(MIXED)
    assert '"a[0]" -> "b[0]" [label="2"]' in dot(TENTS)


def test_names_cannot_break_out_of_a_drawing_or_a_table():
    name = 'a"];evil|`'
    network = Graph(1, (("f", dense([[1]], [0])),), (Node(name, "f", ("x",)),), (name,))
    assert r'"x1" -> "a\"];evil|`[0]" [label="1"];' in dot(network)
    assert "evil\\|" in markdown(network) and "evil|" not in markdown(network).split("output")[0]
