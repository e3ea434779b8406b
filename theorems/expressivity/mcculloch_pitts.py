"""McCulloch-Pitts units: one unit cannot do much, two layers do everything.

Statement
    A unit has a set E of inputs that excite it, a set I that inhibit it absolutely, and a
    threshold: it fires if no inhibitor is 1 and at least `threshold` exciting inputs are. One unit
    does not compute exclusive or, nor nand; every function of n bits is an or of at most 2^(n-1)
    units.
Where
    E, I, t     a unit's sets, as points of the cube, and its threshold
    y, b        an input: its first m = n - 1 bits and its last
    f0, f1      the function where the last bit is 0, and where it is 1
    a           the hidden unit that fires where y = a; it is there if f0(a) or f1(a) is 1
    N           the net that is judged
Witness
    constructions.mcculloch_pitts.two_layer
Source
    McCulloch and Pitts 1943; the lecture's slide 'Mathematical model of a neuron'
Proof idea
    If a unit fires at x and at y, no inhibitor of it is 1 in x or y, so it fires at their union.
    The hidden unit of a misses |a| - A exciting inputs and has H inhibiting ones, in all as many
    as y has differences from a: it fires if and only if there is none.
"""

from sympy import Integer, Min, Symbol

from theorems.expressivity import mcculloch_pitts_instance as at
from theorems.expressivity.mcculloch_pitts_units import MISSING, every_unit, fires
from theorems.sources import LECTURE, MCCULLOCH_PITTS_1943
from verify.calculus import (Coordinate, Cube, Eq, Finite, Fn, ForAll, Index, Indicator, Le,
                             Mod2, Naturals, ProductOver, Range, Relu, Size, SumOver)
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, FalseAt, Induction, Instances,
                              NormalForm, Parameter, Slack, Theorem)

n, m, L, width = Size("n"), Size("m"), Size("L"), Size("w")
inputs, bits = Cube(n, "inputs"), Range(m, "bits")
start = Cube(bits, "first bits")
sets, opposed = Cube(bits, "excitatory sets"), Cube(bits, "inhibitory sets")
p = Index("x", inputs)
x, y, a = (Index(name, start) for name in "xya")
E, I, i, j, last = (Index("E", sets), Index("I", opposed), Index("i", bits), Index("j", bits),
                    Index("i'", bits))
bit = Finite(0, 1)
t, e1, e2 = (Index(name, Naturals) for name in ("t", "e1", "e2"))
h1, h2, b = (Index(name, bit) for name in ("h1", "h2", "b"))
layer = Index("l", Range(L, "layers"))
values = Range(2, "bit", first=0)
N, f, T = Fn("N", inputs), Fn("f", inputs), Fn("T", inputs)
f0, f1 = Fn("f0", start, into=values), Fn("f1", start, into=values)
S = Fn("S", Range(L + 1, "depths", first=0))
others, hidden, depth, zero, least = map(Symbol, "others hidden depth zero least".split())


def over(members, point):
    """How many members of a set are 1 at a point."""
    return SumOver(Coordinate(members, i) * Coordinate(point, i), i)


def union(k):
    """Bit k of the union of x and y."""
    return Coordinate(x, k) + Coordinate(y, k) - Coordinate(x, k) * Coordinate(y, k)


H, A, size = over(I, x), over(E, x), SumOver(Coordinate(E, i), i)
unit, unit_y = fires(H, A, t), fires(over(I, y), over(E, y), t)
H_or = SumOver(Coordinate(I, i) * union(i), i)
A_or = SumOver(Coordinate(E, i) * union(i), i)

# one unit of two inputs, at the points 00, 10, 01, 11; e1, e2 count exciting synapses
small = (fires(0, 0, t), fires(h1, e1, t), fires(h2, e2, t), fires(h1 + h2, e1 + e2, t))


def errors(table):
    """At how many of the four points the unit is wrong."""
    return sum(1 - u if digit == "1" else u for u, digit in zip(small, table))


def differ(k):
    """1 where y and a differ in bit k, else 0."""
    return Coordinate(y, k) + Coordinate(a, k) - 2 * Coordinate(y, k) * Coordinate(a, k)


square = (Coordinate(y, last) - Coordinate(a, last))**2
differences, agree = SumOver(differ(i), i), ProductOver(1 - differ(i), i)
agree_squared = ProductOver((1 - differ(i))**2, i)
H_a = SumOver((1 - Coordinate(a, i)) * Coordinate(y, i), i)
A_a, goal = over(a, y), SumOver(Coordinate(a, i), i)


