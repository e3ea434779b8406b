"""Most Boolean functions have no small circuit: a counting argument, exact for every n.

Statement
    A program has s gates; each applies one of the 16 functions of two bits to two earlier wires,
    of which the first n are the inputs. For n >= 5 and 2ns <= 2^n there are fewer programs than
    functions of n bits, so some function needs more than s gates: more than floor(2^n/(2n)).
Where
    W(i)      the number of programs with i gates: W(0) = 1, W(i) = 16 (n + i - 1)^2 W(i - 1)
    T(q, b)   the output, 1 or -1, of program q at input b: whatever it is, the count holds
    K(q, f)   1 if program q computes f, else 0: the product of (1 + T(q, b) f_b)/2 over the inputs
    G(f)      the least number of gates for f, for functions of few bits
Instance
    the numbers n and s; all functions of up to `bits` bits, with every program of few gates
Source
    Shannon 1949 (who counts contacts of relays); the lecture's slide
Proof idea
    A gate multiplies the number of programs by 16 (n + i)^2 <= 4^n, and s gates by less than
    4^(ns) <= 2^(2^n). Each program computes one function, so the functions that are computed are
    at most as many as the programs.
"""

from sympy import Integer, Min, Rational

from theorems.expressivity import shannon_instance as at
from theorems.sources import KNUTH_2011, LECTURE, SHANNON_1949
from verify.calculus import (Coordinate, Eq, Fn, ForAll, Index, Indicator, Le, Lt, Naturals,
                             ProductOver, Range, Relu, SignCube, Size, SumOver)
from verify.statement import (HYPOTHESIS, At, Cite, Claim, Exhaustive, FalseAt, Induction,
                              Instances, Measured, NormalForm, Parameter, Slack, Smt, Theorem)

n, s, m, p = map(Size, "nsmp")
upto, gates = Range(n, "numbers up to n"), Range(s, "gates")
counts, exponents = Range(s + 1, "counts", first=0), Range(m + 1, "exponents", first=0)
k, i, e, r = (Index("k", upto), Index("i", gates), Index("e", Naturals), Index("r", exponents))
W = Fn("W", counts)

inputs, programs = Range(m, "inputs"), Range(p, "programs with s gates")
functions = SignCube(inputs, "functions")
b, q, f = Index("b", inputs), Index("q", programs), Index("f", functions)
T = Fn("T", programs, inputs)
K = ProductOver((1 + T(q, b) * Coordinate(f, b)) / 2, b)
how_often = SumOver(K, q)                      # how many programs compute f
computed = SumOver(Min(1, how_often), f)       # how many functions are computed

POWERS = "2^n 2^r is 2^(n + r)"
ASSUMED = ("at least 5 bits", "2^n inputs", "few gates", "no gate", "one gate more", "p programs")
PIGEONS = "a function counts once, or once for each of its programs"


def needing_more(size, function, gates):
    """How many functions need more gates than this."""
    return SumOver(1 - Indicator(Relu(size(function) - gates), 0), function)


def every_function(bits):
    """A function of few bits, and its least number of gates."""
    every = Range(2**2**bits, f"functions of {bits} bits", first=0)
    return Index("f", every), Fn(f"G{bits}", every)


