"""The code of `parity-by-cnfs`: disjoint intervals of 2^S strings, one for each point.

In each order of the variables a point is written as the name of its CNF and those bits that are
not forced. Place by place all strings are divided: a forced bit leaves the interval of a point as
it is, any other halves it.
"""

from theorems.expressivity.constant_depth_parity_terms import (
    A, B, L, Lo, S, W, Y, a, c, cnf, d, e, g, hit, j, l, m, n, num, o, other, pos, power, s,
    strings, t, v, var, wit, x, y)
from verify.calculus import Eq, ForAll, Indicator, Le, Lt, Relu, SumOver
from verify.statement import (HYPOTHESIS, At, Claim, Induction, Instances, NormalForm)

agree = Indicator(num(o, s, l) - num(o, t, l), 0)
before = Indicator(num(o, s, j - 1) - num(o, t, j - 1), 0)
not_after = Indicator(Relu(pos(o, g) - l), 0)
bit = x(s, var(o, j))
PLAIN = Induction(strings, base=NormalForm(), step=NormalForm())
NEXT = {j: l + 1}
AT_T = {s: t, j: l + 1}
POINT = (x(s, var(o, l + 1)), x(t, var(o, l + 1)), num(o, s, l) - num(o, t, l))


def up_to(start):
    """How many strings of 1, ..., y come after `start`, one string after another."""
    return Relu(y - start) - Relu(y - 1 - start)


def code() -> tuple[Claim, ...]:
    """The claims, in the order of the report."""
    return tuple(Claim(claim.name, claim.role, claim.formula, claim.by, using=claim.using,
                       text=claim.text, group="the code" if claim.role == "step" else "")
                 for claim in (*_assumed(), *_prefixes(), *_intervals(), *_strings()))


def _assumed() -> tuple[Claim, ...]:
    return (
        Claim("the variable at a place", "assumption", ForAll((o, v), Eq(var(o, pos(o, v)), v))),
        Claim("the place of a variable", "assumption", ForAll((o, j), Eq(pos(o, var(o, j)), j))),
        Claim("the CNF first", "assumption", ForAll((o, s), Eq(num(o, s, 0), cnf(s) - 1))),
        Claim("bit after bit", "assumption",
              ForAll((o, s, j), Eq(num(o, s, j), 2 * num(o, s, j - 1) + bit))),
        Claim("forced", "assumption",
              ForAll((o, s, t, j), Eq(x(t, var(o, j)), bit), where=Eq(a(o, s, j) + before, 2)),
              text="every point with the same CNF and bits before has the same bit"),
        Claim("else another point agrees", "assumption",
              ForAll((o, s, j), Eq(num(o, wit(o, s, j), j - 1), num(o, s, j - 1)),
                     where=Eq(a(o, s, j), 0))),
        Claim("and differs there", "assumption",
              ForAll((o, s, j), Eq(x(wit(o, s, j), var(o, j)), 1 - bit),
                     where=Eq(a(o, s, j), 0))),
        Claim("different points differ", "assumption",
              ForAll((s, t), Eq(x(s, other(s, t)) + x(t, other(s, t)), 1),
                     where=Eq(Indicator(s, t), 0))),
        Claim("nothing is forced at first", "assumption", ForAll((o, s), Eq(A(o, s, 0), 0))),
        Claim("one place more", "assumption",
              ForAll((o, s, j), Eq(A(o, s, j), A(o, s, j - 1) + a(o, s, j)))),
        Claim("S", "assumption", ForAll((o, s), Eq(S(o, s), A(o, s, n)))),
        Claim("all strings of a CNF", "assumption", ForAll((o, s), Eq(L(o, s, 0), 1))),
        Claim("twice as many if forced", "assumption",
              ForAll((o, s, j), Eq(L(o, s, j), (1 + a(o, s, j)) * L(o, s, j - 1)))),
        Claim("W", "assumption", ForAll((o, s), Eq(W(o, s), L(o, s, n)))),
        Claim("powers of 2", "assumption", ForAll((c,), Eq(power(c), 2**c))),
        Claim("an interval for each CNF", "assumption", ForAll((o, s), Eq(Lo(o, s, 0),
                                                                          cnf(s) - 1))),
        Claim("halved unless forced", "assumption",
              ForAll((o, s, j), Eq(Lo(o, s, j), 2 * Lo(o, s, j - 1)
                                   + (1 - a(o, s, j)) * bit * L(o, s, j - 1)))),
        Claim("B", "assumption", ForAll((o, s), Eq(B(o, s), Lo(o, s, n)))),
        Claim("Y", "assumption", Eq(Y, m * 2**n)),
        Claim("hit", "assumption",
              Eq(hit(o, s, y), Indicator(Relu(B(o, s) + 1 - y), 0)
                 * Indicator(Relu(y - B(o, s) - W(o, s)), 0)),
              text="1 if string y is one of the W behind B"),
        Claim("one place for each", "step",
              ForAll((o, v, g), Eq(Indicator(pos(o, v) - pos(o, g), 0), Indicator(v, g))),
              Instances(At("the variable at a place"), At("the variable at a place", {v: g})),
              using=("the variable at a place",)),
    )


