"""Parity in constant depth: exactly 2^(n-1) terms in depth 2, for every n.

Statement
    A disjunctive normal form of the parity of n bits, or of its complement, has at least 2^(n-1)
    terms, and 2^(n-1) are enough. A circuit of depth d with or- and and-gates of any fan-in needs
    no more than r^(d-1) 2^r gates, where r^(d-1) >= n. In depth 3, 2, 3 and 4 bits take no
    fewer than 3, 5 and 9 gates.
Where
    P(j, i), Q(j, i)   1 if term j has the literal x_i; 1 if it has its negation
    T(j, x)            the value of term j
    b                  even: parity; odd: its complement
    Z(e), V(e)         the number of gates in depth e + 2, and r^(e+1)
Witness
    constructions.constant_depth: parity(n, depth)
Source
    The lecture's slide on Hastad's theorem; Hastad 1987
Proof idea
    The sum over x of (-1)^|x| T(j, x) factorises into Q - P, so it is -1, 0 or 1, and 0 if a
    variable is missing. Where a term is 1 this sign is that of parity, so no cancellation occurs:
    a term is 1 at no more than one point. Parity is 1 at 2^(n-1) points.
"""

from sympy import Integer, Rational, Symbol

from constructions import constant_depth as build
from theorems.expressivity import constant_depth_parity_instance as at
from theorems.sources import HASTAD_1987, LECTURE
from verify.calculus import (Coordinate, Cube, Eq, Fn, ForAll, Index, Indicator, Le, Mod2,
                             ProductOver, Range, Sign, Size, SumOver)
from verify.statement import (HYPOTHESIS, At, Cite, Claim, Exhaustive, FalseAt, Induction,
                              Instances, NormalForm, Parameter, Sat, Slack, Theorem)

n, m, b, r, d = map(Size, ("n", "m", "b", "r", "d"))
gates, levels, wrong, depth, gates3, levels3, formula3, least3, gatesT, levelsT = map(
    Symbol, "gates levels wrong depth gates3 levels3 formula3 least3 gatesT levelsT".split())
bits, terms = Range(n, "bits"), Range(m, "terms")
cube = Cube(bits, "inputs")
x, y = Index("x", cube), Index("y", cube)
i, j, k, last = Index("i", bits), Index("j", terms), Index("k", bits), Index("i'", bits)
P, Q = (Fn(name, terms, bits) for name in "PQ")
T, (C, C3, CT) = Fn("T", terms, cube), (Fn(name, cube) for name in ("C", "C3", "CT"))
e = Index("e", Range(d, "levels", first=0))
step = Index("g", Range(d - 1, "further levels"))
Z, V = Fn("Z", e.over), Fn("V", e.over)

p, q = P(j, i), Q(j, i)
weight = SumOver(Coordinate(x, i), i)
literals = ProductOver((1 - p * (1 - Coordinate(x, i))) * (1 - q * Coordinate(x, i)), i)
parity = Mod2(b + weight)
used = ProductOver(q - p, i)
unused = SumOver((1 - P(j, k))**2 * (1 - Q(j, k))**2, k)
covered = SumOver(T(j, x), x)
signed = SumOver(Sign(weight), x)
with_sign = SumOver(Sign(b + weight) * T(j, x), x)
points = SumOver(Integer(1), x)
minterm = ProductOver(1 - Coordinate(x, i) - Coordinate(y, i)
                      + 2 * Coordinate(x, i) * Coordinate(y, i), i)
at_y = b + SumOver(Coordinate(y, i), i)
free = (1 - P(j, last))**2 * (1 - Q(j, last))**2 + P(j, last)**2 * Q(j, last)**2

BITS = ("P is a bit", "Q is a bit")
ONLY, ALL = "a term is 1 only where parity is", "some term is 1 where parity is"
HOLDS = ("terms", *BITS, ONLY, ALL)
PLAIN = Induction(bits, base=NormalForm(), step=NormalForm())


def least(size: int) -> tuple[Claim, ...]:
    """In depth 3, one gate less than the least is not enough."""
    claims = []
    for ands, ors in at.splits(size):
        fn = at.right(size, ands, ors)
        c = Index("c", fn.sets[0])
        claims.append(Claim(
            f"{size} bits, depth 3: not {ands} and, {ors} or", "sharper",
            ForAll((c,), Eq(fn(c), 0)), Sat(), group="depth 3",
            when=lambda given: given["bits"] >= size,
            text=f"no description c of an or of {ands} ands and {ors} ors (or fewer)"))
    return tuple(claims)


