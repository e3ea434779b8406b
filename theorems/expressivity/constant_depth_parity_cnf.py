"""An or of k-CNFs that is parity has many of them: the bound of Paturi, Pudlak and Zane.

Statement
    Let an or of m k-CNFs be the parity of n bits. Then m >= 2^(e-1) (1 + n/k - e) for every e >= 1,
    and so m >= 2^(n/k - 1) where k divides n; elsewhere e = n/k, rounded down, gives no less.
    More generally, if m k-CNFs have r isolated solutions together, then
    2^e r (1 + n/k - e) <= m 2^n.
Where
    x(s, v)            bit v of point s, one of the r points where parity is 1
    f(s)               a CNF that is 1 at s
    P, Q (s, v, h)     1 if variable h (its negation) is in a clause of f(s) that is 0 at s with bit
                       v flipped; V = P + Q; lit(s, v, t, h) = P x(t, h) + Q (1 - x(t, h))
    pos(o, v), var(o, j)   the place of variable v in order o; the variable at place j
    num(o, s, l)       f(s) and the first l bits of s in order o, as a number
    a(o, s, j)         1 if f(s) and the bits before place j force bit j; else wit(o, s, j) is a
                       point that differs there for the first time
    A(o, s, l), S(o, s)    how many of the first l bits, and of all, are forced
    Lo(o, s, l)        where the interval of s begins: it has length 2^A, and all together m 2^l
    last(o, s, v)      the last variable, in order o, of the clause for s and v; om: its indicator
    E(o, o', v, h)     1 if o' is o with v and h exchanged
Source
    Paturi, Pudlak, Zane 1999, for the isolated solutions; the audit's rounding
Proof idea
    Write s as f(s) and those bits, in order o, that are not forced: that is a prefix code, so the
    sum of 2^S(o, s) is at most m 2^n. At s every variable v has a clause in which only v's literal
    is 1; where v is its last variable, bit v is forced. In one of k orders it is the last, so S is
    n/k on average, and 2^S >= 2^e (1 + S - e).
"""

from theorems.expressivity import constant_depth_parity_cnf_instance as at
from theorems.expressivity.constant_depth_parity_code import code
from theorems.expressivity.constant_depth_parity_terms import (
    A, D, E, P, Q, V, N, S, W, a, clause, count, e, g, h, j, k, l, last, levels, lit, m, most,
    n, num, o, o1, om, place, pos, q, r, s, same, t, v, wit, x, y, Y, hit)
from theorems.sources import PATURI_1999
from verify.calculus import Eq, ForAll, Indicator, Le, SumOver
from verify.statement import (At, Claim, Exhaustive, FalseAt, Induction, Instances, NormalForm,
                              Parameter, Slack, Theorem)

delta = Indicator(h, v)
flipped = x(s, h) + delta * (1 - 2 * x(s, h))
elsewhere = (1 - delta) * V(s, v, h) * D(s, t, h)
critical = delta * (1 - D(s, t, h)) + elsewhere
distance = 1 - D(s, t, v) + SumOver(elsewhere, h)
here = om(o, s, v, v)
gains = SumOver(here, o)
saved = SumOver(SumOver(S(o, s), s), o)
bent = SumOver(SumOver(2**e * (1 + S(o, s) - e), s), o)
width = SumOver(V(s, v, h), h)

DEFINITIONS = ("clause", "V is P or Q", "false at s with v flipped (1)",
               "false at s with v flipped (2)", "D is the distance of two bits")