def _prefixes() -> tuple[Claim, ...]:
    """What points with the same number have in common."""
    return (
        Claim("the same CNF", "step", ForAll((o, s, t, l), Eq(cnf(s), cnf(t)), where=Eq(agree, 1)),
              Induction(l, base=Instances(At("the CNF first"), At("the CNF first", {s: t})),
                        step=Instances(At(HYPOTHESIS), At("bit after bit", NEXT),
                                       At("bit after bit", AT_T), integers=POINT)),
              using=("the CNF first", "bit after bit")),
        Claim("the same bits before", "step",
              ForAll((o, s, t, l, g), Eq(x(s, g), x(t, g)), where=Eq(agree + not_after, 2)),
              Induction(l, base=Instances(),
                        step=Instances(At(HYPOTHESIS), At("bit after bit", NEXT),
                                       At("bit after bit", AT_T),
                                       At("the variable at a place", {v: g}), integers=POINT)),
              using=("bit after bit", "the variable at a place")),
        Claim("forced alike", "step",
              ForAll((o, s, t, j), Eq(a(o, s, j), a(o, t, j)), where=Eq(before, 1)),
              Instances(*(At(name, {s: here}) for here in (s, t)
                          for name in ("else another point agrees", "and differs there")),
                        At("forced"), At("forced", {s: t, t: s}),
                        At("forced", {t: wit(o, t, j)}), At("forced", {s: t, t: wit(o, s, j)}),
                        integers=(a(o, s, j), a(o, t, j))),
              using=("forced", "else another point agrees", "and differs there")),
        Claim("the same length", "step",
              ForAll((o, s, t, l), Eq(L(o, s, l), L(o, t, l)), where=Eq(agree, 1)),
              Induction(l, base=Instances(At("all strings of a CNF"),
                                          At("all strings of a CNF", {s: t})),
                        step=Instances(At(HYPOTHESIS), At("bit after bit", NEXT),
                                       At("bit after bit", AT_T),
                                       At("twice as many if forced", NEXT),
                                       At("twice as many if forced", AT_T),
                                       At("forced alike", NEXT),
                                       integers=(*POINT, a(o, s, l + 1), a(o, t, l + 1)))),
              using=("all strings of a CNF", "bit after bit", "twice as many if forced",
                     "forced alike")),
        Claim("the same beginning", "step",
              ForAll((o, s, t, l), Eq(Lo(o, s, l), Lo(o, t, l)), where=Eq(agree, 1)),
              Induction(l, base=Instances(At("an interval for each CNF"), At("the CNF first"),
                                          At("an interval for each CNF", {s: t}),
                                          At("the CNF first", {s: t})),
                        step=Instances(At(HYPOTHESIS), At("bit after bit", NEXT),
                                       At("bit after bit", AT_T), At("halved unless forced", NEXT),
                                       At("halved unless forced", AT_T), At("forced alike", NEXT),
                                       At("the same length"),
                                       integers=(*POINT, a(o, s, l + 1), a(o, t, l + 1)))),
              using=("an interval for each CNF", "the CNF first", "bit after bit",
                     "halved unless forced", "forced alike", "the same length")),
        Claim("at most every bit is forced", "step", ForAll((o, s, l), Le(A(o, s, l), l)),
              Induction(l, base=Instances(At("nothing is forced at first")),
                        step=Instances(At(HYPOTHESIS), At("one place more", NEXT))),
              using=("nothing is forced at first", "one place more")),
    )


