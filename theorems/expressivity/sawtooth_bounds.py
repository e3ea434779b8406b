"""Few pieces cannot follow many alternations: no small shallow network does as the deep.

Statement
    The labels 0, 1, 0, 1, ... stand at the n = 2^k points i/n. A relu network N with l layers of
    at most m units, the output among them, answers 1 where N(x) >= 1/2. It makes at least
    (n - (m + 1)^(l-1) - 1)/2 errors: if (2m)^l <= 2^(k-3), it errs on 7/16 of the points.
Where
    E(i), S(i)  the errors and the changes of the answer up to the i-th point
    P(i)        the pieces on each of which every unit of the first i layers is affine
Instance
    N is a network with one hidden layer that attains the bound, or the user's. What is assumed of N
    says what its answers, errors, pieces and bends are (`sawtooth_network`); it is judged on N
Source
    Telgarsky 2015, Theorem 1.1 and its lemmas; the sharper constants are not his
Proof idea
    Of two neighbours with one answer, one is wrong. A layer cuts each piece at most m times, and
    within a piece the answer changes at most once.
"""

from sympy import Max, Rational, Symbol

from constructions import alternation_bounds
from theorems.expressivity import sawtooth, sawtooth_bounds_instance as at, sawtooth_network
from theorems.expressivity.sawtooth_network import (K, P, V, answer, before, c, errors, i, k, l,
                                                    layer, layers, m, n, pieces, points, unit,
                                                    wrong, x)
from theorems.formal import PINS
from theorems.sources import TELGARSKY_2015, TELGARSKY_2016
from verify.calculus import (Eq, Floor, Fn, ForAll, Index, Indicator, Le, Lt,
                             Mod2, Naturals, ProductOver, Range, Sign, Size, SumOver)
from verify.model import Model
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, FalseAt, Induction, Instances,
                              Lemma, NormalForm, Parameter, Slack, Smt, Theorem)

h = Symbol("h", integer=True, nonnegative=True)
t, size, a, power = map(Size, ("t", "b", "a", "K"))
place, hidden = Index("i", Range(size, "block")), Index("i", Range(l - 1, "hidden layers"))
N_, q, e = (Index(name, Naturals) for name in ("n", "q", "e"))
step = Index("i", Range(6, "steps", first=0))
D, W = Fn("D", points), Fn("W", Range(7, "half steps", first=0))
optimum, brute, most, shallow = map(Symbol, "optimum brute most shallow".split())

bound = (m + 1)**(l - 1)
in_a_block = SumOver((1 - Sign(a + place))/2, place)
bound_here = ProductOver(m + 1, hidden)      # the same, as a product
small_enough = Le(8 * (2 * m)**l, n)

# breakpoints of one layer, of a sum and of a composition
p = Index("p", pieces)
breaks = Fn("breaks", p.over, unit.over)
z = Index("z", Range(size, "candidates"))
F, G, H = (Fn(name, z.over) for name in "FGH")
inner = Fn("inner", p.over)


def weak(units, points):
    """One hidden layer of so many units errs somewhere on the points, whatever its weights."""
    return Smt(lambda z3: z3.Not(alternation_bounds.no_errors(points, units, z3)),
               scope=f"n = {points}, {units} units, all weights")


def by_the_bound(shift):
    """From n >= 2^(shift+1) B with B = (2m)^(l-1) >= (m+1)^(l-1), and 2 errors >= n - B - 1."""
    larger = (2 * m)**(l - 1)
    return Instances(At("errors of a relu network"), At("(m + 1)^(l-1) is at most (2m)^(l-1)"),
                     products=((m - 1, larger), (2**(l - 1), m**(l - 1)),
                               (2**(l - 1) - 1, m**(l - 1)), (2**(l - 1), m**(l - 1) - 1)))


BOUND = ("errors of a relu network", "(m + 1)^(l-1) is at most (2m)^(l-1)")
less, more = t * m - m + 1, t * m
BENDS = ("a unit of t pieces bends t - 1 times on a piece",
         ForAll((layer, unit), Le(K(layer, unit), (t - 1) * before(layer))))
VALUES = "values at the multiples of 1/2^k"
telgarsky = "as recalled, not checked against the text"

