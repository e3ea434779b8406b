"""One network, many arithmetics: on shared points they all compute the same numbers.

The weights and points are dyadic and small, so that float64 is exact too; ties at exactly 0 are
among the points. The table of agreement: every network by every arithmetic.
"""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
import torch
import z3

from verify.arithmetic import exact, integers, smt, symbols, tensors
from verify.arithmetic.exact_array import ExactArray
from verify.network import ACTIVATIONS, Graph, Network, Node, dense, forward, preactivations

NUMBERS = [Fraction(n, 2) for n in range(-2, 3)]       # 0 among them: ties at every activation


def every_activation():
    return Network((
        dense([[1, 1], [1, -1], [-2, 1], ["1/2", 0]], [0, 0, "1/4", 0],
              ["relu", "step", "sign", "identity"]),
        dense([[1, -1, 1, 2], [0, 0, 0, 0], [1, 1, 1, 1]], ["-1/2", 0, 0],
              ["sign", "step", "relu"]),
        dense([[3, 0, -1], ["1/8", 1, 1]], [0, "1/2"])))


def tent_twice():
    """Shared weights: one layer bends, one combines, each used twice; a skip to the output."""
    return Graph(2, (("bend", dense([[1], [1]], [0, "-1/2"], "relu")),
                     ("out", dense([[2, -4]], [0])), ("first", dense([[1, "1/2"]], [0], "step"))),
                 (Node("d", "out", ("c",)), Node("a", "bend", ("s",)), Node("b", "out", ("a",)),
                  Node("s", "first", ("x",)), Node("c", "bend", ("b",))), ("d", "s", "a"))


def thirds():
    """Weights that no float holds: for the exact arithmetics only."""
    return Network((dense([["1/3", "-2/7"], [1, 1]], ["1/5", 0], ["relu", "sign"]),
                    dense([["1/3", "1/9"]], ["-1/11"], "step")))


def scaled(factor):
    return Network((dense([[factor, -factor]], [0], "relu"), dense([[factor]], [1])))


NETWORKS = {
    "every activation": every_activation(),
    "graph with shared layers": tent_twice(),
    "all step": Network((dense([[1, 1], [1, 1]], ["-1/2", "-3/2"], "step"),
                         dense([[1, -1]], [0], "step"))),
    "all sign": Network((dense([[1, -1]], [0], "sign"),)),
    "int64": scaled(2**30),            # past 2**53, within 2**63: no float64 product
    "python integers": scaled(2**40),  # past 2**63
    "thirds": thirds(),
}
POINTS = list(product(NUMBERS, repeat=2))


def by_integers(network):
    return forward(network, ExactArray.of(POINTS), integers.INTEGERS).to_fractions()


def by_python_integers(network):
    result = forward(network, ExactArray.of(POINTS).as_objects(), integers.INTEGERS)
    assert result.is_object
    return result.to_fractions()


def by_sympy(network):
    def number(term):
        return Fraction(int(term.p), int(term.q))
    return [[number(v) for v in forward(network, p, symbols.SYMPY)] for p in POINTS]


def by_sympy_symbols(network):
    x = sympy.symbols("x1 x2", real=True)
    outputs = forward(network, x, symbols.SYMPY)
    values = [[sympy.Rational(v.numerator, v.denominator) for v in point] for point in POINTS]
    return [[Fraction(str(output.subs(dict(zip(x, point))))) for output in outputs]
            for point in values]


def by_z3(network):
    def number(term):
        return z3.simplify(term).as_fraction()
    return [[number(v) for v in forward(network, p, smt.Z3)] for p in POINTS]


def by_z3_variables(network):
    context = z3.Context()
    x = [z3.Real(name, context) for name in ("x1", "x2")]
    outputs = forward(network, x, smt.Z3)
    found = []
    for point in POINTS:
        given = [(v, smt.exact(number, context)) for v, number in zip(x, point)]
        found.append([z3.simplify(z3.substitute(out, *given)).as_fraction() for out in outputs])
    return found


def floats():
    return torch.tensor([[float(v) for v in p] for p in POINTS], dtype=torch.float64)


def by_torch(network):
    rows = forward(network, floats(), tensors.TORCH).tolist()
    return [[Fraction(v) for v in row] for row in rows]


def by_module(network):
    return [[Fraction(v) for v in row] for row in network.to_torch()(floats()).tolist()]


EXACT = [by_integers, by_python_integers, by_sympy, by_sympy_symbols, by_z3, by_z3_variables]
ROUNDED = ["int64", "python integers", "thirds"]       # what float64 cannot follow


def by_fractions(network):
    return [list(forward(network, point)) for point in POINTS]


