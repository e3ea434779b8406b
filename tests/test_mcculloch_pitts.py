"""McCulloch-Pitts units: what one computes, two layers for everything, and what is false."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from constructions import mcculloch_pitts as builders
from theorems.expressivity import mcculloch_pitts as page, mcculloch_pitts_instance as at
from theorems.expressivity.mcculloch_pitts_units import MISSING
from verify.calculus import ForAll, Le
from verify.circuits.circuit import circuit, truth_tables
from verify.circuits.gate import fires as gate_fires, threshold, unit
from verify.circuits.networks import to_network
from verify.errors import BadInput
from verify.instance import facts_of
from verify.methods import symbolic
from verify.model import Table
from verify.runner import check
from verify.statement import Exhaustive, FalseAt, Instances

theorem = page.theorem
# what is decided at the instance: the proofs for every n do not depend on it
here = replace(theorem, claims=tuple(claim for claim in theorem.claims if isinstance(
    claim.by, (Exhaustive, FalseAt))))


def claim_of(report, name):
    return next(claim for claim in report.claims if claim.name == name)


def given(n=3, table="", bits=1):
    return {"n": n, "table": table, "bits": bits}


def one_unit(n, weights, inhibits, at_least):
    """The function of one unit, point by point."""
    names = [f"x{i}" for i in range(n)]
    excites = [name for name, w in zip(names, weights) for _ in range(w)]
    blocks = [name for name, h in zip(names, inhibits) if h]
    if not excites + blocks:
        return ("1" if at_least <= 0 else "0") * 2**n
    gate = unit("g", excites, blocks, at_least)
    place = {name: i for i, name in enumerate(names)}
    return "".join(str(gate_fires(gate, [p >> place[r] & 1 for r in gate.reads]))
                   for p in range(2**n))


def functions(n, most, least=0):
    """The functions of all units, by the gates' own semantics."""
    roles = [*((w, 0) for w in range(most + 1)), (0, 1)]
    return {one_unit(n, [w for w, _ in choice], [h for _, h in choice], t)
            for choice in product(roles, repeat=n) for t in range(least, most * n + 2)}


@pytest.mark.parametrize("n", [3])
def test_parity(n):
    report = check(theorem, given(n))
    assert report.verdict == "proved"
    assert report.counts["proved"] == len(report.claims)
    assert report.quantities["hidden units"] == str(2**(n - 1))
    for name in ("two layers compute every function", "at most 2^(n-1) hidden units",
                 "what fires at x and y fires at their union"):
        assert claim_of(report, name).scope == "every m"


@pytest.mark.parametrize("n", [2, 6, 8])
def test_more_bits(n):
    report = check(here, given(n))
    assert report.verdict == "proved"
    assert report.quantities["hidden units"] == str(2**(n - 1))


def test_all_units_are_counted():
    report = check(here, given(2, bits=3))
    assert report.verdict == "proved"
    for n, many, positive in ((1, 4, 2), (2, 11, 7), (3, 36, 28)):
        label = f"{n} input{'s' * (n > 1)}"
        assert report.quantities[f"functions of one unit, {label}"] == (
            f"{many}; {positive} with thresholds of at least 1")
        assert len(functions(n, 1)) == many == 2**n + 1 + n * 3**(n - 1)
        assert len(functions(n, 1, 1)) == positive
    assert [len(functions(n, n)) for n in (1, 2, 3)] == [4, 11, 42]


def test_the_five_missing_functions():
    every = {"".join(d) for d in product("01", repeat=4)}
    assert every - functions(2, 3) == {table for _, table in MISSING}


@pytest.mark.slow
def test_more_inputs():
    assert check(here, given(2, bits=5)).verdict == "proved"
    assert len(functions(4, 1)) == 125
    assert len(functions(4, 3)) == 265


@pytest.mark.parametrize("n", [2, 3])
def test_two_layers_for_every_table(n):
    for digits in product("01", repeat=2**n):
        table = "".join(digits)
        made = builders.two_layer(table)
        assert truth_tables(made) == (table,)
        assert made.depth <= 2 and made.size <= 2**(n - 1) + 1
        assert all(gate.kind == "mcculloch-pitts" for gate in made.gates)
        if table[0] == "0":
            assert all(gate.threshold >= 1 for gate in made.gates)


