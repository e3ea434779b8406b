"""Parity in constant depth: proved as stated; mutated terms and circuits are refuted."""

import dataclasses
from fractions import Fraction
from itertools import combinations, product

import pytest

from constructions import constant_depth as build
from constructions import few_bits_cnf as few
from constructions.depth_three import bits, describes
from theorems.expressivity import constant_depth_parity_instance as at
from theorems.expressivity.constant_depth_parity import theorem
from verify.calculus import Eq, ForAll, Index, Le
from verify.circuits.circuit import circuit, truth_tables, value
from verify.circuits.equivalence import satisfy
from verify.circuits.gate import logic
from verify.errors import BadInput
from verify.methods import exhaustive, sat
from verify.runner import check
from verify.statement import At, Instances

pytest.importorskip("pysat")
GIVEN = {"n": 4, "depth": 3, "bits": 3}


def with_claims(*keep):
    return dataclasses.replace(theorem, claims=tuple(
        c for c in theorem.claims if c.role == "assumption" or c.name in keep))


@pytest.fixture(scope="module")
def report():
    return check(theorem, GIVEN)


def test_everything_is_proved_but_what_is_cited(report):
    assert report.verdict == "proved"
    assert {c.name for c in report.claims if c.status != "proved"} == {"Hastad's bound"}
    claims = {c.name: c for c in report.claims}
    assert claims["at least 2^(n-1) terms"].scope == "every m, n"
    assert claims["at most 2^r gates for each bit"].scope.startswith("every")
    assert claims["3 bits, depth 3: not 2 and, 1 or"].method == "sat"


@pytest.mark.parametrize("n, depth", [(2, 2), (5, 2), (4, 3), (9, 3), (8, 4), (11, 4), (7, 6)])
def test_circuits_against_points_one_by_one(n, depth):
    found = build.parity(n, depth)
    assert build.depth_of(found) <= depth and at.wrong(found) == 0
    r = build.width(n, depth)
    assert build.size(found) <= r**(depth - 1) * 2**r
    for p in range(0, 2**n, 7):
        assert value(found, [p >> i & 1 for i in range(n)]) == (p.bit_count() % 2,)


def test_sizes_of_the_audit():
    assert [build.size(build.parity(n, d)) for n, d in ((4, 3), (9, 3), (8, 4))] == [11, 29, 27]
    assert [build.size(build.parity(n, 2)) for n in range(2, 7)] == [2**(n - 1) + 1
                                                                     for n in range(2, 7)]


def test_a_mutated_circuit_is_refuted():
    found = build.parity(4, 3)
    gates = list(found.gates)
    spot = next(k for k, g in enumerate(gates) if g.kind == "and")
    gates[spot] = logic(gates[spot].name, "or", *gates[spot].reads)
    broken = circuit(4, gates, *found.outputs)
    assert at.wrong(broken) > 0
    report = check(with_claims("C is parity", "C errs nowhere", "its size"), GIVEN, witness=broken)
    assert {c.name for c in report.claims if c.status == "refuted"} == {
        "C is parity", "C errs nowhere"}
    with pytest.raises(BadInput):
        check(with_claims("C is parity"), GIVEN, witness=build.parity(3, 3))


@pytest.mark.parametrize("terms, fails", [
    (build.minterms(3)[:-1], "some term is 1 where parity is"),
    ([*build.minterms(3)[:-1], (1, 1, None)], "a term is 1 only where parity is")])
def test_other_normal_forms_fail_an_assumption(terms, fails):
    model = at.model(3, terms)
    found = {name: exhaustive.decide(theorem.claim(name).formula, model).outcome
             for name in ("a term is 1 only where parity is", "some term is 1 where parity is")}
    assert found[fails] == "refuted"


