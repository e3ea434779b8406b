"""Few pieces cannot follow many alternations: what the sawtooth does, no small shallow network does.

Statement
    The labels 0, 1, 0, 1, ... stand at the n = 2^k points i/n. A relu network N with l layers of at
    most m units, the output among them, answers 1 where N(x) >= 1/2. It makes at least
    (n - (m + 1)^(l-1) - 1)/2 errors. So if (2m)^l <= 2^(k-3), it errs on 7/16 of the points or more.
Where
    b(j), e(j)  the points and the errors in the j-th of the s intervals of one answer
    P(i)        the pieces on each of which every unit of the first i layers is affine
Instance
    N is a network with one hidden layer that attains the bound, or the user's; all assumptions are
    judged on it, and its errors are counted
Source
    Telgarsky 2015, Theorem 1.1 and its lemmas; the sharper constants are not his
Proof idea
    In an interval of b points at least (b - 1)/2 labels are wrong. A layer cuts each piece at most
    m times, and within a piece the answer changes at most once.
"""

from sympy import Integer, Max, Min, Rational, Symbol

from constructions import alternation_bounds
from theorems.expressivity import sawtooth, sawtooth_bounds_instance as at
from theorems.sources import TELGARSKY_2015, TELGARSKY_2016
from verify.calculus import (Eq, Floor, Fn, ForAll, Index, Indicator, Integers, Interval, Le, Lt,
                             Mod2, Naturals, Range, Reals, Relu, Sign, Size, SumOver)
from verify.statement import (HYPOTHESIS, At, Claim, FalseAt, Induction, Instances, Lemma, NormalForm,
                              Parameter, Slack, Smt, Theorem)

k, a, h = (Symbol(name, integer=True, nonnegative=True) for name in ("k", "a", "h"))
m, l, t, s, c, size, K = map(Size, ("m", "l", "t", "s", "c", "b", "K"))
n = 2**k
points, blocks = Range(n, "points", first=0), Range(s, "blocks")
depths = Range(l, "depths", first=0)
x, j, i = Index("i", points), Index("j", blocks), Index("i", depths)
place, layer = Index("i", Range(size, "block")), Index("i", Range(l - 1, "hidden layers"))
start, r = Index("a", Integers), Index("r", Interval(0, 1))
u, w = Index("u", Reals), Index("w", Reals)
N_, q, e = (Index(name, Naturals) for name in ("n", "q", "e"))
half_steps, steps = Range(7, "half steps", first=0), Index("i", Range(6, "steps", first=0))

V, D, X = (Fn(name, points) for name in "VDX")
B, E, P = Fn("b", blocks), Fn("e", blocks), Fn("P", depths)
W = Fn("W", half_steps)
layers, width, optimum, brute, most, shallow = map(
    Symbol, ("layers", "width", "optimum", "brute", "most", "shallow"))


def answer(value):
    """1 if the value is at least 1/2, else 0."""
    return Indicator(Relu(Rational(1, 2) - value), 0)


def errors(network):
    """On how many of the n points a network is wrong."""
    return SumOver(1 - Indicator(answer(network(x)), Mod2(x)), x)


wrong = errors(V)
in_blocks = SumOver(E(j), j)
bound = (m + 1)**(l - 1)
in_a_block = SumOver((1 - Sign(start + place))/2, place)
small_enough = Le(8 * (2 * m)**l, n)

# one layer, and sums and compositions: breakpoints at points of a finite set
pieces, units = Range(c, "pieces"), Range(m, "units")
p, unit = Index("p", pieces), Index("u", units)
breaks = Fn("breaks", pieces, units)
candidates = Range(size, "breakpoints")
z = Index("z", candidates)
F, G, H = (Fn(name, candidates) for name in "FGH")
inner = Fn("inner", pieces)


def weak(units, points):
    """The solver's goal: one hidden layer of so many units errs somewhere on the points."""
    return Smt(lambda z3: z3.Not(alternation_bounds.no_errors(points, units, z3)),
               scope=f"n = {points}, {units} units, all weights")


base_less = (t * m - m + 1)**h
base_more = (t * m)**h
telgarsky = "quoted from memory, the text of the paper was not at hand"

