"""The theorems that ship: every claim's status, exact oracles, and variants that must fail."""

import itertools
import json
from dataclasses import replace
from fractions import Fraction

import pytest

import verify
from constructions import families, parity, predictors
from theorems.learnability import parity_orthogonality, variance_bound
from theorems.learnability.variance import square
from verify.calculus import Eq, Le
from verify.cube import bits
from verify.errors import BadInput
from verify.network import Layer, Network, forward, preactivations
from verify.runner import check

LOSSES = ("square", "linear", "hinge", "absolute", "logistic")
FAMILIES = ("parities", "nonconstant", "hadamard")


def slope(loss, z):
    """r'(z), independently of the project's own."""
    return {"linear": Fraction(-1), "hinge": Fraction(-1 if z < 1 else 0),
            "absolute": Fraction((z > 0) - (z < 0))}[loss]


def oracle_gradient(network, x):
    """d p / d w for a two-layer relu network by the textbook formula."""
    hidden, output = network.layers
    before = preactivations(network, x)[0]
    active = [Fraction(1) if v > 0 else Fraction(0) for v in before]
    found = [output.weight[0][k] * active[k] * xi for k in range(len(active)) for xi in x]
    found += [output.weight[0][k] * active[k] for k in range(len(active))]
    return found + [max(v, Fraction(0)) for v in before] + [Fraction(1)]


def oracle(d, loss, members, network):
    """Var and E||g||^2 by the definition: sums over members, points and weights in Fractions."""
    points = [tuple(map(Fraction, bits(n, d))) for n in range(2**d)]
    gradients = [oracle_gradient(network, x) for x in points]
    outputs = [forward(network, x)[0] for x in points]
    per_member = []
    for member in members:
        total = [Fraction(0)] * len(gradients[0])
        for h, p, g in zip(member, outputs, gradients):
            factor = p - h if loss == "square" else h * slope(loss, h * p)
            total = [t + factor * v for t, v in zip(total, g)]
        per_member.append([t / len(points) for t in total])
    mean = [sum(column) / len(members) for column in zip(*per_member)]
    variance = sum(sum((a - b)**2 for a, b in zip(one, mean)) for one in per_member)
    power = sum(sum(v * v for v in g) for g in gradients) / len(points)
    return variance / len(members), power


def parities(d, first=0):
    return [[Fraction((-1)**bin(v & x).count("1")) for x in range(2**d)]
            for v in range(first, 2**d)]


@pytest.mark.parametrize("loss", [name for name in LOSSES if name != "logistic"])
@pytest.mark.parametrize("family", FAMILIES)
def test_variance_equals_the_definition(loss, family):
    d, seed = 3, 5
    members = {"parities": parities(d), "nonconstant": parities(d, 1),
               "hadamard": families.random_orthonormal(d, 5, seed).to_fractions()}[family]
    variance, power = oracle(d, loss, members, predictors.seeded(d, 4, seed))
    report = verify.check("theorem1", d=d, loss=loss, family=family, members=5, hidden=4, seed=seed)
    assert report.verdict == "proved"
    assert Fraction(report.quantities["variance"]) == variance
    assert Fraction(report.quantities["G2"]) == power
    assert Fraction(report.quantities["bound"]) == power / len(members)


def test_logistic_is_exactly_a_quarter_of_square():
    square_loss = verify.check("theorem1", d=4, loss="square").quantities["variance"]
    logistic = verify.check("theorem1", d=4, loss="logistic")
    assert logistic.verdict == "proved"
    assert 4 * Fraction(logistic.quantities["variance"]) == Fraction(square_loss)


@pytest.mark.parametrize("loss", LOSSES)
def test_every_claim_is_decided(loss):
    report = verify.check("theorem1", d=2, loss=loss)
    assert report.verdict == "proved" and report.applies
    others = {c.name: c.status for c in report.claims if c.status != "proved"}
    assert others == {"without 'differentiable'": "cited", "gradient-E5": "cited"}


