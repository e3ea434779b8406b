"""Parity of n bits by a sawtooth: depth logarithmic in n, and so few units.

Statement
    For all k, n <= 2^k and x in {0,1}^n, the mirror map f iterated k times gives
    f^k((x_1 + ... + x_n)/2^k) = (x_1 + ... + x_n) mod 2. So n-bit parity is computed by a relu
    network with 2 ceil(log2 n) hidden units.
Where
    f(x)    the mirror map of the theorem `sawtooth`
    k       ceil(log2 n) at the instance
    N(x)    the network that is judged, on all 2^n inputs
Witness
    constructions.sawtooth.parity_by_sawtooth: the sum enters the first mirror map
Source
    A corollary of Telgarsky 2015
Proof idea
    The sum is an integer s with 0 <= s <= n <= 2^k, and f^k(s/2^k) = s mod 2.
"""

from fractions import Fraction
from typing import Any, Mapping

from sympy import Integer, Symbol

from constructions import sawtooth as builders
from theorems.expressivity.sawtooth import f, i, k, theorem as sawtooth
from theorems.sources import TELGARSKY_2015
from verify.calculus import (Coordinate, Cube, Eq, Fn, ForAll, Index, Iterate, Le, Lt, Mod2,
                             Naturals, Range, Size, SumOver)
from verify.errors import BadInput
from verify.model import Model, NetworkValues
from verify.statement import (At, Claim, Exhaustive, FalseAt, Instances, Lemma, NormalForm,
                              Parameter, Slack, Theorem)

VALUES = "values at the multiples of 1/2^k"

n = Size("n")
bits = Range(n, "bits")
inputs = Cube(bits, "inputs")
x, bit, s = Index("x", inputs), Index("i", bits), Index("s", Naturals)
N = Fn("N", inputs)
units, layers, parameters, width = (
    Symbol(name) for name in ("units", "layers", "parameters", "width"))

total = SumOver(Coordinate(x, bit), bit)


def instance(given: Mapping[str, Any], network: Any) -> Model:
    """All 2^n inputs of the network, and its counts.

    Raises
        BadInput: unless the network has n inputs and one output.
    """
    d = given["n"]
    network = network or builders.parity_by_sawtooth(d)
    if (network.inputs, network.outputs) != (d, 1):
        raise BadInput("the network", f"{d} inputs and 1 output",
                       f"{network.inputs} and {network.outputs}")
    numbers = {"units": network.relus, "layers": network.depth, "width": network.width,
               "parameters": network.parameters}
    return Model(sizes={"n": d, "k": (d - 1).bit_length()},
                 values={"N": NetworkValues(network, inputs)},
                 numbers={name: Fraction(v) for name, v in numbers.items()},
                 name=f"n = {d}", objects={"N": network})


theorem = Theorem(
    name="parity-by-sawtooth",
    title="a deep network computes parity with logarithmically many units",
    source=TELGARSKY_2015.at("a corollary of section 1.1"),
    statement="For every n <= 2^k the k-fold mirror map of (x_1 + ... + x_n)/2^k is the parity of "
              "x_1, ..., x_n: 2 ceil(log2 n) hidden relu units compute n-bit parity.",
    where=(("f", "the mirror map relu(2 relu(x) - 4 relu(x - 1/2))"),
           ("s", "a sum of bits"), ("k", "ceil(log2 n) at your number"),
           ("N", "the network that is judged"),
           ("units, layers, width", "its relu units, its layers, the units of its widest layer")),
    given=(Parameter("n", "integer", 10, "number of bits", low=1, high=20, symbol="n"),),
    witness=lambda given: builders.parity_by_sawtooth(given["n"]),
    exists=N,
    instance=instance,
    claims=(
        Claim("2^k points are enough", "assumption", Le(n, 2**k)),
        Claim("k is no larger than needed", "assumption", Lt(2**k, 2 * n)),
        Claim(VALUES, "step", sawtooth.claim(VALUES).formula, Lemma(sawtooth, VALUES),
              at_instance=False, text="0, 1, 0, 1, ... at 0, 1/2^k, 2/2^k, ..., 1"),
        Claim("f^k at every s", "step",
              ForAll((s,), Eq(Iterate(f, k, s / 2**k), Mod2(s)), where=Le(s, 2**k)),
              Instances(At(VALUES, {i: s + 1})), using=(VALUES,), at_instance=False),
        Claim("the sum is not negative", "step", Le(0, total), Slack(total)),
        Claim("the sum is at most n", "step", Le(total, SumOver(Integer(1), bit)),
              Slack(SumOver((1 - Coordinate(x, bit))**2, bit))),
        Claim("n bits", "step", Eq(SumOver(Integer(1), bit), n), NormalForm()),
        Claim("f^k of the sum is the parity", "conclusion",
              Eq(Iterate(f, k, total / 2**k), Mod2(total)),
              Instances(At(VALUES, {i: total + 1}), At("the sum is not negative"),
                        At("the sum is at most n"), At("n bits"), At("2^k points are enough")),
              using=(VALUES, "the sum is not negative", "the sum is at most n", "n bits",
                     "2^k points are enough"),
              at_instance=lambda m: m.size("n") <= 12, text="for every n <= 2^k, at every input"),
        Claim("N is the parity of all inputs", "construction", Eq(N(x), Mod2(total)), Exhaustive()),
        Claim("at most 2 ceil(log2 n) units", "construction", Le(units, 2 * k), Exhaustive()),
        Claim("at most ceil(log2 n) + 1 layers", "construction", Le(layers, k + 1), Exhaustive()),
        Claim("at most 2 units in a layer", "construction", Le(width, 2), Exhaustive()),
        Claim("parameters", "sharper", Le(parameters, 2 * n + 6 * k + 1), Exhaustive(),
              text="2n of them read the bits"),
        Claim("one mirror map fewer is not enough", "necessity",
              Eq(Iterate(f, k - 1, total / 2**(k - 1)), Mod2(total)),
              FalseAt(lambda: instance({"n": 2}, None), holding=("2^k points are enough",)),
              text="f^(k-1) of the sum over 2^(k-1) is the parity, too"),
    ),
)
