"""The sawtooth's builders against a specification that composes nothing: a distance to an integer.

How many kinks they have is in test_piecewise.py.
"""

from fractions import Fraction
from typing import Any, Callable

import numpy as np
import pytest
import torch

from constructions import sawtooth, sawtooth_shallow
from verify.arithmetic.integers import INTEGERS
from verify.builders import build, from_function
from verify.cube import cube
from verify.errors import BadInput
from verify.network import Graph, Layer, Network, Node, dense, forward

# name -> builder, and the points where it has to be right
LINE: dict[str, Callable[[int], Any]] = {
    "deep": sawtooth.deep, "recurrent": sawtooth.recurrent, "merged": sawtooth.merged,
    "on line": sawtooth_shallow.shallow_on_line,
    "relu output": sawtooth_shallow.shallow_relu_output}
UNIT: dict[str, Callable[[int], Any]] = {
    "skip": sawtooth.skip, "shallow": sawtooth_shallow.shallow,
    "with skip": sawtooth_shallow.shallow_with_skip}
BUILDERS = LINE | UNIT


def distance(k, x):
    """The specification: how far 2^k x is from the nearest even integer; 0 outside [0, 1]."""
    rest = 2**k * Fraction(x) % 2
    return min(rest, 2 - rest) if 0 <= x <= 1 else 0


def points(name, k):
    """Breakpoints, midpoints, 3-adic points; if it is right on the line, points outside, too."""
    grid = [Fraction(j, 2**(k + 1)) for j in range(2**(k + 1) + 1)]
    grid += [Fraction(j, 243) for j in range(1, 243, 17)]
    line = name in LINE and not (k == 1 and name in ("merged", "recurrent"))
    outside = [-7, Fraction(-1, 2), Fraction(-1, 2**k), Fraction(9, 8), Fraction(3, 2), 2, 11]
    return grid + outside if line else grid


def right_at(network, name, k):
    return all(forward(network, [x])[0] == distance(k, x) for x in points(name, k))


@pytest.mark.parametrize("k", range(1, 7))
@pytest.mark.parametrize("name", BUILDERS)
def test_the_sawtooth(name, k):
    network = BUILDERS[name](k)
    assert right_at(network, name, k)
    assert [forward(network, [Fraction(i, 2**k)])[0] for i in range(2**k + 1)] == \
        [i % 2 for i in range(2**k + 1)]


@pytest.mark.parametrize("k", range(1, 9))
def test_counts(k):
    def shape(network):
        return network.depth, network.width, network.relus, network.parameters, network.nonzeros
    assert shape(sawtooth.deep(k)) == (2 * k, 2, 3 * k, 7 * k, 5 * k)
    assert shape(sawtooth.merged(k)) == (k + 1, 2, 2 * k, 6 * k + 1, 5 * k)
    assert shape(sawtooth.recurrent(k)) == (k + 1, 2, 2 * k, 13, 10)
    assert shape(sawtooth.skip(k)) == (2 * k, 1, k, 5, 4)
    teeth = 2**k
    assert shape(sawtooth_shallow.shallow(k)) == (2, teeth, teeth, 3 * teeth + 1, 3 * teeth - 1)
    assert shape(sawtooth_shallow.shallow_on_line(k)) == \
        (2, teeth + 1, teeth + 1, 3 * teeth + 4, 3 * teeth + 2)
    assert shape(sawtooth_shallow.shallow_with_skip(k)) == \
        (2, teeth - 1, teeth - 1, 3 * teeth - 1, 3 * teeth - 2)
    assert shape(sawtooth_shallow.shallow_relu_output(k)) == \
        (2, teeth, teeth + 1, 3 * teeth + 1, 3 * teeth - 1)


def test_numbers_of_the_deep_network():
    layers = sawtooth.deep(6).layers
    numbers = {n for layer in layers for row in (*layer.weight, layer.bias) for n in row}
    assert numbers == {0, 1, 2, -4, Fraction(-1, 2)}
    assert [layer.outputs for layer in layers] == [2, 1] * 6


def test_shallow_is_smaller_only_for_small_k():
    assert [(sawtooth_shallow.shallow(k).parameters, sawtooth.deep(k).parameters,
             sawtooth.merged(k).parameters) for k in (1, 2, 3)] == \
        [(7, 7, 7), (13, 14, 13), (25, 21, 19)]


@pytest.mark.parametrize("name, x", [("merged", 2), ("recurrent", 2), ("skip", 2), ("skip", -1),
                                     ("shallow", 2), ("with skip", -1), ("with skip", 2)])
def test_where_a_builder_does_not_promise_to_be_right(name, x):
    assert forward(BUILDERS[name](1), [x])[0] != 0


def mutants(network, change):
    """The network with one number changed, for each of its numbers."""
    layers = network.layers if isinstance(network, Network) else [p for _, p in network.layers]
    for place, layer in enumerate(layers):
        for unit in range(layer.outputs):
            for column in range(layer.inputs + 1):
                rows = [[*row, b] for row, b in zip(layer.weight, layer.bias)]
                rows[unit][column] += change
                changed = dense([row[:-1] for row in rows], [row[-1] for row in rows],
                                layer.activation)
                new = (*layers[:place], changed, *layers[place + 1:])
                if isinstance(network, Network):
                    yield Network(new)
                else:
                    names = [name for name, _ in network.layers]
                    yield Graph(1, tuple(zip(names, new)), network.nodes, network.output)


@pytest.mark.parametrize("change", [Fraction(1, 16), Fraction(-1, 16), 3])
@pytest.mark.parametrize("name", BUILDERS)
def test_a_network_with_one_number_changed_is_wrong_somewhere(name, change):
    found = list(mutants(BUILDERS[name](3), change))
    assert len(found) == BUILDERS[name](3).parameters
    for number, mutant in enumerate(found):
        assert not right_at(mutant, name, 3), number


