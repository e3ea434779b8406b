"""SMT-LIB and VNN-LIB files, read back by the solvers and the parser that they are written for."""

import random
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.interchange import save
from verify.interchange.bounds import output_bounds
from verify.interchange.smt_text import smt
from verify.interchange.vnnlib_file import (Bound, decimal, outside, property_1, property_2,
                                            unit_cube_property)
from verify.network import Graph, Network, Node, dense, forward

TENT = dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])
MIXED = Network((
    dense([[2, -4], [0, 0], ["-1/3", 1], [1, 1]], ["1/2", 0, -7, 0],
          ["relu", "step", "sign", "identity"]),
    dense([[1, 1, -1, "1/7"], [0, "5/2", 0, 1]], [0, "-1/6"], "relu"),
    dense([[-1, 2], [1, 1]], [0, 0])))
TENTS = Graph(1, (("out", TENT[1]), ("bend", TENT[0])), (
    Node("d", "out", ("c",)), Node("c", "bend", ("b",)),
    Node("a|", "bend", ("x",)), Node("b", "out", ("a|",))), ("d", "b"))
NETWORKS = {"mixed": MIXED, "tents": TENTS, "one": Network((TENT[0],)), "tent": Network(TENT)}


def points(network, count=12):
    source = random.Random(0)
    drawn = [[Fraction(source.randint(-9, 9), source.choice((1, 2, 3, 7)))
              for _ in range(network.inputs)] for _ in range(count)]
    return [[Fraction(0)] * network.inputs, *drawn]


def names(network):
    return ["y"] if network.outputs == 1 else [f"y{index}" for index in range(network.outputs)]


# SMT-LIB.


@pytest.mark.parametrize("name", NETWORKS)
def test_z3_computes_what_the_network_computes(name):
    import z3

    network, context = NETWORKS[name], z3.Context()
    solver = z3.Solver(ctx=context)
    solver.from_string(smt(network))
    for point in points(network):
        solver.push()
        for index, value in enumerate(point):
            x = z3.Real(f"x{index + 1}", context)
            solver.add(x == z3.Q(value.numerator, value.denominator, context))
        assert solver.check() == z3.sat
        model = solver.model()
        found = tuple(model.eval(z3.Real(y, context)).as_fraction() for y in names(network))
        assert found == forward(network, point)
        solver.pop()


@pytest.mark.parametrize("name", NETWORKS)
def test_cvc5_computes_what_the_network_computes(name):
    cvc5 = pytest.importorskip("cvc5")
    network = NETWORKS[name]
    for point in points(network, 3):
        text = smt(network).replace("(set-logic", "(set-option :produce-models true)\n(set-logic")
        for index, value in enumerate(point):
            size = f"(/ {abs(value.numerator)} {value.denominator})"
            text += f"(assert (= x{index + 1} {size if value >= 0 else f'(- {size})'}))\n"
        text += f"(check-sat)\n(get-value ({' '.join(names(network))}))\n"
        said = _cvc5(cvc5, text)
        assert said[0] == "sat"
        values = re.findall(r"\((y\d*) (.+?)\)(?=\)| \(y)", said[1])
        assert tuple(_real(value) for _, value in values) == forward(network, point)


def _cvc5(cvc5, text):
    """The answers to the commands of a text."""
    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "network")
    symbols, said = parser.getSymbolManager(), []
    while not (command := parser.nextCommand()).isNull():
        answer = str(command.invoke(solver, symbols)).strip()
        if answer:
            said.append(answer)
    return said


def _real(text):
    """A real number as cvc5 prints it: 2.0, (/ 1 2), (- (/ 1 2)), (/ (- 1) 2)."""
    sign = -1 if "-" in text else 1
    numbers = re.findall(r"\d+(?:\.\d+)?", text)
    return sign * Fraction(numbers[0]) / (Fraction(numbers[1]) if len(numbers) > 1 else 1)


def test_a_question_after_the_text_is_answered():
    import z3

    for bound, answer in (("1.0", z3.unsat), ("0.9", z3.sat)):
        context = z3.Context()
        solver = z3.Solver(ctx=context)
        solver.from_string(smt(Network(TENT)) + f"(assert (and (<= 0 x1 1) (> y {bound})))")
        assert solver.check() == answer


def test_sigmoid_and_tanh_are_functions_of_which_nothing_is_known():
    import z3

    network = Network((dense([[1], [2]], [0, 1], ["sigmoid", "tanh"]), dense([[1, 1]], [0])))
    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.from_string(smt(network))
    assert "(set-logic QF_UFLRA)" in smt(network)
    x, y = z3.Reals("x1 y", context)
    assert solver.check(x == 0, y == 100) == z3.sat
    cvc5 = pytest.importorskip("cvc5")
    assert _cvc5(cvc5, smt(network) + "(assert (= x1 0.0))\n(check-sat)\n") == ["sat"]


def test_names_stay_inside_their_comments():
    name = "a\n(assert false)"
    network = Graph(1, (("f", dense([[1]], [0])),), (Node(name, "f", ("x",)),), (name,))
    assert "\n(assert false)" not in smt(network)


# VNN-LIB.