def cnf(size: int) -> tuple[Claim, ...]:
    """What holds of all 2-CNFs of so many bits."""
    over = Range(len(at.few.cnfs(size, 2)), f"2-CNFs of {size} bits")
    f = Index("f", over)
    isolated, odd = Fn(f"I{size}", over), Fn(f"O{size}", over)
    return (
        Claim(f"isolated solutions, {size} bits", "sharper",
              ForAll((f,), Le(isolated(f)**2, 2**size)), Exhaustive(), group="2-CNFs",
              text="every 2-CNF has at most 2^(n - n/2) isolated solutions"),
        Claim(f"a 2-CNF inside parity, {size} bits", "sharper",
              ForAll((f,), Le(odd(f)**2, 2**size)), Exhaustive(), group="2-CNFs",
              text="it is 1 at most at 2^(n/2) points, so an or of them that is parity has at "
                   "least 2^(n/2 - 1)"))


def switching(size: int, width: int, name: str, number: int) -> Claim:
    """The switching lemma for all functions with CNFs of this width, at p = 1/20."""
    f = Index("f", Range(number, f"{width}-CNFs of {size} bits, restricted"))
    depth = Index("s", Range(size, f"depths of trees, {size} bits"))
    return Claim(f"switching lemma, {size} bits, width {width}", "sharper",
                 ForAll((f, depth), Le(Fn(name, f.over, depth.over)(f, depth),
                                       Rational(5 * width, 20)**depth)),
                 Exhaustive(), when=lambda given: given["bits"] >= size, group="switching lemma",
                 text=f"(5 p w)^s for p = 1/20, exact, for all {number}")


