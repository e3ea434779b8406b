"""The sawtooth lower bound: proved at several numbers; what is false about it is not."""

import random
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import pytest

from constructions import alternation, sawtooth
from theorems.expressivity import sawtooth_bounds as bounds
from theorems.expressivity import sawtooth_network as net
from theorems.expressivity.sawtooth_bounds_instance import model, piece_counts
from verify.calculus import Eq, ForAll, Le, Lt, Mod2, SumOver
from verify.errors import BadInput
from verify.instance import facts_of
from verify.methods import exhaustive, symbolic
from verify.model import Table
from verify.network import Layer, Network, dense, forward, preactivations
from verify.runner import check
from verify.statement import At, FalseAt, Induction, Instances, Lemma, Smt

theorem = bounds.theorem
HALF = Fraction(1, 2)


# without what does not depend on the network
brief = replace(theorem, claims=tuple(
    claim for claim in theorem.claims if not isinstance(claim.by, (Lemma, Smt, FalseAt))
    and claim.group not in ("pieces", "one answer", "Telgarsky's constants")))


@lru_cache(maxsize=None)
def reported(k, m, l):
    return check(theorem, {"k": k, "m": m, "l": l})


def status(report, name):
    return next(claim for claim in report.claims if claim.name == name).status


def altered(name, **changes):
    """The theorem with one claim changed, and without the claims after it."""
    place = [claim.name for claim in theorem.claims].index(name)
    changed = replace(theorem.claims[place], role="conclusion", **changes)
    return replace(theorem, claims=(*theorem.claims[:place], changed))


def random_network(generator, m, layers):
    """Small random weights."""
    sizes = [1, *[m] * (layers - 1), 1]
    return Network(tuple(
        dense([[Fraction(generator.randint(-9, 9), 2) for _ in range(before)]
               for _ in range(after)],
              [Fraction(generator.randint(-9, 9), 4) for _ in range(after)],
              "relu" if number < layers - 2 else "identity")
        for number, (before, after) in enumerate(zip(sizes, sizes[1:]))))


slow = pytest.mark.slow


@pytest.mark.parametrize("k, m, l", [(4, 1, 1), (5, 5, 2), pytest.param(6, 3, 3, marks=slow),
                                     pytest.param(9, 3, 2, marks=slow),
                                     pytest.param(3, 2, 2, marks=slow),
                                     pytest.param(5, 2, 4, marks=slow),
                                     pytest.param(1, 1, 1, marks=slow)])
def test_proved(k, m, l):
    report = reported(k, m, l)
    assert report.verdict == "proved" and report.applies
    assert all(claim.status == "proved" for claim in report.claims)


def test_errors_are_what_the_network_makes():
    report = reported(5, 5, 2)
    network = alternation.error_optimal(32, 5)
    made = sum((forward(network, [Fraction(i, 32)])[0] >= HALF) != i % 2 for i in range(32))
    claim = next(k for k in report.claims if k.name == "the bound is attained")
    assert claim.values["lhs"] == claim.values["rhs"] == str(made) == "13"


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=slow) for n in (1, 2, 3))])
def test_any_network_of_the_size(seed):
    network = random_network(random.Random(seed), 3, 3)
    report = check(brief, {"k": 4, "m": 3, "l": 3}, witness=network)
    assert report.applies
    assert status(report, "errors of a relu network") == "proved"
    assert not [k for k in report.claims if k.status == "refuted"]


def test_a_deep_network_is_right_everywhere():
    report = check(brief, {"k": 4, "m": 2, "l": 5}, witness=sawtooth.merged(4))
    assert report.applies and report.verdict == "proved"


def test_a_network_that_is_too_deep_is_not_spoken_of():
    report = check(brief, {"k": 4, "m": 2, "l": 2}, witness=sawtooth.merged(4))
    assert not report.applies and report.verdict == "refuted"
    assert status(report, "at most l layers") == "refuted"
    assert status(report, "errors of a relu network") == "unknown"


def test_a_mutated_witness_makes_more_errors():
    first, last = alternation.error_optimal(64, 4).layers
    row = (-last.weight[0][0], *last.weight[0][1:])
    mutated = Network((first, Layer((row,), last.bias, last.activation)))
    report = check(brief, {"k": 6, "m": 4, "l": 2}, witness=mutated)
    assert report.verdict == "refuted" and report.applies
    assert status(report, "N makes as few errors as m units can") == "refuted"
    assert status(report, "errors of a relu network") == "proved"


def test_other_networks_are_refused():
    with pytest.raises(BadInput, match="relu or identity"):
        check(theorem, {"k": 2, "m": 1, "l": 1}, witness=Network((dense([[1]], [0], "step"),)))
    with pytest.raises(BadInput, match="1 input"):
        check(theorem, {"k": 2, "m": 1, "l": 1}, witness=Network((dense([[1, 1]], [0]),)))