def holds(text, values):
    """Whether the assertions of a version 1.0 text hold, by a reader of the smallest such kind."""
    tokens = re.findall(r"[()]|[^\s()]+", re.sub(r";.*", "", text))

    def tree():
        token = tokens.pop(0)
        if token != "(":
            return token
        inside = []
        while tokens[0] != ")":
            inside.append(tree())
        tokens.pop(0)
        return inside

    def value(term):
        if isinstance(term, str):
            return values[term] if term in values else Fraction(term)
        head, *rest = term
        terms = [value(each) for each in rest]
        return {"+": lambda: sum(terms), "*": lambda: terms[0] * terms[1],
                "<=": lambda: terms[0] <= terms[1], ">=": lambda: terms[0] >= terms[1],
                "and": lambda: all(terms), "or": lambda: any(terms)}[head]()

    commands = []
    while tokens:
        commands.append(tree())
    declared = {command[1] for command in commands if command[0] == "declare-const"}
    assert declared == set(values)
    return all(value(command[1]) for command in commands if command[0] == "assert")


BOX = [(Fraction(0), Fraction(1, 3)), (Fraction(-5, 4), Fraction(10)**25)]
WAYS = [[Bound((Fraction(1), Fraction(-1, 3)), ">=", Fraction(5, 2))],
        [Bound((Fraction(1), Fraction(0)), "<=", Fraction(-7, 16)),
         Bound((Fraction(0), Fraction(2)), ">=", Fraction(1))]]


@given(st.tuples(*[st.fractions(-3, 3, max_denominator=6)] * 4))
def test_version_1_says_exactly_what_was_meant(values):
    x, y = values[:2], values[2:]
    inside = all(low <= value <= high for value, (low, high) in zip(x, BOX))
    violated = any(all((sum(w * v for w, v in zip(bound.weights, y)) <= bound.bound)
                       if bound.relation == "<=" else
                       (sum(w * v for w, v in zip(bound.weights, y)) >= bound.bound)
                       for bound in way) for way in WAYS)
    named = {f"X_{i}": v for i, v in enumerate(x)} | {f"Y_{i}": v for i, v in enumerate(y)}
    assert holds(property_1(BOX, WAYS, "about;\nit"), named) == (inside and violated)


def test_version_2_is_read_by_the_standards_parser():
    vnnlib = pytest.importorskip("vnnlib")
    query = vnnlib.parse_query_string(property_2(BOX, WAYS, "about\nit"))
    network, = query.networks
    assert [list(each.shape) for each in (*network.inputs, *network.outputs)] == [[1, 2], [1, 2]]
    texts = [re.sub(r"(?<=[XY]) (?=\[)|(?<=,) ", "", str(each)).strip()
             for each in query.assertions]
    assert texts == [
        "(assert (and (>= X[0,0] 0.0) (<= (* X[0,0] 3.0) 1.0)))",
        "(assert (and (>= X[0,1] -1.25) (<= X[0,1] 10000000000000000000000000.0)))",
        "(assert (or (>= (+ (* Y[0,0] 6.0) (* Y[0,1] -2.0)) 15.0) "
        "(and (<= Y[0,0] -0.4375) (>= (* Y[0,1] 2.0) 1.0))))"]


@pytest.mark.parametrize("name", NETWORKS)
def test_the_unit_cube_property_is_true(name):
    network = NETWORKS[name]
    bounds = output_bounds(network, [(Fraction(0), Fraction(1))] * network.inputs)
    text = unit_cube_property(network, name, 1)
    for point in points(network):
        point = [abs(value) % 1 for value in point]
        output = forward(network, point)
        assert all(low <= value <= high for value, (low, high) in zip(output, bounds))
        named = {f"X_{i}": v for i, v in enumerate(point)}
        assert not holds(text, named | {f"Y_{i}": v for i, v in enumerate(output)})
        beyond = {f"Y_{i}": high + 1 for i, (_, high) in enumerate(bounds)}
        assert holds(text, named | beyond)


def test_bounds_of_sigmoid_and_tanh():
    network = Network((dense([[1], [1]], [0, 0], ["sigmoid", "tanh"]),))
    assert output_bounds(network, [(Fraction(0), Fraction(1))]) == [(0, 1), (-1, 1)]
    with pytest.raises(ValueError, match="expected 1 intervals, found 2"):
        output_bounds(network, [(Fraction(0), Fraction(1))] * 2)


def test_both_versions_beside_their_model(tmp_path):
    pytest.importorskip("onnx")
    vnnlib = pytest.importorskip("vnnlib")
    from verify.interchange import load
    for version in (1, 2):
        path = tmp_path / f"v{version}.vnnlib"
        save(TENTS, path, vnnlib=version)
        assert load(path.with_suffix(".onnx")) == TENTS
        text = path.read_text()
        assert (vnnlib.parse_query_file(str(path)) is not None if version == 2
                else text.count("declare-const") == 3)
    with pytest.raises(ValueError, match="expected 1 or 2, found 3"):
        unit_cube_property(TENTS, "n", 3)


def test_a_property_needs_a_box_and_outputs():
    way = [Bound((Fraction(1),), ">=", Fraction(0))]
    for write in (property_1, property_2):
        for box, ways in (([], [way]), ([(Fraction(1), Fraction(0))], [way]), (BOX, []),
                          (BOX, [[]]), (BOX, [way, outside([0, 0], [1, 1])[0]])):
            with pytest.raises(ValueError, match="expected"):
                write(box, ways)
    with pytest.raises(ValueError, match="relation"):
        Bound((Fraction(1),), "<", Fraction(0))
    with pytest.raises(ValueError, match="weights"):
        Bound((Fraction(0),), "<=", Fraction(0))


@given(st.integers(-10**30, 10**30), st.integers(0, 40), st.integers(0, 20))
def test_decimals_are_exact(number, twos, fives):
    value = Fraction(number, 2**twos * 5**fives)
    text = decimal(value)
    assert re.fullmatch(r"-?\d+\.\d+", text) and Fraction(text) == value
    with pytest.raises(ValueError, match="a finite decimal"):
        decimal(Fraction(1, 3 * 2**twos))
