"""Sawtooth, weight tying, DEQ: proved where they hold, refuted where they are made false."""

from dataclasses import replace
from fractions import Fraction

import pytest

import verify
from constructions import sawtooth, sawtooth_shallow, weight_tied
from theorems.expressivity import deq
from theorems.expressivity import sawtooth as sawtooth_theorem
from theorems.expressivity import weight_tied as tying
from verify.calculus import Eq, ForAll, Iterate, Le
from verify.errors import BadInput
from verify.network import Graph, Layer, Network, dense
from verify.runner import check


def statuses(report, *roles):
    return {claim.name: claim.status for claim in report.claims if not roles or claim.role in roles}


def with_claim(theorem, name, **changes):
    claims = tuple(replace(claim, **changes) if claim.name == name else claim
                   for claim in theorem.claims)
    return replace(theorem, claims=claims)


def defaults(theorem, **given):
    return {**{p.name: p.default for p in theorem.given}, **given}


# ---- the sawtooth ----------------------------------------------------------------------------


@pytest.mark.parametrize("k", [1, 2, 5, 12])
def test_the_sawtooth_is_proved(k):
    report = verify.check("sawtooth", k=k)
    assert report.verdict == "proved" and set(statuses(report).values()) == {"proved"}


@pytest.mark.parametrize("build", [sawtooth.merged, sawtooth.recurrent, sawtooth.skip])
def test_any_correct_network_is_accepted(build):
    assert verify.check("sawtooth", k=4, witness=build(4)).verdict == "proved"


def test_too_large_a_network_is_refuted_for_its_size_alone():
    report = verify.check("sawtooth", k=6, witness=sawtooth_shallow.shallow(6))
    wrong = [name for name, status in statuses(report).items() if status == "refuted"]
    assert wrong == ["at most 3k hidden units"]


def mutants(network):
    """Every weight and bias of every layer, moved by 1/3."""
    for number, layer in enumerate(network.layers):
        for row in range(layer.outputs):
            for column in range(layer.inputs):
                weight = [list(r) for r in layer.weight]
                weight[row][column] += Fraction(1, 3)
                yield number, dense(weight, layer.bias, layer.activation)
            bias = list(layer.bias)
            bias[row] += Fraction(1, 3)
            yield number, dense(layer.weight, bias, layer.activation)


def test_every_mutant_is_refuted_at_a_point_that_replays():
    network = sawtooth.deep(2)
    for number, layer in mutants(network):
        layers = (*network.layers[:number], layer, *network.layers[number + 1:])
        report = verify.check("sawtooth", k=2, witness=Network(layers))
        claim = next(c for c in report.claims if c.name.startswith("N is the sawtooth"))
        assert claim.status == "refuted", layer
        point = Fraction(claim.counterexample["at"]["x"])
        value = verify.network.forward(Network(layers), (point,))[0]
        assert value == Fraction(claim.counterexample["lhs"]) != Fraction(
            claim.counterexample["rhs"])
        assert min(4 * point % 2, 2 - 4 * point % 2) == Fraction(claim.counterexample["rhs"])


@pytest.mark.parametrize("k, build", [(30, sawtooth.deep), (60, sawtooth.merged)])
def test_deep_networks_by_composition(k, build):
    report = verify.check("sawtooth", k=k, witness=build(k))
    assert report.verdict == "proved"
    assert "induction on the number of blocks" in report.trusts


def test_float64_is_wrong_where_the_exact_value_is_right():
    report = verify.check("sawtooth", k=60)
    claim = next(c for c in report.claims if c.name == "float64 goes wrong")
    assert claim.status == "proved" and report.verdict == "proved"
    assert sawtooth_theorem.by_floats(60) == 0 and abs(sawtooth_theorem.by_floats(5)) > 0


def test_a_deep_wrong_network_is_refuted_and_an_odd_one_stays_open():
    layers = list(sawtooth.deep(40).layers)
    layers[-1] = dense([[2, -4]], ["1/1000"], "relu")
    report = verify.check("sawtooth", k=40, witness=Network(tuple(layers)))
    assert statuses(report, "construction")["N is f^k on all of [0, 1]"] == "refuted"
    layers = list(sawtooth.deep(40).layers)
    layers[20] = Layer(((Fraction(1),), (Fraction(2),)), (Fraction(0), Fraction(-1)),
                       ("relu", "relu"))
    layers[21] = dense([[2, -2]], [0], "relu")        # the same block, written otherwise
    report = verify.check("sawtooth", k=40, witness=Network(tuple(layers)))
    assert statuses(report, "construction")["N is f^k on all of [0, 1]"] == "unknown"
    assert report.verdict == "undecided"


def test_false_variants_of_the_sawtooth_are_not_proved():
    module, name = sawtooth_theorem, "f^k is the sawtooth"
    x, f, T, k = module.x, module.f, module.T, module.k
    for wrong in (Eq(Iterate(f, k, x), T(2**(k + 1) * x)), Eq(Iterate(f, k + 1, x), T(2**k * x)),
                  Eq(Iterate(f, k, x), T(2**k * x) / 2)):
        theorem = with_claim(module.theorem, name, formula=ForAll((x,), wrong))
        assert statuses(check(theorem, defaults(theorem, k=3)))[name] == "refuted"


