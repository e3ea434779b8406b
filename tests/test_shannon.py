"""The counting theorem: every n, exact sizes of few bits, and what is false about it."""

from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import numpy as np
import pytest

from constructions import circuit_sizes
from theorems.expressivity import shannon as page, shannon_instance as at
from verify.calculus import Eq, ForAll, Le, Lt
from verify.circuits.circuit import circuit, truth_tables
from verify.circuits.gate import table as gate_table
from verify.instance import facts_of
from verify.methods import symbolic
from verify.model import Table
from verify.runner import check
from verify.statement import Exhaustive, FalseAt, Instances

theorem = page.theorem
# what is decided at the instance: the proofs for every n do not depend on it
AT_INSTANCE = tuple(claim for claim in theorem.claims
                    if isinstance(claim.by, (Exhaustive, FalseAt)))
CONCLUSIONS = ("fewer programs than functions", "programs compute at most p functions")


def here():
    """The theorem with one conclusion, and all that is judged at the instance."""
    conclusion = replace(theorem.claim(CONCLUSIONS[0]), by=Exhaustive(), using=())
    return replace(theorem, claims=(*AT_INSTANCE, conclusion))


def claim_of(report, name):
    return next(claim for claim in report.claims if claim.name == name)


def altered(name, **changes):
    return replace(theorem, claims=tuple(
        replace(claim, **changes) if claim.name == name else claim for claim in theorem.claims))


def given(n=5, s=0, bits=1):
    return {"n": n, "s": s, "bits": bits}


def with_values(**tables):
    """The theorem with an instance whose tables are changed."""
    def instance(numbers, network):
        model = at.instance(numbers, network)
        return replace(model, values={**model.values, **tables})
    return replace(here(), instance=instance)


@lru_cache
def oracle(n):
    """The least sizes by growing sets of wires, all 16 operations, as long as sets are few."""
    full = (1 << 2**n) - 1
    leaves = circuit_sizes.inputs(n)
    size = {f: 0 for f in (0, full, *leaves, *(full ^ v for v in leaves))}
    states = {frozenset(leaves)}
    gates = 0
    while len(size) <= full and gates < 3:
        gates += 1
        grown = set()
        for wires in states:
            for a, b in combinations(wires, 2):
                for both in (a & b, a & ~b, b & ~a, a | b, a ^ b):
                    for f in (both & full, full ^ both & full):
                        size.setdefault(f, gates)
                        if not f & 1 and f not in wires and f:
                            grown.add(wires | {f})
        states = grown
    return [size.get(f, gates + 1) for f in range(full + 1)]


@pytest.mark.parametrize("n, s", [(5, 0), (7, 9)])
def test_proved(n, s):
    report = check(theorem, given(n, s, 2))
    assert report.verdict == "proved"
    for name in CONCLUSIONS:
        assert claim_of(report, name).status == "proved"
        assert claim_of(report, name).scope == "every m, p"
    assert claim_of(report, "some function is not computed").scope == "every m, p"
    assert claim_of(report, "circuits-E12").status == "proved"
    assert {c.role for c in report.claims if c.status == "cited"} == {"sharper"}


def test_exact_numbers():
    report = check(here(), given(5, 3, 3))
    assert report.quantities["fraction at most"] == "11025/262144"
    assert report.quantities["programs"] == str(16**3 * 25 * 36 * 49)
    assert report.quantities["3 bits: fractions with at most 0, 1, ... gates"] == (
        "1/32, 19/128, 19/32, 29/32, 1")
    assert claim_of(report, "3 bits: how many functions need s gates").status == "proved"


def test_what_counting_leaves_open():
    found = [next(s for s in range(1, 999) if at.counted_ordered(n, s) >= 2**2**n)
             for n in range(2, 13)]
    assert found == [1, 2, 2, 4, 7, 12, 22, 39, 71, 129, 235]


@pytest.mark.parametrize("s", [4, 5, 30])
def test_too_many_gates_are_no_instance(s):
    report = check(here(), given(5, s))
    assert (report.verdict, report.applies) == ("refuted", False)
    assert claim_of(report, "few gates").status == "refuted"
    assert claim_of(report, CONCLUSIONS[0]).status == "unknown"


@pytest.mark.parametrize("claim, name, formula", [
    ("five bits", "at least 5 bits", Le(4, page.n)),
    ("five bits", "few gates", Le(2 * page.n * page.s, 2 * page.m)),
    ("six bits or more", "few gates", Le(2 * page.n * page.s, 2 * page.m)),
    ("programs with i gates", "one gate more",
     ForAll((page.i,), Eq(page.W(page.i), 17 * (page.n + page.i - 1)**2 * page.W(page.i - 1))))])