def test_the_recurrent_network_repeats_one_layer():
    graph = sawtooth.recurrent(7)
    used = [node.layer for node in graph.nodes]
    assert used.count("step") == 6 and used.count("first") == used.count("read") == 1
    assert [node.name for node in graph.nodes if "x" in node.inputs] == ["h1"]
    step = dict(graph.layers)["step"]
    assert step == dense([[2, -4], [2, -4]], [0, "-1/2"], "relu")


def test_the_input_may_enter_at_the_first_step_only():
    """An equilibrium-style network reads x in every step, h <- relu(W h + U x + b): not f^k."""
    first, read = sawtooth.BEND, sawtooth.READ
    step = dense([[2, -4, 1], [2, -4, 1]], [0, "-1/2"], "relu")
    injected = Graph(1, (("first", first), ("step", step), ("read", read)),
                     (Node("h1", "first", ("x",)), Node("h2", "step", ("h1", "x")),
                      Node("y", "read", ("h2",))), ("y",))
    assert forward(injected, ["1/8"])[0] == Fraction(3, 4)
    assert forward(sawtooth.recurrent(2), ["1/8"])[0] == distance(2, Fraction(1, 8)) == \
        Fraction(1, 2)


@pytest.mark.parametrize("n", range(1, 13))
def test_parity_of_n_bits(n):
    network = sawtooth.parity_by_sawtooth(n)
    values = forward(network, cube(n), INTEGERS)
    assert values.numerators[:, 0].tolist() == [values.denominator * (x.bit_count() % 2)
                                                for x in range(2**n)]


@pytest.mark.parametrize("n", [*range(1, 18), 100, 1024, 1025])
def test_size_of_the_parity_network(n):
    network = sawtooth.parity_by_sawtooth(n)
    folds = next(folds for folds in range(20) if 2**folds >= n)
    assert (network.inputs, network.depth, network.relus) == (n, folds + 1, 2 * folds)
    assert network.parameters == (2 * n + 6 * folds - 1 if n > 1 else 2)


def wrong_parities(change):
    hidden, *rest = sawtooth.parity_by_sawtooth(6).layers
    for unit in range(2):
        rows = [list(row) for row in hidden.weight]
        rows[unit][4] += change
        mutant = Network((dense(rows, hidden.bias, "relu"), *rest))
        values = forward(mutant, cube(6), INTEGERS).to_fractions()
        yield sum(value != x.bit_count() % 2 for x, (value,) in enumerate(values))


def test_a_mutated_parity_network_is_wrong_somewhere():
    assert all(wrong > 0 for wrong in wrong_parities(Fraction(1, 16)))
    # One eighth more in the second unit shifts the first tent by an even number: still right.
    assert [wrong > 0 for wrong in wrong_parities(Fraction(1, 8))] == [True, False]


@pytest.mark.slow
def test_parity_of_20_bits():
    values = forward(sawtooth.parity_by_sawtooth(20), cube(20), INTEGERS)
    parities = cube(20).numerators.sum(axis=1) % 2
    assert np.array_equal(values.numerators[:, 0], values.denominator * parities)


@pytest.mark.parametrize("k", [55, 60])
@pytest.mark.parametrize("x, right", [
    (Fraction(1, 3), Fraction(2, 3)), (Fraction(5, 27), None), (1 - Fraction(1, 2**60), None)])
def test_floats_lose_the_teeth(k, x, right):
    network = sawtooth.deep(k)
    exact = forward(network, [x])[0]
    assert exact == distance(k, x) and right in (None, exact)
    for dtype in (torch.float64, torch.float32):
        entered = torch.tensor([[float(x)]], dtype=dtype)
        value = network.to_torch().to(dtype)(entered).item()
        assert abs(value - exact) > Fraction(1, 100)
        # No step rounds: the loss is that of the last digits of x, which f^k makes the first.
        assert value == distance(k, Fraction(entered.item()))


def test_float32_is_wrong_where_float64_is_still_close():
    third = Fraction(1, 3)
    values = [sawtooth.deep(30).to_torch().to(dtype)(torch.tensor([[1 / 3]], dtype=dtype)).item()
              for dtype in (torch.float64, torch.float32)]
    assert abs(values[0] - 2 * third) < 1e-6 and values[1] == 0


def test_float64_agrees_where_it_is_exact():
    grid = [Fraction(j, 128) for j in range(129)]
    for build_one in (sawtooth.deep, sawtooth.recurrent, sawtooth.skip, sawtooth_shallow.shallow):
        values = build_one(6).to_torch()(torch.tensor([[float(x)] for x in grid],
                                                      dtype=torch.float64))
        assert [Fraction(v) for v in values[:, 0].tolist()] == [distance(6, x) for x in grid]


@pytest.mark.parametrize("name", BUILDERS)
def test_a_number_out_of_range_is_refused_with_the_range(name):
    for k in (0, -1, 17) if "shallow" in BUILDERS[name].__name__ else (0, -1):
        with pytest.raises(ValueError, match=rf"expected (k >= 1|1 <= k <= 16), found k = {k}"):
            BUILDERS[name](k)
    builder = from_function("it", BUILDERS[name])
    assert builder.required == ("k",) and builder.summary.startswith("x -> f^k(x)")
    assert build(builder, {"k": 2}) == BUILDERS[name](2)
    with pytest.raises(BadInput, match="found k = 0"):
        build(builder, {"k": 0})


def test_parity_out_of_range():
    with pytest.raises(ValueError, match="expected n >= 1, found n = 0"):
        sawtooth.parity_by_sawtooth(0)
    assert isinstance(sawtooth.parity_by_sawtooth(1).layers[0], Layer)
