"""Two networks, one function: proved by z3, refuted by an input that exact fractions replay.

The oracle is `forward` on fractions; for networks with one input also the values at a fine grid.
"""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify import calculus as c
from verify import kernel
from verify.errors import BadInput
from verify.finding import Counterexample, Finding
from verify.methods import smt
from verify.methods.equivalence import decide, output, questions
from verify.model import Model, NetworkValues
from verify.network import Graph, Layer, Network, Node, dense, forward
from verify.printing import latex, text

TENT = (dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0]))
BENT = (dense([[2], [-2]], [-1, 1], "relu"), dense([[-1, -1]], [1]))     # 1 - |2x - 1|


def one(*layers):
    return Network(layers)


def point(finding):
    return list(finding.counterexample.env.values())


def replayed(left, right, finding):
    """The refuting input, after the kernel and both networks have seen it."""
    assert kernel.judge(finding).status == "refuted"
    assert forward(left, point(finding)) != forward(right, point(finding))
    return point(finding)


# ---- what is equal, what differs ---------------------------------------------------------------


def test_two_tents_are_one_function_on_the_unit_interval_and_not_beyond():
    left, right = Network(TENT * 3), Network(BENT * 3)
    inside = decide(left, right, [(0, 1)])
    assert (inside.outcome, inside.method, inside.scope) == (
        "proved", "smt", "every input in [0, 1]")
    assert inside.trusts[0].startswith("z3 ")
    assert kernel.judge(inside).status == "proved"
    everywhere = decide(left, right)
    assert everywhere.scope == "every input in R"
    found = replayed(left, right, everywhere)
    assert not 0 <= found[0] <= 1


def test_one_wrong_weight_is_found_and_replayed():
    wrong = one(*TENT, *TENT, TENT[0], dense([[2, "-4001/1000"]], [0]))
    found = decide(Network(TENT * 3), wrong, [(0, 1)])
    x, = replayed(Network(TENT * 3), wrong, found)
    assert 0 <= x <= 1 and str(x) in found.note


@pytest.mark.parametrize("box, outcome, at", [
    (None, "refuted", 0), ([(0, 1)], "refuted", 0), ([(-1, 0)], "refuted", 0),
    ([(None, "-1/1000000")], "proved", None), ([("1/1000000", None)], "proved", None),
    ([(0, 0)], "refuted", 0)])
def test_a_difference_at_one_point_only(box, outcome, at):
    """1[v > 0] and 1[v >= 0] differ at 0 and nowhere else."""
    strict = one(dense([[1]], [0], "step"))
    weak = one(dense([[-1]], [0], "step"), dense([[-1]], [1]))
    found = decide(strict, weak, box)
    assert found.outcome == outcome
    if at is not None:
        assert replayed(strict, weak, found) == [at]


def test_sign_is_a_difference_of_steps_everywhere():
    sign = one(dense([[1]], [0], "sign"))
    steps = one(dense([[1], [-1]], [0, 0], "step"), dense([[1, -1]], [0]))
    assert decide(sign, steps).outcome == "proved"


def test_every_output_is_compared_and_the_one_that_differs_is_reported():
    left = one(dense([[1, 1], [1, -1], [0, 2]], [0, 0, 1], ["relu", "sign", "identity"]))
    assert decide(left, Network((*left.layers, dense([[1, 0, 0], [0, 1, 0], [0, 0, 1]],
                                                     [0, 0, 0])))).outcome == "proved"
    wrong = one(dense([[1, 1], [1, -1], [0, 2]], [0, 0, "3/2"], ["relu", "sign", "identity"]))
    found = decide(left, wrong, [(0, 1), None])
    at = replayed(left, wrong, found)
    verdict = kernel.judge(found)
    assert (verdict.values["lhs"], verdict.values["rhs"]) == tuple(
        str(forward(network, at)[2]) for network in (left, wrong))
    assert found.scope == "every input in [0, 1] x R"


def test_a_graph_and_a_chain():
    tents = Graph(1, (("bend", TENT[0]), ("out", TENT[1])), (
        Node("a", "bend", ("x",)), Node("b", "out", ("a",)),
        Node("c", "bend", ("b",)), Node("output", "out", ("c",))), ("output", "b"))
    assert decide(output(tents, 0), Network(BENT * 2), [(0, 1)]).outcome == "proved"
    assert decide(output(tents, 1), Network(BENT), [(0, 1)]).outcome == "proved"
    first, second = Network(TENT * 2), Network(TENT)
    for x in (Fraction(n, 16) for n in range(-8, 24)):
        assert forward(tents, [x]) == forward(first, [x]) + forward(second, [x])
        assert [forward(output(tents, n), [x])[0] for n in (0, 1)] == list(forward(tents, [x]))
    swapped = Graph(1, tents.layers, tents.nodes, ("b", "output"))
    replayed(tents, swapped, decide(tents, swapped, [(0, 1)]))