def _intervals() -> tuple[Claim, ...]:
    """Intervals stand in the order of the numbers, and within m 2^l."""
    return (
        Claim("intervals in order", "step",
              ForAll((o, s, t, l), Le(Lo(o, s, l) + L(o, s, l), Lo(o, t, l)),
                     where=Lt(num(o, s, l), num(o, t, l))),
              Induction(l, base=Instances(
                  At("an interval for each CNF"), At("the CNF first"),
                  At("an interval for each CNF", {s: t}), At("the CNF first", {s: t}),
                  At("all strings of a CNF")),
                  step=Instances(
                      At(HYPOTHESIS), At("bit after bit", NEXT), At("bit after bit", AT_T),
                      At("halved unless forced", NEXT), At("halved unless forced", AT_T),
                      At("twice as many if forced", NEXT), At("twice as many if forced", AT_T),
                      At("forced alike", NEXT), At("forced", NEXT), At("the same length"),
                      At("the same beginning"),
                      integers=(*POINT, a(o, s, l + 1), a(o, t, l + 1)))),
              using=("an interval for each CNF", "the CNF first", "all strings of a CNF",
                     "bit after bit", "halved unless forced", "twice as many if forced",
                     "forced alike", "forced", "the same length", "the same beginning")),
        Claim("within all strings", "step",
              ForAll((o, s, l), Le(Lo(o, s, l) + L(o, s, l), m * 2**l)),
              Induction(l, base=Instances(At("an interval for each CNF"),
                                          At("all strings of a CNF")),
                        step=Instances(At(HYPOTHESIS), At("halved unless forced", NEXT),
                                       At("twice as many if forced", NEXT),
                                       integers=(x(s, var(o, l + 1)), a(o, s, l + 1)))),
              using=("an interval for each CNF", "all strings of a CNF",
                     "halved unless forced", "twice as many if forced")),
        Claim("different numbers", "step",
              ForAll((o, s, t), Eq(Indicator(num(o, s, n) - num(o, t, n), 0), 0),
                     where=Eq(Indicator(s, t), 0)),
              Instances(At("different points differ"),
                        At("the same bits before", {l: n, g: other(s, t)})),
              using=("different points differ", "the same bits before")),
    )