theorem = Theorem(
    name="constant-depth-parity",
    title="parity in constant depth: exactly 2^(n-1) terms in depth 2",
    source=LECTURE.at("slide on Hastad"),
    statement="For every n, a disjunctive normal form of the parity of n bits or of its complement "
              "has at least 2^(n-1) terms, and that many are enough. In depth d, at most "
              "r^(d-1) 2^r gates are enough if r^(d-1) >= n.",
    where=(("P(j, i), Q(j, i)", "1 if term j has the literal x_i; if it has its negation"),
           ("T(j, x)", "the value of term j at x"), ("m", "the number of terms"),
           ("b", "even for parity, odd for its complement"),
           ("C, C3, CT", "the circuit that is judged; of depth 3; of n + 1 threshold gates"),
           ("Z(e), V(e)", "the gates in depth e + 2 for r^(e+1) bits; r^(e+1)"),
           ("D3, D33, D4 (f, s)", "how likely a restricted f needs a decision tree of depth s")),
    given=(Parameter("n", "integer", 4, "number of bits", low=2, high=12, symbol="n"),
           Parameter("depth", "integer", 3, "levels of the circuit", low=3, high=6, symbol="d"),
           Parameter("bits", "integer", 3, "least circuits of depth 3 for so many bits", low=2,
                     high=4)),
    instance=at.instance,
    witness=lambda given: build.parity(given["n"], given["depth"]),
    exists=C,
    claims=(
        Claim("terms", "assumption", Eq(T(j, x), literals)),
        Claim(BITS[0], "assumption", Eq(p**2, p)),
        Claim(BITS[1], "assumption", Eq(q**2, q)),
        Claim(ONLY, "assumption", ForAll((j, x), Le(T(j, x), parity))),
        Claim(ALL, "assumption", ForAll((x,), Le(parity, SumOver(T(j, x), j)))),

        Claim("the sum factorises", "step",
              Eq(SumOver(Sign(b + weight) * literals, x), Sign(b) * used), PLAIN,
              text="a factor is (1 - P) - (1 - Q)"),
        Claim("a term, with signs", "step", Eq(with_sign, Sign(b) * used), NormalForm(),
              using=("the sum factorises", "terms")),
        Claim("literals squared", "step", Eq(literals**2, literals), PLAIN, using=BITS),
        Claim("a term is not negative", "step", Le(0, T(j, x)),
              Instances(At("literals squared"), At("terms"), products=(
                  (literals, literals), (-literals, -literals))),
              using=("literals squared", "terms")),
        Claim("no cancellation", "step",
              ForAll((j, x), Le(Sign(b + weight) * T(j, x) + T(j, x), 0)),
              Instances(At(ONLY), At("a term is not negative"), integers=(parity,)),
              using=(ONLY, "a term is not negative")),
        Claim("points of a term", "step", Le(covered, -with_sign),
              Slack(SumOver(-Sign(b + weight) * T(j, x) - T(j, x), x)), using=("no cancellation",)),
        Claim("a term's product squared", "step", Le(used**2, 1),
              Induction(bits, base=NormalForm(), step=Slack(used**2 * free)), using=BITS,
              text="1 - (Q - P)^2 = (1 - P)(1 - Q) + P Q"),
        Claim("its sign", "step", Le(-Sign(b) * used, 1),
              Instances(At("a term's product squared"), integers=(Mod2(b),), products=(
                  (1 + used, 1 + used), (-1 - used, -1 - used), (1 - used, 1 - used),
                  (used - 1, used - 1))), using=("a term's product squared",)),
        Claim("a term is 1 at no more than one point", "step", Le(covered, 1),
              Instances(At("points of a term"), At("a term, with signs"), At("its sign")),
              using=("points of a term", "a term, with signs", "its sign")),
        Claim("ones of parity, at most m", "step", Le(SumOver(parity, x), m),
              Slack(SumOver(SumOver(T(j, x), j) - parity, x), SumOver(1 - covered, j)),
              using=(ALL, "a term is 1 at no more than one point")),
        Claim("n bits", "step", Eq(SumOver(Integer(1), k), n), NormalForm()),
        Claim("signs add up to 0, n times", "step", Eq(signed * SumOver(Integer(1), k), 0), PLAIN),
        Claim("signs add up to 0", "step", Eq(signed, 0),
              Instances(At("signs add up to 0, n times"), At("n bits"),
                        products=((signed, n - 1), (-signed, n - 1))),
              using=("signs add up to 0, n times", "n bits")),
        Claim("ones of parity", "step", Eq(2 * SumOver(parity, x), points - Sign(b) * signed),
              NormalForm()),
        Claim("at least 2^(n-1) terms", "conclusion", Le(points, 2 * m),
              Instances(At("ones of parity, at most m"), At("ones of parity"),
                        At("signs add up to 0"), integers=(Mod2(b),)),
              using=("ones of parity, at most m", "ones of parity", "signs add up to 0"),
              text="a conjunctive normal form is the negation of one of the complement"),
        Claim("a missing variable makes it 0", "step", Le(used**2 * unused, 0),
              Induction(bits, base=NormalForm(), step=Slack(used**2 * unused * free)), using=BITS,
              text="the factor Q - P of a missing variable is 0"),
        Claim("no fewer than 0 points", "step", Le(0, covered), Slack(covered),
              using=("a term is not negative",)),
        Claim("every term has all n variables", "conclusion",
              ForAll((j,), Le(covered**2, 0), where=Le(1, unused)),
              Instances(At("a missing variable makes it 0"), At("points of a term"),
                        At("a term, with signs"), At("no fewer than 0 points"),
                        integers=(Mod2(b),), products=(
                            (used, used), (-used, -used), (used**2, unused - 1),
                            (-used - covered, covered), (-used - covered, -used),
                            (used - covered, covered), (used - covered, used))),
              using=("a missing variable makes it 0", "points of a term", "a term, with signs",
                     "no fewer than 0 points"),
              at_instance=False, text="a term in which a variable is missing is 1 nowhere"),
        Claim("2^n points", "step", Eq(points, 2**n), Exhaustive()),

        Claim("a minterm is 1 at one point", "step", Eq(minterm, Indicator(x, y)), NormalForm(),
              at_instance=False, group="2^(n-1) terms are enough"),
        Claim("minterms with signs", "step", Eq(SumOver(Sign(at_y) * minterm, y), Sign(b + weight)),
              PLAIN, at_instance=False, group="2^(n-1) terms are enough"),
        Claim("minterms add up to 1", "step", Eq(SumOver(minterm, y), 1), PLAIN,
              at_instance=False, group="2^(n-1) terms are enough"),
        Claim("2^(n-1) terms are enough", "conclusion",
              Eq(SumOver(Mod2(at_y) * minterm, y), parity), NormalForm(), at_instance=False,
              using=("minterms with signs", "minterms add up to 1"),
              group="2^(n-1) terms are enough", text="the minterms where parity is 1"),

        Claim("two at least", "assumption", Le(2, r)),
        Claim("depth 2", "assumption", Eq(2 * Z(0), 2 + 2**r)),
        Claim("one level more", "assumption",
              ForAll((step,), Eq(Z(step), Z(step - 1) + 2**r * V(step - 1)))),
        Claim("r bits", "assumption", Eq(V(0), r)),
        Claim("r times as many bits", "assumption", ForAll((step,), Eq(V(step), r * V(step - 1)))),

        Claim("bits are not negative", "step", ForAll((e,), Le(0, V(e))),
              Induction(e, base=Instances(At("r bits")), step=Instances(
                  At(HYPOTHESIS), At("r times as many bits", {step: e + 1}),
                  products=((r, V(e)),))), using=("r bits", "r times as many bits"),
              group="depth d"),
        Claim("at most 2^r gates for each bit", "conclusion",
              ForAll((e,), Le(Z(e), 2**r * V(e))),
              Induction(e, base=Instances(At("depth 2"), At("r bits"), At("two at least"),
                                          products=((r - 2, 2**r),)),
                        step=Instances(At(HYPOTHESIS), At("one level more", {step: e + 1}),
                                       At("r times as many bits", {step: e + 1}),
                                       At("two at least"), At("bits are not negative"),
                                       products=((r - 2, 2**r * V(e)), (2**r, V(e))))),
              using=("depth 2", "r bits", "two at least", "one level more",
                     "r times as many bits", "bits are not negative"), group="depth d",
              text="n 2^(n^(1/(d-1))) gates in depth d, if n is r^(d-1)"),

        Claim("C is parity", "construction", Eq(C(x), Mod2(weight)), Exhaustive()),
        Claim("C errs nowhere", "construction", Eq(wrong, 0), Exhaustive(),
              text="64 inputs a machine word"),
        Claim("its depth", "construction", Le(levels, depth), Exhaustive()),
        Claim("its size", "construction", Le(gates, 2**r * r**d), Exhaustive(),
              text="r is the least number with r^(d-1) >= n"),

        Claim("C3 is parity", "construction", Eq(C3(x), Mod2(weight)), Exhaustive(),
              group="depth 3",
              text="an and for each odd choice of the parities of t blocks"),
        Claim("its levels", "construction", Le(levels3, 3), Exhaustive(), group="depth 3"),
        Claim("its gates", "construction", Eq(gates3, formula3), Exhaustive(), group="depth 3",
              text="1 + 2^(t - 1) and 2^r for every block of r >= 2 bits: 3, 5, 9, 13, 17, ..."),
        Claim("as few as possible", "construction", Eq(gates3, least3), Exhaustive(),
              group="depth 3", when=lambda given: given["n"] in at.LEAST
              and given["bits"] >= given["n"],
              text="by the claims on n bits, depth 3"),
        *least(2), *least(3), *least(4), *cnf(3), *cnf(4),
        switching(3, 2, "D3", 166), switching(3, 3, "D33", 256), switching(4, 2, "D4", 4170),
        Claim("Hastad's bound", "sharper", None, Cite(HASTAD_1987),
              text="depth k: more than 2^((1/10)^(k/(k-1)) n^(1/(k-1))) gates for n > n_0^k"),
        Claim("circuits-E6", "erratum", Le(points + 2, 2 * gates),
              FalseAt(at.five_bits, holding=HOLDS), printed="slide 'exponential size'",
              repair="exp(Theta(n^(1/(d-1)))) gates; threshold gates do it with n + 1 in depth 2",
              text="13 gates in depth 3 at n = 5, and 2^4 + 1 = 17 in depth 2"),
        Claim("CT is parity", "construction", Eq(CT(x), Mod2(weight)), Exhaustive(),
              group="threshold gates"),
        Claim("n + 1 threshold gates", "construction", Eq(gatesT, n + 1), Exhaustive(),
              group="threshold gates"),
        Claim("in depth 2", "construction", Eq(levelsT, 2), Exhaustive(),
              group="threshold gates"),
        Claim("circuits-E6 (thresholds)", "erratum", Le(points + 2, 2 * gates),
              FalseAt(at.thresholds, holding=HOLDS), printed="slide 'Any constant-depth circuit'",
              repair="circuits of and-, or- and not-gates",
              text="4 threshold gates in depth 2 at n = 3, and 2^2 + 1 = 5 and- and or-gates"),
        Claim("circuits-E18", "erratum", Le(points - 1, m),
              FalseAt(lambda: at.model(3, build.minterms(3)), holding=HOLDS),
              printed="widely copied text: the normal form of parity has 2^n - 1 terms",
              repair="2^(n-1)", text="at n = 3 it has 4 terms, not 7"),
        Claim("only where parity is, is needed", "necessity", Le(points, 2 * m),
              FalseAt(lambda: at.model(2, [(None, None)]), holding=("terms", *BITS, ALL)),
              text="one empty term is 1 everywhere"),
        Claim("where parity is, is needed", "necessity", Le(points, 2 * m),
              FalseAt(lambda: at.model(2, [(1, 0)]), holding=("terms", *BITS, ONLY)),
              text="one minterm is not parity"),
    ),
    notes=(
        ("or of k-CNFs", "An or of k-CNFs that is the parity of n bits has at least 2^(n/k - 1) of "
                         "them: theorem parity-by-cnfs, for every n and k."),
        ("depth 3, 5 bits", "13 gates are the fewest for 5 bits too, by the audit's SAT search, "
                            "which is not repeated here: proofs of single splits have more than "
                            "4 million lines."),
    ),
)
