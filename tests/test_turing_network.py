"""Turing machines as networks: against direct simulation, and what is false about the theorem."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from constructions import machines, turing_network as builders
from theorems.expressivity import turing_network as page, turing_network_instance as instances
from theorems.expressivity import turing_printed, turing_windows as windows
from verify.arithmetic.integers import INTEGERS
from verify.calculus import ForAll, Le, Lt
from verify.cube import cube
from verify.errors import BadInput
from verify.instance import facts_of, false_at
from verify.interchange import load, save
from verify.network import Layer, Network, forward
from verify.methods import exhaustive, symbolic
from verify.runner import check
from verify.statement import HYPOTHESIS, Instances

theorem = page.theorem
GIVEN = {"n": 3, "name": "parity", "machine": None, "time": 0}
MACHINES = tuple(machines.BUILT_IN)
DECIDES = "N decides as the machine does"


def claim_of(report, name):
    return next(claim for claim in report.claims if claim.name == name)


def simulated(machine, n, time):
    return [int(machine.run(word, time)[-1].state in machine.accept)
            for word in instances.words(n)]


def with_weight(network, layer, unit, column, value):
    """The same network with one weight changed in one layer only."""
    old = network.layers[layer]
    rows = [list(row) for row in old.weight]
    rows[unit][column] += value
    new = Layer(tuple(map(tuple, rows)), old.bias, old.activation)
    return Network((*network.layers[:layer], new, *network.layers[layer + 1:]))


@pytest.mark.parametrize("n", [1, 2, pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", MACHINES)
def test_against_simulation(name, n):
    machine = machines.machine(name)
    network = builders.network(name, n)
    said = forward(network, cube(n), INTEGERS).reshape(-1).numerators.tolist()
    assert said == simulated(machine, n, network.depth)
    T, K = network.depth, len(builders.contents(machine))
    assert n + 1 + network.units + 1 == n + 2 + (T - 1) * (T * K + 1) <= K * T**2


@pytest.mark.parametrize("time", [4, 6, 9])
def test_more_time_than_needed(time):
    network = builders.network("increment", 3, time)
    assert network.depth == time
    assert forward(network, cube(3), INTEGERS).reshape(-1).numerators.tolist() == simulated(
        machines.increment(), 3, time)


def test_less_time_than_needed_decides_as_the_machine_is_then():
    machine = machines.beaver()
    for time in range(2, 12):
        network = builders.compiled(machine, 2, time)
        assert forward(network, cube(2), INTEGERS).reshape(-1).numerators.tolist() == simulated(
            machine, 2, time)


def test_one_step_reads_one_bit():
    network = builders.compiled(machines.lookup("01"), 1, 1)
    assert [forward(network, [b])[0] for b in (0, 1)] == [0, 1] and network.depth == 1


@pytest.mark.parametrize("name", ["parity", "anbn"])
def test_signs(name):
    network = builders.network(name, 2, signs=True)
    plain = builders.network(name, 2)
    assert {a for layer in network.layers for a in layer.activation} == {"sign"}
    assert network.units == plain.units
    for point in ((0, 0), (1, 0), (0, 1), (1, 1)):
        assert forward(network, point)[0] == 2 * forward(plain, point)[0] - 1


def test_no_sum_is_zero_and_weights_are_small():
    network = builders.network("palindrome", 2)
    assert {abs(w) for layer in network.layers[1:] for row in layer.weight for w in row} <= {
        0, 1, 2, Fraction(1, 2), Fraction(3, 2)}
    assert all(b == 0 for layer in network.layers[1:] for b in layer.bias)


def test_the_file_can_be_read_back(tmp_path):
    network = builders.network("parity", 1)
    save(network, tmp_path / "parity.json")
    assert load(tmp_path / "parity.json") == network


FILE = str(Path(__file__).parent / "machines" / "divisible.toml")
slow = pytest.mark.slow


@pytest.mark.parametrize("given", [
    {"n": 1}, {"machine": FILE}, pytest.param({"name": "palindrome"}, marks=slow),
    pytest.param({"name": "anbn", "n": 4}, marks=slow), pytest.param({"n": 8}, marks=slow),
    pytest.param({"name": "increment"}, marks=slow), pytest.param({"time": 7}, marks=slow),
    pytest.param({"name": "beaver"}, marks=slow)])
def test_proved(given):
    report = check(theorem, {**GIVEN, **given})
    assert report.verdict == "proved"
    assert {claim.status for claim in report.claims} == {"proved"}
    assert claim_of(report, "every block is right").scope == "every n, T"
    assert claim_of(report, "at most K T^2 vertices").scope == "every K, n, T"


@pytest.mark.parametrize("name", MACHINES)
def test_assumptions_and_constructions_hold(name):
    model = instances.instance({**GIVEN, "name": name, "n": 2}, None)
    for claim in theorem.claims:
        if claim.role in ("assumption", "construction"):
            assert exhaustive.decide(claim.formula, model).outcome == "proved", claim.name


def test_counts():
    model = instances.instance({**GIVEN, "n": 4}, None)
    assert model.numbers["vertices"] == 310 and model.sizes["K"] == 15     # the audit's (4, 5)
    assert decided("vertices", model) == decided("T layers", model) == "proved"


def decided(name, model):
    """The outcome of one claim at an instance, without any proof."""
    return exhaustive.decide(theorem.claim(name).formula, model).outcome


def test_another_weight_is_refuted():
    machine, n, time = machines.parity(), 2, 4
    network = builders.compiled(machine, n, time)
    for layer, unit, column, value in ((1, 0, 3, 1), (2, 7, 16, -1), (1, 20, 60, 2)):
        model = instances.model(machine, n, time,
                                with_weight(network, layer, unit, column, value))
        constant = column == network.layers[1].inputs - 1
        claim = "and these thresholds" if constant else "the layers between have these weights"
        assert decided(claim, model) == "refuted"


def test_a_network_that_decides_something_else_is_refuted():
    network = builders.compiled(machines.parity(), 2, 3)
    last = network.layers[-1]
    flipped = Layer(tuple(tuple(-w for w in row) for row in last.weight), last.bias,
                    last.activation)
    report = check(theorem, {**GIVEN, "n": 2}, witness=Network((*network.layers[:-1], flipped)))
    assert claim_of(report, DECIDES).status == "refuted"
    assert report.verdict == "refuted" and not report.applies


def test_another_machines_network_is_refuted():
    parity = machines.parity()
    other = replace(parity, name="other", start="odd")
    model = instances.model(parity, 2, 6, builders.compiled(other, 2, 6))
    assert decided(DECIDES, model) == "refuted"
    assert decided("every layer does the same to three blocks", model) == "refuted"
    assert decided("the layers between have these weights", model) == "proved"
    changed = replace(parity, table={**parity.table, ("even", "1"): ("even", "_", 1)})
    model = instances.model(parity, 2, 6, builders.compiled(changed, 2, 6))
    assert decided(DECIDES, model) == "refuted"
    assert decided("the layers between have these weights", model) == "refuted"


@pytest.mark.parametrize("wrong", [0, 3, 8, 14])
def test_a_builder_that_errs_is_refuted_by_the_windows(monkeypatch, wrong):
    """One unit of each cell is another one of its units."""
    right = builders.cell_rows

    def rows(machine, cell, time):
        made = right(machine, cell, time)
        return [made[(wrong + 1) % len(made)] if k == wrong else row
                for k, row in enumerate(made)]

    monkeypatch.setattr(builders, "cell_rows", rows)
    model = instances.instance({**GIVEN, "n": 2}, None)
    assert decided("the windows of the machine", model) == "refuted"


def test_windows_are_what_the_weights_say():
    """The table by the simulator against the weights by the machine's rows, in plain integers."""
    machine = machines.palindrome()
    weights, table = windows.formula(machine), windows.windows(machine)
    here = builders.contents(machine)
    heads = [0, *(int(bool(q)) for q, _ in here)]
    for l, c, r in [(l, c, r) for l in (0, 4, 20, 26) for c in range(1, 28) for r in (0, 7, 25)]:
        if heads[l] + heads[c] + heads[r] <= 1:
            fired = [unit + 1 for unit in range(len(here)) if 2 * (
                weights["left"][unit][l] + weights["here"][unit][c] + weights["right"][unit][r]
                + (weights["edge"][unit][c] if l == 0 else 0)) > weights["theta"][unit]]
            assert fired == [table[l, c, r]]


