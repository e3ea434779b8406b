"""Telgarsky's sawtooth: a deep network makes 2^k pieces out of k mirror maps.

Statement
    For every k >= 0 and x in [0, 1], the mirror map f iterated k times is the sawtooth T(2^k x).
    So it is i mod 2 at x = i/2^k, and it is affine on exactly 2^k intervals.
    A network with at most 3k hidden units in at most 2k layers computes it; with one hidden layer
    2^k units are needed on [0, 1].
Where
    f(x)        relu(2 relu(x) - 4 relu(x - 1/2)), the mirror map, as a network computes it
    T(y)        |y - 2 floor((y + 1)/2)|, the distance of y to the nearest even integer
    N(x)        the network that is judged: the deep form, or the user's
Witness
    constructions.sawtooth.deep, layers of 2 and of 1 unit in turn
Source
    Telgarsky 2015; the counts of the lecture's slide "Sawtooths"
Proof idea
    T has period 2 and is even, so f^k(f(x)) = T(2^k (2 - 2x)) = T(2^(k+1) x) for x >= 1/2, and
    for x <= 1/2 there is nothing to show.
"""

from fractions import Fraction
from typing import Any, Callable, Mapping

from sympy import Abs, Max, Min, Rational, Symbol

from constructions import sawtooth, sawtooth_shallow
from theorems.expressivity import pictures
from theorems.formal import PINS
from theorems.sources import TELGARSKY_2015
from verify import printing
from verify.calculus import (Eq, Finite, Floor, Fn, ForAll, Index, Integers, Interval, Iterate, Le,
                             Lt, Mod2, Ne, PieceCount, Range, Reals, Relu, Sign)
from verify.errors import BadInput
from verify.model import Model, NetworkValues
from verify.network import Graph, Node, dense, forward
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, FalseAt, Induction, Instances,
                              Parameter, Smt, Theorem)

HALF = Rational(1, 2)
ENUMERATED = 20          # up to this k every piece is looked at, beyond it the composition is
SOLVED = 6               # up to this k a solver is asked as well
SHALLOW = 10             # up to this k the networks with one hidden layer are built

k, j = (Symbol(name, integer=True, nonnegative=True) for name in ("k", "j"))
x, r = Index("x", Interval(0, 1)), Index("r", Interval(0, 1))
y, n = Index("y", Reals), Index("n", Integers)
i, p = Index("i", Range(2**k + 1, "points")), Index("i", Range(2**k, "pieces"))
third, eighth = Index("x", Finite("1/3")), Index("x", Finite("1/8"))

f = Fn("f", definition=lambda z: Relu(2 * Relu(z) - 4 * Relu(z - HALF)))
T = Fn("T", definition=lambda z: Abs(z - 2 * Floor((z + 1) / 2)))
N, S, R = (Fn(name, x.over) for name in "NSR")
M = Fn("M", eighth.over)
line = Index("x", Interval(-1, 2, "[-1, 2]"))     # the other conventions are about all of R
Past, Line, Bent = Fn("S'", x.over), Fn("S''", line.over), Fn("S*", line.over)
past_units, line_units, bent_units = (
    Symbol(name) for name in ("past_units", "line_units", "bent_units"))
units, layers, parameters, shallow_units, float_value = (
    Symbol(name) for name in ("units", "layers", "parameters", "shallow_units", "float64"))


def f_on_line(point: Any) -> Any:
    """f^k on [-1, 2], written without f: the sawtooth on [0, 1] and 0 outside."""
    inside = Max(0, Min(1, point))
    return T(2**k * inside)


fold = At("f^k is the sawtooth", {x: (p - 1 + r) / 2**k})


SHALLOW_FORMS: tuple[tuple[str, str, Callable[[int], Any], Any], ...] = (
    ("S", "shallow_units", sawtooth_shallow.shallow, x.over),
    ("S'", "past_units", sawtooth_shallow.shallow_with_skip, x.over),
    ("S''", "line_units", sawtooth_shallow.shallow_on_line, line.over),
    ("S*", "bent_units", sawtooth_shallow.shallow_relu_output, line.over))


def enumerated(model: Model) -> bool:
    return model.size("k") <= ENUMERATED