def test_a_weaker_assumption_does_not_prove_it(claim, name, formula):
    step = theorem.claim(claim)
    facts = facts_of(theorem, step)
    assert symbolic.decide(step.formula, step.by, facts, {}).outcome == "proved"
    found = symbolic.decide(step.formula, step.by, {**facts, name: formula}, {})
    assert (found.outcome, found.reason) == ("unknown", "tactic")


def test_a_stronger_count_is_refuted():
    report = check(altered("few wires", formula=Lt(4 * (page.n + page.s), page.m)), given())
    assert claim_of(report, "few wires").status == "refuted"      # 32 < 32


def test_a_union_bound_that_forgets_a_program_is_refuted():
    claim = theorem.claim("programs")
    false = Eq(claim.formula.lhs, page.p - 1)
    report = check(altered("programs", formula=false), given())
    assert claim_of(report, "programs").status == "refuted"


def test_without_the_limit_it_is_not_proved():
    claim = theorem.claim(CONCLUSIONS[0])
    tactic = Instances(*(use for use in claim.by.facts if use.fact != "few gates"),
                       products=claim.by.products)
    found = symbolic.decide(claim.formula, tactic, facts_of(theorem, claim))
    assert (found.outcome, found.reason) == ("unknown", "tactic")


@pytest.mark.parametrize("n", [1, 2, 3])
def test_sizes_against_growing_sets(n):
    assert list(circuit_sizes.sizes(n).size) == oracle(n)


@pytest.mark.parametrize("n", [2, 3])
def test_circuits_compute_their_functions(n):
    found = circuit_sizes.sizes(n)
    for f, gates in enumerate(found.circuits):
        if not gates:
            continue
        names = [f"x{i + 1}" for i in range(n)] + [f"g{k}" for k in range(len(gates))]
        made = circuit(n, [gate_table(f"g{k}", f"{t:04b}"[::-1], names[a], names[b])
                           for k, (t, a, b) in enumerate(gates)], names[-1])
        digits, = truth_tables(made)
        assert int(digits[::-1], 2) == f == circuit_sizes.value(n, gates)
        assert made.size == found.size[f]


def test_programs_are_numbered():
    generator = np.random.default_rng(0)
    for n, gates in ((2, 3), (3, 4), (4, 7)):
        for _ in range(20):
            program = [(int(generator.integers(16)), *map(int, generator.integers(n + g, size=2)))
                       for g in range(gates)]
            number = at.number_of(n, program)
            assert 0 <= number < at.counted(n, gates)
            found = at.Programs(n, gates).values(np.array([number]))[0]
            assert found == circuit_sizes.value(n, program)


def test_a_size_that_is_too_small_or_too_large_is_refuted():
    sizes = list(circuit_sizes.sizes(2).size)
    for change, name in ((-1, "2 bits: no gate, and no more"), (1, "2 bits: what 1 gate can")):
        wrong = list(sizes)
        wrong[6] += change
        report = check(with_values(G2=Table.of(wrong)), given(bits=2))
        assert claim_of(report, name).status == "refuted"
        assert report.verdict == "refuted"


def test_a_circuit_that_computes_something_else_is_refuted():
    values = list(range(16))
    values[6] = 7
    report = check(with_values(V2=Table.of(values)), given(bits=2))
    assert claim_of(report, "2 bits: a circuit for every function").status == "refuted"


@pytest.mark.slow
def test_four_bits():
    report = check(replace(theorem, claims=(*here().claims, theorem.claim(
        "4 bits: how many need 4 gates and more"))), given(8, 16, 4))
    assert report.verdict == "proved"
    claim = claim_of(report, "4 bits: how many need 4 gates and more")
    assert claim.status == "supported"
    found = circuit_sizes.sizes(4)
    assert tuple(found.size.count(k) for k in range(8)) == at.KNOWN[4]
    assert all(circuit_sizes.value(4, gates) == f and len(gates) == found.size[f]
               for f, gates in enumerate(found.circuits) if gates)


def test_few_bits_of_the_model():
    assert at.sure(4) == (10, 60, 456, 2474)
    assert at.counted(2, 1) == 16 * 3 and at.counted_ordered(2, 1) == 16 * 4
    assert at.literals(1) == [0, 3, 2, 1]
