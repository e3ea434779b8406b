"""The derivative of an equilibrium layer: the general claims, and variants that must fail."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from theorems.expressivity import deq, deq_derivative as claims
from theorems.expressivity.deq_instance import derivatives, leibniz
from verify.calculus import Eq, ForAll, Le, Ne, SumOver
from verify.equilibrium_derivative import determinant
from verify.instance import facts_of
from verify.methods import exhaustive, symbolic
from verify.model import Table
from verify.runner import check
from verify.statement import Induction, Instances

a, b, c, h, i, k, r = (claims.a, claims.b, claims.c, claims.h, claims.i, claims.k, claims.r)
NAMES = [claim.name for claim in claims.CLAIMS]
BY_NUMBERS = "det(I - J) = 1"
GIVEN = {**{p.name: p.default for p in deq.theorem.given}, "nodes": 5, "seed": 7}


def general(name, **changes):
    """What the methods say of the named claim after a change, for every parameter."""
    claim = replace(deq.theorem.claim(name), **changes)
    return symbolic.decide(claim.formula, claim.by, facts_of(deq.theorem, claim)).outcome


@pytest.mark.parametrize("nodes, seed", [(5, 0), (2, 3), (9, 1)])
def test_proved_for_every_graph(nodes, seed):
    report = check(deq.theorem, {**GIVEN, "nodes": nodes, "seed": seed})
    found = {claim.name: claim for claim in report.claims if claim.name in NAMES}
    assert len(found) == len(NAMES)
    assert {claim.status for claim in found.values()} == {"proved"}
    assert all(found[name].scope.startswith("every ") for name in NAMES if name != BY_NUMBERS)


def facts():
    """Whatever the claims are told of J and of the permutations."""
    found = {claim.name: claim.formula for claim in claims.DEFINITIONS}
    return {**found, **{name: formula for claim in claims.CLAIMS
                        for name, formula in claim.assuming}}


@pytest.mark.parametrize("seed, size", [(7, 5), (0, 5), (0, 2), (1, 4)])
def test_every_hypothesis_holds_at_the_instance(seed, size):
    """So no claim is true only because its hypotheses contradict each other."""
    model = derivatives(seed, size)
    assert {name: exhaustive.decide(formula, model).outcome for name, formula in facts().items()
            } == dict.fromkeys(facts(), "proved")


def test_a_claim_carries_the_hypotheses_of_what_it_uses():
    own = {claim.name: {name for name, _ in claim.assuming} for claim in claims.CLAIMS}
    for claim in claims.CLAIMS:
        for name in claim.using:
            assert own.get(name, set()) <= own[claim.name], (claim.name, name)


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_the_terms_are_those_of_the_determinant(size):
    """On matrices of any determinant, against elimination."""
    generator = random.Random(size)
    matrix = tuple(tuple(Fraction(generator.randint(-4, 4), generator.randint(1, 3))
                         for _ in range(size)) for _ in range(size))
    found = leibniz(matrix)
    diagonal = Fraction(1)
    for n in range(size):
        diagonal *= matrix[n][n]
    total = diagonal + sum(sign * term for sign, term in zip(found["sgn"], found["term"]))
    assert total == determinant(matrix)
    assert [row[-1] for row in found["X"]] == found["term"]


FALSE = [
    (claims.NILPOTENT, ForAll((k, a, c), Le(k + 1, claims.e(a)), where=Ne(claims.P(k, a, c), 0))),
    (claims.TELESCOPE, ForAll((k, a, c), Eq(claims.R(k, a, c) - claims.JR(k, a, c),
                                            claims.Indicator(a, c) + claims.P(k, a, c)))),
    (claims.TELESCOPE, ForAll((k, a, c), Eq(claims.R(k, a, c) - claims.JR(k, a, c),
                                            claims.Indicator(a, c) - claims.JP(k, a, c)))),
    (claims.INVERSE, ForAll((a, c), Eq(SumOver(claims.J(a, b) * claims.T(b, c), b),
                                       claims.T(a, c)))),
    (claims.BACKWARDS, ForAll((c,), Eq(claims.back(c), claims.cost(c)))),
    (claims.IDENTITY, ForAll((h, r, a), Eq(claims.X(r, claims.N), 1), where=Le(claims.e(a), h))),
    (claims.NO_FACTOR, ForAll((i, r, a), Eq(claims.X(r, i), 0), where=Le(a, i))),
    ("det(I - J) = 1 for every graph", Eq(claims.LEIBNIZ.lhs, 0)),
]


@pytest.mark.parametrize("name, formula", FALSE)
def test_a_false_variant_is_not_proved_and_fails_where_the_hypotheses_hold(name, formula):
    assert general(name) == "proved" and general(name, formula=formula) == "unknown"
    assert exhaustive.decide(formula, derivatives(7, 5)).outcome == "refuted"


def test_a_false_variant_is_refuted_in_the_report():
    place = [claim.name for claim in deq.theorem.claims].index(claims.TELESCOPE)
    false = replace(deq.theorem.claims[place], formula=dict(FALSE)[claims.TELESCOPE])
    report = check(replace(deq.theorem, claims=(*deq.theorem.claims[:place], false)), GIVEN)
    status = {claim.name: claim.status for claim in report.claims}
    assert status[claims.TELESCOPE] == "refuted" and status[claims.NILPOTENT] == "proved"


def without(name, fact):
    """The claim's tactic without one fact."""
    tactic = deq.theorem.claim(name).by

    def less(part):
        return Instances(*(use for use in part.facts if use.fact != fact),
                         integers=part.integers, products=part.products)

    if isinstance(tactic, Induction):
        return Induction(tactic.on, base=less(tactic.base), step=less(tactic.step))
    return less(tactic)