def test_the_chain_is_evaluated_line_by_line():
    report = verify.check("theorem1", d=5)
    for name in square.CHAIN.steps:
        values = report.claim(name).values
        lhs, rhs = Fraction(values["lhs"]), Fraction(values["rhs"])
        assert lhs == rhs if values["rel"] == "=" else lhs <= rhs
        assert report.claim(name).scope in ("every |H|, n, |X|", "every G², |H|, n, |X|")


def test_structured_route_agrees():
    general = verify.check("theorem1", d=6)
    structured = verify.check("theorem1", d=6, route="structured")
    assert structured.verdict == "proved"
    assert general.quantities == structured.quantities
    assert [c.values for c in general.claims] == [c.values for c in structured.claims]


def test_large_d_uses_the_lemma():
    report = verify.check("theorem1", d=13, hidden=1)
    claim = report.claim("orthogonal targets")
    assert report.verdict == "proved" and claim.status == "proved"
    assert "parity-orthogonality: orthogonality" in claim.trusts


def test_a_kink_means_that_the_theorem_does_not_apply(tmp_path):
    kink = Network((Layer(((Fraction(1), Fraction(-1)),), (Fraction(0),), ("relu",)),
                    Layer(((Fraction(1),),), (Fraction(0),), ("identity",))))
    report = verify.check("theorem1", d=2, witness=kink)
    assert (report.verdict, report.applies, report.exit_code) == ("refuted", False, 1)
    assert report.claim("differentiable").counterexample["at"]["x"] == "x = (0, 0)"
    conclusion = report.claim("variance bound (square loss)")
    assert (conclusion.status, conclusion.reason) == ("unknown", "assumption")


def test_the_users_network_in_every_format(tmp_path):
    network = predictors.seeded(3, 4, 7)
    expected = verify.check("theorem1", d=3, hidden=4, seed=7).quantities
    for suffix in (".json", ".npz", ".safetensors"):
        path = tmp_path / ("net" + suffix)
        verify.save(network, path)
        assert verify.check("theorem1", d=3, network=str(path)).quantities == expected


def test_a_torch_state_dict(tmp_path):
    torch = pytest.importorskip("torch")
    module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
    path = tmp_path / "net.pt"
    torch.save(module.state_dict(), path)
    report = verify.check("theorem1", d=3, network=str(path), torch=True)
    assert report.verdict == "proved"
    assert report.claim("autograd").status == "supported"


def test_a_family_that_is_not_orthogonal_is_refuted(tmp_path):
    path = tmp_path / "family.json"
    path.write_text(json.dumps([["1", "1", "1", "1"], ["1", "1", "1", "-1"]]))
    report = verify.check("theorem1", d=2, family="matrix", matrix=str(path))
    assert report.verdict == "refuted" and not report.applies
    example = report.claim("orthogonal targets").counterexample
    assert example["at"] == {"i": 1, "k": 2} and example["lhs"] == "1/2"


def variant(theorem, name, **changes):
    claims = tuple(replace(c, **changes) if c.name == name else c for c in theorem.claims)
    return replace(theorem, claims=claims)


def given(theorem, **numbers):
    return {**{p.name: p.default for p in theorem.given}, **numbers}


@pytest.mark.parametrize("name, formula", [
    ("linearity", Eq(square.line_1, 2 * square.line_2)),
    ("sum over the weights", Eq(square.line_7, square.line_8 / 2)),
    ("gradient bound", Le(square.line_8, square.bound / 2)),
    ("(*) Bessel in every coordinate", Le(square.line_6, square.line_5 / 2)),
])
def test_a_false_line_is_refuted_at_the_instance(name, formula):
    theorem = replace(variance_bound.theorem, claims=tuple(
        c for c in variant(variance_bound.theorem, name, formula=formula).claims
        if c.role in ("assumption", "step") or c.name == "exact variance"))
    theorem = replace(theorem, claims=theorem.claims + (replace(
        variance_bound.theorem.claim("exact variance"), name="c", role="conclusion"),))
    report = check(theorem, given(theorem, d=2))
    claim = report.claim(name)
    assert claim.status == "refuted" and report.verdict == "refuted"
    assert claim.counterexample["lhs"] != claim.counterexample["rhs"]


