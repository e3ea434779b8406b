"""Random networks, points and formulas: every arithmetic and every method gives one answer.

A disagreement raises with both answers, and hypothesis makes the example small.
"""

from fractions import Fraction

import numpy as np
import pytest
import sympy
import torch
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from verify import calculus as c
from verify import kernel
from verify.arithmetic import integers, smt, symbols, tensors
from verify.arithmetic.exact import FUNCTIONS
from verify.arithmetic.exact_array import ExactArray
from verify.methods import breakpoints, equivalence, exhaustive, second_opinion
from verify.methods import smt as solver
from verify.model import Model, NetworkValues
from verify.network import Graph, Network, Node, dense, forward
from verify.transform import parity_matrix, walsh_hadamard

few = settings(max_examples=12, deadline=None, derandomize=True)
quarters = st.integers(-12, 12).map(lambda n: Fraction(n, 4))
thirds = st.fractions(-3, 3, max_denominator=7)


class Disagreement(AssertionError):
    """Two ways to the same thing say different things."""


def agree(**answers):
    """The one answer of all; an Exception that names two which differ."""
    (first, answer), *others = answers.items()
    for name, other in others:
        if other != answer:
            raise Disagreement(f"{first} says {answer}, {name} says {other}")
    return answer


@st.composite
def layers(draw, inputs, outputs, numbers=quarters, names=tuple(FUNCTIONS)):
    def row(size):
        return draw(st.lists(numbers, min_size=size, max_size=size))
    activation = [draw(st.sampled_from(names)) for _ in range(outputs)]
    return dense([row(inputs) for _ in range(outputs)], row(outputs), activation)


@st.composite
def chains(draw, inputs=2, outputs=2, numbers=quarters, names=tuple(FUNCTIONS)):
    sizes = [inputs, *draw(st.lists(st.integers(1, 3), max_size=2)), outputs]
    return Network(tuple(draw(layers(a, b, numbers, names)) for a, b in zip(sizes, sizes[1:])))


@st.composite
def graphs(draw, numbers=quarters):
    """A layer that is used twice, and an edge past it."""
    shared, last = draw(layers(2, 2, numbers)), draw(layers(4, 2, numbers))
    return Graph(2, (("shared", shared), ("last", last)),
                 (Node("b", "shared", ("a",)), Node("a", "shared", ("x",)),
                  Node("y", "last", ("x", "b"))), ("y", "a"))


def exact(network, points):
    """The outputs at all points, by every exact arithmetic."""
    context = z3.Context()
    x = [z3.Real(f"x{n}", context) for n in range(network.inputs)]
    terms = forward(network, x, smt.Z3)

    def by_z3(point):
        given_numbers = [(v, smt.exact(n, context)) for v, n in zip(x, point)]
        return [z3.simplify(z3.substitute(t, *given_numbers)).as_fraction() for t in terms]

    def by_sympy(point):
        values = forward(network, [sympy.Rational(n.numerator, n.denominator) for n in point],
                         symbols.SYMPY)
        return [Fraction(int(v.p), int(v.q)) for v in values]

    array = ExactArray.of([list(p) for p in points])
    return {
        "fractions": [list(forward(network, p)) for p in points],
        "arrays": forward(network, array, integers.INTEGERS).to_fractions(),
        "python": forward(network, array.as_objects(), integers.INTEGERS).to_fractions(),
        "sympy": [by_sympy(p) for p in points], "z3": [by_z3(p) for p in points]}


points_of = st.lists(st.tuples(quarters, quarters), min_size=1, max_size=4)


@few
@given(st.one_of(chains(), graphs()), points_of)
def test_the_arithmetics_agree_and_torch_where_nothing_is_rounded(network, points):
    found = agree(**exact(network, points))
    floats = torch.tensor([[float(v) for v in p] for p in points], dtype=torch.float64)
    by_torch = forward(network, floats, tensors.TORCH).tolist()
    by_module = network.to_torch()(floats).tolist()
    # quarters through three layers of at most 4 inputs: at most 2 * 4 bits behind the point
    agree(fractions=found, torch=[[Fraction(v) for v in row] for row in by_torch],
          module=[[Fraction(v) for v in row] for row in by_module])


@few
@given(chains(numbers=thirds, names=("relu", "identity")),
       st.lists(st.tuples(thirds, thirds), min_size=1, max_size=3))
def test_torch_is_near_where_numbers_are_rounded(network, points):
    """Within a tolerance that is computed, not chosen: continuous units, and sums of the numbers'
    absolute values."""
    found = agree(**exact(network, points))
    floats = torch.tensor([[float(v) for v in p] for p in points], dtype=torch.float64)
    rows = network.to_torch(rounded=True)(floats).tolist()
    for point, exactly, nearly in zip(points, found, rows):
        size = [max([Fraction(1), *map(abs, point)])]
        for layer in network.layers:
            size.append(max(sum(map(abs, row), start=abs(b)) * size[-1] + 1
                            for row, b in zip(layer.weight, layer.bias)))
        allowed = 64 * len(network.layers) * size[-1] / 2**52
        for value, other in zip(exactly, nearly):
            if abs(value - Fraction(other)) > allowed:
                raise Disagreement(f"fractions say {value}, torch says {other}, allowed {allowed}")


