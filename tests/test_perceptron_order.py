"""Orders of Boolean functions: certificates, all tables of few bits, and what is false."""

from dataclasses import replace
from functools import lru_cache
from itertools import product

import numpy as np
import pytest

from constructions import perceptron_orders as builders
from theorems.expressivity import perceptron_order as page, perceptron_order_instance as at
from verify.calculus import Eq, Le, Lt
from verify.errors import BadInput
from verify.instance import facts_of
from verify.methods import symbolic
from verify.model import Table
from verify.runner import check
from verify.statement import At, Exhaustive, FalseAt, Instances

theorem = page.theorem
# what is decided at the instance: the proofs for every n do not depend on it
AT_INSTANCE = tuple(claim for claim in theorem.claims
                    if isinstance(claim.by, (Exhaustive, FalseAt)))
CONCLUSIONS = ("no lower degree for c", "no lower degree for -c",
               "every other function has a lower degree")


def here():
    """The theorem with one conclusion, and all that is judged at the instance."""
    conclusion = replace(theorem.claim(CONCLUSIONS[0]), by=Exhaustive(), using=())
    return replace(theorem, claims=(*AT_INSTANCE, conclusion))


def claim_of(report, name):
    return next(claim for claim in report.claims if claim.name == name)


def given(n=3, table="", bits=1):
    return {"n": n, "table": table, "bits": bits}


def with_changes(numbers=(), **tables):
    """The theorem with an instance whose tables or numbers are changed."""
    def instance(numbers_given, network):
        model = at.instance(numbers_given, network)
        return replace(model, values={**model.values, **tables},
                       numbers={**model.numbers, **dict(numbers)})
    return replace(here(), instance=instance)


@lru_cache(maxsize=None)
def oracle(table):
    """The order by another solver: the least degree for which z3 finds real weights."""
    import z3
    n = len(table).bit_length() - 1
    for degree in range(n + 1):
        weights = {v: z3.Real(f"w{v}") for v in range(2**n) if v.bit_count() <= degree}
        solver = z3.Solver()
        for x, digit in enumerate(table):
            value = z3.Sum([w for v, w in weights.items() if v & x == v])
            solver.add(value >= 1 if digit == "1" else value <= -1)
        if solver.check() == z3.sat:
            return degree
    raise AssertionError("no degree")


@pytest.mark.parametrize("n", [1, 2, 8])
def test_parity(n):
    report = check(theorem, given(n))
    assert report.verdict == "proved"
    assert report.counts["proved"] == len(report.claims)
    assert report.quantities["order"] == str(n)
    for name in CONCLUSIONS:
        assert claim_of(report, name).scope.startswith("every")


@pytest.mark.parametrize("table", ["01", "11", "00010111",
                                   "0110100110010111", "00010111011111110001011101111111"])
def test_tables(table):
    report = check(here(), given(table=table))
    assert report.verdict == "proved"
    assert report.quantities["order"] == str(oracle(table))


def test_every_order_of_two_bits_and_some_of_more_against_z3():
    tables = ["".join(digits) for digits in product("01", repeat=4)]
    generator = np.random.default_rng(1)
    tables += ["".join(map(str, generator.integers(2, size=size))) for size in [8] * 20 + [16] * 10]
    for table in tables:
        assert builders.order(at.read(table)).order == oracle(table), table


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_certificates_of_all_functions(n):
    signs, orders, weights, multipliers = builders.all_orders(n)
    assert np.bincount(orders).tolist() == list(at.HISTOGRAM[n])
    full = [f for f in range(len(orders)) if orders[f] == n]
    parity = sum(1 << x for x in range(2**n) if x.bit_count() % 2)
    if n > 1:
        assert set(full) == {parity, 2**2**n - 1 - parity}
    for f in range(len(orders)):
        for x in range(2**n):
            value = sum(int(w) for v, w in enumerate(weights[f]) if v & x == v)
            assert value * signs[f][x] > 0
        assert all(not w for v, w in enumerate(weights[f]) if v.bit_count() > orders[f])
        assert (multipliers[f] >= 0).all() and multipliers[f].any()
        for v in range(2**n):
            if v.bit_count() < orders[f]:
                assert sum(multipliers[f][x] * signs[f][x] for x in range(2**n)
                           if v & x == v) == 0


