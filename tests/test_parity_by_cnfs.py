"""An or of k-CNFs that is parity: the bound for every n and k, and what it does not follow from."""

import dataclasses
from itertools import combinations

import pytest

from constructions import few_bits_cnf as few
from theorems.expressivity import constant_depth_parity_cnf_instance as at
from theorems.expressivity.constant_depth_parity_cnf import theorem
from verify.calculus import Le
from verify.instance import facts_of
from verify.methods import exhaustive, symbolic
from verify.model import Table
from verify.runner import check

CONCLUSIONS = ("isolated solutions", "m CNFs", "2^(n/k - 1)")


def decided(name, **changes):
    claim = dataclasses.replace(theorem.claim(name), **changes)
    return symbolic.decide(claim.formula, claim.by, facts_of(theorem, claim), {}).outcome


@pytest.mark.parametrize("name", CONCLUSIONS)
def test_the_conclusions_follow(name):
    assert decided(name) == "proved"


@pytest.mark.parametrize("name", CONCLUSIONS[:2])
def test_a_stronger_bound_does_not(name):
    formula = theorem.claim(name).formula
    assert decided(name, formula=Le(formula.lhs + 1, formula.rhs)) != "proved"


def least_cnfs(n, k):
    """How many k-CNFs are needed, by trying all sets of them: an oracle without the theorem."""
    odd = sum(1 << p for p in range(2**n) if p.bit_count() % 2)
    inside = [f for f in few.cnfs(n, k) if f and not f & ~odd]
    inside = [f for f in inside if not any(f != g and f & g == f for g in inside)]
    for count in range(1, 2**n):
        for chosen in combinations(inside, count):
            union = 0
            for f in chosen:
                union |= f
            if union == odd:
                return count


@pytest.mark.parametrize("n, k", [(2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (4, 2)])
def test_against_all_cnfs(n, k):
    e, need = max(1, n // k), least_cnfs(n, k)
    assert 2**e * (k * (1 - e) + n) <= 2 * k * need
    assert need == at.model(n, k).size("m") == 2**(-(-n // k) - 1)


@pytest.mark.parametrize("table, claim", [
    ("a", "forced"), ("Lo", "halved unless forced"), ("L", "twice as many if forced"),
    ("last", "om is 1 at the last"), ("pos", "the variable at a place"),
    ("A", "nothing is forced at first"),
    ("E", "each is exchanged once"), ("hit", "hit")])
def test_a_changed_table_fails_its_assumption(table, claim):
    model = at.model(3, 2)
    values = model.values[table].array.numerators.copy()
    values[...] = values[::-1].copy() if table in ("last", "pos") else values + 1
    broken = dataclasses.replace(model, values={**model.values, table: Table.of(values)})
    formula = theorem.claim(claim).formula
    assert exhaustive.decide(formula, model).outcome == "proved"
    assert exhaustive.decide(formula, broken).outcome == "refuted"


@pytest.mark.slow
@pytest.mark.parametrize("n, k", [(4, 2), (3, 2), (4, 3)])
def test_proved_for_every_n_and_k(n, k):
    report = check(theorem, {"n": n, "k": k})
    assert report.verdict == "proved"
    claims = {c.name: c for c in report.claims}
    assert claims["m CNFs"].scope == "every e, k, m, n"
    assert all(c.status == "proved" for c in report.claims)
