"""The gradient against exact difference quotients and torch; the structured one against both."""

from fractions import Fraction

import numpy as np
import pytest
import torch

from constructions.predictors import deep, seeded
from verify.arithmetic.exact_array import ExactArray
from verify.cube import bits, cube
from verify.gradient import parameter_gradient
from verify.network import Network, dense, forward
from verify.structured import structured_gradient
from verify.transform import walsh_hadamard

TINY = Fraction(1, 10**9)       # no kink of these predictors is as near as this, see below


def mixed():
    """relu and identity side by side, a relu output, denominators 2, 3 and 7."""
    return Network((dense([["1/3", -1], ["1/2", 2], [1, 1]], ["1/7", "-1/2", "-1/5"],
                          ["relu", "identity", "relu"]),
                    dense([[1, "1/3", -2], [2, 0, 1]], ["1/7", "1/2"], "relu"),
                    dense([["3/7", -1]], ["2/3"], "relu")))


PREDICTORS = {
    "one hidden layer": seeded(3, hidden=4), "another seed": seeded(2, hidden=3, seed=5),
    "three hidden layers": deep(3, [3, 2, 3], seed=1), "mixed": mixed(),
    "linear": Network((dense([[1, "1/2"]], ["1/3"]),)),
}


def inputs_of(network):
    return cube(network.inputs)


def moved(network, index, shift):
    """The network with parameter number `index` moved by `shift`."""
    layers = []
    for layer in network.layers:
        numbers = [number for row in layer.weight for number in row] + list(layer.bias)
        if 0 <= index < len(numbers):
            numbers[index] += shift
        index -= len(numbers)
        weight = [numbers[u * layer.inputs:(u + 1) * layer.inputs] for u in range(layer.outputs)]
        layers.append(dense(weight, numbers[layer.inputs * layer.outputs:], layer.activation))
    return Network(tuple(layers))


def quotient(network, index, point):
    """The exact derivative: p is affine in one parameter between kinks, so two steps must agree.

    p_{w + t e_j}(x) is piecewise affine in t; that the quotients at t, -t and t/2 coincide says
    that no kink is near.
    """
    here = forward(network, point)[0]
    found = {(forward(moved(network, index, t), point)[0] - here) / t
             for t in (TINY, -TINY, TINY / 2)}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize("name", PREDICTORS)
def test_gradient_is_the_difference_quotient(name):
    network = PREDICTORS[name]
    gradient = parameter_gradient(network, inputs_of(network))
    assert gradient.kinks is None and gradient.size == network.parameters
    points = [bits(i, network.inputs) for i in range(2**network.inputs)]
    assert gradient.output.to_fractions() == [forward(network, point)[0] for point in points]
    block = gradient.block(0, gradient.size)
    assert block.to_fractions() == [
        [quotient(network, j, point) for j in range(gradient.size)] for point in points]
    assert all(abs(v) <= block.bound for v in block.numerators.ravel().tolist())


@pytest.mark.parametrize("network", [seeded(4, hidden=5, seed=2), deep(3, [4, 3], seed=3)])
def test_gradient_is_torch_autograd(network):
    module = network.to_torch()
    gradient = parameter_gradient(network, inputs_of(network))
    block = gradient.block(0, gradient.size)
    for index in range(2**network.inputs):
        module.zero_grad()
        point = torch.tensor(bits(index, network.inputs), dtype=torch.float64)
        module(point).backward()
        found = torch.cat([part.grad.ravel() for part in module.parameters()])
        assert found.tolist() == [float(v) for v in block[index].to_fractions()]


def test_names_follow_the_order_of_the_parameters():
    network = seeded(2, hidden=3)
    assert parameter_gradient(network, cube(2)).names == (
        *(f"layers.0.weight[{u},{j}]" for u in range(3) for j in range(2)),
        *(f"layers.0.bias[{u}]" for u in range(3)),
        *(f"layers.1.weight[0,{j}]" for j in range(3)), "layers.1.bias[0]")
    assert structured_gradient(network).names == parameter_gradient(network, cube(2)).names
    names = parameter_gradient(mixed(), cube(2)).names
    assert len(names) == mixed().parameters and names[9] == "layers.1.weight[0,0]"