def test_the_histogram_up_to_four_bits():
    report = check(here(), given(4, bits=4))
    assert report.verdict == "proved"
    assert report.quantities["4 bits: functions of order 0, 1, ..."] == "2, 1880, 55692, 7960, 2"
    # constants and threshold functions together: 4, 14, 104, 1882
    assert [sum(at.HISTOGRAM[n][:2]) for n in range(1, 5)] == [4, 14, 104, 1882]


@pytest.mark.parametrize("change, name", [
    ({"w": Table.of([0, 1, 1, -1])}, "weights of degree k"),
    ({"l": Table.of([1, 1, 1, 2])}, "against every degree below k"),
    ({"l": Table.of([0, 0, 0, 0])}, "multipliers, not all 0"),
    ({"l": Table.of([-1, -1, -1, -1])}, "multipliers, not negative"),
    ({"numbers": (("k", 1),)}, "of no higher degree"),
    ({"numbers": (("k", 3),)}, "against every degree below k")])
def test_a_changed_certificate_is_refuted(change, name):
    report = check(with_changes(**change), given(2))
    assert claim_of(report, name).status == "refuted"
    assert report.verdict == "refuted"


def test_an_order_that_is_wrong_in_the_histogram_is_refuted():
    orders = builders.all_orders(2)[1].copy()
    orders[8] = 2                         # and
    report = check(with_changes(O2=Table.of(orders)), given(2, bits=2))
    assert claim_of(report, "2 bits: against every degree below k").status == "refuted"
    assert claim_of(report, "2 bits: how many have order k").status == "refuted"


def test_a_polynomial_of_degree_n_is_no_instance():
    full = builders.coefficients(at.top_signs(2))
    changed = with_changes(a=Table.of(full), numbers=(("t", 1), ("u", -1)))
    report = check(changed, given(2))
    assert (report.verdict, report.applies) == ("refuted", False)
    assert claim_of(report, "p has degree less than n").status == "refuted"
    assert claim_of(report, CONCLUSIONS[0]).status == "unknown"


def test_a_margin_is_needed():
    report = check(with_changes(numbers=(("t", 1),)), given(2))
    assert claim_of(report, "p has margin t on parity").status == "refuted"


def decided(name, tactic=None, formula=None, without=()):
    claim = theorem.claim(name)
    facts = {k: f for k, f in facts_of(theorem, claim).items() if k not in without}
    return symbolic.decide(formula or claim.formula, tactic or claim.by, facts, {}).outcome


def test_the_proof_needs_what_it_uses():
    assert decided("each term is at most 0") == "proved"
    tactic = Instances(*(use for use in theorem.claim("each term is at most 0").by.facts
                         if use.fact != "p has degree less than n"))
    assert decided("each term is at most 0", tactic) == "unknown"
    assert decided("c is a sign", Instances(At("c squared")), without=("the signs of parity",)) \
        == "unknown"
    assert decided("parity and a monomial", without=("the signs of parity",)) == "unknown"


@pytest.mark.parametrize("name, formula", [
    ("no lower degree for c", Le(page.t, -1)), ("no lower degree for c", Lt(page.t, 0)),
    ("the expectation factorises", Eq(theorem.claim("the expectation factorises").formula.lhs, 0)),
    ("a margin of 2", replace(theorem.claim("a margin of 2").formula, where=None)),
    ("every other function has a lower degree", replace(
        theorem.claim("every other function has a lower degree").formula, where=Eq(
            page.F(page.z) * page.c(page.z), -1)))])
def test_false_variants_are_not_proved(name, formula):
    assert decided(name) == "proved"
    assert decided(name, formula=formula) == "unknown"


@pytest.mark.parametrize("name", ["degree n is enough", "the complement is an exception too",
                                  "degree k is not ruled out"])
def test_necessity(name):
    claim = claim_of(check(here(), given(2)), name)
    assert claim.status == "proved" and claim.counterexample is not None


@pytest.mark.parametrize("table", ["0", "011", "01100", "01a1", "2222", "0" * 128])
def test_bad_tables(table):
    with pytest.raises(BadInput, match="--table"):
        check(theorem, given(table=table))


def test_signs_must_be_a_power_of_two():
    with pytest.raises(ValueError):
        builders.order((1, -1, 1))