def test_what_does_not_fit_is_bad_input():
    tent = Network(TENT)
    two = one(dense([[1, 1]], [0]))
    for arguments, words in (
            ((tent, two), "networks: expected equally many inputs, found 1 and 2"),
            ((tent, one(TENT[0])), "networks: expected equally many outputs, found 1 and 2"),
            ((tent, tent, []), "box: expected 1 intervals, one per input, found 0"),
            ((tent, tent, [(1, 0)]), "box[0]: expected low <= high, found 1 > 0")):
        with pytest.raises(BadInput) as refusal:
            decide(*arguments)
        assert str(refusal.value) == words
    with pytest.raises(TypeError):
        decide(tent, tent, [(0.0, 1)])


def test_an_irrational_activation_is_equal_or_unknown_and_refuted_only_by_a_replay():
    def unit(bias, extra=()):
        return one(dense([[1]], [bias], "sigmoid"), *extra)
    assert decide(unit(0), unit(0, [dense([[2]], [0]), dense([["1/2"]], [0])])).outcome == "proved"
    shifted = decide(unit(0), unit(1))
    assert (shifted.outcome, shifted.reason) == ("unknown", "solver")
    # z3 is not told that the value at 0 is 1/2; the replay knows
    half, third = one(dense([[0]], ["1/2"])), one(dense([[0]], ["1/3"]))
    assert decide(unit(0), half, [(0, 0)]).outcome == "unknown"
    assert replayed(unit(0), third, decide(unit(0), third, [(0, 0)])) == [0]


def test_a_forged_counterexample_does_not_pass_the_kernel():
    left, right = Network(TENT), Network(BENT)
    (formula, model), = questions(left, right, [(0, 1)])
    index, = formula.indices
    forged = Finding("smt", "refuted", counterexample=Counterexample(
        model, {index: Fraction(1, 3)}, formula.relation))
    with pytest.raises(kernel.KernelError, match="does not replay"):
        kernel.judge(forged)


def test_the_questions_can_be_read():
    (formula, _), = questions(one(dense([[1, 1]], [0])), one(dense([[1, 1]], [0])), [None, (0, 1)])
    assert "N(x1, x2)" in text(formula) and "x_{2}" in latex(formula)


# ---- random networks ----------------------------------------------------------------------------

small = st.integers(-2, 2).map(Fraction) | st.sampled_from([Fraction(1, 2), Fraction(-1, 3)])


@st.composite
def networks(draw, inputs=2):
    units = draw(st.integers(1, 3))
    kinds = draw(st.lists(st.sampled_from(["relu", "step", "sign", "identity"]),
                          min_size=units, max_size=units))
    rows = [[draw(small) for _ in range(inputs)] for _ in range(units)]
    hidden = dense(rows, [draw(small) for _ in range(units)], kinds)
    return one(hidden, dense([[draw(small) for _ in range(units)]], [draw(small)]))


def permuted(network, order):
    hidden, last = network.layers
    return one(Layer(*(tuple(part[n] for n in order)
                       for part in (hidden.weight, hidden.bias, hidden.activation))),
               replace(last, weight=tuple(tuple(row[n] for n in order) for row in last.weight)))


@settings(deadline=None, max_examples=25)
@given(network=networks(), data=st.data())
def test_permuted_units_are_equal_and_a_changed_weight_is_no_accident(network, data):
    order = data.draw(st.permutations(range(network.units)))
    assert decide(network, permuted(network, order)).outcome == "proved"
    bias = one(network.layers[0], replace(network.layers[1], bias=(
        network.layers[1].bias[0] + Fraction(1, 7),)))
    replayed(network, bias, decide(network, bias, [(0, 1), (-1, 1)]))
    unit = data.draw(st.integers(0, network.units - 1))
    hidden, last = network.layers
    row = list(last.weight[0])
    row[unit] += 1
    changed = one(hidden, replace(last, weight=(tuple(row),)))
    found = decide(network, changed, [(-1, 1), (-1, 1)])
    grid = [Fraction(n, 4) for n in range(-4, 5)]
    differs = any(forward(network, [a, b]) != forward(changed, [a, b]) for a in grid for b in grid)
    if found.outcome == "proved":
        assert not differs
    else:
        assert all(-1 <= v <= 1 for v in replayed(network, changed, found))