@pytest.mark.parametrize("seed", range(5))
def test_pieces_by_midpoints(seed):
    """On a fine grid, each cut bends the values at two places or one."""
    network = random_network(random.Random(seed), 2, 3)
    values = [forward(network, [Fraction(i, 400)])[0] for i in range(401)]
    bends = [i for i in range(1, 400) if values[i - 1] + values[i + 1] != 2 * values[i]]
    runs = sum(1 for a, b in zip([-9, *bends], bends) if b > a + 1)
    assert runs <= piece_counts(network)[-2] - 1


FALSE = [
    ("the block lemma", {"formula": ForAll((net.x,), Le(
        net.x + 1 - net.S(net.x) + net.differ(net.a(net.x), Mod2(net.x)), 2 * net.E(net.x)))}),
    (net.ONE_CHANGE, {"formula": ForAll((net.y,), Eq(net.ah(net.start(net.y)), net.ah(net.y)))}),
    (net.ALONG, {"formula": ForAll((net.r,), Le(net.S(net.last(net.r)), net.piece(net.r) - 1))}),
    ("intervals of one answer", {"formula": Le(net.S(net.n - 1) + 1, net.P(net.l - 1))}),
    ("bends of a layer", {"formula": ForAll((net.layer,), Le(
        SumOver(net.K(net.layer, net.unit), net.unit), net.before(net.layer)))}),
    ("pieces from layer to layer",
     {"formula": ForAll((net.layer,), Le(net.P(net.layer), net.m * net.P(net.layer - 1)))}),
    ("at most (tm)^l pieces", {"formula": Le(bounds.t * net.P(net.l - 1), net.m**net.l)}),
    ("a block of b points", {"formula": Le(bounds.size, 2 * bounds.in_a_block)}),
    ("a block of b points", {"formula": Le(2 * bounds.in_a_block + 1, bounds.size)}),
    ("errors of a relu network", {"formula": Le(bounds.n, 2 * bounds.wrong + bounds.bound)}),
    ("errors of a relu network",
     {"formula": Le(2 * bounds.wrong + bounds.bound + 1, bounds.n)}),
    ("pieces of i layers",
     {"formula": ForAll((bounds.i,), Lt(bounds.P(bounds.i), (bounds.m + 1)**bounds.i))}),
    ("(m + 1)^(l-1) is at most (2m)^(l-1)",
     {"formula": Le((2 * bounds.m)**(bounds.l - 1), bounds.bound)}),
    ("(m + 1)^(l-1) is at most (2m)^(l-1)",
     {"formula": Lt(bounds.bound, (2 * bounds.m)**(bounds.l - 1))}),
    ("errors at least 7/16",
     {"formula": ForAll((), Le(15 * bounds.n, 32 * bounds.wrong), where=bounds.small_enough)}),
    ("errors at least 7/16", {"formula": Le(7 * bounds.n, 16 * bounds.wrong)}),
    ("1/6 if 8t <= n", {"formula": ForAll((bounds.N_, bounds.q),
                                          Le(bounds.N_, 2 * (bounds.N_ - 4 * bounds.q)),
                                          where=Le(8 * bounds.q, bounds.N_ + 1))}),
    ("a factor is at most t m", {"formula": Lt(bounds.m * (bounds.t - 1) + 1,
                                               bounds.t * bounds.m)}),
]


@pytest.mark.parametrize("name, changes", FALSE)
def test_false_variants(name, changes):
    assert found(name) == "proved" and found(name, **changes) == "unknown"


def test_a_false_variant_is_refuted_in_the_report():
    name, changes = FALSE[0]
    report = check(altered(name, **changes), {"k": 4, "m": 1, "l": 1})
    assert status(report, name) == "refuted" and report.verdict == "refuted"


def found(name, **changes):
    """What the methods say of a claim after a change, for every parameter."""
    claim = replace(theorem.claim(name), **changes)
    return symbolic.decide(claim.formula, claim.by, facts_of(theorem, claim)).outcome


def less(tactic, fact):
    return Instances(*(use for use in tactic.facts if use.fact != fact),
                     integers=tactic.integers, products=tactic.products)