def _strings() -> tuple[Claim, ...]:
    """Each string lies in one interval at most; an interval has 2^S strings."""
    return (
        Claim("no string twice", "step",
              ForAll((o, s, t, y), Eq(hit(o, s, y) * hit(o, t, y),
                                      Indicator(s, t) * hit(o, s, y))),
              Instances(At("hit"), At("hit", {s: t}), At("intervals in order", {l: n}),
                        At("intervals in order", {s: t, t: s, l: n}), At("different numbers"),
                        *(At(name, {s: here}) for here in (s, t) for name in "WB")),
              using=("hit", "intervals in order", "different numbers", "W", "B")),
        Claim("squared", "step",
              ForAll((o, y), Eq(SumOver(hit(o, s, y), s)**2, SumOver(hit(o, s, y), s))),
              NormalForm(), using=("no string twice",)),
        Claim("a string is in one interval at most", "step",
              ForAll((o, y), Le(SumOver(hit(o, s, y), s), 1)),
              Instances(At("squared"), products=((SumOver(hit(o, s, y), s) - 1,
                                                  SumOver(hit(o, s, y), s) - 1),)),
              using=("squared",)),
        Claim("by differences", "step",
              Eq(hit(o, s, y), up_to(B(o, s)) - up_to(B(o, s) + W(o, s))),
              Instances(At("hit")), using=("hit",)),
        Claim("strings after the beginning", "step",
              ForAll((o, s), Eq(SumOver(up_to(B(o, s)), y),
                                Relu(Y - B(o, s)) - Relu(-B(o, s)))), PLAIN),
        Claim("strings after the end", "step",
              ForAll((o, s), Eq(SumOver(up_to(B(o, s) + W(o, s)), y),
                                Relu(Y - B(o, s) - W(o, s)) - Relu(-B(o, s) - W(o, s)))), PLAIN),
        Claim("the difference", "step",
              ForAll((o, s), Eq(SumOver(hit(o, s, y), y), SumOver(up_to(B(o, s)), y)
                                - SumOver(up_to(B(o, s) + W(o, s)), y))), NormalForm(),
              using=("by differences",)),
        Claim("strings of a point", "step",
              ForAll((o, s), Eq(SumOver(hit(o, s, y), y), W(o, s))),
              Instances(At("the difference"), At("strings after the beginning"),
                        At("strings after the end"), At("within all strings", {l: n}), At("W"),
                        At("B"), At("Y")),
              using=("the difference", "strings after the beginning", "strings after the end",
                     "within all strings", "W", "B", "Y")),
        Claim("below the powers", "step", ForAll((c,), Le(2**e * (1 + c - e), 2**c)),
              Induction(c, base=Instances(products=((e - 1, 2**e),)),
                        step=Instances(At(HYPOTHESIS), integers=(c - e + 1,), products=(
                            (c - e, 2**e), (e - 2 - c, 2**e))))),
        Claim("doubled", "step", ForAll((d,), Eq(power(d), 2 * power(d - 1))),
              Instances(At("powers of 2", {c: d}), At("powers of 2", {c: d - 1})),
              using=("powers of 2",)),
        Claim("the next power", "step",
              ForAll((o, s, j), Eq(power(A(o, s, j)), (1 + a(o, s, j)) * power(A(o, s, j - 1)))),
              Instances(At("one place more"), At("doubled", {d: A(o, s, j - 1) + 1}),
                        At("at most every bit is forced", {l: j - 1}), integers=(a(o, s, j),)),
              using=("one place more", "doubled", "at most every bit is forced")),
        Claim("lengths are powers of 2", "step",
              ForAll((o, s, l), Eq(L(o, s, l), power(A(o, s, l)))),
              Induction(l, base=Instances(At("all strings of a CNF"),
                                          At("nothing is forced at first"),
                                          At("powers of 2", {c: 0})),
                        step=Instances(At(HYPOTHESIS), At("twice as many if forced", NEXT),
                                       At("the next power", NEXT),
                                       integers=(a(o, s, l + 1),))),
              using=("all strings of a CNF", "nothing is forced at first", "powers of 2",
                     "twice as many if forced", "the next power")),
        Claim("a tangent", "step", ForAll((c,), Le(2**e * (1 + c - e), power(c))),
              Instances(At("below the powers"), At("powers of 2")),
              using=("below the powers", "powers of 2")),
        Claim("a tangent at S", "step",
              ForAll((o, s), Le(2**e * (1 + S(o, s) - e), W(o, s))),
              Instances(At("a tangent", {c: A(o, s, n)}), At("S"), At("W"),
                        At("lengths are powers of 2", {l: n}),
                        At("at most every bit is forced", {l: n})),
              using=("a tangent", "S", "W", "lengths are powers of 2",
                     "at most every bit is forced")),
    )
