"""Distinct parities are orthogonal.

Statement
    For every d and all v, w in {0,1}^d, with x uniform on {0,1}^d,
    E_x[(-1)^<x,v> (-1)^<x,w>] = 1 if v = w, and 0 otherwise.
Where
    <x, v>      the sum of x_i v_i over i = 1..d
    N(s)        the zigzag network, a function of the integer s = <x, v>
Instance
    all 4^d pairs (v, w) at the given d, through the fast Walsh-Hadamard transform
Source
    Shalev-Shwartz, Shamir, Shammah 2017, sections 2.1 and A.3 (Lemma 3); the lecture's slides
Proof idea
    The expectation over the cube factorises over the coordinates (induction on d); one coordinate
    contributes (1 + (-1)^(v_i + w_i))/2, which is 1 if v_i = w_i and 0 if not.
    Independently: flipping a coordinate in which v and w differ flips the sign of the product.
"""

from typing import Any, Mapping

import sympy

from constructions import parity
from theorems.formal import PINS
from theorems.sources import SHALEV_SHWARTZ_2017
from verify.arithmetic.integers import INTEGERS
from verify.calculus import (Coordinate, Cube, Eq, Expect, Finite, Fn, ForAll, Index, Indicator, Le,
                             Mod2, ProductOver, Range, Relu, Sign, SignCube, Size, SumOver)
from verify.errors import BadInput
from verify.model import Model, Slope, Table
from verify.network import Network, forward
from verify.statement import (HYPOTHESIS, At, Chain, Claim, Exhaustive, FalseAt, Induction,
                              Instances, NormalForm, Parameter, Slack, Theorem)

d, m = Size("d"), Size("m")
D, M, S = Range(d, "D"), Range(m, "M"), Range(d + 1, "S")
X, V = Cube(D, "X"), Cube(D, "V")
j = Index("j", D)
i, x, v, w = Index("i", D), Index("x", X), Index("v", V), Index("w", V)
bit, sign, s, t = (Index("b", Finite(0, 1)), Index("b", Finite(-1, 1)), Index("s", S),
                   Index("i", M))
signs = Index("x", SignCube(D, "signs"))
N, P = Fn("N"), Fn("P")   # networks, as functions of the number s
width, larger = Index("u", Range(d, "widths")), Index("u", Range(d - 1, "smaller widths"))
total = Index("s", Range(d + 1, "totals", first=0))
F = Fn("F", width.over, total.over)   # F(u, s): the zigzag network with u hidden units


def inner(left: Any, right: Any) -> Any:
    """<x, v>: the sum of x_i v_i over the coordinates."""
    return SumOver(Coordinate(left, i) * Coordinate(right, i), i)


def power(point: Any, v: Any) -> Any:
    """The product of x_i^(v_i): the parity v in the convention x in {-1,1}^d."""
    return ProductOver(Coordinate(point, i) ** Coordinate(v, i), i)


v_i, w_i = Coordinate(v, i), Coordinate(w, i)
product = Expect(Sign(inner(x, v)) * Sign(inner(x, w)), x)
added = Expect(Sign(SumOver(Coordinate(x, i) * (v_i + w_i), i)), x)
factorised = ProductOver(Expect(Sign(bit * (v_i + w_i)), bit), i)
repaired = ProductOver((1 + Sign(v_i + w_i)) / 2, i)
as_printed = ProductOver((Sign(v_i + w_i) + Sign(-(v_i + w_i))) / 2, i)
wrong_pairs = SumOver(SumOver(1 - Indicator(P(inner(x, v)), Sign(inner(x, v))), v), x)


def small(model: Any) -> bool:
    """Lines over all pairs without a transform are evaluated up to d = 10."""
    return model.size("d") <= 10


def flipped(point: Any, at: Any) -> Any:
    """Coordinate i of a point in which coordinate `at` is flipped."""
    return Coordinate(point, i) + Indicator(i, at) * (1 - 2 * Coordinate(point, at))


def folded(network: Network) -> Slope:
    """A network with one input as a function of numbers."""
    return Slope(lambda z: forward(network, z.reshape(-1, 1), INTEGERS).reshape(*z.shape))


