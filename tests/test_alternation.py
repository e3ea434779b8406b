"""Alternating labels: optima computed twice, networks that attain them, and z3 on the others."""

import itertools
from fractions import Fraction

import pytest
import z3

from constructions import alternation, sawtooth
from constructions.alternation_bounds import (
    brute_force_errors, fewest_units, least_error, least_errors, no_errors, piece_bound,
    realisable, relu_intervals, shallow_intervals)
from verify.network import Layer, Network, dense, forward

HALF = Fraction(1, 2)


def errors(network, n):
    return sum((forward(network, [Fraction(i, n)])[0] >= HALF) != i % 2 for i in range(n))


def formula(n, intervals):
    return max(0, -((intervals - n) // 2))


@pytest.mark.parametrize("n", range(26))
def test_dynamic_program_and_formula(n):
    for intervals in range(1, n + 3):
        assert least_errors(n, intervals) == formula(n, intervals)


@pytest.mark.parametrize("n", range(11))
def test_dynamic_program_and_all_answers(n):
    for intervals in range(1, n + 3):
        assert least_errors(n, intervals) == brute_force_errors(n, intervals)


def test_pieces():
    for t, m, layers in itertools.product(range(1, 5), range(1, 5), range(1, 6)):
        assert piece_bound(t, m, layers) <= t**layers * m**(layers - 1) <= (t * m)**layers
    assert [piece_bound(2, m, 2) for m in (1, 2, 3)] == [4, 6, 8]
    assert [relu_intervals(m, 3) for m in (1, 2, 3)] == [5, 10, 17]


def test_least_error_against_the_constants_of_the_theorem():
    """2^k points and (2m)^l <= 2^(k-3): at least 7/16 is wrong, and so much is possible."""
    found = [least_error(2**k, m, layers) for k in range(4, 13) for m in range(1, 40)
             for layers in range(1, 13) if (2 * m)**layers <= 2**(k - 3)]
    assert len(found) > 100 and min(found) == Fraction(7, 16)
    assert max(m for m in range(1, 1024) if least_error(1024, m, 2) >= Fraction(1, 6)) == 681
    assert least_error(2**6, 2, 7) == 0 == errors(sawtooth.merged(6), 2**6)


@pytest.mark.parametrize("n", range(2, 41))
def test_alternating(n):
    network = alternation.alternating(n)
    assert errors(network, n) == 0
    assert network.units == fewest_units(n) == {2: 1, 3: 2, 4: 3}.get(n, n - 2)
    assert network.depth == 2 and network.parameters == 3 * network.units + 1
    if n != 5:
        assert [forward(network, [Fraction(i, n)])[0] for i in range(n)] == \
            [i % 2 for i in range(n)]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 9, 16, 21])
def test_error_optimal(n):
    for units in range(1, n + 2):
        network = alternation.error_optimal(n, units)
        assert network.units == units
        assert errors(network, n) == formula(n, shallow_intervals(units))
        assert Fraction(errors(network, n), n) >= least_error(n, units, 2)


@pytest.mark.parametrize("unit", range(6))
def test_a_mutated_alternating_network_is_wrong(unit):
    hidden, last = alternation.alternating(8).layers
    row = list(last.weight[0])
    row[unit] = -row[unit]
    assert errors(Network((hidden, Layer((tuple(row),), last.bias, last.activation))), 8) > 0
    kept = [i for i in range(6) if i != unit]
    smaller = Network((dense([hidden.weight[i] for i in kept], [hidden.bias[i] for i in kept],
                             "relu"), dense([[last.weight[0][i] for i in kept]], last.bias)))
    assert errors(smaller, 8) > 0


def test_the_net_of_six_units_for_eight_points():
    """Found by hand first: other numbers than alternating(8), the same kinks and size."""
    terms = [(-2, 1, "-1/8"), (2, -1, "1/4"), (-3, -1, "19/48"), (3, 1, "-23/48"),
             (-2, 1, "-5/8"), (2, 1, "-3/4")]
    network = Network((dense([[w] for _, w, _ in terms], [b for *_, b in terms], "relu"),
                       dense([[c for c, *_ in terms]], ["9/8"])))
    assert errors(network, 8) == 0
    ours = alternation.alternating(8)
    for x in (Fraction(j, 96) for j in range(-20, 120)):
        assert forward(ours, [x])[0] - HALF == 8 * (forward(network, [x])[0] - HALF)


