"""Parity of n bits: nand chains and trees, threshold circuits, sawtooth, a recurrent network.

Statement
    For every n the parity of n bits is computed by 4(n - 1) nand gates, in depth 3(n - 1) as a
    chain and 3 ceil(log2 n) as a balanced tree; by n + 1 threshold gates in depth 2, floor(n/2) + 1
    if the last also reads the bits, floor(log2 n) + 1 if the depth is free; by 2 ceil(log2 n) relu
    units; and, for words of every length, by one recurrent network of two relu units.
Where
    b(w, t)        bit t of word w;  S(w, t)  the ones among its first t bits
    p, r           the chain and the tree of nand gates, gate by gate
    u, v           the two units of the recurrent network
    N(x)           the circuit or network that is judged
Witness
    constructions.parity_circuits: chain, tree, layered, skipping, digits, unrolled
Source
    The lecture's slides on XOR and on parity
Proof idea
    One more bit is one more xor: induction over the bits. Threshold gates see the sum s only, and
    count its ones, its pairs or its binary digits.
"""

from typing import Any, Mapping

from sympy import Rational, Symbol

from constructions import parity_circuits as builders
from theorems.expressivity import parity_circuit_instance as instances
from theorems.expressivity.parity_by_sawtooth import s as natural, theorem as by_sawtooth
from theorems.expressivity.parity_circuit_parts import (
    bits, depth, inputs, j, k, n, networks, one_bit_more, parity, recurrent, right, size,
    state_after_t_steps, the_chain, the_tree, times, x)
from theorems.expressivity.sawtooth import f as mirror
from theorems.sources import LECTURE
from verify.calculus import (Coordinate, Cube, Eq, Fn, ForAll, Index, Indicator, Iterate, Le, Lt,
                             Mod2, Naturals, Range, Relu, Size, SumOver)
from verify.model import Model
from verify.statement import (HYPOTHESIS, At, Claim, Exhaustive, FalseAt, Induction, Instances,
                              Lemma, Parameter, Theorem)

FOLDED, SAWTOOTH = "f^k at every s", "f^k of the sum is its parity"
PRINTED = LECTURE.at("slide on constant depth").cite
THRESHOLDS, DEEPER = "2^(n-1) + 1 gates of any kind", "2^(n-1) + 1 gates in any depth"
ENOUGH, TIGHT = "2^k points are enough", "2^(k - 1) is not"

q, half = Size("q"), Size("h")
sums, bit = Range(n + 1, "sums", first=0), Range(2, "bit", first=0)
pairs, pairs0 = Range(half, "pairs"), Range(half + 1, "pairs read", first=0)
digits, digits0 = Range(q, "digits"), Range(q + 1, "digits read", first=0)
s, m, g, c, f, z = (Index("s", sums), Index("m", times), Index("j", pairs), Index("m", pairs0),
                    Index("i", digits), Index("m", digits0))
h, A, D = Fn("g", sums, bits), Fn("A", sums, times), Fn("D", sums, pairs0, into=Naturals)
digit, W = Fn("d", sums, digits, into=bit), Fn("W", digits0, into=Naturals)
R, E = (Fn(name, sums, digits0, into=Naturals) for name in "RE")
N, T, K, G, P = (Fn(name, inputs) for name in "NTKGP")
five = Range(5, "five places")
x5, place5 = Index("x", Cube(five, "inputs of 5 bits")), Index("i", five)
H = Fn("H", x5.over)
relus, HALF = Symbol("relus"), Rational(1, 2)


def fires(value: Any) -> Any:
    """A threshold gate: 1 if the value is at least 1, that is, positive less 1/2."""
    return 1 - Indicator(Relu(value - HALF), 0)


def instance(given: Mapping[str, Any], network: Any) -> Model:
    return instances.instance(given, network, inputs)