def few(bits):
    """The claims about all functions of so many bits."""
    g, G = every_function(bits)
    h, t = (Index("z", Range(2 * bits + 2, f"literals of {bits} bits")),
            Index("s", Range(len(at.sure(bits)), f"sizes for {bits} bits", first=0)))
    V, L = Fn(f"V{bits}", g.over), Fn(f"L{bits}", h.over)
    counted, bound = Fn(f"D{bits}", t.over), Fn(f"W{bits}", t.over)
    label = "1 bit" if bits == 1 else f"{bits} bits"
    group, when = f"all functions of {label}", lambda given: given["bits"] >= bits

    def listed(number):
        q = Index("q", Range(at.counted(bits, number), f"programs, {bits} bits, {number} gates"))
        return Claim(f"{label}: what {number} gate{'s' * (number > 1)} can", "sharper",
                     Le(G(Fn(f"E{bits}.{number}", q.over)(q)), number), Exhaustive(), group=group,
                     when=when, text="every program, operations and wires, one by one")

    return (
        Claim(f"{label}: a circuit for every function", "sharper", Eq(V(g), g), Exhaustive(),
              group=group, when=when, text="V(f) is what its circuit of G(f) gates computes"),
        Claim(f"{label}: no gate", "sharper", Eq(G(L(h)), 0), Exhaustive(), group=group,
              when=when, text="constants, inputs and negated inputs"),
        Claim(f"{label}: no gate, and no more", "sharper",
              Eq(SumOver(Indicator(G(g), 0), g), 2 * bits + 2), Exhaustive(), group=group,
              when=when),
        *(listed(number) for number in range(1, at.LISTED[bits] + 1)),
        Claim(f"{label}: how many functions need s gates", "sharper",
              ForAll((t,), Eq(SumOver(Indicator(G(g), t), g), counted(t))), Exhaustive(),
              group=group, when=when, text=", ".join(map(str, at.sure(bits)))),
        Claim(f"{label}: W(s) is not less", "sharper",
              ForAll((t,), Le(SumOver(Indicator(Relu(G(g) - t), 0), g), bound(t)),
                     where=Le(1, t)), Exhaustive(), group=group, when=when,
              text="functions with at most s gates, and programs") if bits > 1 else None,
        Claim(f"{label}: some function needs more than 2^n/(2n)", "sharper",
              Lt(0, needing_more(G, g, Rational(2**bits, 2 * bits))), Exhaustive(), group=group,
              when=when) if bits > 2 else None,
    )


def by_solver(z3):
    """The steps with E for 2^n, for the solver."""
    n, s, E = z3.Ints("n s E")
    grown = z3.And(n >= 6, 4 * n * n < E * (n - 2))
    few_wires = z3.Implies(z3.And(grown, s >= 0, 2 * n * s <= E), 4 * (n + s) <= E)
    square = z3.Implies(z3.And(n >= 1, s >= 0, 4 * (n + s) <= E),
                        16 * (n + s) * (n + s) <= E * E)
    one_more = z3.Implies(grown, 4 * (n + 1) * (n + 1) < 2 * E * (n - 1))
    return z3.And(few_wires, square, one_more)


f2, G2 = every_function(2)