theorem = Theorem(
    name="sawtooth-lower-bound",
    title="few pieces cannot follow many alternations",
    source=TELGARSKY_2015.at("Theorem 1.1"),
    also=("alternation",),
    statement="On n = 2^k points with the labels 0, 1, 0, 1, ... a relu network with l layers of "
              "at most m units makes at least (n - (m + 1)^(l-1) - 1)/2 errors; if "
              "(2m)^l <= 2^(k-3), at least 7n/16. Assumed of the network is only what its pieces, "
              "bends, answers and errors are: on each piece of [0, 1] the output unit reads an "
              "affine function, on a piece a unit bends once at most, and a piece begins where a "
              "unit bends.",
    where=(("V(i)", "N(i/n), of the network N that is judged"),
           *sawtooth_network.WHERE,
           ("D(i)", "values of the deep sawtooth with 2k hidden units at i/n"),
           ("most", "the most intervals that l layers of m units have"),
           ("optimum, brute", "the fewest errors with so many: by dynamic programming, by trial"),
           ("shallow", "the most intervals of m units in one hidden layer")),
    given=(Parameter("k", "integer", 9, "2^k points", low=1, high=12, symbol="k"),
           Parameter("m", "integer", 3, "units in a layer, at most", low=1, high=24, symbol="m"),
           Parameter("l", "integer", 2, "layers, at most, the output among them", low=1, high=8,
                     symbol="l")),
    witness=at.witness,
    exists=V,
    instance=at.instance,
    formal=PINS,
    claims=(
        *sawtooth_network.NETWORK,
        *sawtooth_network.STEPS,
        Claim("errors of a relu network", "conclusion", Le(n, 2 * wrong + bound + 1),
              Instances(At("the block lemma", {x: n - 1}), At("and all of them"),
                        At("intervals of one answer"), At("pieces of i layers", {i: l - 1})),
              using=("the block lemma", "and all of them", "intervals of one answer",
                     "pieces of i layers"),
              text="for all k, m, l, and every network as assumed"),
        Claim("(m + 1)^(l-1) is at most (2m)^(l-1)", "step", Le(bound, (2 * m)**(l - 1)),
              Induction(l, base=Instances(),
                        step=Instances(At(HYPOTHESIS), products=(
                            ((2 * m)**(l - 1) - bound, m + 1), (m - 1, (2 * m)**(l - 1)),
                            (2**(l - 1), m**(l - 1))))), at_instance=False),
        Claim("errors at least 7/16", "sharper",
              ForAll((), Le(7 * n, 16 * wrong), where=small_enough), by_the_bound(3), using=BOUND,
              text="if (2m)^l <= 2^(k-3), for all k, m, l"),
        Claim("Theorem 1.1: errors at least 1/6", "conclusion",
              ForAll((), Le(n, 6 * wrong), where=small_enough),
              Instances(At("errors at least 7/16"), products=((n, 1),)),
              using=("errors at least 7/16",), text="if (2m)^l <= 2^(k-3), for all k, m, l"),
        *(Claim(f"errors at least {share}", "sharper",
                ForAll((), Le(share.p * n, share.q * wrong), where=Le(2**shift * (2 * m)**l, n)),
                by_the_bound(shift), using=BOUND, text=f"if (2m)^l <= 2^(k-{shift})",
                at_instance=at.meets(shift))
          for shift, share in ((1, Rational(1, 4)), (2, Rational(3, 8)), (4, Rational(15, 32)))),

        Claim("alternating signs cancel", "sharper",
              Eq(2 * in_a_block, size - Sign(a) * (Sign(size) - 1) / 2),
              Induction(place.over, base=NormalForm(), step=NormalForm()), at_instance=False,
              group="one answer",
              text="labels a + 1, ..., a + b against one answer"),
        Claim("a block of b points", "sharper", Le(size, 2 * in_a_block + 1),
              Instances(At("alternating signs cancel"), integers=(Mod2(a), Mod2(size))),
              using=("alternating signs cancel",), at_instance=False, group="one answer",
              text="one answer is wrong at (b - 1)/2 of b alternating labels, at least"),
        Claim("a sum has at most k + l - 1 pieces", "sharper",
              Le(1 + SumOver(H(z), z), (1 + SumOver(F(z), z)) + (1 + SumOver(G(z), z)) - 1),
              Slack(SumOver(F(z) + G(z) - H(z), z)), at_instance=False, group="pieces",
              assuming=(("it breaks only where a summand does",
                         ForAll((z,), Le(H(z), F(z) + G(z)))),),
              text="1 where a function breaks, else 0; the paper has k + l"),
        Claim("a composition has at most k l pieces", "sharper",
              Le(SumOver(1 + inner(p), p), c * t), Slack(SumOver(t - 1 - inner(p), p)),
              assuming=(("on a piece of g, f breaks at most t - 1 times",
                         ForAll((p,), Le(inner(p), t - 1))),),
              at_instance=False, group="pieces", text="f of t pieces, g of c pieces"),
        Claim("a layer of m units", "sharper",
              Le(SumOver(1 + SumOver(breaks(p, unit), unit), p), c * (m * (t - 1) + 1)),
              Slack(SumOver(SumOver(t - 1 - breaks(p, unit), unit), p)),
              assuming=(("a unit of t pieces breaks t - 1 times on an affine piece",
                         ForAll((p, unit), Le(breaks(p, unit), t - 1))),),
              at_instance=False, group="pieces", text="c pieces before it"),
        Claim("bends of a layer of such units", "sharper",
              ForAll((layer,), Le(SumOver(K(layer, unit), unit), m * (t - 1) * before(layer))),
              Slack(SumOver((t - 1) * before(layer) - K(layer, unit), unit)), assuming=(BENDS,),
              group="pieces"),
        Claim("layer by layer", "sharper",
              ForAll((layer,), Le(P(layer), (t * m - m + 1) * P(layer - 1))),
              Instances(At("bends of a layer of such units"), At("pieces begin where a unit bends"),
                        At("the pieces before a layer")),
              using=("bends of a layer of such units", "pieces begin where a unit bends",
                     "the pieces before a layer"), assuming=(BENDS,), group="pieces"),
        Claim("pieces with units of t pieces", "sharper", ForAll((i,), Le(P(i), less**i)),
              Induction(i, base=Instances(At("one piece before the first layer")),
                        step=Instances(At(HYPOTHESIS), At("layer by layer", {layer: i + 1}),
                                       products=((less**i - P(i), less), (t - 1, m)))),
              using=("one piece before the first layer", "layer by layer"), assuming=(BENDS,),
              group="pieces", text="m units in each of i layers"),
        Claim("a factor is at most t m", "step", Le(m * (t - 1) + 1, t * m), Instances(),
              at_instance=False, group="pieces"),
        Claim("the paper's count is larger", "step", Le(less**(l - 1), more**(l - 1)),
              Induction(l, base=Instances(), step=Instances(At(HYPOTHESIS), products=(
                  (more**(l - 1) - less**(l - 1), less), (m - 1, more**(l - 1)), (t - 1, m),
                  (t**(l - 1), m**(l - 1))))), at_instance=False, group="pieces"),
        Claim("and so is the whole", "step", Le(t * less**(l - 1), more**l),
              Instances(At("the paper's count is larger"), products=(
                  (more**(l - 1) - less**(l - 1), t), (m - 1, t * more**(l - 1)),
                  (t, more**(l - 1)), (t - 1, m))),
              using=("the paper's count is larger",), at_instance=False, group="pieces"),
        Claim("at most (tm)^l pieces", "sharper", Le(t * P(l - 1), more**l),
              Instances(At("pieces with units of t pieces", {i: l - 1}), At("and so is the whole"),
                        products=((less**(l - 1) - P(l - 1), t),)),
              using=("pieces with units of t pieces", "and so is the whole"), assuming=(BENDS,),
              group="pieces", text="an output unit of t pieces makes t of each piece before it"),

        Claim("(n - 4t)/(3n) follows", "step",
              ForAll((N_, q, e), Le(N_ - 4 * q, 3 * e), where=Le(N_ - 2 * q, 2 * e)), Instances(),
              at_instance=False, group="Telgarsky's constants",
              text="t pieces, so at most 2t intervals and (n - 2t)/2 errors; he has (n - 4t)/3"),
        Claim("(n - 2t)/(3n) by his own proof", "sharper",
              ForAll((N_, q, e), Le(N_ - 2 * q, 3 * e), where=Le(N_ - 2 * q, 2 * e)), Instances(),
              at_instance=False, group="Telgarsky's constants"),
        Claim("2t against t + 1", "sharper",
              ForAll((N_, q), Le(N_ - 2 * q, N_ - q - 1), where=Le(1, q)), Instances(),
              at_instance=False, group="Telgarsky's constants",
              text="a continuous function of t pieces has t + 1 intervals only"),
        Claim("1/6 if 8t <= n", "step",
              ForAll((N_, q), Le(N_, 2 * (N_ - 4 * q)), where=Le(8 * q, N_)), Instances(),
              at_instance=False, group="Telgarsky's constants",
              text="then (n - 4t)/(3n) is at least 1/6"),
        Claim("vacuous below k = l + 3", "sharper", Lt(4 * 2**k, 8 * (2**(k + h) * m**(k + h))),
              Induction(h, base=Instances(products=((2**k, m**k - 1),)),
                        step=Instances(At(HYPOTHESIS), products=(
                            (m - 1, 2**(k + h) * m**(k + h)), (2**(k + h), m**(k + h))))),
              at_instance=False, group="Telgarsky's constants",
              text="with k + 2 for k and l = k + h: (2m)^l > 2^(k-3) for every l > k - 3"),

        Claim("the most intervals", "sharper", Eq(most, 1 + ProductOver(m + 1, hidden)),
              Exhaustive(), group="at your numbers"),
        Claim("the exact optimum", "sharper",
              Eq(optimum, Max(0, Floor((n - most + 1) / 2))), Exhaustive(),
              when=at.is_dynamic, group="at your numbers",
              text="over all classifiers with so many intervals: (n - most)/2, rounded up"),
        Claim("all ways to answer", "sharper", Eq(brute, optimum), Exhaustive(),
              when=lambda given: 2**given["k"] <= at.BRUTE, group="at your numbers"),
        Claim("N is not better than the optimum", "sharper", Le(optimum, wrong), Exhaustive(),
              when=at.is_dynamic, group="at your numbers"),
        Claim("N makes as few errors as m units can", "construction",
              Eq(wrong, Max(0, Floor((n - shallow + 1) / 2))), Exhaustive(),
              when=lambda given: given["l"] == 2, group="at your numbers",
              text="one hidden layer; the bound itself, unless m = 2"),
        Claim("the bound is attained", "sharper",
              Eq(wrong, Max(0, Floor((n - bound_here) / 2))), Exhaustive(),
              when=lambda given: given["l"] == 2 and given["m"] != 2, group="at your numbers"),
        Claim("the deep network errs nowhere", "sharper", Eq(errors(D), 0), Exhaustive(),
              group="at your numbers", text="k + 1 layers of 2 units, on the same points"),
        Claim("f^k errs nowhere, for every k", "sharper",
              sawtooth.theorem.claim(VALUES).formula, Lemma(sawtooth.theorem, VALUES),
              at_instance=False, text="it is i mod 2 at i/2^k"),

        *(Claim(f"{units} units are wrong on {points} points", "sharper", None,
                weak(units, points), group="one unit too few",
                text=f"no network with one hidden layer of {units} units is right at all of them")
          for points, units in ((4, 2), (5, 2), (6, 3))),

        Claim("circuits-E7", "erratum", Eq(wrong, 0), FalseAt(at.printed_points),
              printed=f"section 1.1, the points x_i = i 2^(-n) with n = 2^k ({telgarsky})",
              repair="x_i = i/n = i 2^(-k): claim 'the deep network errs nowhere'",
              text="f^k errs nowhere on the printed points"),
        Claim("circuits-E14", "erratum", Eq(layers, 1), FalseAt(at.one_mirror_map),
              printed=f"{TELGARSKY_2016.cite}, Lemma 3.16: the mirror map is in N_1(2, 1, 1, 1, 1)",
              repair="it has 2 layers, N_1(2, 2, 1, 1, 1), as his Theorem 1.1 counts",
              text="the mirror map has one layer"),
        Claim("circuits-E15", "erratum", Le((2**power + 1) / 16, 2**(-power - 1) / 4),
              FalseAt(lambda: Model(sizes={"K": 5}, name="k = 1, K = 5, |I_f| = 33")),
              printed=f"{TELGARSKY_2016.cite}, proof of Theorem 1.1: 2^(-k-1)/4 >= |I_f|/16",
              repair="1/(16 |I_f|), with K = k^3 + 4: claim 'the repaired line'",
              text="here |I_f| = 2^K + 1"),
        Claim("the repaired line", "sharper", Le(1, 16 * (2**power + 1) * (2**(-power - 1) / 4)),
              Instances(), at_instance=False, text="2^(-K-1)/4 >= 1/(16 |I_f|)"),
        Claim("circuits-E16", "erratum",
              Eq(1 + SumOver(1 - Indicator(answer(W(step)), answer(W(step + 1))), step), 3),
              FalseAt(at.two_teeth),
              printed=f"{TELGARSKY_2016.cite}, Corollary 3.14: Cr counts on R, but 'triangle' "
                      "constrains f on [0, 1] only",
              repair="add: and Cr counts nothing outside [0, 1]",
              text="f(z) + f(z - 2) is a triangle on [0, 1] and has 3 intervals"),
    ),
    notes=(
        ("circuits-E8", "Theorem 1.1 says nothing unless k >= l + 3 (claim 'vacuous below "
                        "k = l + 3'), and its 1/6 is 7/16, attained at k = 4, l = m = 1."),
        ("circuits-E9", "The proof of (n - 4t)/(3n) takes buckets with at least three points; two "
                        f"suffice and give (n - 2t)/(3n). His proof is {telgarsky}: of the paper "
                        "of 2015 only the definitions and Theorem 1.1 were read."),
    ),
)