def layered() -> tuple[Claim, ...]:
    """Gates [s >= j], whose alternating sum is s mod 2."""
    group = "threshold, depth 2"
    return (
        Claim("gate j", "assumption", ForAll((s, j), Eq(h(s, j), fires(s - j + 1))), group=group,
              text="[s >= j]; s is the sum of the bits"),
        Claim("the last gate has read nothing", "assumption", ForAll((s,), Eq(A(s, 0), 0)),
              group=group),
        Claim("weights 1, -1, 1, ...", "assumption",
              ForAll((s, j), Eq(A(s, j), A(s, j - 1) + (1 - 2 * Mod2(j - 1)) * h(s, j))),
              group=group),
        Claim("up to s", "step", ForAll((s, m), Eq(A(s, m), Mod2(m)), where=Le(m, s)),
              Induction(m, base=Instances(At("the last gate has read nothing")),
                        step=Instances(At(HYPOTHESIS), At("weights 1, -1, 1, ...", {j: m + 1}),
                                       At("gate j", {j: m + 1}))),
              using=("the last gate has read nothing", "weights 1, -1, 1, ...", "gate j"),
              group=group),
        Claim("and beyond", "step", ForAll((s, m), Eq(A(s, m), Mod2(s)), where=Le(s, m)),
              Induction(m, base=Instances(At("the last gate has read nothing"), integers=(s,)),
                        step=Instances(At(HYPOTHESIS), At("weights 1, -1, 1, ...", {j: m + 1}),
                                       At("gate j", {j: m + 1}), At("up to s", {m: m + 1}),
                                       integers=(s - m - 1,))),
              using=("the last gate has read nothing", "weights 1, -1, 1, ...", "gate j",
                     "up to s"), group=group),
        Claim("n + 1 threshold gates", "conclusion", ForAll((s,), Eq(fires(A(s, n)), Mod2(s))),
              Instances(At("and beyond", {m: n}), integers=(Mod2(s),)), using=("and beyond",),
              group=group, text="in depth 2, for every n"),
        *right("T is parity", T, group=group),
        Claim("T has n + 1 gates", "construction", Eq(size("T"), n + 1), Exhaustive(),
              group=group),
        Claim("T has depth 2", "construction", Eq(depth("T"), 2), Exhaustive(), group=group),
    )


def skipping() -> tuple[Claim, ...]:
    """Gates [s >= 2j], which count the pairs."""
    group = "threshold, with skips"
    begins, more = "no pair is read", "one gate [s >= 2j] more"
    return (
        Claim("floor(n/2) gates", "assumption", Le(n, 2 * half + 1), group=group),
        Claim("and no more", "assumption", Le(2 * half, n), group=group),
        Claim(begins, "assumption", ForAll((s,), Eq(D(s, 0), 0)), group=group),
        Claim(more, "assumption",
              ForAll((s, g), Eq(D(s, g), D(s, g - 1) + fires(s - 2 * g + 1))), group=group),
        Claim("as many as are read", "step", ForAll((s, c), Eq(D(s, c), c), where=Le(2 * c, s)),
              Induction(c, base=Instances(At(begins)),
                        step=Instances(At(HYPOTHESIS), At(more, {g: c + 1}))),
              using=(begins, more), group=group),
        Claim("as many as there are", "step",
              ForAll((s, c), Eq(s - 2 * D(s, c), Mod2(s)), where=Le(s, 2 * c + 1)),
              Induction(c, base=Instances(At(begins), integers=(s,)),
                        step=Instances(At(HYPOTHESIS), At(more, {g: c + 1}),
                                       At("as many as are read", {c: c + 1}),
                                       integers=(s - 2 * c - 2,))),
              using=(begins, more, "as many as are read"), group=group),
        Claim("floor(n/2) + 1 threshold gates", "conclusion",
              ForAll((s,), Eq(fires(s - 2 * D(s, half)), Mod2(s))),
              Instances(At("as many as there are", {c: half}), At("floor(n/2) gates"),
                        integers=(Mod2(s),)),
              using=("as many as there are", "floor(n/2) gates"), group=group,
              text="if the last reads the bits, too"),
        *right("K is parity", K, group=group),
        Claim("K has floor(n/2) + 1 gates", "construction", Eq(size("K"), half + 1), Exhaustive(),
              group=group),
    )


