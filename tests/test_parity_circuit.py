"""Parity circuits: proved for every n, decided at n, mutated circuits refuted, false variants."""

import dataclasses

import pytest

from constructions import parity_circuits as builders
from constructions.gates import xor_threshold
from theorems.expressivity import parity_circuit as module
from theorems.expressivity import parity_circuit_instance as instances
from theorems.expressivity import parity_circuit_parts as parts
from theorems.expressivity.parity_circuit import theorem
from verify.calculus import Eq, ForAll, Le, Mod2
from verify.circuits.circuit import Circuit, truth_tables
from verify.errors import BadInput
from verify.methods import exhaustive, instances as ground, sat
from verify.network import dense, forward
from verify.runner import check

pytest.importorskip("pysat")
CIRCUITS = (builders.chain, builders.tree, builders.layered, builders.skipping, builders.digits)
DECIDED = dataclasses.replace(theorem, claims=tuple(
    k for k in theorem.claims if k.role in ("assumption", "construction")))
FACTS = {k.name: k.formula for k in theorem.claims if k.formula is not None}
STATE = parts.STATE


@pytest.fixture(scope="module")
def report():
    return check(theorem, {"n": 5})


def by_name(report):
    return {claim.name: claim for claim in report.claims}


def at(name, model):
    return exhaustive.decide(theorem.claim(name).formula, model).outcome


def test_everything_is_proved(report):
    assert report.verdict == "proved" and report.counts["proved"] == len(report.claims)
    claims = by_name(report)
    for name in (STATE, "the chain is the parity", "the tree is the parity",
                 "gates of the chain", "depth of the chain", "gates of the tree",
                 "depth of the tree", "n + 1 threshold gates", "floor(n/2) + 1 threshold gates",
                 "floor(log2 n) + 1 threshold gates", module.SAWTOOTH):
        assert claims[name].scope.startswith("every"), name


@pytest.mark.parametrize("n", [2, 3, 4, 7, 8, 9, 13])
def test_the_instance_at_other_numbers(n):
    found = check(DECIDED, {"n": n})
    assert found.verdict == "proved", [c.name for c in found.claims if c.status != "proved"]


@pytest.mark.parametrize("n", range(1, 8))
@pytest.mark.parametrize("make", CIRCUITS)
def test_circuits_against_counting(make, n):
    want = "".join(str(p.bit_count() % 2) for p in range(2**n))
    assert truth_tables(make(n)) == (want,)
    if n < 5:
        points = [[p >> i & 1 for i in range(n)] for p in range(2**n)]
        assert "".join(str(forward(builders.unrolled(n), p)[0]) for p in points) == want


