"""Circuits: the meaning of gates, evaluation in words and in z3, and what is refused."""

import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import networkx
import numpy as np
import pytest

from verify.circuits import adders, words
from verify.circuits.circuit import Circuit, circuit, logic, truth_tables, value
from verify.circuits.gate import Gate, fires, linear, table, threshold, truth_table, unit
from verify.circuits.terms import to_z3

sys.path.insert(0, str(Path(__file__).parent / "models"))
from circuit_samples import chain, random_circuit, threshold_parity, tree  # noqa: E402


def test_gates_mean_what_their_names_say():
    for v in product((0, 1), repeat=3):
        expected = {"and": all(v), "or": any(v), "nand": not all(v), "nor": not any(v),
                    "xor": sum(v) in (1, 3), "xnor": sum(v) in (0, 2)}
        for kind, answer in expected.items():
            assert fires(logic("g", kind, "a", "b", "c"), v) == answer
    assert [fires(logic("g", kind, "a"), (1,)) for kind in ("not", "copy")] == [0, 1]
    assert [fires(logic("g", kind), ()) for kind in ("false", "true")] == [0, 1]


def test_ties_of_threshold_gates():
    at_least, above = threshold("g", "ab", [1, "1/2"], 1), threshold("g", "ab", [1, "1/2"], above=1)
    assert truth_table(at_least) == "0101" and truth_table(above) == "0001"
    assert fires(threshold("g", "aa", [1, 1], 2), (1, 1)) == 1


@pytest.mark.parametrize("at_least", range(-2, 5))
def test_inhibition_is_absolute_and_linear(at_least):
    gate = unit("g", ["a", "a", "b"], ["c", "d"], at_least)
    weights, bound, strict = linear(gate)
    for v in product((0, 1), repeat=4):
        expected = 0 if v[2] or v[3] else int(2 * v[0] + v[1] >= at_least)
        assert fires(gate, v) == expected
        assert int(sum(w * b for w, b in zip(weights, v)) >= bound) == expected and not strict


def test_tables_have_the_first_value_lowest():
    assert [fires(table("g", "0100", "a", "b"), v) for v in ((1, 0), (0, 1))] == [1, 0]
    assert truth_tables(circuit(2, [], "x1", "x2")) == ("0101", "0011")


@pytest.mark.parametrize("seed", range(60))
def test_words_and_z3_agree_with_the_scalar_reference(seed):
    import z3
    whole = random_circuit(seed)
    n, expected = len(whole.inputs), truth_tables(whole)
    assert words.table_texts(whole) == expected
    assert words.ones(whole) == tuple(digits.count("1") for digits in expected)
    xs = [z3.Bool(name) for name in whole.inputs]
    for output, digits in zip(to_z3(whole, xs), expected):
        for point in range(0, 2**n, 5):
            known = [(x, z3.BoolVal(bool(point >> i & 1))) for i, x in enumerate(xs)]
            found = z3.simplify(z3.substitute(output, *known))
            assert z3.is_true(found) == (digits[point] == "1")


@pytest.mark.parametrize("n", [5, 6, 7, 14])
def test_parities_are_equal_in_every_block(n, monkeypatch):
    monkeypatch.setattr(words, "BLOCK", 4)
    forms = [threshold_parity(n), chain(n), tree(n, "nand")]
    for other in forms[1:]:
        assert words.first_difference(forms[0], other) is None
    expected = np.array([point.bit_count() % 2 for point in range(2**n)], dtype=np.uint8)
    bits = np.unpackbits(words.tables(forms[0]).view(np.uint8), bitorder="little")[:2**n]
    assert (bits == expected).all()


def test_the_first_difference_is_found_beyond_the_first_block():
    n = 20
    xs = [f"x{i + 1}" for i in range(n)]
    wrong = circuit(n, [*chain(n).gates, logic("a", "and", *xs[12:], xs[3]),
                        logic("w", "xor", f"p{n}", "a")], "w")
    point = sum(1 << i for i in (3, *range(12, n)))
    assert words.first_difference(chain(n), wrong) == (point, 0)


def test_weighted_sums_of_any_integers():
    weights = [3, -7, 2**70, 5]
    pairs, more = adders.positive(weights)
    ones = 2**16 - 1
    planes = [sum(((p >> i) & 1) << p for p in range(16)) for i in range(4)]
    total = adders.add([(w, ones ^ plane if negated else plane)
                        for (w, negated), plane in zip(pairs, planes)], ones)
    for p in range(16):
        found = sum((plane >> p & 1) << digit for digit, plane in enumerate(total))
        assert found - more == sum(w for i, w in enumerate(weights) if p >> i & 1)


def test_counts():
    whole = circuit(3, [logic("s", "xor", "t", "x3"), logic("t", "xor", "x1", "x2"),
                        logic("one", "true"), logic("a", "and", "x1", "x2", "x3")], "s", "one")
    assert (whole.size, whole.depth, whole.fan_in, whole.wires) == (3, 2, 3, 7)
    assert whole.kinds == {"and": 1, "true": 1, "xor": 2}
    assert whole.used == {"s", "t", "one", "x1", "x2", "x3"}
    arrows = whole.graph()
    assert networkx.is_directed_acyclic_graph(arrows) and arrows.number_of_edges() == whole.wires
    assert networkx.dag_longest_path_length(arrows) == whole.depth


@pytest.mark.parametrize("gates, outputs, message", [
    ([logic("a", "not", "b"), logic("b", "not", "a")], "a", "expected no cycle, found a -> b -> a"),
    ([logic("a", "not", "x9")], "a", "no input or gate is named 'x9'"),
    ([logic("a", "not", "x1")], "b", "outputs: no input or gate is named 'b'"),
    ([logic("x1", "not", "x2")], "x1", "found 2"),
])
def test_circuits_that_are_none(gates, outputs, message):
    with pytest.raises(ValueError) as refused:
        circuit(2, gates, outputs)
    found = str(refused.value)
    assert message in found or message.replace("a -> b -> a", "b -> a -> b") in found


@pytest.mark.parametrize("make", [
    lambda: logic("g", "majority", "a", "b", "c"), lambda: logic("g", "not", "a", "b"),
    lambda: logic("g", "and"), lambda: table("g", "011", "a", "b"),
    lambda: table("g", "01x0", "a", "b"),
    lambda: Gate("g", "threshold", ("a", "b"), weights=(Fraction(1),)),
    lambda: Gate("g", "mcculloch-pitts", ("a",), weights=(Fraction(-1),)),
    lambda: Gate("g", "mcculloch-pitts", ("a",), weights=(Fraction(1, 2),)),
    lambda: Gate("g", "and", ("a",), weights=(Fraction(1),)),
    lambda: Circuit((), (), ("a",)), lambda: circuit(1, []),
    lambda: value(chain(2), (1,)), lambda: value(chain(2), (1, 2)),
    lambda: words.first_difference(chain(2), chain(3)),
])
def test_what_fits_nowhere_is_refused(make):
    with pytest.raises(ValueError):
        make()


def test_floats_are_no_weights():
    with pytest.raises(TypeError):
        threshold("g", "ab", [0.5, 1], 1)
    with pytest.raises(TypeError):
        threshold("g", "ab", [1, 1])