def instance(given: Mapping[str, Any], network: Any) -> Model:
    return model(given["k"], network or sawtooth.deep(given["k"]))


def model(depth: int, network: Any) -> Model:
    """The instance k = depth: the network to judge, and the forms that the slide compares."""
    if network.inputs != 1 or network.outputs != 1:
        raise BadInput("the network", "1 input and 1 output",
                       f"{network.inputs} and {network.outputs}")
    unit, values = x.over, {"N": NetworkValues(network, x.over)}
    deep = sawtooth.deep(depth)
    numbers = {"units": Fraction(network.units), "layers": Fraction(network.depth),
               "parameters": Fraction(deep.parameters), "float64": by_floats(depth)}
    values["R"] = NetworkValues(sawtooth.recurrent(depth), unit)
    if depth <= SHALLOW:
        for name, count, build, over in SHALLOW_FORMS:
            shallow = build(depth)
            values[name] = NetworkValues(shallow, over)
            numbers[count] = Fraction(shallow.relus - (name == "S*"))    # hidden ones
    return Model(sizes={"k": depth}, values=values, numbers=numbers, name=f"k = {depth}",
                 objects={"N": network})


def by_solver(z3: Any, instance: Model) -> Any:
    """N(x) = T(2^k x) for every x in [0, 1], as one goal."""
    from verify.arithmetic.smt import Z3
    point = z3.Real("x")
    y = point * 2**instance.size("k")
    distance = y - 2 * z3.ToReal(z3.ToInt((y + 1) / 2))
    (value,) = forward(instance.objects["N"], [point], Z3)
    return z3.Implies(z3.And(point >= 0, point <= 1),
                      value == z3.If(distance >= 0, distance, -distance))


def by_floats(times: int) -> Fraction:
    """What float64 makes of f^k(1/3), where the exact value is 2/3 for every k >= 1."""
    value = 1 / 3
    for _ in range(times):
        value = max(0.0, 2 * max(0.0, value) - 4 * max(0.0, value - 0.5))
    return Fraction(value)


def injected_at_every_step() -> Model:
    """The recurrent form with x added to the pre-activation at its second step too (k = 2)."""
    again = dense([[2, -4, 1], [2, -4, 1]], [0, "-1/2"], "relu")
    graph = Graph(1, (("first", dense([[1], [1]], [0, "-1/2"], "relu")), ("again", again),
                      ("read", dense([[2, -4]], [0]))),
                  (Node("one", "first", ("x",)), Node("two", "again", ("one", "x")),
                   Node("out", "read", ("two",))), ("out",))
    return Model(sizes={"k": 2}, values={"M": NetworkValues(graph, eighth.over)},
                 name="k = 2, x = 1/8")