@pytest.mark.parametrize("name", PREDICTORS)
def test_blocks_are_slices_over_one_denominator(name):
    gradient = parameter_gradient(PREDICTORS[name], inputs_of(PREDICTORS[name]))
    whole = gradient.block(0, gradient.size)
    for start in range(gradient.size):
        for stop in range(start + 1, gradient.size + 1):
            block = gradient.block(start, stop)
            assert block.denominator == whole.denominator == gradient.denominator
            assert (block.numerators == whole.numerators[:, start:stop]).all()
    for start, stop in ((0, 0), (-1, 2), (2, 1), (0, gradient.size + 1)):
        with pytest.raises(ValueError, match="expected 0 <= start < stop"):
            gradient.block(start, stop)


def test_the_order_of_the_inputs_in_memory_does_not_matter():
    network = deep(3, [4, 3])
    inputs = ExactArray.of(np.ascontiguousarray(cube(3).numerators))
    ours, same = parameter_gradient(network, inputs), parameter_gradient(network, cube(3))
    assert ours.block(0, ours.size).equal(same.block(0, same.size)).all()


def test_gradient_in_python_integers():
    network = deep(3, [3, 2])
    replay = parameter_gradient(network, cube(3).as_objects())
    block = replay.block(0, replay.size)
    assert block.is_object and replay.output.is_object
    usual = parameter_gradient(network, cube(3))
    assert block.equal(usual.block(0, usual.size)).all()


def test_gradient_falls_back_when_the_weights_are_large():
    """The hidden layer times 2**80: the outer weights' derivatives are 2**80 times as large."""
    small = seeded(3, hidden=3)
    big = 2**80
    hidden, outer = small.layers
    network = Network((dense([[w * big for w in row] for row in hidden.weight],
                             [b * big for b in hidden.bias], "relu"), outer))
    expected = parameter_gradient(small, cube(3)).block(0, 16).to_fractions()
    for gradient in (parameter_gradient(network, cube(3)), structured_gradient(network)):
        block = gradient.block(0, 16)
        assert block.is_object
        scale = [1] * 12 + [big] * 3 + [1]
        assert block.to_fractions() == [[v * s for v, s in zip(row, scale)] for row in expected]
    structured = structured_gradient(network)
    assert structured.transformed_block(0, 16).is_object
    assert structured.transformed_block(0, 16).equal(walsh_hadamard(block)).all()


def test_preactivations_that_leave_int64_though_no_weight_does():
    edge = 2**62
    network = Network((dense([[edge, edge], [-edge, 1]], [edge, 3], "relu"),
                       dense([[1, -1]], [0])))
    usual, structured = parameter_gradient(network, cube(2)), structured_gradient(network)
    assert structured.output.to_fractions() == [
        forward(network, bits(i, 2))[0] for i in range(4)]
    assert structured.preactivations()[0].is_object
    assert structured.block(0, 9).equal(usual.block(0, 9)).all()
    assert structured.transformed_block(0, 9).equal(walsh_hadamard(usual.block(0, 9))).all()


def test_kinks_are_found_and_have_derivative_zero():
    network = Network((dense([[1, 1], [1, -1]], [1, 0], "relu"), dense([[5, 7]], [0])))
    for gradient in (parameter_gradient(network, cube(2)), structured_gradient(network)):
        assert gradient.kinks == (0, 1, 0)              # x = (0, 0) and (1, 1): unit 1 reads 0
        assert gradient.block(5, 6).to_fractions() == [[0], [7], [0], [0]]
    later = Network((dense([[1, 1]], [1], "relu"), dense([[1]], [-3], "relu"), dense([[1]], [0])))
    assert parameter_gradient(later, cube(2)).kinks == (1, 0, 3)
    loose = Network((dense([[1, 1]], [0], "identity"), dense([[1]], [0])))
    assert parameter_gradient(loose, cube(2)).kinks is None
    assert structured_gradient(loose).kinks is None


