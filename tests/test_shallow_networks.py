"""Networks from truth tables and the number of neurons they need: oracles, and false variants."""

from dataclasses import replace
from fractions import Fraction

import pytest

from constructions import truth_tables as builders
from theorems.expressivity import shallow_lower_bound as bound, shallow_networks as page
from theorems.expressivity import shallow_networks_instance as at
from verify.arithmetic.integers import INTEGERS
from verify.calculus import ForAll, Le, Lt
from verify.cube import bits, cube
from verify.errors import BadInput
from verify.instance import facts_of, false_at
from verify.layer import Layer, dense
from verify.methods import exhaustive, symbolic
from verify.network import Network, forward
from verify.runner import check
from verify.statement import HYPOTHESIS, Instances, Slack

theorem = page.theorem
GIVEN = {"n": 4, "table": None, "seed": 1}
LOWER = "s > sqrt(2^d/d)"


def claim_of(report, name):
    return next(claim for claim in report.claims if claim.name == name)


def decided(name, model, formula=None):
    return exhaustive.decide(formula or theorem.claim(name).formula, model).outcome


def attempted(name, by=None, formula=None):
    claim = theorem.claim(name)
    return symbolic.decide(formula or claim.formula, by or claim.by,
                           facts_of(theorem, claim)).outcome


def without(by, missing):
    return Instances(*(use for use in by.facts if use.fact != missing), integers=by.integers,
                     products=by.products)


def said(network):
    return "".join(map(str, forward(network, cube(network.inputs), INTEGERS)
                       .reshape(-1).numerators.tolist()))


# ---- builders ----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3])
def test_every_function_of_few_bits(n):
    for number in range(2**2**n):
        table = "".join(str(number >> p & 1) for p in range(2**n))
        assert said(builders.depth_two(table)) == said(builders.depth_three(table)) == table


@pytest.mark.parametrize("n", range(1, 10))
def test_random_functions_and_counts(n):
    a = (n + 1) // 2
    for table in (builders.seeded(n, 5), "0" * 2**n, "1" * 2**n):
        two, three = builders.depth_two(table), builders.depth_three(table)
        assert said(two) == said(three) == table
        assert (two.depth, three.depth) == (2, 3)
        assert n + 2 + two.units == n + 3 + max(1, table.count("1"))
        assert n + 2 + three.units == n + 3 + 2**a + 2**(n - a + 1)
        without_constants = three.units + 1 - 2
        assert without_constants**2 == (9 * 2**n if n % 2 == 0 else 2**(n + 3))


def test_one_graph_for_all_functions():
    """Only the second layer depends on the function, and no bias beyond the inputs is used."""
    one, other = builders.depth_three("0110100110010110"), builders.depth_three("0" * 16)
    assert (one.layers[0], one.layers[2]) == (other.layers[0], other.layers[2])
    assert all(b == 0 for layer in one.layers[1:] for b in layer.bias)


@pytest.mark.parametrize("table", ["", "0", "011", "0120", "01" * 5000])
def test_bad_tables(table):
    with pytest.raises(BadInput):
        builders.depth_two(table)


def test_a_table_of_another_length():
    with pytest.raises(BadInput) as error:
        check(theorem, {**GIVEN, "table": "0110"})
    assert str(error.value) == "the table: expected 2^4 = 16 digits for n = 4, found 4"
    with pytest.raises(BadInput, match="expected digits 0 and 1"):
        check(theorem, {**GIVEN, "table": "011x" * 4})


# ---- the theorem -------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 4, pytest.param(9, marks=pytest.mark.slow),
                               pytest.param(10, marks=pytest.mark.slow)])
def test_proved(n):
    report = check(theorem, {**GIVEN, "n": n})
    assert report.verdict == "proved"
    assert {claim.status for claim in report.claims} == {"proved"}
    assert claim_of(report, LOWER).scope == "every d, s"
    assert claim_of(report, "N computes f").values["checked"] == str(2**n)


def test_a_table_of_the_user():
    given = {"n": 2, "table": "0110", "seed": 0}
    assert at.table(given) == "0110"
    report = check(theorem, given, witness=builders.depth_three("0111"))
    assert claim_of(report, "N computes f").status == "refuted"
    assert claim_of(report, "N2 computes f").status == "proved"
    assert report.verdict == "refuted"


def test_another_weight_is_judged_as_the_inputs_say():
    table = builders.seeded(4, 1)
    network, refuted = builders.depth_three(table), 0
    for layer, unit, column in [(0, 0, 0), (0, 1, 0), (1, 1, 2), (2, 0, 1), (1, 0, 7), (0, 4, 3)]:
        for change in (-1, 3):
            rows = [list(row) for row in network.layers[layer].weight]
            rows[unit][column] += change
            old = network.layers[layer]
            changed = Network((*network.layers[:layer],
                               Layer(tuple(map(tuple, rows)), old.bias, old.activation),
                               *network.layers[layer + 1:]))
            expected = "proved" if said(changed) == table else "refuted"
            refuted += expected == "refuted"
            assert decided("N computes f", at.instance(GIVEN, changed)) == expected
    assert refuted >= 6