@pytest.mark.parametrize("arithmetic", EXACT)
@pytest.mark.parametrize("name", NETWORKS)
def test_every_arithmetic_agrees_with_fractions(name, arithmetic):
    assert arithmetic(NETWORKS[name]) == by_fractions(NETWORKS[name])


@pytest.mark.parametrize("arithmetic", [by_torch, by_module])
@pytest.mark.parametrize("name", [name for name in NETWORKS if name not in ROUNDED])
def test_tensors_agree_with_fractions_where_nothing_is_rounded(name, arithmetic):
    assert arithmetic(NETWORKS[name]) == by_fractions(NETWORKS[name])


@pytest.mark.parametrize("name", ["int64", "python integers"])
def test_tensors_are_no_proof(name):
    assert by_torch(NETWORKS[name]) != by_fractions(NETWORKS[name])


def test_the_points_contain_ties():
    ties = set()
    for point in POINTS:
        network = NETWORKS["every activation"]
        for layer, values in zip(network.layers, preactivations(network, point)):
            ties |= {name for name, v in zip(layer.activation, values) if v == 0}
    assert ties == set(exact.FUNCTIONS)


def test_the_networks_take_the_three_routes_of_a_product(monkeypatch):
    routes = set()
    taken = ExactArray.__matmul__

    def spy(a, b):
        result = taken(a, b)
        inner = a.shape[-1] * max(1, a.tightened().bound) * max(1, b.tightened().bound)
        routes.add("python" if result.is_object else "int64" if inner >= 2**53 else "float64")
        return result
    monkeypatch.setattr(ExactArray, "__matmul__", spy)
    for name in ("every activation", "int64", "python integers"):
        by_integers(NETWORKS[name])
    assert routes == {"python", "int64", "float64"}


def test_every_arithmetic_knows_every_activation():
    for module in (symbols, smt, tensors):
        assert tuple(module.FUNCTIONS) == ACTIVATIONS
    for module in (exact, integers):
        assert (*module.FUNCTIONS, *exact.IRRATIONAL) == ACTIVATIONS
    assert tuple(exact.AT_ZERO) == exact.IRRATIONAL


@pytest.mark.parametrize("arithmetic, values", [
    (integers.INTEGERS, ExactArray.of([[1, 2, 3]])), (symbols.SYMPY, [1, 2, 3]),
    (smt.Z3, [1, 2, 3]), (tensors.TORCH, torch.zeros(1, 3)), (exact.FRACTION, [1, 2, 3]),
    (integers.INTEGERS, ExactArray.of([1, 2]))])
def test_every_arithmetic_refuses_a_wrong_number_of_values(arithmetic, values):
    for call in (lambda: forward(every_activation(), values, arithmetic),
                 lambda: arithmetic.activate(["relu", "step"], values),
                 lambda: forward(tent_twice(), values, arithmetic)):
        with pytest.raises(ValueError, match="expected 2"):
            call()


def test_preactivations_agree():
    network = every_activation()
    ours = preactivations(network, ExactArray.of(POINTS), integers.INTEGERS)
    for layer, array in enumerate(ours):
        assert array.to_fractions() == [list(preactivations(network, p)[layer]) for p in POINTS]


def test_a_changed_weight_is_noticed():
    network = every_activation()
    first = network.layers[0]
    wrong = Network((dense([[1, 1], [1, 1], *first.weight[2:]], first.bias, first.activation),
                     *network.layers[1:]))
    assert by_integers(wrong) != by_fractions(network)


def test_to_torch_refuses_to_round_silently():
    with pytest.raises(ValueError, match=r"layer 0: expected float64 .*found 1/3"):
        thirds().to_torch()
    with pytest.raises(ValueError, match="layer 0"):
        Network((dense([[10**400]], [0]),)).to_torch()
    module = thirds().to_torch(rounded=True)
    assert module[0].weight[0, 0].item() == 1 / 3


def test_to_torch_keeps_shared_layers_shared_and_the_seed_untouched():
    torch.manual_seed(3)
    state = torch.get_rng_state()
    module = tent_twice().to_torch()
    assert torch.equal(state, torch.get_rng_state())
    assert sum(p.numel() for p in module.parameters()) == tent_twice().parameters
    assert sum(p.numel() for p in every_activation().to_torch().parameters()) == (
        every_activation().parameters)
    plain = Network((dense([[1]], [0], "relu"), dense([[1]], [0]))).to_torch()
    assert [type(part).__name__ for part in plain] == ["Linear", "ReLU", "Linear"]


def test_points_stand_side_by_side_in_memory():
    result = forward(every_activation(), ExactArray.of(POINTS), integers.INTEGERS)
    assert result.numerators.T.flags.c_contiguous
    assert isinstance(result.numerators, np.ndarray)