def test_preactivations_of_relu_layers():
    gradient = parameter_gradient(mixed(), cube(2))
    assert [part.shape for part in gradient.preactivations()] == [(4, 3), (4, 2), (4, 1)]
    network = seeded(3, hidden=4)
    (ours,) = structured_gradient(network).preactivations()
    (theirs,) = parameter_gradient(network, cube(3)).preactivations()
    assert ours.equal(theirs).all() and ours.shape == (8, 4)


@pytest.mark.parametrize("d", range(1, 7))
def test_structured_gradient_is_the_gradient_and_its_transform(d):
    network = seeded(d, hidden=3, seed=d)
    usual, structured = parameter_gradient(network, cube(d)), structured_gradient(network)
    assert structured.output.equal(usual.output).all()
    assert (structured.size, structured.denominator) == (usual.size, usual.denominator)
    transformed = walsh_hadamard(usual.block(0, usual.size))
    for start, stop in ((0, usual.size), (1, 2), (d - 1, d + 2), (3 * d - 1, 3 * d + 5),
                        (usual.size - 2, usual.size)):
        assert structured.block(start, stop).equal(usual.block(start, stop)).all()
        found = structured.transformed_block(start, stop)
        assert found.equal(transformed[:, start:stop]).all()
        assert found.denominator == usual.denominator
        assert all(abs(v) <= found.bound for v in found.numerators.ravel().tolist())


def test_structured_gradient_with_identity_units_and_other_denominators():
    hidden = dense([["1/3", -1, 0], ["1/2", 2, "5/7"]], ["1/7", "-1/2"], ["relu", "identity"])
    network = Network((hidden, dense([["1/11", -3]], ["1/5"])))
    usual, structured = parameter_gradient(network, cube(3)), structured_gradient(network)
    assert structured.output.equal(usual.output).all()
    assert structured.block(0, 11).equal(usual.block(0, 11)).all()
    assert structured.transformed_block(0, 11).equal(walsh_hadamard(usual.block(0, 11))).all()
    with pytest.raises(ValueError, match="start < stop"):
        structured.transformed_block(3, 12)


def test_few_ingredients_are_kept_in_memory(monkeypatch):
    monkeypatch.setattr("verify.structured.KEPT", 2 * 2**3)
    monkeypatch.setattr("verify.structured.STRIP", 2**3)
    network = seeded(3, hidden=5)
    structured = structured_gradient(network)
    found = structured.transformed_block(0, structured.size)
    assert len(structured._kept) <= 2
    usual = parameter_gradient(network, cube(3))
    assert found.equal(walsh_hadamard(usual.block(0, usual.size))).all()


@pytest.mark.parametrize("network, message", [
    (Network((dense([[1], [1]], [0, 0]),)), "1 output, found 2"),
    (Network((dense([[1]], [0], "step"), dense([[1]], [0]))), "layer 0: .*found step")])
def test_gradient_refuses(network, message):
    with pytest.raises(ValueError, match=message):
        parameter_gradient(network, cube(1))


@pytest.mark.parametrize("network", [
    deep(2, [2, 2]), Network((dense([[1]], [0]),)),
    Network((dense([[1]], [0], "sign"), dense([[1]], [0]))),
    Network((dense([[1]], [0], "relu"), dense([[1]], [0], "relu"))),
    Network((dense([[1]], [0], "relu"), dense([[1], [1]], [0, 0])))])
def test_structured_gradient_refuses(network):
    with pytest.raises(ValueError, match="structured gradient"):
        structured_gradient(network)
