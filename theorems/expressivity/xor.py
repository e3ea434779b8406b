"""XOR: not one threshold gate, not affine, not one relu unit; two hidden units; four nand gates.

Statement
    No weights w1, w2 and no threshold t make a threshold gate compute x1 xor x2, whatever a tie
    counts as, and no function of one such gate does; nor does an affine function (its mean squared
    error is at least 1/4), nor one relu unit with an affine output. Two hidden units do, and one
    that the output reads beside the inputs. Four nand gates do, in one way only, and three do not.
Where
    h(a, b)   a threshold gate: 1 if w1 a + w2 b >= t;  g(a, b): if w1 a + w2 b > t
    N         the network that is judged
    right[..] 1 at the bits that describe so many gates rightly
Witness
    constructions.gates: xor_threshold, xor_relu, xor_skip, xor("nand")
Source
    The lecture's slides on XOR; Minsky and Papert 1969
Proof idea
    Of w1 >= t, w2 >= t, w1 + w2 < t and 0 < t the sum is 0 > 0.
"""

from fractions import Fraction
from typing import Any, Mapping

from sympy import Abs, Integer, Rational, Symbol

from constructions import gates
from theorems.expressivity import xor_instance as instances
from theorems.expressivity.least_gates import XOR_ROWS, claim, constructions
from theorems.formal import PINS
from theorems.sources import LECTURE
from verify.calculus import (Coordinate, Cube, Eq, Finite, Fn, ForAll, Index, Indicator, Le, Lt,
                             Mod2, Range, Reals, Relu, SumOver)
from verify.model import Model
from verify.statement import (At, Claim, Exhaustive, FalseAt, Instances, NormalForm, Parameter,
                              Slack, Theorem)

POINTS = ((0, 0), (1, 0), (0, 1), (1, 1))
VALUES = (0, 1, 1, 0)

w1, w2, t = (Symbol(name, real=True) for name in ("w1", "w2", "t"))
bits = Range(2, "bits", first=0)
a, b = Index("a", bits), Index("b", bits)
h, g = Fn("h", bits, bits, into=bits), Fn("g", bits, bits, into=bits)
one_bit = Finite(0, 1, name="values of a bit")
y, n = Index("y", one_bit), Index("n", one_bit)

places = Range(2, "places")
inputs = Cube(places, "inputs")
x, i = Index("x", inputs), Index("i", places)
N, T, R, S, B, D = (Fn(name, inputs) for name in "NTRSBD")
xor = Mod2(SumOver(Coordinate(x, i), i))

small = Range(instances.count(instances.SMALL), "programs of 3 nand gates")
least = Range(instances.count(instances.LEAST), "programs of 4 nand gates")
p, r = Index("p", small), Index("p", least)
errors3, errors4, same = Fn("errors3", small), Fn("errors4", least), Fn("same", least)

u, v, d, c = (Index(name, Reals) for name in ("u", "v", "d", "c"))
z, s = Index("z", Reals), Index("s", Reals)
sign = Index("e", Finite(-1, 1, name="signs"))
hidden, relu_hidden, skip_hidden, step_skip_hidden, size = (
    Symbol(name) for name in ("hidden", "relu_hidden", "skip_hidden", "step_skip_hidden", "gates"))


def right(f: Any) -> Any:
    """At how many of the four points f(a, b) is a xor b."""
    return sum((Indicator(f(*point), value) for point, value in zip(POINTS, VALUES)), Integer(0))


def unit(m: Any, n: Any) -> Any:
    """c + e relu(u m + v n + d)."""
    return c + sign * Relu(u * m + v * n + d)


def affine_error(a0: Any, a1: Any, a2: Any) -> Any:
    """The sum of the squared errors of a0 + a1 x1 + a2 x2."""
    return sum(((a0 + a1 * m + a2 * n - value)**2 for (m, n), value in zip(POINTS, VALUES)),
               Integer(0))


def everywhere(*facts: str) -> tuple[At, ...]:
    """The facts at the four points."""
    return tuple(At(fact, {a: Integer(m), b: Integer(n)}) for fact in facts for m, n in POINTS)