def test_a_builder_that_errs_is_refuted_by_the_telescope(monkeypatch):
    right = builders.depth_three

    def wrong(table):
        network = right(table)
        rows = [list(row) for row in network.layers[1].weight]
        rows[1][0] += 1
        layer = Layer(tuple(map(tuple, rows)), network.layers[1].bias, network.layers[1].activation)
        return Network((network.layers[0], layer, network.layers[2]))

    monkeypatch.setattr(builders, "depth_three", wrong)
    assert decided("T goes on", at.instance(GIVEN, right(builders.seeded(4, 1)))) == "refuted"


def test_a_network_with_other_inputs():
    with pytest.raises(BadInput, match="expected 4 inputs and 1 output, found 3 and 1"):
        check(theorem, GIVEN, witness=builders.depth_three("01101001"))


# ---- the lower bound ---------------------------------------------------------------------------


def test_the_count_in_plain_integers():
    """What the conclusion says, against the count itself, for many d."""
    for d in range(14, 29):
        s = at.least(d)
        assert d * s * s > 2**d
        assert (d + 1) * (2 * d * (s - 1) + (s - 1) * s) < 2 * 2**d
    assert 13 * at.least(13)**2 < 2**13


def test_the_answers_are_counted_by_convex_hulls():
    """Three values are linearly separated unless two of each kind have one sum: by all weights."""
    assert at.answers() == (1, 14, 212)
    points = [(x & 1, x >> 1) for x in range(4)]
    total = 0
    for f in range(16):
        answer = [f >> x & 1 for x in range(4)]
        if f in (6, 9):
            continue                          # exclusive or and its complement: no threshold
        affine = all(answer[0] + answer[3] == answer[1] + answer[2] for _ in points)
        total += 14 if affine else 16         # a third coordinate that says nothing new, or does
    assert total == 212


@pytest.mark.parametrize("name, missing", [
    ("bits of s neurons", "one neuron more"), ("with few neurons", "all functions"),
    ("with few neurons", "bits of s neurons"), ("squared", "with few neurons"), (LOWER, "squared"),
    (LOWER, "2^m outgrows m^3"), (LOWER, "a polynomial")])
def test_without_a_fact_there_is_no_proof(name, missing):
    by = theorem.claim(name).by
    less = (replace(by, step=without(by.step, missing)) if hasattr(by, "step")
            else without(by, missing))
    assert attempted(name) == "proved" and attempted(name, less) == "unknown"


def test_stronger_lower_bounds_are_not_proved():
    d, s = bound.d, bound.s
    assert attempted(LOWER, formula=ForAll((), bound.enough)) == "unknown"      # without d >= 14
    assert attempted(LOWER, formula=ForAll((), bound.enough, where=Le(13, d))) == "unknown"
    twice = Lt(2 * 2**d, d * s**2)
    assert attempted(LOWER, formula=ForAll((), twice, where=Le(14, d))) == "unknown"
    less = ForAll((bound.m,), Le(bound.grows, 2**bound.m), where=Le(13, bound.m))
    assert attempted("2^m outgrows m^3", formula=less) == "unknown"
    claim = theorem.claim("14 is needed")
    model = claim.by.model()
    assert all(decided(name, model) == "proved" for name in claim.by.holding)
    assert decided("14 is needed", model) == "refuted"
    assert decided("14 is needed", model, ForAll((), bound.enough, where=Le(14, d))) == "unknown"


def test_chow_in_plain_numbers():
    """All threshold functions of 2 and 3 bits have different parameters, and no other has them."""
    for n in (2, 3):
        thresholds = at.threshold_functions(n)
        parameters = {}
        for f in range(2**2**n):
            ones = [bits(p, n) for p in range(2**n) if f >> p & 1]
            key = (len(ones), *(sum(x[j] for x in ones) for j in range(n)))
            parameters.setdefault(key, []).append(f)
        assert all(len(parameters[key]) == 1 for key in parameters
                   if any(f in thresholds for f in parameters[key]))


def test_chow_needs_its_hypotheses():
    name = "Chow"
    by = theorem.claim(name).by
    assert attempted(name) == "proved"
    assert attempted(name, Slack(by.amounts[0])) == "unknown"
    facts = facts_of(theorem, theorem.claim(name))
    for missing in facts:
        fewer = {fact: formula for fact, formula in facts.items() if fact != missing}
        assert symbolic.decide(theorem.claim(name).formula, by, fewer).outcome == "unknown"


def test_the_telescope_needs_its_facts():
    name = "the sum telescopes"
    by = theorem.claim(name).by
    assert attempted(name) == "proved"
    for missing in ("T goes on", "up to y", HYPOTHESIS):
        assert attempted(name, replace(by, step=without(by.step, missing))) == "unknown"


def test_the_errata_are_about_units():
    assert forward(Network((dense([[1]], [0], "sign"),)), [-1]) == (-1,)
    for name in ("circuits-E3", "circuits-E4"):
        claim = theorem.claim(name)
        assert false_at(claim, claim.by, theorem).outcome == "proved"
    assert at.sigmoid_at_zero().numbers == {"value": Fraction(1, 2)}