@pytest.mark.parametrize("n, units", [(n, units) for n in range(1, 6) for units in range(1, 4)])
def test_z3_agrees_with_the_exact_number_of_units(n, units):
    found = realisable(n, units, z3)
    if units >= fewest_units(n):
        assert found is not None and found.units == units and errors(found, n) == 0
    else:
        assert found is None


@pytest.mark.parametrize("n, units", [(6, 3), (6, 4), (7, 4), (7, 5), (8, 5)])
def test_z3_goes_further_than_it_has_to(n, units):
    found = realisable(n, units, z3)
    assert errors(found, n) == 0 if units == n - 2 else found is None


@pytest.mark.slow
def test_z3_on_nine_points():
    assert realisable(9, 6, z3) is None


@pytest.mark.parametrize("n, units", [(2, 1), (3, 1), (3, 2), (4, 2), (4, 3)])
def test_an_enumeration_of_kinks_agrees_with_z3(n, units):
    """Each unit looks left or right from one of the gaps and counts positively or negatively: then
    the network is linear in its numbers, and only a linear program is left."""
    def possible(units_chosen):
        solver = z3.Solver()
        values = [z3.Real("c")] * n
        for u, (active, sign) in enumerate(units_chosen):
            a, b = z3.Reals(f"a{u} b{u}")
            for i in range(n):
                bend = a * z3.Q(i, n) + b
                solver.add(bend >= 0 if i in active else bend <= 0)
                if i in active:
                    values[i] = values[i] + sign * bend
        for i, value in enumerate(values):
            # A margin of 1 is a matter of scale.
            solver.add(value - z3.Q(1, 2) >= 1 if i % 2 else value - z3.Q(1, 2) <= -1)
        return solver.check() == z3.sat

    sides = [range(gap, n) for gap in range(n)] + [range(gap) for gap in range(1, n)]
    choices = list(itertools.product(sides, (1, -1)))
    answer = any(possible(chosen)
                 for chosen in itertools.combinations_with_replacement(choices, units))
    assert answer == (realisable(n, units, z3) is not None) == (units >= fewest_units(n))


def test_the_solver_s_term_without_a_unit():
    for n, possible in ((1, z3.sat), (2, z3.unsat)):
        solver = z3.Solver()
        solver.add(no_errors(n, 0, z3))
        assert solver.check() == possible


def test_z3_giving_up_is_no_answer():
    with pytest.raises(TimeoutError, match="z3 gives up on n = 8, units = 5"):
        realisable(8, 5, z3, work=1000)


@pytest.mark.parametrize("call, message", [
    (lambda: alternation.alternating(1), "expected n >= 2, found n = 1"),
    (lambda: alternation.error_optimal(3, 0), "expected n >= 1 and units >= 1"),
    (lambda: alternation.full_zigzag(2), "expected 3 <= m <= 200 and layers >= 1, found m = 2"),
    (lambda: least_errors(3, 0), "expected n >= 0 and intervals >= 1"),
    (lambda: brute_force_errors(17, 3), "expected n <= 16, found n = 17"),
    (lambda: piece_bound(0, 1, 1), "expected t, m, layers >= 1"),
    (lambda: relu_intervals(1, 0), "expected m, layers >= 1"),
    (lambda: least_error(0, 1, 1), "expected n >= 1, found n = 0"),
    (lambda: shallow_intervals(-1), "expected units >= 0, found -1"),
    (lambda: fewest_units(0), "expected n >= 1, found n = 0"),
    (lambda: realisable(3, 0, z3), "expected units >= 1, found 0"),
    (lambda: no_errors(0, 1, z3), "expected n >= 1 and units >= 0")])
def test_out_of_range(call, message):
    with pytest.raises(ValueError, match=message):
        call()
