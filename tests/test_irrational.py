"""sigmoid and tanh: written and read like other activations, exact at 0 alone, never guessed."""

import math
from fractions import Fraction

import pytest

from verify.arithmetic.exact import FRACTION, NoExactValue, activation
from verify.arithmetic.exact_array import ExactArray
from verify.arithmetic.integers import INTEGERS
from verify.gradient import parameter_gradient
from verify.interchange.json_format import read, write
from verify.network import ACTIVATIONS, Network, dense, forward
from verify.structured import structured_gradient

BOTH = Network((dense([[1], [2], [1]], [0, 0, -1], ["sigmoid", "tanh", "relu"]),))


def test_they_are_activations_of_network_files():
    assert ACTIVATIONS[-2:] == ("sigmoid", "tanh")
    assert read(write(BOTH, "n"), "n") == BOTH


def test_at_zero_and_nowhere_else_they_are_exact():
    assert forward(BOTH, [0]) == (Fraction(1, 2), 0, 0)
    for name in ("sigmoid", "tanh"):
        for value in (Fraction(1, 2), Fraction(-10**9), Fraction(1, 10**9)):
            with pytest.raises(NoExactValue, match=f"^{name} has no exact value at {value}$"):
                activation(name, value)
    with pytest.raises(ValueError, match="sigmoid has no exact value at 1/3"):
        FRACTION.activate(["relu", "sigmoid"], [1, Fraction(1, 3)])


def test_many_points_at_once():
    values = ExactArray.of([[0], [0]])
    assert forward(BOTH, values, INTEGERS).to_fractions() == [[Fraction(1, 2), 0, 0]] * 2
    both = Network((dense([[1]], [0], "sigmoid"),))
    assert forward(both, values, INTEGERS).to_fractions() == [[Fraction(1, 2)]] * 2
    with pytest.raises(NoExactValue, match="^sigmoid has no exact value at -2/3$"):
        forward(both, ExactArray.of([[0], ["-2/3"], [1]]), INTEGERS)
    with pytest.raises(NoExactValue, match="^tanh has no exact value at 3$"):
        INTEGERS.activate(["sigmoid", "tanh"], ExactArray.of([[0, 0], [0, 3]]))


def test_to_sympy_they_are_names_of_unknown_functions():
    import sympy

    from verify.arithmetic.symbols import SYMPY
    x = sympy.Symbol("x", real=True)
    sigmoid, tanh, _ = forward(BOTH, [x], SYMPY)
    assert str(sigmoid) == "sigmoid(x)" and str(tanh) == "tanh(2*x)"
    assert not tanh.rewrite(sympy.exp).has(sympy.exp) and sigmoid.is_real
    assert forward(BOTH, [0], SYMPY)[:2] == [sympy.Rational(1, 2), 0]
    assert SYMPY.activate(["tanh"], [1])[0].is_number is not None


def test_to_z3_they_are_functions_of_which_nothing_is_known():
    import z3

    from verify.arithmetic.smt import Z3
    x, y = z3.Reals("x y")
    one, other = forward(BOTH, [x], Z3)[0], forward(BOTH, [y], Z3)[0]
    solver = z3.Solver()
    assert solver.check(x == y, one != other) == z3.unsat
    assert solver.check(x < y, one > other, one > 7) == z3.sat


def test_to_torch_they_are_its_own():
    torch = pytest.importorskip("torch")

    from verify.arithmetic.tensors import TORCH
    point = torch.tensor([[0.75]], dtype=torch.float64)
    wanted = 1 / (1 + math.exp(-0.75)), math.tanh(1.5), 0.0
    for found in (forward(BOTH, point, TORCH), BOTH.to_torch()(point)):
        assert all(abs(a - b) < 1e-15 for a, b in zip(found[0].tolist(), wanted))


def test_gradients_refuse_them():
    for name in ("sigmoid", "tanh"):
        network = Network((dense([[1]], [0], name), dense([[1]], [0])))
        with pytest.raises(ValueError, match=f"expected relu or identity, found.*{name}"):
            parameter_gradient(network, ExactArray.of([[0]]))
        with pytest.raises(ValueError, match=f"expected relu or identity, found.*{name}"):
            structured_gradient(network)