@pytest.mark.parametrize("network", [
    builders.compiled(machines.parity(), 2, 4), builders.compiled(machines.increment(), 2, 3)])
def test_a_network_of_another_shape(network):
    with pytest.raises(BadInput, match="the network: expected layers of"):
        check(theorem, {**GIVEN, "n": 2}, witness=network)


def attempted(name, by, formula=None):
    claim = theorem.claim(name)
    return symbolic.decide(formula or claim.formula, by, facts_of(theorem, claim)).outcome


def without(by, missing):
    return Instances(*(use for use in by.facts if use.fact != missing), integers=by.integers,
                     products=by.products)


@pytest.mark.parametrize("missing", ["every block is right", "a unit is an entry of its block",
                                     "the block of a content"])
def test_without_a_fact_there_is_no_proof(missing):
    by = theorem.claim("every unit is right").by
    assert attempted("every unit is right", by) == "proved"
    assert attempted("every unit is right", without(by, missing)) == "unknown"


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["the windows of the machine", "there is one head",
                                     "left of the tape", HYPOTHESIS])
def test_without_the_windows_there_is_no_proof(missing):
    by = theorem.claim("every block is right").by
    assert attempted("every block is right",
                     replace(by, step=without(by.step, missing))) == "unknown"


def test_the_size_needs_its_assumptions():
    name = "at most K T^2 vertices"
    by = theorem.claim(name).by
    assert attempted(name, by) == "proved"
    assert attempted(name, without(by, "T is at least n")) == "unknown"
    assert attempted(name, without(by, "a machine has 3 contents or more")) == "unknown"
    assert attempted(name, by, Le(page.size, page.K * page.T**2 - page.K * page.T)) == "unknown"