def by_digits() -> tuple[Claim, ...]:
    """The binary digits of the sum, the highest first."""
    group = "threshold, any depth"
    power = W(f)
    facts = ("digit i, from the top", "nothing is taken away", "R: what is left",
             "E: half of what is taken away", "no half yet")
    return (
        Claim("n has at most q + 1 digits", "assumption", Lt(n, 2 * W(0)), group=group),
        Claim("and no fewer", "assumption", Le(W(0), n), group=group),
        Claim("powers of 2", "assumption", ForAll((f,), Eq(W(f - 1), 2 * W(f))), group=group),
        Claim("down to 1", "assumption", Eq(W(q), 1), group=group),
        Claim(facts[0], "assumption",
              ForAll((s, f), Eq(digit(s, f), fires(R(s, f - 1) - 2 * power + 1))), group=group,
              text="[R >= W(i - 1)]: the gate reads the bits and the digits before"),
        Claim(facts[1], "assumption", ForAll((s,), Eq(R(s, 0), s)), group=group),
        Claim(facts[2], "assumption",
              ForAll((s, f), Eq(R(s, f), R(s, f - 1) - 2 * power * digit(s, f))), group=group),
        Claim(facts[4], "assumption", ForAll((s,), Eq(E(s, 0), 0)), group=group),
        Claim(facts[3], "assumption",
              ForAll((s, f), Eq(E(s, f), E(s, f - 1) + power * digit(s, f))), group=group),
        Claim("what is left is small", "step", ForAll((s, z), Lt(R(s, z), 2 * W(z))),
              Induction(z, base=Instances(At(facts[1]), At("n has at most q + 1 digits")),
                        step=Instances(At(HYPOTHESIS), At(facts[0], {f: z + 1}),
                                       At(facts[2], {f: z + 1}), At("powers of 2", {f: z + 1}),
                                       integers=(digit(s, z + 1),))),
              using=("n has at most q + 1 digits", "powers of 2", *facts[:3]), group=group),
        Claim("what is taken away is even", "step",
              ForAll((s, z), Eq(R(s, z), s - 2 * E(s, z))),
              Induction(z, base=Instances(At(facts[1]), At(facts[4])),
                        step=Instances(At(HYPOTHESIS), At(facts[2], {f: z + 1}),
                                       At(facts[3], {f: z + 1}))),
              using=facts[1:], group=group),
        Claim("floor(log2 n) + 1 threshold gates", "conclusion",
              ForAll((s,), Eq(fires(R(s, q)), Mod2(s))),
              Instances(At("what is left is small", {z: q}),
                        At("what is taken away is even", {z: q}), At("down to 1"),
                        integers=(s - 2 * E(s, q), Mod2(s))),
              using=("what is left is small", "what is taken away is even", "down to 1"),
              group=group,
              text="the last digit of the sum"),
        *right("G is parity", G, group=group),
        Claim("G has floor(log2 n) + 1 gates", "construction", Eq(size("G"), q + 1),
              Exhaustive(), group=group),
    )