# is there a unit of a; what it hears at y and b; the function at y and b
there = Fn("on", definition=lambda k: f0(k) + f1(k) - f0(k) * f1(k))
only1, only0 = f1(a) * (1 - f0(a)), f0(a) * (1 - f1(a))
of_a = fires(H_a + b * only0, A_a + b * only1, goal + only1)
wanted = Fn("g", definition=lambda k, last: f0(k) * (1 - last) + f1(k) * last)
heard = SumOver(there(a) * of_a, a)

SAME, AT_A, MET = "1 if y = a", "the unit of a", "the differences, counted"


two, three = (Index("x", Cube(k, f"{k} bits")) for k in (2, 3))
X, Y = Fn("X", two.over), Fn("Y", three.over)
q2 = Index("q", Range(at.thresholds(2, 1) * 9, "units 2", first=0))

theorem = Theorem(
    name="mcculloch-pitts",
    title="one McCulloch-Pitts unit cannot do much, two layers do everything",
    source=MCCULLOCH_PITTS_1943.at("units with absolute inhibition"),
    statement="A McCulloch-Pitts unit computes neither exclusive or nor nand, whatever its "
              "synapses and threshold are; for every n, every function of n bits is an or of at "
              "most 2^(n-1) such units.",
    where=(("fires(h, e, t)", "1 if h = 0 and e >= t, else 0: no inhibitor, enough excitement"),
           ("E, I, t", "what excites a unit, what inhibits it, its threshold"),
           ("e1, e2, h1, h2", "a unit of two inputs: exciting synapses, inhibition (1 or 0)"),
           ("y, b", "an input: the first m = n - 1 bits, the last bit"),
           ("f0, f1", "the function f where the last bit is 0, and where it is 1"),
           ("a", "the hidden unit that fires only where y = a"),
           ("on(a)", "f0(a) + f1(a) - f0(a) f1(a): 1 if there is a unit of a, else 0"),
           ("g(y, b)", "f0(y) (1 - b) + f1(y) b: the function at y and b"),
           ("N, T", "the net that is judged; the same as a network of step units"),
           ("hidden, depth", "its hidden units, its layers"),
           ("others", "its gates that are no McCulloch-Pitts units"),
           ("least, zero", "its least threshold; f at the point 0"),
           ("R[n](q)", "the function of unit q of n inputs, as a number"),
           ("S(l)", "how many units of layer l fire, of w in each"),
           ("X, Y", "two units for exclusive or; one with a doubled synapse")),
    given=(Parameter("n", "integer", 4, "number of bits of the parity", low=2, high=8, symbol="n"),
           Parameter("table", "text", "", "truth table of another function, such as 0110: digit p "
                     "is the value at the point with x_i = bit i - 1 of p"),
           Parameter("bits", "integer", 4, "functions of single units of so many inputs", low=1,
                     high=5)),
    witness=at.witness,
    exists=N,
    instance=at.instance,
    quantities=at.quantities,
    claims=(
        Claim("excited by at most all", "step", Le(A, size),
              Slack(SumOver(Coordinate(E, i) * (1 - Coordinate(x, i))**2, i)), group="one unit"),
        Claim("inhibitors", "step", Le(0, H), Slack(H), group="one unit"),
        Claim("exciting inputs", "step", Le(0, size), Slack(size), group="one unit"),
        Claim("a unit is a threshold gate", "sharper",
              Eq(unit, Indicator(Relu(t - A + (size + 1) * H), 0)),
              Instances(At("excited by at most all"), At("inhibitors"), At("exciting inputs"),
                        integers=(Min(H, 1),), products=((H - 1, size + 1),)),
              using=("excited by at most all", "inhibitors", "exciting inputs"),
              at_instance=False, group="one unit", text="weights 1 and -(|E| + 1)"),
        Claim("inhibitors of a union", "step", Le(H_or, H + over(I, y)),
              Slack(SumOver(Coordinate(I, i) * Coordinate(x, i) * Coordinate(y, i), i)),
              group="one unit"),
        Claim("not negative", "step", Le(0, H_or), Slack(SumOver(Coordinate(I, i) * (
            Coordinate(x, i) + Coordinate(y, i) * (1 - Coordinate(x, i))**2), i)),
            group="one unit"),
        Claim("excitement of a union", "step", Le(A, A_or), Slack(SumOver(
            Coordinate(E, i) * Coordinate(y, i) * (1 - Coordinate(x, i))**2, i)),
            group="one unit"),
        Claim("what fires at x and y fires at their union", "conclusion",
              Le(unit + unit_y - fires(H_or, A_or, t), 1),
              Instances(At("inhibitors of a union"), At("not negative"),
                        At("excitement of a union")),
              using=("inhibitors of a union", "not negative", "excitement of a union"),
              at_instance=False, group="one unit"),
        *(Claim(f"one unit errs on {name}", "conclusion",
                ForAll((e1, e2, h1, h2, t), Le(1, errors(table))), Instances(),
                at_instance=False, group="one unit of two inputs",
                text="at one of the points 00, 10, 01, 11, with any number of synapses")
          for name, table in MISSING),
        Claim("with a threshold of at least 1 it errs on not", "sharper",
              ForAll((e1, h1, t), Le(1, 1 - small[0] + small[1]), where=Le(1, t)), Instances(),
              at_instance=False, group="one unit of two inputs"),

        Claim("a difference makes it 0", "step", Le(agree * differences, 0),
              Induction(bits, base=NormalForm(), step=Slack(
                  agree_squared * SumOver((Coordinate(y, j) - Coordinate(a, j))**2, j) * square)),
              group="two layers"),
        Claim("agreement is not negative", "step", Le(0, agree), Slack(agree_squared),
              group="two layers"),
        Claim("agreement is at most 1", "step", Le(agree, 1),
              Induction(bits, base=NormalForm(), step=Slack(agree_squared * square)),
              group="two layers"),
        Claim("no difference makes it 1", "step", Le(1 - differences, agree),
              Induction(bits, base=NormalForm(), step=Slack((1 - agree) * square)),
              using=("agreement is at most 1",), group="two layers"),
        Claim("differences are counted", "step", Le(0, differences),
              Slack(SumOver((Coordinate(y, i) - Coordinate(a, i))**2, i)), group="two layers"),
        Claim("agreement", "step", Eq(agree, Indicator(differences, 0)),
              Instances(At("a difference makes it 0"), At("agreement is not negative"),
                        At("agreement is at most 1"), At("no difference makes it 1"),
                        At("differences are counted"), integers=(Min(differences, 1),),
                        products=((agree, differences - 1),)),
              using=("a difference makes it 0", "agreement is not negative",
                     "agreement is at most 1", "no difference makes it 1",
                     "differences are counted"), group="two layers"),
        Claim(MET, "step", Eq(differences, H_a + goal - A_a), NormalForm(), group="two layers",
              text="inhibiting inputs that are 1, and exciting ones that are 0"),
        Claim("inhibiting inputs", "step", Le(0, H_a),
              Slack(SumOver((1 - Coordinate(a, i))**2 * Coordinate(y, i), i)),
              group="two layers"),
        Claim("exciting ones", "step", Le(A_a, goal),
              Slack(SumOver(Coordinate(a, i) * (1 - Coordinate(y, i))**2, i)),
              group="two layers"),
        Claim(AT_A, "step", ForAll((a, y, b), Eq(there(a) * of_a, wanted(a, b) * agree)),
              Instances(At("agreement"), At(MET), At("inhibiting inputs"), At("exciting ones"),
                        integers=(f0(a), f1(a))),
              using=("agreement", MET, "inhibiting inputs", "exciting ones"), group="two layers",
              text="it fires where y = a, and the function is 1"),
        Claim(SAME, "step", Eq(agree, Indicator(y, a)), NormalForm(), group="two layers"),
        Claim("at y, not less", "step",
              ForAll((a, y, b), Le(wanted(y, b) * agree, there(a) * of_a)),
              Instances(At(SAME), At(AT_A)), using=(SAME, AT_A), group="two layers"),
        Claim("at y, not more", "step",
              ForAll((a, y, b), Le(there(a) * of_a, wanted(y, b) * agree)),
              Instances(At(SAME), At(AT_A)), using=(SAME, AT_A), group="two layers"),
        Claim("one a agrees", "step", Eq(SumOver(agree, a), 1),
              Induction(bits, base=NormalForm(), step=NormalForm()), group="two layers"),
        Claim("the output hears enough", "step", Le(wanted(y, b), heard),
              Slack(SumOver(there(a) * of_a - wanted(y, b) * agree, a)),
              using=("at y, not less", "one a agrees"), group="two layers"),
        Claim("and not too much", "step", Le(heard, wanted(y, b)),
              Slack(SumOver(wanted(y, b) * agree - there(a) * of_a, a)),
              using=("at y, not more", "one a agrees"), group="two layers"),
        Claim("two layers compute every function", "conclusion",
              ForAll((y, b), Eq(fires(0, heard, 1), wanted(y, b))),
              Instances(At("the output hears enough"), At("and not too much"),
                        integers=(f0(y), f1(y))),
              using=("the output hears enough", "and not too much"), group="two layers",
              text="the output unit is excited by all hidden ones, with threshold 1"),
        Claim("a unit for a, or none", "step", ForAll((a,), Le(there(a), 1)),
              Instances(integers=(f0(a), f1(a))), group="two layers"),
        Claim("at most 2^(n-1) hidden units", "conclusion",
              Le(SumOver(there(a), a), SumOver(Integer(1), a)), Slack(SumOver(1 - there(a), a)),
              using=("a unit for a, or none",), group="two layers"),

        Claim("N computes f", "construction", Eq(N(p), f(p)), Exhaustive()),
        Claim("all its gates are McCulloch-Pitts units", "construction", Eq(others, 0),
              Exhaustive()),
        Claim("N has two layers", "construction", Le(depth, 2), Exhaustive()),
        Claim("N has at most 2^(n-1) hidden units", "construction", Le(hidden, 2**(n - 1)),
              Exhaustive()),
        Claim("parity takes 2^(n-1) of them", "sharper", Eq(hidden, 2**(n - 1)), Exhaustive(),
              when=lambda given: not given["table"], text="in this construction"),
        Claim("as a network of step units", "sharper", Eq(T(p), f(p)), Exhaustive()),
        Claim("threshold 0 only where f(0) = 1", "sharper", Le(1 - zero, least), Exhaustive()),

        Claim("excitement is not negative", "step", Le(0, A), Slack(A), group="thresholds of 1"),
        Claim("a unit that fires is excited", "sharper",
              ForAll((E, I, x, t), Le(unit, A), where=Le(1, t)),
              Instances(At("excitement is not negative")), using=("excitement is not negative",),
              at_instance=False, group="thresholds of 1",
              text="with t >= 1: at 0 it does not fire"),
        Claim("from nothing comes nothing", "sharper", ForAll((layer,), Le(S(layer), 0)),
              Induction(layer, base=Instances(At("no input"), At("from layer to layer",
                                                                 {layer: 1})),
                        step=Instances(At(HYPOTHESIS), At("from layer to layer",
                                                          {layer: layer + 1}),
                                       products=((-S(layer), width),))),
              assuming=(("no input", Eq(S(0), 0)),
                        ("from layer to layer", ForAll((layer,), Le(S(layer),
                                                                    width * S(layer - 1))))),
              at_instance=False, group="thresholds of 1",
              text="nets with thresholds of at least 1, of any depth, compute only f with "
                   "f(0) = 0: no not, unless an input is always 1"),

        *(claim for size in (1, 2, 3, 4, 5) for claim in every_unit(size, 1)),
        *(claim for size in (1, 2, 3) for claim in every_unit(size, at.REPEATED)),
        Claim("a doubled synapse", "sharper",
              Eq(Y(three), Indicator(Relu(3 - 2 * Coordinate(three, 1) - Coordinate(three, 2)
                                          - Coordinate(three, 3)), 0)), Exhaustive(),
              text="2 x1 + x2 + x3 >= 3: x1 and (x2 or x3), which is missing with single ones"),
        Claim("exclusive or by two units", "sharper",
              Eq(X(two), Mod2(Coordinate(two, 1) + Coordinate(two, 2))), Exhaustive(),
              text="with an edge that skips the hidden unit; layer by layer it takes three"),

        Claim("one hidden unit fewer is not enough", "necessity", Eq(N(p), f(p)),
              FalseAt(at.broken), text="the net for exclusive or without one of its units"),
        Claim("circuits-E13", "erratum",
              Le(1, SumOver(Indicator(Fn("R[2]", q2.over)(q2), 7), q2)), FalseAt(at.two_inputs),
              printed=f"slide 'Mathematical model of a neuron' ({LECTURE.cite})",
              repair="claims 'one unit errs on nand', 'with a threshold of at least 1 it errs on "
                     "not'; weights of either sign, not absolute inhibition, make threshold gates",
              text="some unit of two inputs computes nand, as a threshold gate does"),
    ),
    notes=(
        ("circuits-E13", "With unit delays every edge takes a step of time: the net of two units "
                         "with a skipping edge is no synchronous net."),
    ),
)