def _instance(given: Mapping[str, Any], network: Any) -> Model:
    return instances.instance(given, network, inputs)


def _and_gate() -> Model:
    """A threshold gate is `and`, which xor would have to be if all four inequalities held."""
    return Model(numbers={"w1": Fraction(1), "w2": Fraction(1), "t": Fraction(2)},
                 values=_instance({"w1": 1, "w2": 1, "t": 2}, None).values, name="x1 and x2")


GATE = ("h is 1 only from the threshold on", "h is 0 only below it")
STRICT = ("g is 1 only beyond the threshold", "g is 0 only up to it")
CUTS = ("a cut through the square", "and the other way")
total = w1 * a + w2 * b
four = tuple(h(*point) for point in POINTS)
and_right = sum((Indicator(h(*point), value) for point, value in zip(POINTS, (0, 0, 0, 1))),
                Integer(0))

theorem = Theorem(
    name="xor",
    title="XOR is not one threshold gate; two hidden units and four nand gates are enough",
    source=LECTURE.at("slides on XOR"),
    statement="No threshold gate, no function of one threshold gate, no affine function and no "
              "relu unit with an affine output is x1 xor x2. Two hidden units are enough, or one "
              "beside the inputs; four nand gates are, and no three.",
    where=(("h(a, b)", "a threshold gate: 1 if w1 a + w2 b >= t, else 0"),
           ("g(a, b)", "the other convention: 1 if w1 a + w2 b > t, else 0"),
           ("N", "the network or circuit that is judged"),
           ("T, R, S, B, D", "step units, relu units, one relu unit beside the inputs, one step "
                             "unit beside the inputs, nand gates"),
           ("right[...](c)", "1 if the bits c describe so many gates that compute it"),
           ("errors3(p), errors4(p)", "at how many inputs program p of 3 or 4 nand gates is not "
                                      "xor;  same(p): whether it is D but for names")),
    given=(Parameter("w1", "integer", 1, "first weight of the gate", low=-10**6, high=10**6),
           Parameter("w2", "integer", 1, "second weight", low=-10**6, high=10**6),
           Parameter("t", "integer", 1, "its threshold", low=-10**6, high=10**6)),
    instance=_instance,
    witness=lambda given: gates.xor_threshold(),
    exists=N,
    formal=PINS,
    claims=(
        Claim(GATE[0], "assumption", ForAll((a, b), Le(h(a, b) * t, h(a, b) * total))),
        Claim(GATE[1], "assumption",
              ForAll((a, b), Lt((1 - h(a, b)) * total, (1 - h(a, b)) * t + h(a, b)))),
        Claim(STRICT[0], "assumption",
              ForAll((a, b), Lt(g(a, b) * t, g(a, b) * total + 1 - g(a, b)))),
        Claim(STRICT[1], "assumption",
              ForAll((a, b), Le((1 - g(a, b)) * total, (1 - g(a, b)) * t))),
        Claim("a cut through the square", "step",
              Le(h(1, 0) + h(0, 1), h(0, 0) + h(1, 1) + 1),
              Instances(*everywhere(*GATE), integers=four), using=GATE,
              text="else w1 >= t, w2 >= t, w1 + w2 < t and 0 < t, with the sum 0 > 0: multipliers "
                   "1, 1, 1, 1"),
        Claim("and the other way", "step",
              Le(h(0, 0) + h(1, 1), h(1, 0) + h(0, 1) + 1),
              Instances(*everywhere(*GATE), integers=four), using=GATE,
              text="else 0 >= t, w1 + w2 >= t, w1 < t and w2 < t, with the same multipliers"),
        Claim("no threshold gate is xor", "conclusion", Le(right(h), 3),
              Instances(At(CUTS[0]), integers=four), using=CUTS[:1],
              text="for all real w1, w2, t it is right at most at three of the four points"),
        Claim("nor with ties the other way", "conclusion", Le(right(g), 3),
              Instances(*everywhere(*STRICT), integers=tuple(g(*point) for point in POINTS)),
              using=STRICT),
        Claim("no function of one threshold gate is xor", "conclusion",
              ForAll((y, n), Le(right(lambda k, m: y + (n - y) * h(k, m)), 3)),
              Instances(*map(At, CUTS), integers=(*four, y, n)), using=CUTS,
              text="the function that makes y of 0 and n of 1; so in layers two hidden threshold "
                   "units are needed"),
        Claim("no affine function is xor", "conclusion",
              ForAll((u, v, d), Le(1, affine_error(d, u, v))),
              Slack(4 * (d + u / 2 + v / 2 - Rational(1, 2))**2, u**2, v**2), at_instance=False,
              text="the mean of the four squared errors is at least 1/4"),
        Claim("the constant 1/2 fits best", "sharper",
              ForAll((u, v, d), Eq(affine_error(d, u, v), 1 + u**2 + v**2
                                   + 4 * (d + u / 2 + v / 2 - Rational(1, 2))**2)),
              NormalForm(), at_instance=False, text="and no other affine function does as well"),
        Claim("a factor s >= 0 goes into the unit", "step",
              ForAll((s, z), Eq(s * Relu(z), Relu(s * z)), where=Le(0, s)),
              Instances(products=((s, z), (s, -z))), at_instance=False,
              text="so of the output weight only its sign e matters"),
        Claim("no relu unit is xor", "conclusion",
              ForAll((sign, u, v, d, c), Le(
                  Abs(unit(1, 0) - unit(0, 0)),
                  Abs(unit(0, 0) - unit(1, 1)) + Abs(unit(1, 0) - unit(0, 1)))),
              Instances(integers=(sign,)), at_instance=False,
              text="xor would need 1 on the left and 0 on the right"),
        Claim("N is xor", "construction", Eq(N(x), xor), Exhaustive()),
        Claim("two step units", "construction", Eq(T(x), xor), Exhaustive()),
        Claim("they are two", "construction", Eq(hidden, 2), Exhaustive()),
        Claim("two relu units", "construction", Eq(R(x), xor), Exhaustive()),
        Claim("and these", "construction", Eq(relu_hidden, 2), Exhaustive()),
        Claim("four nand gates", "construction", Eq(D(x), xor), Exhaustive()),
        Claim("no fifth", "construction", Eq(size, 4), Exhaustive()),
        Claim("three nand gates are not enough", "conclusion", ForAll((p,), Le(1, errors3(p))),
              Exhaustive(), text="every one of the 180 programs is wrong somewhere"),
        Claim("the four are unique", "sharper", ForAll((r,), Eq(same(r), 1),
                                                       where=Eq(errors4(r), 0)), Exhaustive(),
              text="every program of four nand gates that is xor is D, but for the names of gates"),
        Claim("one relu unit beside the inputs", "sharper", Eq(S(x), xor), Exhaustive()),
        Claim("it is one", "sharper", Eq(skip_hidden, 1), Exhaustive()),
        Claim("one step unit beside the inputs", "sharper", Eq(B(x), xor), Exhaustive()),
        Claim("and this is one", "sharper", Eq(step_skip_hidden, 1), Exhaustive()),
        *constructions(XOR_ROWS)[0],
        *map(claim, XOR_ROWS),
        Claim("below the threshold is needed", "necessity", Le(right(h), 3),
              FalseAt(lambda: instances.loose("fires"), holding=(GATE[0],)),
              text="a gate that may be 0 anywhere can be xor"),
        Claim("from the threshold on is needed", "necessity", Le(right(h), 3),
              FalseAt(lambda: instances.loose("rests"), holding=(GATE[1],)),
              text="a gate that may be 1 anywhere can be xor"),
        Claim("only xor and its complement", "necessity", Le(and_right, 3), FalseAt(_and_gate,
              holding=GATE), text="and, for one, is a threshold gate"),
    ),
    notes=(
        ("ties", "Whether a tie counts as 1 or as 0 makes no difference here: "
                 "both conventions are conclusions of their own."),
    ),
)