@few
@given(chains(inputs=3, outputs=1))
def test_values_on_a_cube_are_those_point_by_point(network):
    for make, low in ((c.Cube, 0), (c.SignCube, 1)):
        values = NetworkValues(network, make(3, "X"))
        whole = values.window([(0, 8)]).to_fractions()
        bits = [tuple(p >> n & 1 for n in range(3)) for p in range(8)]
        places = [tuple(low - 2 * b if low else b for b in point) for point in bits]
        agree(whole=whole, single=[forward(network, p)[0] for p in places])


# ---- methods ------------------------------------------------------------------------------------

x = c.Index("x", c.Interval(-2, 2))
N, M = c.Fn("N", x.over), c.Fn("M", x.over)
one_input = chains(inputs=1, outputs=1)


def fails(relation, model, env):
    return not kernel.replay(kernel.Counterexample(model, env, relation))[0]


@few
@given(one_input, one_input, st.sampled_from([c.Eq, c.Ne, c.Le, c.Lt]))
def test_breakpoints_z3_and_cvc5_agree_on_an_interval(left, right, relation):
    model = Model(values={"N": NetworkValues(left, x.over), "M": NetworkValues(right, x.over)})
    formula = c.ForAll((x,), relation(N(x), M(x)))
    by_pieces, by_z3 = breakpoints.decide(formula, model), solver.decide(formula, model)
    answer = agree(breakpoints=by_pieces.outcome, z3=by_z3.outcome)
    assert answer in ("proved", "refuted")
    opinion = second_opinion.ask(by_z3, formula, model)     # raises, naming both, if they differ
    assert opinion.answer == "agree"
    grid = [Fraction(n, 8) for n in range(-16, 17)]
    broken = [p for p in grid if fails(formula.relation, model, {x: p})]
    if broken:
        agree(grid="refuted", methods=answer)
    for finding in (by_pieces, by_z3):
        if finding.outcome == "refuted":
            assert fails(formula.relation, model, finding.counterexample.env)


@few
@given(one_input, one_input)
def test_equality_on_all_inputs_and_on_an_interval(left, right):
    whole = equivalence.decide(left, right)
    part = equivalence.decide(left, right, [(-2, 2)])
    model = Model(values={"N": NetworkValues(left, x.over), "M": NetworkValues(right, x.over)})
    agree(breakpoints=breakpoints.decide(c.Eq(N(x), M(x)), model).outcome, z3=part.outcome)
    if whole.outcome == "proved":
        agree(whole="proved", part=part.outcome)


@few
@given(chains(inputs=1, outputs=1), st.lists(quarters, min_size=1, max_size=5, unique=True),
       st.sampled_from([c.Eq, c.Ne, c.Le, c.Lt]), quarters)
def test_exhaustive_is_the_replay_at_every_point(network, elements, relation, number):
    over = c.Finite(*(sympy.Rational(v.numerator, v.denominator) for v in elements))
    y = c.Index("y", over)
    value = c.Fn("N", over)(y)
    bound = sympy.Rational(number.numerator, number.denominator)
    model = Model(values={"N": NetworkValues(network, over)})
    formula = c.ForAll((y,), relation(value, bound * y))
    found = exhaustive.decide(formula, model)
    broken = [n for n in range(len(elements)) if fails(formula.relation, model, {y: n})]
    agree(exhaustive=found.outcome, replay="refuted" if broken else "proved")
    if broken:
        agree(exhaustive=found.counterexample.env[y], replay=broken[0])


@few
@given(st.integers(0, 5), st.data())
def test_the_fast_transform_is_its_definition(d, data):
    size = 2**d
    numbers = data.draw(st.lists(st.integers(-2**70, 2**70), min_size=size, max_size=size))
    small = [n % 1000 - 500 for n in numbers]
    for values in (numbers, small):
        fast = walsh_hadamard(ExactArray.of(values).reshape(size, 1)).reshape(-1).to_fractions()
        slow = [sum((-1)**bin(v & p).count("1") * value for p, value in enumerate(values))
                for v in range(size)]
        agree(fast=fast, definition=[Fraction(v) for v in slow])
    matrix = parity_matrix(d, slice(0, size)).numerators
    assert (matrix @ matrix == size * np.eye(size, dtype=np.int64)).all()


# ---- a disagreement ----------------------------------------------------------------------------

def test_a_disagreement_names_both_answers():
    with pytest.raises(Disagreement, match="z3 says proved, cvc5 says refuted"):
        agree(z3="proved", cvc5="refuted")


def test_a_broken_arithmetic_is_noticed(monkeypatch):
    """A step that is 1 at 0, in one arithmetic only."""
    network = Network((dense([[1]], [0], "step"),))
    original = integers.FUNCTIONS["step"]
    monkeypatch.setitem(integers.FUNCTIONS, "step", lambda array: original(array + 1))
    found = exact(network, [(Fraction(0),)])
    with pytest.raises(Disagreement, match="fractions says .*arrays says"):
        agree(**found)


def test_a_broken_method_is_noticed(monkeypatch):
    class Wrong:
        outcome = "proved"
    monkeypatch.setattr(breakpoints, "decide", lambda *question: Wrong)
    different = [Network((dense([[w]], [0]),)) for w in (1, 2)]
    model = Model(values={"N": NetworkValues(different[0], x.over),
                          "M": NetworkValues(different[1], x.over)})
    formula = c.Eq(N(x), M(x))
    with pytest.raises(Disagreement, match="breakpoints says proved, z3 says refuted"):
        agree(breakpoints=breakpoints.decide(formula, model).outcome,
              z3=solver.decide(formula, model).outcome)