theorem = Theorem(
    name="sawtooth",
    title="a deep network makes exponentially many pieces out of few units",
    source=TELGARSKY_2015.at("section 1.1"),
    statement="The mirror map f iterated k times is the sawtooth T(2^k x) on [0, 1], for every k: "
              "2^k pieces from at most 3k hidden units in at most 2k layers.",
    where=(("f(x)", printing.text(f.definition(Symbol("x"))) + ", the mirror map"),
           ("T(y)", printing.text(T.definition(Symbol("y")))
            + ", the distance of y to the nearest even integer"),
           ("N", "the network that is judged; its hidden units and its layers are counted"),
           ("R", "the recurrent form: one layer of 2 units, used again and again"),
           ("S, S', S'', S*", "forms with one hidden layer: right on [0, 1]; with an edge past it; "
                              "right on the line; with a relu output"),
           ("float64", "what floating point makes of f^k(1/3)")),
    given=(Parameter("k", "integer", 6, "how often the mirror map is iterated", low=1, high=1000,
                     symbol="k"),),
    witness=lambda given: sawtooth.deep(given["k"]),
    exists=N,
    instance=instance, pictures=pictures.growth,
    formal=PINS,
    claims=(
        Claim("f is the mirror map", "step", ForAll((x,), Eq(f(x), Min(2 * x, 2 - 2 * x))),
              Instances(), text="up on [0, 1/2], down on [1/2, 1]"),
        Claim("T is even", "step", ForAll((y,), Eq(T(-y), T(y))),
              Instances(integers=(Floor((1 - y) / 2) + Floor((1 + y) / 2),)), at_instance=False),
        Claim("T has period 2", "step", ForAll((y, n), Eq(T(y + 2 * n), T(y))), Instances(),
              at_instance=False),
        Claim("f^k is the sawtooth", "conclusion", ForAll((x,), Eq(Iterate(f, k, x), T(2**k * x))),
              Induction(k, base=Instances(integers=(Floor((x + 1) / 2),)),
                        step=Instances(At(HYPOTHESIS, {x: f(x)}),
                                       At("T is even", {y: 2 * 2**k * x}),
                                       At("T has period 2", {y: -2 * 2**k * x, n: 2**k}))),
              using=("T is even", "T has period 2"), at_instance=enumerated,
              text="at your k on all of [0, 1], piece by piece"),
        Claim("T between two integers", "step",
              ForAll((n, r), Eq(T(n + r), Mod2(n) + Sign(n) * r)),
              Instances(integers=(Mod2(n), Floor((n + r + 1) / 2) - Floor(n / 2))),
              at_instance=False),
        Claim("values at the multiples of 1/2^k", "conclusion",
              ForAll((i,), Eq(Iterate(f, k, (i - 1) / 2**k), Mod2(i - 1))),
              Instances(At("f^k is the sawtooth", {x: (i - 1) / 2**k}),
                        At("T between two integers", {n: i - 1, r: 0}),
                        products=((i - 1, 2**-k), (2**k + 1 - i, 2**-k))),
              using=("f^k is the sawtooth", "T between two integers"),
              at_instance=lambda m: m.size("k") <= 12,
              text="0, 1, 0, 1, ... at 0, 1/2^k, 2/2^k, ..., 1"),
        Claim("affine on each of 2^k intervals", "conclusion",
              ForAll((p, r), Eq(Iterate(f, k, (p - 1 + r) / 2**k),
                                Mod2(p - 1) + Sign(p - 1) * r)),
              Instances(fold, At("T between two integers", {n: p - 1, r: r}),
                        products=((p - 1 + r, 2**-k), (2**k + 1 - p - r, 2**-k))),
              using=("f^k is the sawtooth", "T between two integers"), at_instance=False,
              text="so there are at most 2^k pieces"),
        Claim("neighbours differ in slope", "conclusion",
              ForAll((p,), Ne(Sign(p - 1) * 2**k, Sign(p) * 2**k)),
              Instances(integers=(Mod2(p - 1), Mod2(p))), at_instance=False,
              text="so there are no fewer"),
        Claim("N is the sawtooth on all of [0, 1]", "construction",
              ForAll((x,), Eq(N(x), T(2**k * x))), Exhaustive(),
              when=lambda given: given["k"] <= ENUMERATED),
        Claim("N is f^k on all of [0, 1]", "construction",
              ForAll((x,), Eq(N(x), Iterate(f, k, x))), Exhaustive(),
              when=lambda given: given["k"] > ENUMERATED,
              text="by composition, layer for layer; f^k is the sawtooth for every k"),
        Claim("on all of [0, 1], by a solver", "crosscheck", None, Smt(at=by_solver),
              when=lambda given: given["k"] <= SOLVED, text="N(x) = T(2^k x) for 0 <= x <= 1"),
        Claim("N has 2^k pieces", "construction", Eq(PieceCount(N(x), x), 2**k), Exhaustive(),
              when=lambda given: given["k"] <= ENUMERATED),
        Claim("at most 3k hidden units", "construction", Le(units, 3 * k), Exhaustive()),
        Claim("at most 2k layers", "construction", Le(layers, 2 * k), Exhaustive()),
        Claim("7 parameters per mirror map", "sharper", Eq(parameters, 7 * k), Exhaustive(),
              text="of the deep form, weights and biases; 3k nodes and 2k layers"),
        Claim("constant parameters", "sharper", ForAll((x,), Eq(R(x), T(2**k * x))), Exhaustive(),
              when=lambda given: given["k"] <= ENUMERATED,
              text="the recurrent form: 13 parameters for every k, x enters at the first step"),
        Claim("one hidden layer of 2^k units", "sharper",
              ForAll((x,), Eq(S(x), T(2**k * x))), Exhaustive(),
              when=lambda given: given["k"] <= SHALLOW),
        Claim("2^k of them", "sharper", Eq(shallow_units, 2**k), Exhaustive(),
              when=lambda given: given["k"] <= SHALLOW),
        Claim("with an edge past the layer, 2^k - 1", "sharper",
              ForAll((x,), Eq(Past(x), T(2**k * x))), Exhaustive(),
              when=lambda given: given["k"] <= SHALLOW,
              text="where the output may read x as well, one unit fewer"),
        Claim("on the line, 2^k + 1", "sharper",
              ForAll((line,), Eq(Line(line), f_on_line(line))), Exhaustive(),
              when=lambda given: given["k"] <= SHALLOW,
              text="right on [-1, 2] too, where f^k is 0 outside [0, 1]: one unit more"),
        Claim("with a relu output, 2^k", "sharper",
              ForAll((line,), Eq(Bent(line), f_on_line(line))), Exhaustive(),
              when=lambda given: given["k"] <= SHALLOW,
              text="the same on [-1, 2] with a relu at the output"),
        Claim("units with an edge past", "sharper", Eq(past_units, 2**k - 1), Exhaustive(),
              when=lambda given: given["k"] <= SHALLOW),
        Claim("units on the line", "sharper", Eq(line_units, 2**k + 1), Exhaustive(),
              when=lambda given: given["k"] <= SHALLOW),
        Claim("units with a relu output", "sharper", Eq(bent_units, 2**k), Exhaustive(),
              when=lambda given: given["k"] <= SHALLOW),
        Claim("no fewer than 2^k - 1", "sharper",
              ForAll((p,), Ne(Sign(p - 1) * 2**k - Sign(p) * 2**k, 0)),
              Instances(integers=(Mod2(p - 1), Mod2(p))), at_instance=False,
              text="each of the 2^k - 1 kinks inside [0, 1] needs a unit of its own"),
        Claim("not 2^k - 1 either", "sharper", ForAll((n,), Ne(2 * n, 1)), Instances(),
              at_instance=False,
              text="then every unit sits at one kink, with a jump of 2^(k+1) or -2^(k+1); the "
                   "units that look left make the first slope: 2^(k+1) n = 2^k for an integer n"),
        Claim("deep is smaller from k = 3 on", "sharper", Lt(7 * (j + 3), 3 * 2**(j + 3) + 1),
              Induction(j, base=Instances(), step=Instances(At(HYPOTHESIS))), at_instance=False,
              text="7k parameters against 3 2^k + 1, with k = j + 3"),
        Claim("float64 goes wrong", "sharper", ForAll((third,), Ne(float_value, T(2**k * third))),
              Exhaustive(), when=lambda given: given["k"] >= 50,
              text="f^k(1/3) = 2/3 exactly; float64 loses a bit per step and ends at 0"),
        Claim("equilibrium-E22", "erratum", ForAll((eighth,), Eq(M(eighth), T(2**k * eighth))),
              FalseAt(injected_at_every_step),
              printed="slide 'Sawtooths': RNN, constant params",
              repair="x enters at the first step only: claim 'constant parameters'",
              text="the recurrent form M that reads x at every step: 3/4 in place of 1/2"),
        Claim("circuits-E10", "erratum", Eq(parameters, Rational(3, 2) * (2 * k)),
              FalseAt(lambda: model(1, sawtooth.deep(1))),
              printed="slide 'Sawtooths': deep network, linear params, 3n/2",
              repair="3n/2 = 3k is the number of nodes for n = 2k layers; parameters are 7n/2: "
                     "claim '7 parameters per mirror map'",
              text="the deep form has 3n/2 parameters"),
        Claim("circuits-E11", "erratum", Lt(7 * k, 3 * 2**k + 1),
              FalseAt(lambda: model(1, sawtooth.deep(1))),
              printed="slide 'Sawtooths': shallow exponential, deep linear",
              repair="from k = 3 on: claim 'deep is smaller from k = 3 on'",
              text="the deep form has fewer parameters than the shallow one, for every k"),
    ),
    notes=(
        ("counting", "A node is a unit with its activation, the output included; a layer is one "
                     "row of nodes. The deep form has 3k nodes in n = 2k layers: 3n/2 nodes. "
                     "Linear means linear in k, the logarithm of the number of pieces."),
    ),
)
