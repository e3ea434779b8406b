"""Proofs from ground instances: what follows is proved, what does not is not."""

from fractions import Fraction
from itertools import product

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from verify import calculus as c
from verify.calculus import (Eq, Floor, Fn, ForAll, Index, Integers, Interval, Iterate, Le, Lt,
                             Mod2, Naturals, Ne, Range, Reals, Relu, Sign, Size)
from verify.errors import Refused
from verify.ground.farkas import contradiction, contradicts
from verify.methods.instances import by_induction, decide
from verify.statement import HYPOTHESIS, At, Induction, Instances

k = sympy.Symbol("k", integer=True, nonnegative=True)
x, y, n = Index("x", Interval(0, 1)), Index("y", Reals), Index("n", Integers)
L = Size("L")
i, m = Index("i", Range(L, "layers")), Index("m", Range(L + 1, "blocks", first=0))


def outcome(formula, tactic=Instances(), facts=()):
    return decide(formula, tactic, dict(facts)).outcome


def induction(formula, on, base, step, facts=(), hypotheses=()):
    return by_induction(formula, Induction(on, base, step), dict(facts), dict(hypotheses)).outcome


@pytest.mark.parametrize("formula", [
    Eq(Relu(x), x), Le(Relu(x - 1), 0), Eq(sympy.Abs(y), sympy.Max(y, -y)),
    Eq(Relu(y) - Relu(-y), y), Le(Floor(y), y), Lt(y, Floor(y) + 1), Eq(Floor(y + n), Floor(y) + n),
    ForAll((n,), Ne(2 * n, 1)), ForAll((n,), Le(n, 0), where=Lt(n, 1)),
    Eq(sympy.Min(2 * x, 2 - 2 * x), 2 * Relu(x) - 4 * Relu(x - sympy.Rational(1, 2)))])
def test_what_is_true_is_proved(formula):
    assert outcome(formula) == "proved"


@pytest.mark.parametrize("formula", [
    Eq(Relu(y), y), Le(Relu(x), sympy.Rational(99, 100)), Lt(Floor(y), y), Le(y, Floor(y)),
    ForAll((y,), Ne(2 * y, 1)), ForAll((y,), Le(y, 0), where=Lt(y, 1)), Ne(2 * n, 2),
    Eq(Floor(2 * y), 2 * Floor(y)), Eq(Mod2(n), 0)])
def test_what_is_false_is_not(formula):
    assert outcome(formula) == "unknown"


def test_equal_arguments_give_equal_values():
    f, g = Fn("f"), Fn("g")
    facts = {"a": ForAll((y,), Eq(f(y), g(y))), "b": Eq(g(2), 5)}
    assert outcome(Eq(f(2), 5), Instances(At("a", {y: 2}), At("b")), facts.items()) == "proved"
    assert outcome(Eq(f(2), 5), Instances(At("a", {y: 3}), At("b")), facts.items()) == "unknown"
    assert outcome(Eq(f(2), 5), Instances(At("b"), At("a", {y: 2})), facts.items()) == "proved"


def test_a_fact_holds_inside_its_set_only():
    f = Fn("f")
    facts = {"inside": ForAll((x,), Eq(f(x), 0))}
    assert outcome(Eq(f(sympy.Rational(1, 2)), 0), Instances(
        At("inside", {x: sympy.Rational(1, 2)})), facts.items()) == "proved"
    assert outcome(Eq(f(2), 0), Instances(At("inside", {x: 2})), facts.items()) == "unknown"


def test_a_condition_must_hold():
    f = Fn("f")
    facts = {"where": ForAll((y,), Eq(f(y), 0), where=Le(1, y))}
    at = Instances(At("where", {y: y}))
    assert outcome(ForAll((y,), Eq(f(y), 0), where=Le(2, y)), at, facts.items()) == "proved"
    assert outcome(ForAll((y,), Eq(f(y), 0), where=Le(0, y)), at, facts.items()) == "unknown"


def test_induction_on_an_index_and_its_failures():
    z, g = Fn("z"), Fn("g")
    facts = {"start": Eq(z(0), 7), "next": ForAll((i,), Eq(z(i), g(z(i - 1)))),
             "fixed": Eq(g(7), 7)}
    claim = ForAll((m,), Eq(z(m), 7))
    step = Instances(At("next", {i: m + 1}), At(HYPOTHESIS), At("fixed"))
    assert induction(claim, m, Instances(At("start")), step, facts.items()) == "proved"
    without = Instances(At("next", {i: m + 1}), At("fixed"))
    assert induction(claim, m, Instances(At("start")), without, facts.items()) == "unknown"
    assert induction(claim, m, Instances(), step, facts.items()) == "unknown"
    beyond = Instances(At("next", {i: m + 2}), At(HYPOTHESIS), At("fixed"))
    assert induction(claim, m, Instances(At("start")), beyond, facts.items()) == "unknown"