def zigzags(dimension: int) -> list[list[Any]]:
    """The zigzag networks with 1, ..., d hidden units at s = 0, ..., d."""
    return [[forward(parity.zigzag(units), (s,))[0] for s in range(dimension + 1)]
            for units in range(1, dimension + 1)]


def instance(given: Mapping[str, Any], network: Any) -> Model:
    network = network or parity.zigzag(given["d"])
    if network.inputs != 1 or network.outputs != 1:
        raise BadInput("the network", "1 input (the number <x,v>) and 1 output",
                       f"{network.inputs} and {network.outputs}")
    return model(given["d"], network)


def model(dimension: int, network: Network) -> Model:
    printed = parity.even_triads(dimension)
    return Model(sizes={"d": dimension, "m": dimension}, name=f"d = {dimension}",
                 values={"N": folded(network), "P": folded(printed),
                         "F": Table.of(zigzags(dimension))},
                 origins={"N": ("network", network), "P": ("network", printed)},
                 objects={"N": network})


zigzag = (
    ("one unit", ForAll((total,), Eq(F(1, total), 1 - 2 * total))),
    ("one unit more", ForAll((larger, total), Eq(
        F(larger + 1, total),
        F(larger, total) + 4 * Sign(larger + 1) * Relu(total - larger)))))