theorem = Theorem(
    name="parity-circuit",
    title="parity: nand chains and trees, few threshold gates, a recurrent net for every length",
    source=LECTURE.at("slides on XOR and on parity"),
    statement="For every n, 4(n - 1) nand gates compute the parity of n bits, in depth 3(n - 1) "
              "as a chain, 3 ceil(log2 n) as a tree; so do n + 1 threshold gates in depth 2, "
              "floor(n/2) + 1 with skips, floor(log2 n) + 1 in any depth; 2 ceil(log2 n) relu "
              "units; and two recurrent relu units, with constant parameters, for every length.",
    where=(("b(w, t)", "bit t of word w;  S(w, t): the ones among its first t bits"),
           ("u, v", "the units of the recurrent network after t steps"),
           ("p, p1, p2, p3", "the gates of the chain; z, l: gates and depth up to bit j"),
           ("r, r1, r2, r3", "the gates of the tree; node i reads 2i and 2i + 1, the last n nodes "
                             "are the bits; c: ones below a node; e: its depth"),
           ("k, q", "ceil(log2 n), floor(log2 n);  h: floor(n/2)"),
           ("s", "a sum of n bits;  g(s, j), A: gates [s >= j], their alternating sum"),
           ("D, d, R, E", "gates [s >= 2j] that fire; digits, what they leave, half the rest"),
           ("W(i)", "2^(q - i), from 2^q down to 1"),
           ("C, B, T, K, G, P, U", "chain, tree, threshold circuits, relu network, recurrent net"),
           ("f", "the mirror map relu(2 relu(x) - 4 relu(x - 1/2))"),
           ("N", "the circuit or network that is judged")),
    given=(Parameter("n", "integer", 8, "number of bits", low=2, high=64, symbol="n"),),
    witness=lambda given: builders.tree(given["n"]),
    exists=N,
    instance=instance,
    claims=(
        Claim(ENOUGH, "assumption", Le(n, 2**k)),
        Claim(TIGHT, "assumption", Lt(2**k, 2 * n)),
        *one_bit_more(),
        *recurrent(), *the_chain(), *the_tree(), *layered(), *skipping(), *by_digits(),
        Claim(FOLDED, "step", by_sawtooth.claim(FOLDED).formula, Lemma(by_sawtooth, FOLDED),
              at_instance=False, group="relu", text="for every k"),
        Claim(SAWTOOTH, "conclusion", ForAll((s,), Eq(Iterate(mirror, k, s / 2**k), Mod2(s))),
              Instances(At(FOLDED, {natural: s}), At(ENOUGH)), using=(FOLDED, ENOUGH),
              group="relu", text="of the sum s of n bits, for every n <= 2^k"),
        Claim("P is parity", "construction", ForAll((x,), Eq(P(x), parity)), Exhaustive(),
              when=networks, group="relu"),
        Claim("P has 2 ceil(log2 n) units", "construction", Eq(relus, 2 * k), Exhaustive(),
              group="relu"),
        *right("N is parity", N, True),
        Claim(THRESHOLDS, "erratum", Le(2**(n - 1) + 1, size("T")),
              FalseAt(lambda: instance({"n": 3}, None), holding=(ENOUGH, TIGHT)),
              printed=PRINTED, repair="of and, or and not gates",
              text="any constant-depth circuit: 4 threshold gates in depth 2 are fewer than 5"),
        Claim("H is parity", "construction",
              ForAll((x5,), Eq(H(x5), Mod2(SumOver(Coordinate(x5, place5), place5)))),
              Exhaustive(), group="and, or", text="5 bits, and, or and negated bits"),
        Claim("H has 13 gates", "construction", Eq(size("H"), 13), Exhaustive(),
              group="and, or", text="negations of bits apart"),
        Claim("H has depth 3", "construction", Eq(depth("H"), 3), Exhaustive(), group="and, or"),
        Claim(DEEPER, "erratum", Le(2**(n - 1) + 1, size("H")),
              FalseAt(lambda: instance({"n": 5}, None), holding=(ENOUGH, TIGHT)),
              printed=PRINTED, repair="2^(c n^(1/(d-1))) in depth d",
              text="2^(n-1) + 1 gates in depth 3, too: 13 are enough for 5 bits, fewer than 17"),
        Claim("a state to start from is needed", "necessity", state_after_t_steps,
              FalseAt(lambda: instances.instance({"n": 4}, None, inputs, start=(2, 0)),
                      holding=("v begins", "u goes on", "v goes on", "one bit more")),
              text="from u = 2 the empty word gives 2"),
        Claim("a chain is as shallow as a tree", "necessity", Le(depth("C"), 3 * k),
              FalseAt(lambda: instance({"n": 4}, None), holding=(ENOUGH, TIGHT)),
              text="for n = 3 both have depth 6; from n = 4 on the tree is shallower"),
    ),
    notes=(
        ("one unit", "One recurrent unit with a monotone activation does not compute parity; one "
                     "with |.| does, h <- |h - x|. Not checked here."),
        ("constant depth", "Exponential size means 2^(c n^(1/(d-1))) for and/or circuits of depth "
                           "d (Hastad 1986, not checked here); from d = 3 on that is not 2^(c n)."),
        ("least sizes", "4(n - 1) nand gates are least for n = 2 (theorem xor); for every n that "
                        "is known (Red'kin), not checked here."),
    ),
)