@pytest.mark.parametrize("name, fact", [
    ("the block lemma", "errors up to a point"), ("the block lemma", "changes up to a point"),
    ("a relu at the output changes no answer", "the output unit is affine or a relu"),
    (net.AFFINE, "and at its beginning"), (net.BEHIND, "the grid is in order"),
    (net.ABOVE, net.AFFINE), (net.BELOW, net.BEHIND), (net.ONE_CHANGE, net.ABOVE),
    (net.ONE_CHANGE, net.BELOW), (net.ONE_CHANGE, net.MONOTONE), (net.ROOM, net.ONE_CHANGE),
    (net.ROOM, "where it begins"), (net.FEWER, "a relu at the output changes no answer"),
    (net.FEWER, "changes up to a point"), (net.ALONG, net.FEWER), (net.ALONG, net.ROOM),
    ("intervals of one answer", "the pieces of N"),
    ("pieces from layer to layer", "bends of a layer")])
def test_no_fact_is_superfluous(name, fact):
    tactic = theorem.claim(name).by
    changed = less(tactic, fact) if isinstance(tactic, Instances) else Induction(
        tactic.on, base=less(tactic.base, fact), step=less(tactic.step, fact))
    assert found(name) == "proved" and found(name, by=changed) == "unknown"


@pytest.mark.parametrize("seed", range(3))
def test_the_tables_are_what_the_network_does(seed):
    """The grid, against the network itself at other places; bends, against signs at midpoints."""
    network = random_network(random.Random(seed), 3, 3)
    built = model(3, 3, 3, network)
    table = {name: value.array.to_fractions() for name, value in built.values.items()}

    def read(place):
        return preactivations(network, [place])[-1][0]

    for one, other, p in zip(table["pos"], table["pos"][1:], table["piece"][1:]):
        for part in (Fraction(1, 3), Fraction(4, 5)):
            place = one + part * (other - one)
            assert read(place) == table["slope"][int(p) - 1] * place + table["offset"][int(p) - 1]
    assert table["piece"][-1] == built.sizes["c"] == piece_counts(network)[2]
    fine = [Fraction(2 * i + 1, 4001) for i in range(2000)]
    signs = [[value > 0 for value in preactivations(network, [place])[0]] for place in fine]
    first = [sum(a != b for a, b in zip(column, column[1:])) for column in zip(*signs)]
    assert table["K"][0] == first


@pytest.mark.parametrize("layers", [1, 2, 4])
def test_a_relu_at_the_output_is_spoken_of(layers):
    """Also where the network is shallower than it may be."""
    hidden = dense([[2], [-3]], [Fraction(-1, 2), 1], "relu")
    network = Network((dense([[3]], [-1], "relu"),) if layers == 1 else
                      (hidden, dense([[1, 2]], [Fraction(-1, 3)], "relu")))
    built = model(3, 2, layers, network)
    assert built.sizes["bent"] == 1
    assert {exhaustive.decide(claim.formula, built).outcome for claim in net.NETWORK} == {"proved"}
    linear = replace(built, sizes={**built.sizes, "bent": 0})
    false = [claim.name for claim in net.NETWORK
             if exhaustive.decide(claim.formula, linear).outcome == "refuted"]
    assert false in (["N at the others"], ["N at the first point"],
                     ["N at the first point", "N at the others"])


@pytest.mark.parametrize("name", ["a", "E", "S", "h", "ah", "last", "piece", "start", "new", "cut",
                                  "slope", "offset", "pos", "P", "before", "K", "V"])
def test_a_changed_table_fails_an_assumption(name):
    built = model(4, 3, 2, alternation.error_optimal(16, 3))
    array = built.values[name].array.to_fractions()
    if name == "K":
        array = [[value + 9 for value in row] for row in array]
    elif name == "pos":
        array[2] = array[1] - 1
    else:
        array[1] += 1 if name not in ("new", "cut", "a", "ah") else 1 - 2 * array[1]
    changed = replace(built, values={**built.values, name: Table.of(array)})
    outcomes = {}
    for which, instance in (("right", built), ("changed", changed)):
        outcomes[which] = {exhaustive.decide(claim.formula, instance).outcome
                           for claim in net.NETWORK}
    assert outcomes["right"] == {"proved"} and "refuted" in outcomes["changed"]


def test_the_induction_needs_its_hypothesis():
    claim = theorem.claim("pieces of i layers")
    without = Induction(bounds.i, base=claim.by.base, step=Instances(
        At("pieces from layer to layer", {net.layer: bounds.i + 1}),
        products=claim.by.step.products))
    assert found(claim.name, by=without) == "unknown"


def test_the_erratum_is_false_for_the_stated_reason():
    report = reported(4, 1, 1)
    erratum = next(claim for claim in report.claims if claim.name == "circuits-E7")
    assert erratum.status == "proved" and erratum.values["lhs"] == "2"
    right = model(2, 2, 3, sawtooth.merged(2))
    assert [int(v) for v in right.values["V"].array.to_fractions()] == [0, 1, 0, 1]
    assert Eq(bounds.wrong, 0) == theorem.claim("circuits-E7").formula