theorem = Theorem(
    name="parity-by-cnfs",
    title="an or of k-CNFs that is parity has at least 2^(n/k - 1) of them",
    source=PATURI_1999.at("isolated solutions"),
    statement="If an or of m k-CNFs is the parity of n bits, then m >= 2^(e-1) (1 + n/k - e) for "
              "every e >= 1; where k divides n, m >= 2^(n/k - 1).",
    where=(("x(s, v)", "bit v of point s;  f(s): a CNF that is 1 at s"),
           ("P, Q (s, v, h)", "1 if variable h (its negation) is in a clause of f(s) that is 0 at "
                              "s with bit v flipped;  V = P + Q"),
           ("lit(s, v, t, h)", "1 if the literal of h in it is 1 at t;  D: if two bits differ"),
           ("pos(o, v), var(o, j)", "the place of v in order o; the variable at place j"),
           ("num(o, s, l)", "f(s) and the first l bits of s in order o, as a number"),
           ("a(o, s, j), wit", "1 if bit j is forced by what comes before; else another point"),
           ("A, S, W", "how many of the first l bits, of all, are forced;  2^S"),
           ("Lo, B", "where the interval of s begins, at place l and at the end"),
           ("hit(o, s, y)", "1 if string y of m 2^n is in it"),
           ("last, om", "the last variable of the clause, in order o, and its indicator"),
           ("E(o, o', v, h)", "1 if o' is o with v and h exchanged;  place: [pos(o, v) = j]")),
    given=(Parameter("n", "integer", 4, "number of bits", low=3, high=4, symbol="n"),
           Parameter("k", "integer", 2, "literals in a clause", low=2, high=4, symbol="k")),
    instance=at.instance,
    claims=(
        *clause(),
        Claim("V is P or Q", "assumption", Eq(V(s, v, h), P(s, v, h) + Q(s, v, h))),
        Claim("at most k literals", "assumption", ForAll((s, v), Le(width, k))),
        Claim("D is the distance of two bits", "assumption",
              Eq(D(s, t, h), (x(s, h) - x(t, h))**2)),

        Claim("literal by literal", "step", ForAll((s, t, v, h), Le(lit(s, v, t, h), critical)),
              Instances(*map(At, DEFINITIONS), integers=(
                  P(s, v, h), Q(s, v, h), x(s, h), x(t, h))), using=DEFINITIONS,
              group="a critical clause",
              text="at t only v's literal, or one of a bit in which s and t differ, is 1"),
        Claim("s and t differ elsewhere too", "step",
              ForAll((s, t, v), Le(same(s, t), distance)),
              Slack(SumOver(lit(s, v, t, h), h) - same(s, t),
                    SumOver(critical - lit(s, v, t, h), h)),
              using=("true wherever its CNF is", "literal by literal"), group="a critical clause",
              text="if they differ in v and have one CNF"),
        Claim("at s itself", "step",
              ForAll((s, v, h), Le(lit(s, v, s, h), delta * V(s, v, h))),
              Instances(At("clause", {t: s}), *map(At, DEFINITIONS[1:4]), integers=(
                  P(s, v, h), Q(s, v, h), x(s, h))), using=DEFINITIONS[:4],
              group="a critical clause"),
        Claim("v is in the clause", "step", ForAll((s, v), Le(same(s, s), V(s, v, v))),
              Slack(SumOver(lit(s, v, s, h), h) - same(s, s),
                    SumOver(delta * V(s, v, h) - lit(s, v, s, h), h)),
              using=("true wherever its CNF is", "at s itself"), group="a critical clause"),

        *code(),

        Claim("q", "assumption", Eq(q(o, s, t, v), Indicator(
            num(o, s, pos(o, v) - 1) - num(o, t, pos(o, v) - 1), 0)),
            text="1 if s and t agree before v"),
        Claim("the last variable is in the clause", "assumption",
              ForAll((o, s, v), Eq(V(s, v, last(o, s, v)), 1))),
        Claim("and none is later", "assumption",
              ForAll((o, s, v, h), Le(pos(o, h), pos(o, last(o, s, v))), where=Eq(V(s, v, h), 1))),
        Claim("om is 1 at the last", "assumption",
              Eq(om(o, s, v, h), Indicator(h - last(o, s, v), 0))),
        Claim("one is the last", "assumption", Eq(SumOver(om(o, s, v, h), h), 1)),
        Claim("q is not negative", "step", ForAll((o, s, t, v), Le(0, q(o, s, t, v))),
              Instances(At("q")), using=("q",), group="forced bits"),
        Claim("om is not negative", "step", ForAll((o, s, v, h), Le(0, om(o, s, v, h))),
              Instances(At("om is 1 at the last")), using=("om is 1 at the last",),
              group="forced bits"),
        Claim("no difference before", "step",
              ForAll((o, s, t, v, h), Le(q(o, s, t, v) * here * elsewhere, 0)),
              Instances(At("q"), At("om is 1 at the last", {h: v}), At("and none is later"),
                        At("one place for each", {g: h}),
                        At("the same bits before", {g: h, l: pos(o, v) - 1}),
                        At("D is the distance of two bits"),
                        integers=(q(o, s, t, v), here, V(s, v, h), x(s, h), x(t, h))),
              using=("q", "om is 1 at the last", "and none is later", "one place for each",
                     "the same bits before", "D is the distance of two bits"),
              group="forced bits"),
        Claim("so no difference at v", "step",
              ForAll((o, s, t, v), Le(q(o, s, t, v) * here * (same(s, t) - 1 + D(s, t, v)), 0)),
              Slack(q(o, s, t, v) * here * (distance - same(s, t)),
                    SumOver(-q(o, s, t, v) * here * elsewhere, h)),
              using=("no difference before", "s and t differ elsewhere too", "q is not negative",
                     "om is not negative"), group="forced bits"),
        Claim("bit v is forced", "step", ForAll((o, s, v), Le(here, a(o, s, pos(o, v)))),
              Instances(At("om is 1 at the last", {h: v}),
                        At("else another point agrees", {j: pos(o, v)}),
                        At("and differs there", {j: pos(o, v)}),
                        At("so no difference at v", {t: wit(o, s, pos(o, v))}),
                        At("q", {t: wit(o, s, pos(o, v))}), At("the variable at a place"),
                        At("the same CNF", {t: wit(o, s, pos(o, v)), l: pos(o, v) - 1}),
                        At("one CNF", {t: wit(o, s, pos(o, v))}),
                        At("D is the distance of two bits", {t: wit(o, s, pos(o, v)), h: v}),
                        integers=(a(o, s, pos(o, v)), here, x(s, v))),
              using=("om is 1 at the last", "else another point agrees", "and differs there",
                     "so no difference at v", "q", "the variable at a place", "the same CNF",
                     "one CNF", "D is the distance of two bits"), group="forced bits",
              text="where v is the last variable of its clause"),
        Claim("place", "assumption", Eq(place(o, v, j), Indicator(pos(o, v) - j, 0))),
        Claim("one variable at a place", "assumption", Eq(SumOver(place(o, v, j), v), 1)),
        Claim("one place for a variable", "assumption", Eq(SumOver(place(o, v, j), j), 1)),
        Claim("place by place", "step",
              ForAll((o, s, v, j), Le(here * place(o, v, j), a(o, s, j) * place(o, v, j))),
              Instances(At("place"), At("bit v is forced"), integers=(place(o, v, j),)),
              using=("place", "bit v is forced"), group="forced bits"),
        Claim("so many are forced", "step",
              ForAll((o, s), Le(SumOver(here, v), SumOver(a(o, s, j), j))),
              Slack(SumOver(SumOver(a(o, s, j) * place(o, v, j) - here * place(o, v, j), v), j)),
              using=("place by place", "one variable at a place", "one place for a variable"),
              group="forced bits"),
        Claim("counted", "assumption", ForAll((o, s, l), Eq(count(o, s, l), A(o, s, l)))),
        Claim("one more", "step",
              ForAll((o, s, j), Le(a(o, s, j), count(o, s, j) - count(o, s, j - 1))),
              Instances(At("one place more"), At("counted", {l: j}),
                        At("counted", {l: j - 1})),
              using=("one place more", "counted"), group="forced bits"),
        Claim("place after place", "step",
              ForAll((o, s), Le(SumOver(a(o, s, j), j),
                                SumOver(count(o, s, j) - count(o, s, j - 1), j))),
              Slack(SumOver(count(o, s, j) - count(o, s, j - 1) - a(o, s, j), j)),
              using=("one more",), group="forced bits"),
        Claim("telescope", "step",
              ForAll((o, s), Eq(SumOver(count(o, s, j) - count(o, s, j - 1), j),
                                count(o, s, n) - count(o, s, 0))),
              Induction(levels, base=NormalForm(), step=NormalForm()), group="forced bits"),
        Claim("S counts them", "step", ForAll((o, s), Le(SumOver(here, v), S(o, s))),
              Instances(At("so many are forced"), At("place after place"), At("telescope"),
                        At("nothing is forced at first"), At("S"), At("counted", {l: n}),
                        At("counted", {l: 0})),
              using=("so many are forced", "place after place", "telescope",
                     "nothing is forced at first", "S", "counted"), group="forced bits"),

        Claim("each is exchanged once", "assumption", Eq(SumOver(E(o, o1, v, h), o1), 1)),
        Claim("into each", "assumption", Eq(SumOver(E(o, o1, v, h), o), 1)),
        *(Claim(f"exchanged ({number})", "assumption",
                ForAll((o, o1, v, h), formula, where=Eq(E(o, o1, v, h), 1)))
          for number, formula in ((1, Eq(pos(o1, v), pos(o, h))), (2, Eq(pos(o1, h), pos(o, v))))),
        Claim("the others stay", "assumption",
              ForAll((o, o1, v, h, g), Eq(pos(o1, g), pos(o, g)),
                     where=Eq(E(o, o1, v, h) - Indicator(g, v) - Indicator(g, h), 1))),
        Claim("then none is later than v", "step",
              ForAll((o, o1, s, v, h, g), Le(pos(o1, g), pos(o1, v)),
                     where=Eq(E(o, o1, v, h) + V(s, v, g) + om(o, s, v, h), 3)),
              Instances(At("exchanged (1)"), At("exchanged (2)"), At("the others stay"),
                        At("om is 1 at the last"), At("and none is later", {h: g}),
                        At("and none is later", {h: v}), At("v is in the clause"),
                        At("one CNF", {t: s}), integers=(
                            E(o, o1, v, h), Indicator(g, v), Indicator(g, h), om(o, s, v, h))),
              using=("exchanged (1)", "exchanged (2)", "the others stay", "om is 1 at the last",
                     "and none is later", "v is in the clause", "one CNF"), group="orders",
              text="exchange v and the last variable"),
        Claim("then v is the last", "step",
              ForAll((o, o1, s, v, h), Le(E(o, o1, v, h) * V(s, v, h) * om(o, s, v, h),
                                          E(o, o1, v, h) * V(s, v, h) * om(o1, s, v, v))),
              Instances(At("then none is later than v", {g: last(o1, s, v)}),
                        At("om is 1 at the last", {o: o1, h: v}),
                        At("the last variable is in the clause", {o: o1}),
                        At("and none is later", {o: o1, h: v}), At("v is in the clause"),
                        At("one CNF", {t: s}), At("one place for each", {o: o1,
                                                                         g: last(o1, s, v)}),
                        integers=(E(o, o1, v, h), V(s, v, h), om(o, s, v, h))),
              using=("then none is later than v", "om is 1 at the last",
                     "the last variable is in the clause", "and none is later",
                     "v is in the clause", "one CNF", "one place for each"), group="orders"),
        Claim("each as often", "step",
              ForAll((s, v, h), Le(SumOver(V(s, v, h) * om(o, s, v, h), o),
                                   SumOver(V(s, v, h) * om(o, s, v, v), o))),
              Slack(SumOver(SumOver(E(o, o1, v, h) * V(s, v, h) * om(o1, s, v, v)
                                    - E(o, o1, v, h) * V(s, v, h) * om(o, s, v, h), o1), o)),
              using=("then v is the last", "each is exchanged once", "into each"), group="orders"),
        Claim("only variables of the clause", "step",
              ForAll((o, s, v, h), Le(om(o, s, v, h), V(s, v, h) * om(o, s, v, h))),
              Instances(At("om is 1 at the last"), At("the last variable is in the clause"),
                        integers=(V(s, v, h),)),
              using=("om is 1 at the last", "the last variable is in the clause"),
              group="orders"),
        Claim("one of k orders", "step", ForAll((s, v), Le(N, k * gains)),
              Slack(SumOver(SumOver(V(s, v, h) * om(o, s, v, h) - om(o, s, v, h), h), o),
                    SumOver(SumOver(V(s, v, h) * om(o, s, v, v), o)
                            - SumOver(V(s, v, h) * om(o, s, v, h), o), h),
                    (k - width) * gains),
              using=("one is the last", "only variables of the clause", "each as often",
                     "at most k literals", "om is not negative"), group="orders",
              text="v is the last variable of its clause in N/k orders"),
        Claim("in all", "step", Le(N * n * r, k * SumOver(SumOver(gains, v), s)),
              Slack(SumOver(SumOver(k * gains - N, v), s)), using=("one of k orders",),
              group="orders"),
        Claim("n/k on average", "step",
              Le(SumOver(SumOver(gains, v), s), saved),
              Slack(SumOver(SumOver(S(o, s) - SumOver(here, v), s), o)), using=("S counts them",),
              group="orders"),
        Claim("forced bits of all", "step", Le(N * n * r, k * saved),
              Slack(k * SumOver(SumOver(gains, v), s) - N * n * r,
                    k * (saved - SumOver(SumOver(gains, v), s))),
              using=("in all", "n/k on average"), group="orders"),

        Claim("the strings of one order", "step", ForAll((o,), Le(SumOver(W(o, s), s), Y)),
              Slack(SumOver(1 - SumOver(hit(o, s, y), s), y)),
              using=("a string is in one interval at most", "strings of a point"),
              group="together"),
        Claim("of all orders", "step", Le(bent, N * Y),
              Slack(SumOver(Y - SumOver(W(o, s), s), o),
                    SumOver(SumOver(W(o, s) - 2**e * (1 + S(o, s) - e), s), o)),
              using=("the strings of one order", "a tangent at S"), group="together"),
        Claim("sorted", "step", Eq(bent, 2**e * (N * r * (1 - e) + saved)), NormalForm(),
              group="together"),
        Claim("isolated solutions", "conclusion",
              Le(2**e * r * (k * (1 - e) + n), k * m * 2**n),
              Instances(At("of all orders"), At("sorted"), At("forced bits of all"),
                        At("Y"), products=(
                            (k * saved - N * n * r, 2**e), (N * Y - bent, k),
                            (2**e * r * (k * (1 - e) + n) - k * m * 2**n, N - 1))),
              using=("of all orders", "sorted", "forced bits of all", "Y"),
              group="together", text="of m k-CNFs, for every e >= 1"),
        Claim("half of all points", "assumption", Eq(2 * r, 2**n)),
        Claim("m CNFs", "conclusion", Le(2**e * (k * (1 - e) + n), 2 * k * m),
              Instances(At("isolated solutions"), At("half of all points"),
                        products=((2**e * (k * (1 - e) + n) - 2 * k * m, r - 1),)),
              using=("isolated solutions", "half of all points"), group="together",
              text="m >= 2^(e-1) (1 + n/k - e)"),
        Claim("2^(n/k - 1)", "conclusion", ForAll((), Le(2**e, 2 * m), where=Eq(k * e, n)),
              Instances(At("m CNFs"), products=((2**e - 2 * m, k - 1),)), using=("m CNFs",),
              at_instance=lambda model: model.size("k") * model.size("e") == model.size("n"),
              group="together", text="where k divides n"),
        Claim("as many are enough", "sharper", Eq(2 * m, 2**most), Exhaustive(),
              group="together", text="2^(n/k - 1), n/k rounded up: parities of blocks of k bits"),
        Claim("k literals are needed", "necessity", Le(2**e * (k * (1 - e) + n), 2 * k * m),
              FalseAt(at.too_wide, holding=tuple(
                  name for name in (*DEFINITIONS, "true wherever its CNF is",
                                    "half of all points"))),
              text="without 'at most k literals': one CNF with clauses of n literals"),
        Claim("isolated ones are needed", "necessity",
              Le(2**e * r * (k * (1 - e) + n), k * m * 2**n),
              FalseAt(at.not_isolated, holding=("clause", "at most k literals",
                                                "true wherever its CNF is")),
              text="without 'false at s with v flipped': the CNF without clauses"),
    ),
)
