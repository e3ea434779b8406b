"""Predictors to try the learnability theorems on: relu networks with small exact weights.

Their weights are random dyadic numbers, the same for the same seed on every machine. No hidden
unit is ever exactly at its kink on {0,1}^d, so that the gradient is beyond dispute.
"""

import random
from fractions import Fraction
from typing import Sequence

from verify.network import Layer, Network, dense


def seeded(d: int, hidden: int = 8, seed: int = 0) -> Network:
    """p_w: d -> hidden relu -> 1, weights m/16 with |m| <= 16, hidden biases odd/32.

    Shape: weight (hidden, d), bias (hidden,); weight (1, hidden), bias (1,). It has
    (d + 2) * hidden + 1 parameters. Raises ValueError unless d and hidden are at least 1.

    Why no pre-activation is 0: on {0,1}^d the weights add up to a multiple of 1/16 = 2/32, and
    an odd multiple of 1/32 never cancels it.

    >>> network = seeded(3, hidden=2)
    >>> network.parameters, network.relus
    (11, 2)
    """
    return deep(d, [hidden], seed)


def deep(d: int, widths: Sequence[int], seed: int = 0) -> Network:
    """p_w: d -> relu of each width -> 1, weights m/16, |m| <= 16, biases of layer l odd/32**l.

    Layers are counted from l = 1. Shape: weight (widths[l-1], widths[l-2] or d), bias
    (widths[l-1],), then weight (1, widths[-1]), bias (1,). Raises ValueError unless d and every
    width are at least 1 and there is at least one.

    Why no pre-activation is 0: layer l reads multiples of 1/32**(l-1), which holds for l = 1 on
    {0,1}^d. Weights times values are then multiples of 1/(16 * 32**(l-1)) = 2/32**l. The bias
    is an odd multiple of 1/32**l, hence so is the pre-activation: it is not 0, and what the next
    layer reads is a multiple of 1/32**l.

    >>> network = deep(2, [3, 2], seed=1)
    >>> network.depth, network.width, network.parameters
    (3, 3, 20)
    """
    if d < 1 or not widths or min(widths) < 1:
        raise ValueError(f"predictor: expected d >= 1 and widths >= 1, "
                         f"found d = {d}, widths = {list(widths)}")
    source = random.Random(seed)
    sizes = [d, *widths]
    layers = [_layer(source, inputs, units, Fraction(1, 32**level), "relu")
              for level, (inputs, units) in enumerate(zip(sizes, sizes[1:]), start=1)]
    return Network((*layers, _layer(source, sizes[-1], 1, Fraction(1, 32), "identity")))


def _layer(source: random.Random, inputs: int, units: int, unit: Fraction,
           activation: str) -> Layer:
    """Weights m/16 with |m| <= 16 and biases between -1 and 1 that are odd multiples of `unit`."""
    weight = [[Fraction(_below(source, 33) - 16, 16) for _ in range(inputs)] for _ in range(units)]
    bias = [(2 * _below(source, unit.denominator) + 1) * unit - 1 for _ in range(units)]
    return dense(weight, bias, activation)


def _below(source: random.Random, count: int) -> int:
    """0 <= number < count. Python promises the same random() for a seed, not the same randint."""
    return int(source.random() * count)