theorem = Theorem(
    name="shannon",
    title="most Boolean functions have no small circuit",
    source=SHANNON_1949.at("the counting argument"),
    statement="For every n >= 5 and every s with 2ns <= 2^n, circuits of s gates with two inputs "
              "compute fewer than 2^(2^n) functions of n bits: some function needs more than "
              "floor(2^n/(2n)) gates.",
    where=(("m", "2^n, the number of inputs"), ("p", "the number of programs with s gates"),
           ("W(i)", "the number of programs with i gates, two wires and 16 operations for each"),
           ("T(q, b)", "the output of program q at input b, as 1 or -1"),
           ("f", "a function of n bits: its 2^n values, 1 or -1"),
           ("G(f), V(f)", "few bits: the least number of gates; what a circuit of that size gives"),
           ("E(q)", "few bits: the function of program q, as a number"),
           ("L(z)", "few bits: constants, inputs, negated inputs")),
    given=(Parameter("n", "integer", 5, "number of bits", low=5, high=12, symbol="n"),
           Parameter("s", "integer", 0, "number of gates (0: floor(2^n/(2n)))", low=0, high=512,
                     symbol="s"),
           Parameter("bits", "integer", 3, "exact sizes of all functions of so many bits", low=1,
                     high=4)),
    instance=at.instance,
    quantities=at.quantities,
    claims=tuple(claim for claim in (
        Claim("at least 5 bits", "assumption", Le(5, n)),
        Claim("2^n inputs", "assumption", Eq(m, 2**n)),
        Claim("few gates", "assumption", Le(2 * n * s, m)),
        Claim("no gate", "assumption", Eq(W(0), 1)),
        Claim("one gate more", "assumption",
              ForAll((i,), Eq(W(i), 16 * (n + i - 1)**2 * W(i - 1))),
              text="16 operations, n + i - 1 wires for each of its inputs"),
        Claim("p programs", "assumption", Eq(p, W(s))),

        Claim("2^n outgrows n^2", "step", ForAll((k,), Lt(4 * (k + 5)**2, 2**(k + 5) * (k + 3))),
              Induction(k, base=Instances(), step=Instances(At(HYPOTHESIS), products=(
                  (k - 1, 2**k), (k - 1, k - 1), (k - 1, (k + 3) * 2**k),
                  (2**(k + 5) * (k + 3) - 4 * (k + 5)**2, k)))),
              text="4 n^2 < 2^n (n - 2) for n = k + 5 >= 6"),
        Claim("six bits or more", "step", ForAll((), Lt(4 * (n + s), m), where=Le(6, n)),
              Instances(At("2^n outgrows n^2", {k: n - 5}), At("few gates"), At("2^n inputs"),
                        At("at least 5 bits"), products=((4 * (n + s) - m, n),)),
              using=("2^n outgrows n^2", "few gates", "2^n inputs", "at least 5 bits"),
              at_instance=lambda model: model.size("n") >= 6),
        Claim("five bits", "step", ForAll((), Le(4 * (n + s), m), where=Lt(n, 6)),
              Instances(At("few gates"), At("2^n inputs"), At("at least 5 bits"),
                        integers=(n - 5, s)),
              using=("few gates", "2^n inputs", "at least 5 bits"),
              at_instance=lambda model: model.size("n") < 6, text="s <= 3, and 4 (5 + 3) = 2^5"),
        Claim("few wires", "step", Le(4 * (n + s), m),
              Instances(At("six bits or more"), At("five bits")),
              using=("six bits or more", "five bits")),
        Claim("the choices for one gate", "step", ForAll((i,), Le(16 * (n + i)**2, m**2)),
              Instances(At("few wires"), products=((m - 4 * (n + s), m + 4 * (n + s)),
                                                   (s - i, 2 * n + s + i))),
              using=("few wires",), text="16 (n + i)^2 <= 4^n"),
        Claim(POWERS, "step", ForAll((r,), Eq(m * 2**r, 2**(r + n))),
              Induction(r, base=Instances(At("2^n inputs")), step=Instances(At(HYPOTHESIS))),
              using=("2^n inputs",), at_instance=False),
        Claim("4^n times 4^(ni)", "step",
              ForAll((i,), Eq(m**2 * 2**(2 * n * i), 2**(2 * n * i + 2 * n)), where=Lt(i, s)),
              Instances(At(POWERS, {r: 2 * n * i}), At(POWERS, {r: 2 * n * i + n}),
                        At("few gates"), products=((n, i), (s - i - 1, n))),
              using=(POWERS, "few gates")),
        Claim("counts are not negative", "step", ForAll((i,), Le(0, W(i))),
              Induction(i, base=Instances(At("no gate"), At("one gate more", {i: 1}),
                                          products=((n, n),)),
                        step=Instances(At(HYPOTHESIS), At("one gate more", {i: i + 1}),
                                       products=(((n + i)**2, W(i)), (n + i, n + i)))),
              using=("no gate", "one gate more")),
        Claim("programs with i gates", "step", ForAll((i,), Le(W(i) + 1, 2**(2 * n * i))),
              Induction(i, base=Instances(
                  At("no gate"), At("one gate more", {i: 1}),
                  At("the choices for one gate", {i: 1}), At("2^n inputs"),
                  At(POWERS, {r: n}), At("few gates"), products=((n, s - 1),)),
                  step=Instances(
                      At(HYPOTHESIS), At("one gate more", {i: i + 1}),
                      At("the choices for one gate", {i: i}), At("4^n times 4^(ni)", {i: i}),
                      At("counts are not negative", {i: i}), products=(
                          (m**2 - 16 * (n + i)**2, W(i)), (2**(2 * n * i) - W(i) - 1, m**2),
                          (m, m), (m - 1, m - 1)))),
              using=("no gate", "one gate more", "the choices for one gate", "2^n inputs", POWERS,
                     "few gates", "counts are not negative", "4^n times 4^(ni)"),
              text="fewer than 4^(ni)"),
        Claim("powers grow", "step", ForAll((e, r), Le(2**e, 2**(e + r))),
              Induction(r, base=Instances(), step=Instances(At(HYPOTHESIS))), at_instance=False),
        Claim("fewer programs than functions", "conclusion", Lt(p, 2**m),
              Instances(At("programs with i gates", {i: s}), At("p programs"),
                        At("powers grow", {e: 2 * n * s, r: m - 2 * n * s}), At("few gates"),
                        products=((n, s),)),
              using=("programs with i gates", "p programs", "powers grow", "few gates")),
        Claim("a program computes one function", "step", Eq(SumOver(K, f), 1),
              Induction(inputs, base=NormalForm(), step=NormalForm()), at_instance=False,
              text="for each q"),
        Claim("functions, by their programs", "step",
              Eq(SumOver(how_often, f), SumOver(Integer(1), q)),
              Induction(inputs, base=NormalForm(), step=NormalForm()), at_instance=False),
        Claim("programs", "step", Eq(SumOver(Integer(1), q), p), NormalForm(), at_instance=False),
        Claim(PIGEONS, "step", ForAll((f,), Le(Min(1, how_often), how_often)), Instances(),
              at_instance=False),
        Claim("at most as many functions as programs", "step",
              Le(computed, SumOver(how_often, f)), Slack(SumOver(how_often - Min(1, how_often), f)),
              using=(PIGEONS,), at_instance=False),
        Claim("programs compute at most p functions", "conclusion", Le(computed, p),
              Instances(At("at most as many functions as programs"),
                        At("functions, by their programs"), At("programs")),
              using=("at most as many functions as programs", "functions, by their programs",
                     "programs"),
              at_instance=False, text="whatever the outputs T of the programs are; a program with "
                                      "fewer gates is one with s gates, padded by copies"),
        Claim("some function is not computed", "sharper", Lt(computed, 2**m),
              Instances(At("programs compute at most p functions"),
                        At("fewer programs than functions")),
              using=("programs compute at most p functions", "fewer programs than functions"),
              at_instance=False, text="both together: it needs more than s gates"),
        Claim("2^m functions", "sharper", Eq(SumOver(Integer(1), f), 2**m), Exhaustive(),
              text="all there are"),

        Claim("the inequalities, by z3", "crosscheck", None,
              Smt(by_solver, logic="integers", scope="every n >= 6, s and E"),
              text="2ns <= E and 4n^2 < E (n - 2) give 16 (n + s)^2 <= E^2; and "
                   "4n^2 < E (n - 2) gives 4 (n + 1)^2 < 2E (n - 1)"),

        *(claim for bits in (1, 2, 3, 4) for claim in few(bits)),
        Claim("4 bits: how many need 4 gates and more", "crosscheck", None,
              Measured(at.four_bits), when=lambda given: given["bits"] >= 4,
              group="all functions of 4 bits",
              text="10624, 24184, 25008, 2720 functions need 4, 5, 6, 7 gates: programs of 4 to 6 "
                   "gates are searched up to symmetry, not listed"),
        Claim("5 bits: at most 12 gates", "sharper", None,
              Cite(KNUTH_2011.at("section 7.1.2")), text="every function of 5 bits has a circuit "
              "of 12 gates, and some needs them"),

        Claim("four bits are too few", "necessity", Lt(p, 2**m),
              FalseAt(lambda: at.model(4, 2), holding=ASSUMED[1:]),
              text="without n >= 5: at n = 4, s = 2 there are more programs than functions"),
        Claim("and have too many wires", "necessity", Le(4 * (n + s), m),
              FalseAt(lambda: at.model(4, 2), holding=("few gates", "2^n inputs"))),
        Claim("one gate more is too many", "necessity", Lt(p, 2**m),
              FalseAt(lambda: at.model(5, 4), holding=(*ASSUMED[:2], *ASSUMED[3:])),
              text="without 2ns <= 2^n: at n = 5, s = 4"),
        *(Claim(f"without '{name}'", "necessity", Lt(p, 2**m), FalseAt(broken, holding=tuple(
            other for other in ASSUMED if other != name)))
          for name, broken in at.BROKEN.items()),
        Claim("circuits-E12", "erratum", Lt(0, needing_more(G2, f2, 2**n / (2 * n))),
              FalseAt(at.two_bits),
              printed="slide 'Most Boolean functions require exponential circuit complexity' "
                      f"({LECTURE.cite}), for every n",
              repair="n >= 3: claims 'some function is not computed' and '3 bits: ...'; the slide "
                     "is about large n",
              text="some function of n bits needs more than 2^n/(2n) gates"),
    ) if claim is not None),
    notes=(
        ("circuits-E12", "Shannon's measure is the number of relay contacts, not of gates; that "
                         "version is not derived here."),
    ),
)