def test_induction_on_a_symbol():
    triangle = Fn("s")
    facts = {"zero": Eq(triangle(0), 0),
             "add": ForAll((Index("q", Naturals),), Eq(
                 triangle(Index("q", Naturals) + 1),
                 triangle(Index("q", Naturals)) + Index("q", Naturals) + 1))}
    q = Index("q", Naturals)
    claim = Le(k, triangle(k))
    step = Instances(At("add", {q: k}), At(HYPOTHESIS))
    assert induction(claim, k, Instances(At("zero")), step, facts.items()) == "proved"
    false = Le(k + 1, triangle(k))
    assert induction(false, k, Instances(At("zero")), step, facts.items()) == "unknown"


def test_an_assumption_about_the_symbol_of_the_induction_is_refused():
    a = Fn("a")
    with pytest.raises(Refused, match="speaks of k"):
        induction(Eq(a(k), 0), k, Instances(), Instances(At(HYPOTHESIS)),
                  {"now": Eq(a(k), 0)}.items(), {"now": Eq(a(k), 0)}.items())


def test_the_hypothesis_is_about_the_number_before():
    z = Fn("z")
    with pytest.raises(Refused, match="number before"):
        induction(ForAll((m,), Eq(z(m), 0)), m, Instances(At("start")),
                  Instances(At(HYPOTHESIS, {m: m + 1})), {"start": Eq(z(0), 0)}.items())


def test_an_iterated_function_is_unfolded_from_its_start():
    f = Fn("f", definition=lambda z: 2 * z)
    assert outcome(Eq(Iterate(f, k + 1, y), Iterate(f, k, 2 * y))) == "proved"
    assert outcome(Eq(Iterate(f, k + 1, y), Iterate(f, k, y))) == "unknown"


@pytest.mark.parametrize("rows, false", [
    ([({"x": 1, (): 1}, False), ({"x": -1}, False)], True),
    ([({"x": 1}, True), ({"x": -1}, False)], True),
    ([({"x": 1}, False), ({"x": -1}, False)], False),
    ([({(): 1}, False)], True), ([({(): 0}, True)], True), ([({}, False)], False)])
def test_farkas_on_small_systems(rows, false):
    exact = [({t: Fraction(v) for t, v in row.items()}, strict) for row, strict in rows]
    assert (contradiction(exact) is not None) == false


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(st.integers(-2, 2), min_size=3, max_size=3), st.booleans()),
                min_size=1, max_size=5))
def test_farkas_never_contradicts_a_system_with_a_point(system):
    rows = [({"x": Fraction(a), "y": Fraction(b), (): Fraction(d)}, strict)
            for (a, b, d), strict in system]
    points = [Fraction(p, 2) for p in range(-8, 9)]
    solvable = any(all(a * p + b * q + d < 0 or (not strict and a * p + b * q + d == 0)
                       for (a, b, d), strict in system) for p, q in product(points, points))
    found = contradiction(rows)
    assert not (solvable and found is not None)
    assert found is None or contradicts(rows, found)
    if found is not None:
        assert not contradicts(rows, tuple(-v for v in found))


@settings(max_examples=40, deadline=None)
@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(1, 3), st.integers(-3, 3))
def test_affine_hinges_agree_with_evaluation(a, b, scale, shift):
    """relu(a x + b) <= scale x + shift on [0, 1]: proved only where it holds at every kink."""
    formula = ForAll((x,), Le(Relu(a * x + b), scale * x + shift))
    kinks = [Fraction(0), Fraction(1)] + ([Fraction(-b, a)] if a else [])
    true = all(max(Fraction(0), a * p + b) <= scale * p + shift for p in kinks if 0 <= p <= 1)
    assert (outcome(formula) == "proved") == true


def test_signs_of_neighbours_differ():
    p = Index("p", Range(L, "pieces"))
    assert outcome(ForAll((p,), Ne(Sign(p), Sign(p + 1))),
                   Instances(integers=(Mod2(p), Mod2(p + 1)))) == "proved"
    assert outcome(ForAll((p,), Ne(Sign(p), Sign(p + 2))),
                   Instances(integers=(Mod2(p), Mod2(p + 2)))) == "unknown"


def test_a_function_into_a_set_takes_its_values_there():
    w = Fn("w", i.over, into=i.over)
    plain = Fn("w2", i.over)
    assert outcome(ForAll((i,), Le(1, w(i)))) == "proved"
    assert outcome(ForAll((i,), Le(1, plain(i)))) == "unknown"
    with pytest.raises(ValueError, match="into"):
        c.Fn("v", into=Reals)
