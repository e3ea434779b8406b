"""Pictures mark where a claim fails, and every theorem's page has the pictures that it should."""

import re
from fractions import Fraction

import pytest

import verify
from constructions import gates, parity_circuits
from verify import catalogue
from verify.circuits.circuit import Circuit, circuit, logic, values
from verify.network import Network, dense
from verify.report.pictures import networks
from verify.report.pictures.choosing import of_object
from verify.report.pictures.failure import Failure, failure


def changed(found, name, kind):
    """The circuit with another kind of gate there."""
    return Circuit(found.inputs, tuple(logic(g.name, kind, *g.reads) if g.name == name else g
                                       for g in found.gates), found.outputs)


def drawn_at(picture):
    """What is written below the units: name -> value."""
    spots = re.findall(r"<text[^>]*>([^<]*)</text>(?:<path class=\"cross\".*?</path>)?"
                       r"<text[^>]*halo[^>]*>[^<]*= (\S+)</text>", picture.svg)
    return dict(spots)


@pytest.mark.parametrize("theorem, given, found, gate", [
    ("half-adder", {}, gates.half_adder(), "s.3"), ("half-adder", {}, gates.half_adder(), "c"),
    pytest.param("full-adder", {}, gates.full_adder(), None, marks=pytest.mark.slow),
    pytest.param("parity-circuit", {"n": 3}, parity_circuits.tree(3), None,
                 marks=pytest.mark.slow)])
def test_a_circuits_counterexample_is_marked(theorem, given, found, gate):
    gate = gate or found.gates[-1].name
    wrong = changed(found, gate, "or")
    report = verify.check(theorem, witness=wrong, **given)
    assert report.verdict == "refuted"
    (picture,) = [p for p in report.drawn if p.title.startswith("The circuit") and "fails" in
                  p.caption]
    claim = next(c for c in report.claims if c.status == "refuted" and c.name in picture.caption)
    (place,) = claim.counterexample["at"].values()
    point = [int(bit) for bit in place.strip("()").split(",")]
    right = values(wrong, point)
    assert {name: int(bit) for name, bit in drawn_at(picture).items()} == right
    marked = re.findall(r"<title>(\S+) is wrong here", picture.svg)
    assert marked and set(marked) <= set(found.outputs)
    # on the marked outputs the right circuit says something else, or there is more than one of them
    assert any(right[name] != values(found, point)[name] for name in marked)
    assert picture.svg.count('class="off"') == sum(
        not right[read] for g in wrong.gates for read in dict.fromkeys(g.reads))
    assert "<figcaption>" in report.to_html() and str(place) in picture.caption


def test_a_networks_wrong_output_is_marked():
    broken = Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -5]], [0], "relu")))
    report = verify.check("sawtooth", k=1, witness=broken)
    picture = next(p for p in report.drawn if p.title == "The network: N")
    assert re.findall(r"<title>(\S+) is wrong here", picture.svg) == ["y"]
    assert "fails at x = " in picture.caption and 'class="off"' not in picture.svg


def test_what_holds_is_not_marked():
    for name, given in (("half-adder", {}), ("sawtooth", {"k": 2})):
        for picture in verify.check(name, **given).drawn:
            assert "is wrong here" not in picture.svg and "fails" not in picture.caption


class Line:
    def __init__(self, status, relation, at, name="a claim"):
        self.status, self.name = status, name
        self.counterexample = {"at": at, "relation": relation, "lhs": "1", "rhs": "0"}


class Provider:
    def __init__(self, found, output=0):
        self.circuit, self.output = found, output


def test_only_what_a_claim_is_about_is_marked():
    """Another circuit with as many inputs is right, whatever fails elsewhere."""
    half, other = gates.half_adder(), circuit(2, [logic("g", "and", "x1", "x2")], "g")
    known = {"s": Provider(half, 0), "c": Provider(half, 1), "abs": Provider(other)}
    lines = [Line("proved", "s(x) = 0", {"x": "(1, 1)"}), Line("refuted", "c(x) = 0", {"x": "5"}),
             Line("refuted", "2 c(x) = 0", {"x": "(0, 1)"})]
    found = failure(lines, half, "c", known)
    assert (found.at, found.outputs) == ((Fraction(0), Fraction(1)), (1,))
    assert failure(lines, other, "abs", known) is None
    both = failure([Line("refuted", "2 c(x) + s(x) = 1", {"x": "(1, 1)"})], half, "c, s", known)
    assert both.outputs == (0, 1)
    for at in ({"x": "(1, q)"}, {"x": "(1, 1)", "y": "(0, 0)"}, {}, {"x": "1/0"}):
        assert failure([Line("refuted", "s(x) = 0", at)], half, "s", known) is None
    assert failure(lines, object(), "c", known) is None


def test_an_input_that_is_no_bit_marks_nothing():
    half = gates.half_adder()
    fails = Failure((Fraction(1, 2), Fraction(1)), "it fails", (0,))
    assert "fails" not in networks.circuit("c", half, fails).caption
    assert networks.circuit("c", half, fails) == networks.circuit("c", half)


def test_too_large_to_be_drawn_it_still_says_where():
    wide = Network((dense([[1]] * 400, [0] * 400, "relu"), dense([[1] * 400], [0])))
    picture = of_object("N", wide, Failure((Fraction(1),), "“a” fails at x = 1", (0,)))
    assert "“a” fails at x = 1." in picture.caption and "<circle" not in picture.svg
    assert "Below each unit" not in picture.caption


def test_one_object_of_several_functions_is_drawn_once():
    titles = [p.title for p in verify.check("half-adder").drawn]
    assert titles == ["The circuit: c, s"]


WANTED = {
    "sawtooth": ({"k": 6}, ("What the claims say of x in [0, 1]", "Parameters against k",
                            "The network: N")),
    "weight-tied": ({"depth": 3, "width": 2}, ("The block matrix: tied", "The network: network",
                                               "The iteration settles block by block")),
    "deq": ({"nodes": 6}, ("The equilibrium iteration settles along the paths",
                           "The graph of computations: graph")),
    "variance-bound": ({"d": 3}, ("Variance of the gradient against d",
                                  "The network: predictor")),
    "parity-circuit": ({"n": 4}, ("The circuit: N",)),
    "full-adder": ({}, ("The circuit: c, s",)),
    "mcculloch-pitts": ({}, ("The circuit: N",)),
}


SLOW = ("parity-circuit", "full-adder", "mcculloch-pitts")


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW
                                  else name for name in WANTED])
def test_the_pictures_that_each_page_should_have(name):
    given, wanted = WANTED[name]
    report = verify.check(catalogue.find(name), **given)
    drawn = {p.title: p for p in report.drawn}
    assert set(wanted) <= set(drawn)
    for picture in drawn.values():
        assert picture.caption and picture.svg.startswith("<svg") and "role=\"img\"" in picture.svg