lines = "E_x over {0,1}^d"
theorem = Theorem(
    name="parity-orthogonality",
    title="distinct parities are orthogonal under the uniform distribution",
    source=SHALEV_SHWARTZ_2017.at("section 2.1"),
    statement="For every d and all v, w in {0,1}^d, with x uniform on {0,1}^d, the expectation of "
              "(-1)^<x,v> (-1)^<x,w> is 1 if v = w and 0 otherwise.",
    where=(("x", "uniform on {0,1}^d"), ("v, w", "points of {0,1}^d that select bits of x"),
           ("b", "one bit, uniform on {0,1} (or one sign, uniform on {-1,1})"),
           ("N", "the zigzag network with d hidden units; N(s) for the integer s = <x,v>"),
           ("F(u, s)", "the zigzag network with u hidden units"),
           ("P", "the network that the paper's proof of Lemma 3 prints")),
    given=(Parameter("d", "integer", 6, "number of bits", low=1, high=20, symbol="d"),),
    witness=lambda given: parity.zigzag(given["d"]),
    exists=N,
    instance=instance,
    formal=PINS,
    claims=(
        Claim("exponents add", "step", Eq(product, added), NormalForm(), group=lines,
              at_instance=lambda m: m.size("d") <= 7),
        Claim("coordinates are independent", "step", Eq(added, factorised),
              Induction(D, base=NormalForm(), step=NormalForm()), group=lines,
              at_instance=lambda m: m.size("d") <= 7),
        Claim("one coordinate", "step", Eq(factorised, repaired), NormalForm(), group=lines,
              at_instance=small),
        Claim("a factor is 0 where v and w differ", "step", Eq(repaired, Indicator(v, w)),
              NormalForm(), group=lines, at_instance=small),
        Claim("orthogonality", "conclusion", Eq(product, Indicator(v, w)),
              Chain(("exponents add", "coordinates are independent", "one coordinate",
                     "a factor is 0 where v and w differ")),
              text="every pair (v, w), through the transform",
              at_instance=lambda m: m.size("d") <= 14),
        Claim("sign-flipping involution", "sharper",
              Eq(Sign(SumOver(flipped(x, j) * (v_i + w_i), i)),
                 Sign(Coordinate(v, j) + Coordinate(w, j)) * Sign(SumOver(
                     Coordinate(x, i) * (v_i + w_i), i))), NormalForm(),
              at_instance=lambda m: m.size("d") <= 5,
              text="flipping a bit of x in which v and w differ flips the sign of (-1)^<x,v> "
                   "(-1)^<x,w>, so the terms cancel in pairs: a second proof"),
        Claim("<x,v> is at most d", "sharper", Le(inner(x, v), SumOver(sympy.Integer(1), i)),
              Slack(SumOver((1 - Coordinate(x, i))**2, i),
                    SumOver(Coordinate(x, i) * (1 - Coordinate(v, i))**2, i)),
              text="so a network needs to be right at s = 0, 1, ..., d only",
              at_instance=lambda m: m.size("d") <= 10),
        Claim("d hidden units suffice", "construction",
              ForAll((s,), Eq(N(s - 1), Sign(s - 1))), Exhaustive(),
              text="Lemma 3: N(s) = (-1)^s at every s = 0, 1, ..., d, so N(<x,v>) = (-1)^<x,v>"),
        Claim("all pairs (x, v)", "sharper", Eq(N(inner(x, v)), Sign(inner(x, v))), Exhaustive(),
              at_instance=small, when=lambda given: given["d"] <= 10,
              text="the zigzag network on all 4^d pairs"),
        Claim("the turns add up", "sharper",
              Eq(SumOver(Sign(t + 1), t), (1 - Sign(m)) / 2),
              Induction(M, base=NormalForm(), step=NormalForm())),
        Claim("the zigzag at every integer", "sharper",
              Eq(1 - 2 * m + 4 * SumOver(Sign(t + 1) * (m - t), t), Sign(m)),
              Induction(M, base=NormalForm(), step=NormalForm()), using=("the turns add up",),
              text="the active units of the zigzag network at s = m, for every m"),
        Claim("the last piece of the zigzag", "sharper",
              ForAll((width, total), Eq(F(width, total),
                                        Sign(width) * (1 + 2 * (total - width))),
                     where=Le(width, total)),
              Induction(width, base=Instances(At("one unit")),
                        step=Instances(At("one unit more", {larger: width}), At(HYPOTHESIS),
                                       integers=(Mod2(width),))),
              assuming=zigzag, text="behind its last kink F(u, .) is affine"),
        Claim("d hidden units suffice, for every d", "sharper",
              ForAll((width, total), Eq(F(width, total), Sign(total)), where=Le(total, width)),
              Induction(width, base=Instances(At("one unit"), integers=(total,)),
                        step=Instances(At("one unit more", {larger: width}), At(HYPOTHESIS),
                                       At("the last piece of the zigzag"),
                                       integers=(Mod2(width), total - width))),
              using=("the last piece of the zigzag",), assuming=zigzag,
              text="Lemma 3: unit after unit; F(d, .) is N"),
        Claim("orthogonality on {-1,1}^d", "sharper",
              Eq(Expect(power(signs, v) * power(signs, w), signs), Indicator(v, w)),
              Induction(D, base=NormalForm(), step=NormalForm()), at_instance=False,
              text="in the other convention the parity v is the product of x_i^(v_i)"),
        Claim("the printed factor is that of {-1,1}", "sharper",
              Eq(Expect(Sign(sign * (v_i + w_i)), sign),
                 (Sign(v_i + w_i) + Sign(-(v_i + w_i))) / 2), NormalForm(), at_instance=False,
              text="the display is right for x in {-1,1}^d ..."),
        Claim("there every parity is constant", "sharper",
              Eq(Sign(SumOver(Coordinate(signs, i) * v_i, i)), Sign(SumOver(v_i, i))),
              NormalForm(), at_instance=False,
              text="... but there (-1)^<x,v> does not depend on x, and orthogonality fails"),
        Claim("gradient-E1", "erratum", Eq(factorised, as_printed),
              FalseAt(lambda: model(1, parity.zigzag(1))),
              printed="slides and paper, the displayed product over i",
              repair="the factor is (1 + (-1)^(v_i + w_i))/2: claim 'one coordinate'",
              text="the printed factor equals (-1)^(v_i + w_i), which is never 0"),
        Claim("gradient-E26", "erratum", Eq(P(inner(x, v)), Sign(inner(x, v))),
              FalseAt(lambda: model(1, parity.zigzag(1))),
              printed="paper, proof of Lemma 3",
              repair="triads at the odd numbers (3 ceil(d/2) units), or the zigzag with d units: "
                     "claim 'd hidden units suffice'",
              text="triads at the even numbers 2, 4, ... only: the network says -1 at <x,v> = 0"),
        Claim("the printed network errs on 3^d pairs", "sharper",
              Eq(wrong_pairs, sympy.Integer(3)**d), Exhaustive(),
              when=lambda given: given["d"] <= 10,
              text="exactly the pairs with <x,v> = 0, of 4^d in all"),
    ),
    notes=(
        ("gradient-E27", "The paper's text takes x in {0,1}^d, its code x in {-1,1}^d; the code "
                         "ignores --learning_rate and fails for subset_size = 1."),
    ),
)