@pytest.mark.parametrize("name, missing", [
    ("Bessel: expanded", "orthogonal targets"), ("Bessel: a square", "weights"),
    ("Bessel: norms at most 1", "second moments"), ("gradient bound", "bounded gradient"),
    ("A is at most 1", "slope at p"), ("even and odd part of the slope", "signs")])
def test_no_line_is_proved_without_its_assumption(name, missing):
    claim = variance_bound.theorem.claim(name)
    theorem = variant(variance_bound.theorem, name,
                      using=tuple(u for u in claim.using if u != missing))
    report = check(theorem, given(theorem, d=2))
    assert report.claim(name).status in ("unknown", "refuted")
    assert report.verdict != "proved"


@pytest.mark.parametrize("d", [1, 2, 3, 6])
def test_parity_orthogonality(d):
    report = verify.check("parity-orthogonality", d=d)
    assert report.verdict == "proved" and report.counts["proved"] == len(report.claims)
    assert report.claim("orthogonality").values["checked"] == str(4**d)
    wrong = report.claim("the printed network errs on 3^d pairs").values
    assert wrong["lhs"] == wrong["rhs"] == str(3**d)


def test_the_printed_factor_is_refuted_at_the_smallest_place():
    example = verify.check("parity-orthogonality", d=3).claim("gradient-E1").counterexample
    assert example["sizes"]["d"] == "1" and example["at"] == {"v": "(0,)", "w": "(1,)"}
    assert (example["lhs"], example["rhs"]) == ("0", "-1")


@pytest.mark.parametrize("d", range(1, 7))
def test_networks_of_lemma_3(d):
    for s in range(d + 1):
        assert forward(parity.zigzag(d), (s,))[0] == (-1)**s
        assert forward(parity.odd_triads(d), (s,))[0] == (-1)**s
        assert forward(parity.even_triads(d), (s,))[0] == ((-1)**s if s else -1)
    assert parity.zigzag(d).units == d
    assert parity.odd_triads(d).units == 3 * ((d + 1) // 2)
    pairs = itertools.product(range(2**d), repeat=2) if d <= 3 else []
    for v, x in pairs:
        assert forward(parity.parity(d, v), bits(x, d))[0] == (-1)**bin(v & x).count("1")


@pytest.mark.parametrize("unit", range(4))
def test_a_mutated_zigzag_is_refuted(unit):
    first, last = parity.zigzag(4).layers
    row = list(last.weight[0])
    row[unit] += Fraction(1, 7)
    mutant = Network((first, Layer((tuple(row),), last.bias, last.activation)))
    report = verify.check("parity-orthogonality", d=4, witness=mutant)
    claim = report.claim("d hidden units suffice")
    assert report.verdict == "refuted" and claim.status == "refuted"
    s = int(claim.counterexample["at"]["s"]) - 1
    assert str(forward(mutant, (s,))[0]) == claim.counterexample["lhs"] != str((-1)**s)


def test_reports_differ_in_seconds_only():
    def stripped():
        tree = verify.check("theorem1", d=3).to_json()
        return [{k: v for k, v in c.items() if k != "seconds"} for c in tree["claims"]], \
            tree["quantities"]
    assert stripped() == stripped()


def test_time_limit_leaves_the_rest_unknown():
    report = verify.check("theorem1", d=12, limit=0.001)
    assert report.verdict == "undecided" and report.exit_code == 3
    assert {c.reason for c in report.claims if c.status == "unknown"} == {"time"}


@pytest.mark.slow
def test_parity_orthogonality_is_exhaustive_up_to_14_bits():
    report = verify.check("parity-orthogonality", d=14)
    assert report.claim("orthogonality").values["checked"] == str(4**14)


def test_the_theorem_objects_are_the_installed_ones():
    names = {t.name for t in verify.theorems()}
    assert {parity_orthogonality.theorem.name, variance_bound.theorem.name} <= names


def test_a_predictor_with_two_hidden_layers():
    report = verify.check("theorem1", d=4, predictor="deep", hidden=3)
    assert report.verdict == "proved"
    assert report.quantities["parameters"] == str((4 + 1) * 3 + (3 + 1) * 3 + 3 + 1)
    with pytest.raises(BadInput):
        verify.check("theorem1", d=4, predictor="deep", route="structured")
