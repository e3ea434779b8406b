"""The sawtooth lower bound: proved at several numbers; what is false about it is not."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from constructions import alternation, sawtooth
from theorems.expressivity import sawtooth_bounds as bounds
from theorems.expressivity.sawtooth_bounds_instance import model, piece_counts
from verify.calculus import Eq, ForAll, Le, Lt
from verify.errors import BadInput
from verify.network import Layer, Network, dense, forward
from verify.runner import check
from verify.statement import At, Induction, Instances

theorem = bounds.theorem
HALF = Fraction(1, 2)


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


@pytest.mark.parametrize("k, m, l", [(9, 3, 2), (3, 2, 2), (4, 1, 1), (6, 3, 3), (5, 2, 4),
                                     (1, 1, 1)])
def test_proved(k, m, l):
    report = check(theorem, {"k": k, "m": m, "l": l})
    assert report.verdict == "proved" and report.applies
    assert all(claim.status == "proved" for claim in report.claims)


def test_errors_are_what_the_network_makes():
    report = check(theorem, {"k": 5, "m": 5, "l": 2})
    network = alternation.error_optimal(32, 5)
    made = sum((forward(network, [Fraction(i, 32)])[0] >= HALF) != i % 2 for i in range(32))
    claim = next(k for k in report.claims if k.name == "the bound is attained")
    assert claim.values["lhs"] == claim.values["rhs"] == str(made) == "13"


@pytest.mark.parametrize("seed", range(4))
def test_any_network_of_the_size(seed):
    network = random_network(random.Random(seed), 3, 3)
    report = check(theorem, {"k": 4, "m": 3, "l": 3}, witness=network)
    assert report.applies
    assert status(report, "errors of a relu network") == "proved"
    assert not [k for k in report.claims if k.status == "refuted"]


def test_a_deep_network_is_right_everywhere():
    report = check(theorem, {"k": 4, "m": 2, "l": 5}, witness=sawtooth.merged(4))
    assert report.applies and report.verdict == "proved"


def test_a_network_that_is_too_deep_is_not_spoken_of():
    report = check(theorem, {"k": 4, "m": 2, "l": 2}, witness=sawtooth.merged(4))
    assert not report.applies and report.verdict == "refuted"
    assert status(report, "at most l layers") == "refuted"
    assert status(report, "errors of a relu network") == "unknown"


def test_a_mutated_witness_makes_more_errors():
    first, last = alternation.error_optimal(64, 4).layers
    row = (-last.weight[0][0], *last.weight[0][1:])
    mutated = Network((first, Layer((row,), last.bias, last.activation)))
    report = check(theorem, {"k": 6, "m": 4, "l": 2}, witness=mutated)
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
    ("the block lemma", {"formula": Le(bounds.n - bounds.s + 1, 2 * bounds.in_blocks)}),
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
    report = check(altered(name, **changes), {"k": 4, "m": 1, "l": 1})
    assert status(report, name) in ("refuted", "unknown")
    assert report.verdict != "proved"


def test_the_induction_needs_its_hypothesis():
    claim = theorem.claim("pieces of i layers")
    without = Induction(bounds.i, base=claim.by.base, step=Instances(
        At("pieces from layer to layer", {bounds.i: bounds.i + 1}),
        products=claim.by.step.products))
    report = check(altered(claim.name, by=without), {"k": 3, "m": 2, "l": 2})
    assert status(report, claim.name) == "unknown"


def test_the_erratum_is_false_for_the_stated_reason():
    report = check(theorem, {"k": 3, "m": 1, "l": 2})
    erratum = next(claim for claim in report.claims if claim.name == "circuits-E7")
    assert erratum.status == "proved" and erratum.values["lhs"] == "2"
    right = model(2, 2, 3, sawtooth.merged(2))
    assert [int(v) for v in right.values["V"].array.to_fractions()] == [0, 1, 0, 1]
    assert Eq(bounds.wrong, 0) == theorem.claim("circuits-E7").formula