@pytest.mark.parametrize("n", range(1, 40))
def test_sizes_and_depths(n):
    log = (n - 1).bit_length()
    chain, tree = builders.chain(n), builders.tree(n)
    assert (chain.size, chain.depth) == (4 * (n - 1), 3 * (n - 1))
    assert (tree.size, tree.depth) == (4 * (n - 1), 3 * log)
    assert (builders.chain(n, "xor").size, builders.tree(n, "xor").depth) == (n - 1, log)
    assert [c(n).size for c in CIRCUITS[2:]] == [n + 1, n // 2 + 1, n.bit_length()]


@pytest.mark.slow
def test_all_inputs_of_24_bits():
    assert check(DECIDED, {"n": 24}).verdict == "proved"


def test_64_bits_by_sat():
    claims = by_name(check(DECIDED, {"n": 64}))
    for name in "CBN":
        assert claims[f"{name} is parity, by SAT"].status == "proved"
    assert "G is parity" not in claims


def mutated(circuit):
    """One gate after the other, changed: nand to nor, a threshold one higher."""
    for k, gate in enumerate(circuit.gates):
        other = dataclasses.replace(gate, kind="nor") if gate.kind == "nand" else \
            dataclasses.replace(gate, threshold=gate.threshold + 1)
        yield Circuit(circuit.inputs, (*circuit.gates[:k], other, *circuit.gates[k + 1:]),
                      circuit.outputs)


@pytest.mark.parametrize("make", CIRCUITS)
def test_every_mutated_gate_is_found(make):
    for circuit in mutated(make(4)):
        model = instances.instance({"n": 4}, circuit, parts.inputs)
        assert at("N is parity", model) == "refuted"
        assert sat.decide(theorem.claim("N is parity").formula, model).outcome == "refuted"


def test_a_mutated_witness_refutes_the_theorem():
    report = check(DECIDED, {"n": 4}, witness=next(mutated(builders.tree(4))))
    assert report.verdict == "refuted"
    assert by_name(report)["N is parity"].status == "refuted"


def test_witnesses():
    for witness in (builders.digits(4), builders.unrolled(4)):
        assert check(DECIDED, {"n": 4}, witness=witness).verdict == "proved"
    with pytest.raises(BadInput):
        check(DECIDED, {"n": 4}, witness=xor_threshold())


@pytest.mark.parametrize("weights, start, fails", [
    ([[1, 1, -1], [-1, 1, 1]], (0, 0), "v goes on"),        # u - v where -u - v should be
    ([[1, 0, -1], [-1, -1, 1]], (0, 0), "u goes on"),       # v left out
    ([[1, 1, -1], [-1, -1, 1]], (2, 0), "u begins")])
def test_a_false_recurrent_network(weights, start, fails):
    model = instances.instance({"n": 4}, None, parts.inputs, dense(weights, [0, 0], "relu"),
                               start)
    assert at(fails, model) == "refuted" and at(STATE, model) == "refuted"


def test_the_start_is_needed():
    """Without it nothing is proved of the states; nor with bits that may be anything."""
    claim = theorem.claim(STATE)
    for left_out in ("u begins", "v goes on", "one bit more"):
        tactic = dataclasses.replace(claim.by, base=without(claim.by.base, left_out),
                                     step=without(claim.by.step, left_out))
        assert ground.by_induction(claim.formula, tactic, FACTS, {}).outcome != "proved"


def without(tactic, fact):
    return type(tactic)(*(use for use in tactic.facts if use.fact != fact),
                        integers=tactic.integers)


@pytest.mark.parametrize("name, false", [
    ("depth of the tree", Eq(parts.level(1), 3 * parts.k - 1)),
    ("gates of the chain", ForAll((parts.j,), Eq(parts.count(parts.j), 4 * parts.j))),
    ("gates of the chain", ForAll((parts.j,), Le(parts.count(parts.j), 4 * parts.j - 5))),
    ("n + 1 threshold gates",
     ForAll((module.s,), Eq(module.fires(module.A(module.s, parts.n - 1)), Mod2(module.s)))),
    ("floor(log2 n) + 1 threshold gates",
     ForAll((module.s,), Eq(module.fires(module.R(module.s, 0)), Mod2(module.s))))])
def test_false_variants(name, false):
    by = theorem.claim(name).by
    decide = ground.decide if hasattr(by, "facts") else \
        lambda *a: ground.by_induction(*a, {})
    assert decide(false, by, FACTS).outcome != "proved"
    model = instances.instance({"n": 5}, None, parts.inputs)
    assert exhaustive.decide(false, model).outcome == "refuted"


def test_errata(report):
    claims = by_name(report)
    assert claims[module.DEEPER].values["rhs"] == "13"
    assert claims[module.THRESHOLDS].values == {"lhs": "5", "rel": "<=", "rhs": "4"}
    assert claims["a chain is as shallow as a tree"].values["rhs"] == "6"


def test_depth_three():
    circuit = builders.depth_three()
    want = "".join(str(p.bit_count() % 2) for p in range(32))
    assert truth_tables(circuit) == (want,)
    for k, gate in enumerate(circuit.gates):
        if gate.kind in ("and", "or"):
            other = dataclasses.replace(gate, kind={"and": "or", "or": "and"}[gate.kind])
            gates = (*circuit.gates[:k], other, *circuit.gates[k + 1:])
            assert truth_tables(dataclasses.replace(circuit, gates=gates)) != (want,)