theorem = Theorem(
    name="sawtooth-lower-bound",
    title="few pieces cannot follow many alternations",
    source=TELGARSKY_2015.at("Theorem 1.1"),
    also=("alternation",),
    statement="On n = 2^k points with the labels 0, 1, 0, 1, ... a relu network with l layers of at "
              "most m units makes at least (n - (m + 1)^(l-1) - 1)/2 errors; if "
              "(2m)^l <= 2^(k-3), at least 7n/16.",
    where=(("V(i)", "N(i/n), of the network N that is judged"),
           ("b(j), e(j)", "the points and the errors in the j-th interval of one answer"),
           ("s", "the number of these intervals"),
           ("P(i)", "the pieces of [0, 1] on each of which all units of i hidden layers are affine"),
           ("D(i)", "values of the deep sawtooth with 2k hidden units at i/n"),
           ("most", "the most intervals that l layers of m units have"),
           ("optimum, brute", "the fewest errors with so many intervals: by dynamic programming, "
                              "from all 2^n ways to answer"),
           ("shallow", "the most intervals of m units in one hidden layer")),
    given=(Parameter("k", "integer", 9, "2^k points", low=1, high=12, symbol="k"),
           Parameter("m", "integer", 3, "units in a layer, at most", low=1, high=64, symbol="m"),
           Parameter("l", "integer", 2, "layers, at most, the output among them", low=1, high=8,
                     symbol="l")),
    witness=at.witness,
    exists=V,
    instance=at.instance,
    claims=(
        Claim("at most l layers", "assumption", Le(layers, l)),
        Claim("at most m units in a layer", "assumption", Le(width, m)),
        Claim("the intervals hold all points", "assumption", Eq(SumOver(B(j), j), n)),
        Claim("errors are counted interval by interval", "assumption", Eq(wrong, in_blocks)),
        Claim("errors in an interval", "assumption", ForAll((j,), Le(B(j), 2 * E(j) + 1)),
              text="of b points at least (b - 1)/2, see 'a block of b points'"),
        Claim("one piece before the first layer", "assumption", Eq(P(0), 1)),
        Claim("pieces from layer to layer", "assumption",
              ForAll((i,), Le(P(i), (m + 1) * P(i - 1)), where=Le(1, i)),
              text="see 'a layer of m units', with t = 2"),
        Claim("intervals of one answer", "assumption", Le(s, P(l - 1) + 1),
              text="see 'an affine piece changes its answer once'"),

        Claim("alternating signs cancel", "step",
              ForAll((start,), Eq(2 * in_a_block, size - Sign(start) * (Sign(size) - 1) / 2)),
              Induction(place.over, base=NormalForm(), step=NormalForm()), at_instance=False,
              text="labels a + 1, ..., a + b against one answer"),
        Claim("a block of b points", "step", ForAll((start,), Le(size, 2 * in_a_block + 1)),
              Instances(At("alternating signs cancel"), integers=(Mod2(start), Mod2(size))),
              using=("alternating signs cancel",), at_instance=False,
              text="one answer is wrong at (b - 1)/2 of b alternating labels, at least"),
        Claim("the block lemma", "step", Le(n - s, 2 * in_blocks),
              Slack(SumOver(2 * E(j) + 1 - B(j), j)),
              using=("the intervals hold all points", "errors in an interval"),
              text="with s intervals at least (n - s)/2 errors"),
        Claim("an affine piece changes its answer once", "step",
              ForAll((u, w, r), Le(Min(u, w), u + r * (w - u))),
              Instances(products=((r, w - u), (1 - r, u - w))), at_instance=False,
              text="between two points that are answered by 1 there is no 0; likewise for 0 and 1"),
        Claim("and likewise", "step", ForAll((u, w, r), Le(u + r * (w - u), Max(u, w))),
              Instances(products=((r, u - w), (1 - r, w - u))), at_instance=False),
        Claim("pieces of i layers", "step", ForAll((i,), Le(P(i), (m + 1)**i)),
              Induction(i, base=Instances(At("one piece before the first layer")),
                        step=Instances(At(HYPOTHESIS), At("pieces from layer to layer", {i: i + 1}),
                                       products=(((m + 1)**i - P(i), m + 1),))),
              using=("one piece before the first layer", "pieces from layer to layer"),
              at_instance=False),
        Claim("errors of a relu network", "conclusion", Le(n, 2 * wrong + bound + 1),
              Instances(At("the block lemma"), At("errors are counted interval by interval"),
                        At("intervals of one answer"), At("pieces of i layers", {i: l - 1})),
              using=("the block lemma", "errors are counted interval by interval",
                     "intervals of one answer", "pieces of i layers"),
              text="for all k, m, l, and every network as assumed"),
        Claim("(m + 1)^h is at most (2m)^h", "step", Le((m + 1)**h, (2 * m)**h),
              Induction(h, base=Instances(),
                        step=Instances(At(HYPOTHESIS), products=(
                            ((2 * m)**h - (m + 1)**h, m + 1), (m - 1, (2 * m)**h),
                            (2**h, m**h)))), at_instance=False),
    ),
)