def test_false_variants_of_the_errata():
    erratum = theorem.claim("circuits-E2")
    right = replace(erratum, formula=ForAll((), Le(
        page.n, turing_printed.C0 * page.T**2 + turing_printed.B0)))
    assert false_at(erratum, erratum.by, theorem).outcome == "proved"
    assert false_at(right, erratum.by, theorem).outcome == "unknown"        # it holds there
    pair = turing_printed.pair
    m, c, b = turing_printed.mm(pair) - 1, turing_printed.cc(pair), turing_printed.bb(pair)
    earlier = ForAll((pair,), Lt(turing_printed.exponent(m, c * m**2 + b - m - 1), 2**m))
    assert exhaustive.decide(earlier, instances.smallest()).outcome == "refuted"


def test_the_printed_theorem_against_brute_force():
    assert turing_printed.lookup_runs().sum() == 128 * 8       # half of all digits are 1
    for c, b, n in zip(*turing_printed.too_small()):
        for m in range(max(1, n - 1), n + 1):
            s = c * m * m + b - m - 1
            few = (m + 1) * (m * max(s, 0) + max(s, 0) * (max(s, 0) + 1) // 2) < 2**m
            assert few == (m == n)


def test_every_constant_is_refuted():
    for c, b in ((1, 1), (2, 1), (1, 5), (7, 3)):
        for n in range(4 * (c + b)**2 + 30, 4 * (c + b)**2 + 60):
            assert turing_printed.bits_of(n, c * n * n + b - n - 1) < 2**n
    name = "every c and b are refuted"
    by = theorem.claim(name).by
    assert attempted(name, by) == "proved"
    for missing in ("2^m outgrows m^6", "their functions"):
        assert attempted(name, without(by, missing)) == "unknown"
    c, b, n = turing_printed.c, turing_printed.b, page.n
    always = ForAll((), Lt(turing_printed.exponent(n, c * n**2 + b - n - 1), 2**n))
    assert attempted(name, by, always) == "unknown"
    smaller = ForAll((turing_printed.m,), Le(turing_printed.m**6, 2**turing_printed.m),
                     where=Le(29, turing_printed.m))
    assert attempted("2^m outgrows m^6", theorem.claim("2^m outgrows m^6").by, smaller) == "unknown"


@pytest.mark.parametrize("given, words", [
    ({"time": 2}, "machine parity: expected a halt within 2 steps on the input 000, found state "
                  "even at cell 2 after step 2"),
    ({"time": 1}, "--time: expected 0, or at least 2 steps, found 1"),
    ({"n": 4, "name": "anbn", "time": 12}, "after step 12"),
    ({"n": 9, "name": "beaver"}, "expected at most")])
def test_bad_numbers(given, words):
    with pytest.raises(BadInput) as error:
        check(theorem, {**GIVEN, **given})
    assert words in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("numbers", [(0, 0), (3, 2), (15, 0), (2, 5000)])
def test_bad_builds(numbers):
    with pytest.raises(BadInput):
        builders.network("parity", *numbers)