def test_no_normal_form_of_three_bits_has_three_terms():
    """All sets of terms by enumeration: an oracle without the theorem."""
    odd = sum(1 << p for p in range(8) if p.bit_count() % 2)
    inside = {sum(1 << p for p in range(8) if all(
        t is None or (p >> i & 1) == t for i, t in enumerate(term)))
        for term in product((None, 0, 1), repeat=3)}
    inside = {f for f in inside if not f & ~odd}
    assert not any(a | b | c == odd for a, b, c in combinations(inside, 3))
    assert len(inside) == 4


def test_the_complement():
    model = at.model(4, build.minterms(4, 0), b=1)
    for claim in theorem.claims:
        if claim.name in ("a term is 1 only where parity is", "some term is 1 where parity is",
                          "at least 2^(n-1) terms"):
            assert exhaustive.decide(claim.formula, model).outcome == "proved"


def test_one_term_more_is_not_proved():
    """2^(n-1) + 1 terms are not needed: the same proof does not show it."""
    by = theorem.claim("at least 2^(n-1) terms")
    facts = {name: theorem.claim(name).formula for name in by.using}
    from verify.methods.instances import decide
    relation = by.formula
    assert decide(relation, by.by, facts).outcome == "proved"
    assert decide(Le(relation.lhs + 1, relation.rhs), by.by, facts).outcome != "proved"
    for left_out in by.using:
        rest = Instances(*(At(name) for name in by.using if name != left_out),
                         integers=by.by.integers)
        assert decide(relation, rest, facts).outcome != "proved"


@pytest.mark.parametrize("n, ands, ors", [(2, 2, 0), (3, 4, 0)])
def test_as_many_gates_as_the_least_are_found(n, ands, ors):
    found = describes(n, ands, ors)
    assert satisfy(found).outcome == "sat" and bits(n, ands, ors) == len(found.inputs)
    fn = at.right(n, ands, ors)
    from verify.circuits.values import CircuitValues
    from verify.model import Model
    c = Index("c", fn.sets[0])
    model = Model(values={fn.name: CircuitValues(found)})
    assert sat.decide(ForAll((c,), Eq(fn(c), 0)), model).outcome == "refuted"


def test_five_bits_with_13_gates():
    found = at.five_bits().values["C"].circuit
    assert build.size(found) == 13 and build.depth_of(found) == 3
    assert truth_tables(found) == ("".join(str(p.bit_count() % 2) for p in range(32)),)


def test_depth_three_by_blocks():
    sizes = [3, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 49, 53, 57, 65, 73, 81, 89, 97]
    assert [build.gates_of(build.blocks(n)) for n in range(2, 21)] == sizes    # the audit's
    for n in range(2, 11):
        found = build.depth_three(n)
        assert (build.size(found), at.wrong(found)) == (sizes[n - 2], 0)
        assert build.depth_of(found) <= 3
    assert at.wrong(build.by_blocks((1, 3, 1))) == 0
    with pytest.raises(ValueError):
        build.by_blocks((4,))


def test_thresholds_are_no_and_or_gates():
    claim = next(c for c in theorem.claims if c.name == "circuits-E6 (thresholds)")
    assert exhaustive.decide(claim.formula, claim.by.model()).outcome == "refuted"
    assert at.wrong(claim.by.model().values["C"].circuit) == 0


def test_two_cnfs_and_restrictions():
    assert max(few.isolated(f, 3) for f in few.cnfs(3, 2)) == 2
    assert max(few.isolated(f, 4) for f in few.cnfs(4, 2)) == 4
    assert max(few.isolated(f, 3) for f in few.cnfs(3, 3)) == 4
    most = [max(c) for c in zip(*(few.deep(f, 3, Fraction(1, 10)) for f in few.cnfs(3, 2)))]
    assert most == [Fraction(19, 100), Fraction(7, 250), Fraction(1, 1000)]


@pytest.mark.slow
def test_four_bits_need_nine_gates():
    report = check(theorem, {**GIVEN, "bits": 4})
    assert report.verdict == "proved"
