"""The predictors: reproducible, small dyadic weights, never at a kink on the cube."""

import hashlib

import pytest

from constructions.predictors import deep, seeded
from verify.arithmetic.integers import INTEGERS
from verify.cube import cube
from verify.network import preactivations


def digest(network):
    return hashlib.sha256(repr([(layer.weight, layer.bias) for layer in network.layers]).encode(
        )).hexdigest()[:16]


@pytest.mark.parametrize("d, hidden", [(1, 1), (2, 8), (10, 8)])
def test_shape_and_weights(d, hidden):
    network = seeded(d, hidden)
    assert (network.inputs, network.outputs, network.depth, network.width) == (d, 1, 2, hidden)
    assert network.parameters == (d + 2) * hidden + 1 and network.relus == hidden
    for layer in network.layers:
        assert all(abs(w) <= 1 and 16 % w.denominator == 0 for row in layer.weight for w in row)
        assert all(abs(b) < 1 for b in layer.bias)
    assert all(b.denominator == 32 for b in network.layers[0].bias)


def test_seeds_are_reproducible_and_differ():
    assert seeded(4, seed=7) == seeded(4, seed=7) == deep(4, [8], seed=7)
    assert len({digest(seeded(4, seed=seed)) for seed in range(20)}) == 20
    assert digest(seeded(3)) == "f88fed052fda0886"       # the same on every machine and Python


@pytest.mark.parametrize("widths", [[8], [3, 4], [4, 3, 2, 5]])
@pytest.mark.parametrize("seed", range(5))
def test_no_preactivation_is_zero_on_the_cube(widths, seed):
    network = deep(5, widths, seed)
    assert [layer.outputs for layer in network.layers] == [*widths, 1]
    for level, array in enumerate(preactivations(network, cube(5), INTEGERS)[:-1], start=1):
        for v in (v for row in array.to_fractions() for v in row):
            assert (v * 32**level).denominator == 1 and v * 32**level % 2 == 1


@pytest.mark.parametrize("call", [lambda: seeded(0), lambda: seeded(2, hidden=0),
                                  lambda: deep(2, []), lambda: deep(2, [3, 0])])
def test_refused(call):
    with pytest.raises(ValueError, match="expected d >= 1 and widths >= 1"):
        call()