@pytest.mark.parametrize("name, fact", [
    (claims.NILPOTENT, claims.EDGES[0]), (claims.NILPOTENT, claims.PATH[0]),
    (claims.TELESCOPE, claims.LINEAR), (claims.INVERSE, claims.NILPOTENT),
    (claims.INVERSE, claims.DEEPER[0]), (claims.NONE_KEPT, claims.EDGES[0]),
    (claims.IDENTITY, claims.INJECTIVE[0]), (claims.IDENTITY, claims.EDGES[0]),
    (claims.IDENTITY, claims.NO_FACTOR), (claims.ONE_TERM, claims.MOVED[0]),
    (claims.NO_FACTOR, claims.PARTIAL[0])])
def test_no_fact_is_superfluous(name, fact):
    assert general(name, by=without(name, fact)) == "unknown"


@pytest.mark.parametrize("name", [claims.BY_SOLVING, claims.BACKWARDS])
def test_the_gradient_needs_the_inverse(name):
    assert general(name, using=()) == "unknown"


def test_the_determinant_needs_every_term():
    name = "det(I - J) = 1 for every graph"
    assert general(name, using=(claims.DIAGONAL,)) == "unknown"
    assert general(name, using=(claims.ONE_TERM,)) == "unknown"


def cycle():
    """Two nodes that read each other, z1 = z2 and z2 = z1: J is the exchange, det(I - J) = 0."""
    jac = ((Fraction(0), Fraction(1)), (Fraction(1), Fraction(0)))
    found = leibniz(((Fraction(1), Fraction(-1)), (Fraction(-1), Fraction(1))))
    values = {name: Table.of(rows) for name, rows in {**found, "J": jac, "e": [0, 0]}.items()}
    return replace(derivatives(0, 2), sizes={"N": 2, "p": 1, "M": 1}, values=values)


def test_a_cycle_breaks_the_claim_and_only_the_one_hypothesis():
    model = cycle()
    assert exhaustive.decide(claims.LEIBNIZ, model).outcome == "refuted"
    false = [name for name, formula in (claims.EDGES, claims.DEEPER, *claims.PERMUTATIONS)
             if exhaustive.decide(formula, model).outcome == "refuted"]
    assert false == ["J follows the edges"]


@pytest.mark.parametrize("table", ["J", "P", "R", "next", "R'", "JR", "JP", "JN", "W", "g",
                                   "implicit", "back", "term", "pi", "A", "X"])
def test_a_changed_table_is_noticed(table):
    """One entry of the instance is wrong: a claim or a hypothesis of it is refuted."""
    model = derivatives(1, 4)
    array = model.values[table].array.to_fractions()
    row = array
    while isinstance(row[0], list):
        row = row[0]
    row[0] = 3 - row[0] if table == "pi" else row[0] + 1
    changed = replace(model, values={**model.values, table: Table.of(array)})
    formulas = [*facts().values(), *(claim.formula for claim in claims.CLAIMS)]
    outcomes = {exhaustive.decide(f, changed).outcome for f in formulas}
    assert "refuted" in outcomes