def test_a_network_of_two_inputs_is_bad_input():
    with pytest.raises(BadInput, match="1 input"):
        verify.check("sawtooth", k=2, witness=Network((dense([[1, 1]], [0]),)))


# ---- weight tying ----------------------------------------------------------------------------


@pytest.mark.parametrize("depth, width", [(1, 1), (2, 3), (6, 4)])
def test_weight_tying_is_proved(depth, width):
    report = verify.check("theorem3", depth=depth, width=width, seed=depth)
    assert report.verdict == "proved" and set(statuses(report).values()) == {"proved"}


def given_and_network(depth=3, width=2):
    return ({"depth": depth, "width": width, "seed": 1},
            weight_tied.seeded(depth, width, 1))


@pytest.mark.parametrize("mutate, claims", [
    (weight_tied.off_by_one, {"each step applies every layer once",
                              "W_z is the printed block matrix"}),
    (weight_tied.shifted, {"each step applies every layer once",
                           "W_z is the printed block matrix"}),
    (weight_tied.shared, {"sigma is the activations, block by block"})])
def test_wrong_tied_networks_are_refuted_for_the_right_reason(mutate, claims):
    given, network = given_and_network()
    report = verify.check("weight-tied", witness=mutate(network), **given)
    refuted = {name for name, status in statuses(report).items() if status == "refuted"}
    assert claims <= refuted and report.verdict == "refuted"


def test_other_sizes_are_bad_input():
    with pytest.raises(BadInput, match="blocks of the sizes"):
        verify.check("weight-tied", witness=weight_tied.tied(2, 2), depth=3, width=2)


def test_claiming_one_step_too_few_is_not_proved():
    name = "after k steps the blocks 1, ..., k are right"
    formula = ForAll((tying.s, tying.t, tying.j), Eq(tying.Z(tying.s, tying.t, tying.j),
                                                     tying.z(tying.j)),
                     where=Le(tying.j, tying.t + 1))
    theorem = with_claim(tying.theorem, name, formula=formula)
    assert statuses(check(theorem, defaults(theorem)))[name] == "refuted"


def test_irrational_activations_stand_for_any_functions(tmp_path):
    network = Network((dense([[1, -1], [2, 1]], [0, 1], "sigmoid"),
                       dense([[1, 3]], [0], "tanh")))
    verify.save(network, tmp_path / "net.json")
    report = verify.check("weight-tied", network=str(tmp_path / "net.json"))
    assert report.verdict == "proved" and any("any functions" in t for t in report.trusts)


# ---- equilibria ------------------------------------------------------------------------------


@pytest.mark.parametrize("nodes, seed", [(1, 0), (7, 1), (40, 2)])
def test_deq_is_proved(nodes, seed):
    report = verify.check("deq", nodes=nodes, seed=seed)
    assert report.verdict == "proved" and set(statuses(report).values()) == {"proved"}


def test_deq_of_a_graph_of_layers(tmp_path):
    assert isinstance(sawtooth.skip(4), Graph)
    verify.save(sawtooth.skip(4), tmp_path / "skip.json")
    assert verify.check("deq", network=str(tmp_path / "skip.json")).verdict == "proved"


def test_one_step_fewer_is_refuted():
    name = "node v is right after d(v) + 1 steps"
    formula = ForAll((deq.s, deq.t, deq.v), Eq(deq.Z(deq.s, deq.t, deq.v), deq.z(deq.v)),
                     where=Le(deq.d(deq.v), deq.t))
    theorem = with_claim(deq.theorem, name, formula=formula)
    assert statuses(check(theorem, defaults(theorem)))[name] == "refuted"


def test_without_acyclicity_there_is_no_proof():
    name = "node v is right after d(v) + 1 steps"
    claim = deq.theorem.claim(name)
    step = type(claim.by.step)(*(use for use in claim.by.step.facts
                                 if use.fact != "the graph is acyclic"))
    theorem = with_claim(deq.theorem, name, by=replace(claim.by, step=step))
    assert statuses(check(theorem, defaults(theorem)))[name] == "unknown"


def test_the_widest_real_graphs(tmp_path):
    pytest.importorskip("onnx")
    from tests.models.onnx_models import resnet
    import onnx
    onnx.save(resnet(), tmp_path / "resnet.onnx")
    report = verify.check("deq", model=str(tmp_path / "resnet.onnx"))
    assert report.verdict == "proved"


def test_networks_that_a_theorem_cannot_use_are_bad_input():
    with pytest.raises(BadInput, match="1 input"):
        verify.check("parity-orthogonality", d=3, witness=Network((dense([[1, 1]], [0]),)))
    with pytest.raises(BadInput, match="exact"):
        verify.check("parity-orthogonality", d=3,
                     witness=Network((dense([[1]], [1], "sigmoid"),)))


def test_a_number_that_could_not_be_found_is_unknown(monkeypatch):
    from theorems.expressivity import weight_tied_instance
    monkeypatch.setattr(weight_tied_instance, "least_steps", lambda network, seed: None)
    report = verify.check("weight-tied", depth=2, width=1)
    assert statuses(report)["the least number of steps"] == "unknown"
    assert report.verdict == "proved"
