"""Parity by a sawtooth: all inputs, and what is false about it."""

from dataclasses import replace

import pytest

from constructions import parity, sawtooth as builders
from theorems.expressivity import parity_by_sawtooth as page
from verify.calculus import Eq, ForAll, Iterate, Le, Lt, Mod2
from verify.errors import BadInput
from verify.network import Layer, Network, forward
from verify.runner import check
from verify.statement import At, Instances

theorem = page.theorem
CONCLUSION = "f^k of the sum is the parity"
ALL = "N is the parity of all inputs"


def claim_of(report, name):
    return next(claim for claim in report.claims if claim.name == name)


def altered(name, **changes):
    return replace(theorem, claims=tuple(
        replace(claim, **changes) if claim.name == name else claim for claim in theorem.claims))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 8, 9, 12, 16])
def test_proved(n):
    report = check(theorem, {"n": n})
    assert report.verdict == "proved"
    assert claim_of(report, ALL).values["checked"] == str(2**n)
    assert claim_of(report, CONCLUSION).scope == "every k, n"


@pytest.mark.slow
def test_proved_at_twenty_bits():
    assert check(theorem, {"n": 20}).verdict == "proved"


@pytest.mark.parametrize("n", range(1, 8))
def test_against_counting(n):
    network = builders.parity_by_sawtooth(n)
    for number in range(2**n):
        bits = [number >> i & 1 for i in range(n)]
        assert forward(network, bits)[0] == sum(bits) % 2


def test_another_network_that_is_right_has_too_many_units():
    report = check(theorem, {"n": 8}, witness=parity_network(8))
    assert claim_of(report, ALL).status == "proved"
    assert claim_of(report, "at most 2 ceil(log2 n) units").status == "refuted"
    assert report.verdict == "refuted"


def parity_network(n):
    """The zigzag (-1)^s of the sum s, turned into (1 - (-1)^s)/2 and fed with the bits."""
    first, *rest, last = parity.zigzag(n).layers
    (row,), (bias,) = last.weight, last.bias
    return Network((
        Layer(tuple((weight,) * n for (weight,) in first.weight), first.bias, first.activation),
        *rest, Layer((tuple(-v / 2 for v in row),), ((1 - bias) / 2,), last.activation)))


@pytest.mark.parametrize("layer, entry", [(0, 0), (0, 3), (1, 0), (2, 1)])
def test_a_mutated_witness_is_refuted(layer, entry):
    layers = list(builders.parity_by_sawtooth(6).layers)
    old = layers[layer]
    row = list(old.weight[0])
    row[entry] += 1
    layers[layer] = Layer((tuple(row), *old.weight[1:]), old.bias, old.activation)
    report = check(theorem, {"n": 6}, witness=Network(tuple(layers)))
    assert claim_of(report, ALL).status == "refuted" and report.verdict == "refuted"
    assert claim_of(report, CONCLUSION).status == "proved"


def test_a_network_of_other_size_is_refused():
    with pytest.raises(BadInput, match="5 inputs"):
        check(theorem, {"n": 5}, witness=builders.parity_by_sawtooth(4))


@pytest.mark.parametrize("name, formula", [
    (CONCLUSION, Eq(Iterate(page.f, page.k, page.total / 2**page.k), 1 - Mod2(page.total))),
    (CONCLUSION, Eq(Iterate(page.f, page.k, page.total / 2**(page.k + 1)), Mod2(page.total))),
    ("the sum is at most n", Lt(page.total, page.n)),
    ("f^k at every s", ForAll((page.s,), Eq(Iterate(page.f, page.k, page.s / 2**page.k),
                                            Mod2(page.s)), where=Le(page.s, 2**page.k + 1))),
])
def test_false_variants(name, formula):
    by = theorem.claim(name).by
    by = by if isinstance(by, Instances) else Instances()
    report = check(altered(name, formula=formula, by=by), {"n": 5})
    assert claim_of(report, name).status in ("refuted", "unknown")
    assert report.verdict != "proved"


def test_the_sum_must_not_exceed_the_points():
    """Without n <= 2^k the fact is used outside its range."""
    by = theorem.claim(CONCLUSION).by
    short = Instances(*(use for use in by.facts if use.fact != "2^k points are enough"))
    assert At("2^k points are enough") in by.facts
    report = check(altered(CONCLUSION, by=short), {"n": 5})
    assert claim_of(report, CONCLUSION).status == "unknown"