@pytest.mark.parametrize("table", ["0000", "1111", "1110", "10010110", "0110100110010110"])
def test_tables(table):
    report = check(here, given(table=table))
    assert report.verdict == "proved"
    assert claim_of(report, "N computes f").values["checked"] == str(len(table))


def test_another_table_is_refuted():
    report = check(here, given(table="0111"), witness=builders.two_layer("0110"))
    assert claim_of(report, "N computes f").status == "refuted"
    assert report.verdict == "refuted"


def test_a_changed_threshold_is_refuted():
    made = builders.two_layer("0110")
    gates = [replace(g, threshold=g.threshold + 1) if g.name == "h1" else g for g in made.gates]
    report = check(here, given(table="0110"), witness=circuit(2, gates, "y"))
    assert claim_of(report, "N computes f").status == "refuted"


def test_threshold_gates_are_no_such_units():
    gate = threshold("y", ["x1", "x2"], [-1, -1], -1)         # nand
    report = check(here, given(table="1110"), witness=circuit(2, [gate], "y"))
    assert claim_of(report, "N computes f").status == "proved"
    assert claim_of(report, "all its gates are McCulloch-Pitts units").status == "refuted"


def test_three_layers_are_not_two():
    made = builders.two_layer("0110")
    gates = [*made.gates, unit("z", ["y"], [], 1)]
    report = check(here, given(table="0110"), witness=circuit(2, gates, "z"))
    assert claim_of(report, "N has two layers").status == "refuted"


def test_a_step_network_is_read_as_threshold_gates():
    network = to_network(builders.two_layer("0110"), "step").network
    report = check(here, given(table="0110"), witness=network)
    assert claim_of(report, "N computes f").status == "proved"
    assert claim_of(report, "all its gates are McCulloch-Pitts units").status == "refuted"


def decided(name, tactic=None, formula=None):
    claim = theorem.claim(name)
    facts = {k: f for k, f in facts_of(theorem, claim).items() if k in claim.using
             or k in dict(claim.assuming)}
    return symbolic.decide(formula or claim.formula, tactic or claim.by, facts, {}).outcome


def test_false_variants_are_not_proved():
    t, e1, e2, h1, h2 = page.t, page.e1, page.e2, page.h1, page.h2
    for _, table in MISSING:
        assert table not in functions(2, 2)
    for table in ("0001", "0010"):
        assert table in functions(2, 1)
        false = ForAll((e1, e2, h1, h2, t), Le(1, page.errors(table)))
        assert symbolic.decide(false, Instances(), {}, {}).outcome == "unknown"
    without = ForAll((e1, h1, t), theorem.claim(
        "with a threshold of at least 1 it errs on not").formula.relation)
    assert symbolic.decide(without, Instances(), {}, {}).outcome == "unknown"
    union = theorem.claim("what fires at x and y fires at their union")
    assert decided(union.name) == "proved"
    for fact in union.using:
        rest = Instances(*(use for use in union.by.facts if use.fact != fact))
        assert decided(union.name, rest) == "unknown"
    weaker = Instances(*(use for use in theorem.claim("a unit is a threshold gate").by.facts
                         if use.fact != "excited by at most all"))
    assert decided("a unit is a threshold gate", weaker) == "unknown"


def test_a_unit_that_is_listed_wrongly_is_refuted():
    def instance(numbers, network):
        model = at.instance(numbers, network)
        table = np.array(model.values["R[2]"].array.numerators)
        table[9] ^= 1
        return replace(model, values={**model.values, "R[2]": Table.of(table)})
    report = check(replace(here, instance=instance), given(2, bits=2))
    assert claim_of(report, "2 inputs: their functions").status == "refuted"


@pytest.mark.parametrize("name", ["one hidden unit fewer is not enough", "circuits-E13"])
def test_counterexamples(name):
    claim = claim_of(check(here, given(2)), name)
    assert claim.status == "proved" and claim.counterexample is not None


@pytest.mark.parametrize("table", ["01", "011", "01a1", "0" * 512])
def test_bad_tables(table):
    with pytest.raises(BadInput):
        check(here, given(table=table))


def test_a_net_of_another_size():
    with pytest.raises(BadInput, match="3 inputs and 1 output"):
        check(here, given(3), witness=builders.two_layer("0110"))