# ---- the same through formulas: several inputs, strictness, ties ------------------------------

X, Y = c.Interval(0, 1, "I"), c.Interval(-1, 1, "J")
x, y = c.Index("x", X), c.Index("y", Y)
N, M = c.Fn("N", X, Y), c.Fn("M", X, Y)
MODEL = Model(values={
    "N": NetworkValues(one(dense([[1, 1], [-1, -1]], [0, 0], "relu"), dense([[1, 1]], [0])), X),
    "M": NetworkValues(one(dense([[1, 0], [0, 1], [0, -1]], [0, 0, 0], "relu"),
                           dense([[1, 1, 1]], [0])), X)})       # |x + y| and |x| + |y|


@pytest.mark.parametrize("relation, outcome", [
    (c.Le(N(x, y), M(x, y)), "proved"), (c.Lt(N(x, y), M(x, y)), "refuted"),
    (c.Lt(N(x, y), M(x, y) + 1), "proved"), (c.Lt(N(x, y), 2), "refuted"),
    (c.Le(N(x, y), 2), "proved"), (c.Lt(N(x, y), sum([2, c.sympy.Rational(1, 10**12)])), "proved"),
    (c.Eq(N(x, y), M(x, y)), "refuted"), (c.Ne(N(x, y), M(x, y) + 1), "proved"),
    (c.Ne(N(x, y), M(x, y)), "refuted"), (c.Ne(N(x, y), c.sympy.Rational(-1, 10**12)), "proved"),
    (c.Eq(N(x, y), abs(x + y)), "proved"), (c.Eq(M(x, y), c.sympy.Max(x, -x) + abs(y)), "proved"),
    (c.Le(N(x, y)**2, x**2 + y**2 + 2 * x * y), "proved"),
    (c.Lt(N(x, y)**2, x**2 + y**2 + 2 * x * y), "refuted")])
def test_relations_on_a_box_of_several_inputs(relation, outcome):
    found = smt.decide(c.ForAll((x, y), relation), MODEL)
    assert found.outcome == outcome
    if outcome == "refuted":
        at = [found.counterexample.env[i] for i in (x, y)]
        assert 0 <= at[0] <= 1 and -1 <= at[1] <= 1
        assert kernel.judge(found).status == "refuted"
    assert smt.decide(relation, MODEL).outcome == outcome   # free indices are quantified too


def test_the_tie_that_breaks_strictness_is_the_only_one():
    """N(x, y) < 2 fails at (1, 1) alone."""
    found = smt.decide(c.ForAll((x, y), c.Lt(N(x, y), 2)), MODEL)
    assert found.counterexample.env == {x: 1, y: 1}


def test_two_indices_of_one_name_are_two_variables():
    """One variable in two disjoint intervals would make every formula true."""
    low, high = c.Index("x", c.Interval(0, 1)), c.Index("x", c.Interval(2, 3))
    found = smt.decide(c.ForAll((low, high), c.Eq(low, high)), Model())
    assert found.outcome == "refuted" and len(found.counterexample.env) == 2


def test_an_empty_interval_proves_nothing():
    ends = c.sympy.Integer(1), c.sympy.Integer(0)
    nowhere = c.Index("x", c.IndexSet("none", "interval", elements=ends))
    found = smt.decide(c.ForAll((nowhere,), c.Lt(nowhere, nowhere)), Model())
    assert (found.outcome, found.reason) == ("unknown", "vacuous")


def test_an_answer_does_not_depend_on_what_was_asked_before():
    def ask():
        return point(decide(Network(TENT * 2), Network(BENT * 3), [(0, 1)]))
    first = ask()
    for n in range(3):
        smt.decide(c.ForAll((x, y), c.Lt(N(x, y), 1 + c.sympy.Rational(n, 3))), MODEL)
    assert ask() == first


def test_a_sum_begins_where_its_range_begins():
    """Over 0, 1, 2 and two intervals, so that z3 is asked: the sum of i x is 3x."""
    from verify import calculus as c
    from verify.methods import smt
    from verify.model import Model

    x, y = c.Index("x", c.Interval(0, 1)), c.Index("y", c.Interval(0, 1, "other"))
    i = c.Index("i", c.Range(c.Size("m") + 1, "terms", first=0))
    total = c.SumOver(i * x, i) + y
    model = Model(sizes={"m": 2})
    assert smt.decide(c.ForAll((x, y), c.Eq(total, 3 * x + y)), model).outcome == "proved"
    assert smt.decide(c.ForAll((x, y), c.Eq(total, 6 * x + y)), model).outcome == "refuted"
