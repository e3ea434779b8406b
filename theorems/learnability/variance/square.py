"""Theorem 1 for the square loss: the proof that the slides display, one claim per line."""

from theorems.learnability.variance.bessel import bessel
from theorems.learnability.variance.terms import (G2, N, a, bessel_sum, dF, distance, g, h, i, j,
                                                  k, p, power, variance, x)
from verify.calculus import (Average, Eq, Expect, Inner, L2NormSquared, Le, NormSquared, SumOver)
from verify.statement import Chain, Claim, NormalForm, Slack

GROUP = "square loss"

mean_pg = Expect(p(x) * g(j, x), x)
var = variance(dF)
line_0 = distance(dF, mean_pg)
line_1 = Average(NormSquared(Expect((p(x) - h(i, x)) * g(j, x), x) - mean_pg, j), i)
line_2 = Average(NormSquared(Expect(h(i, x) * g(j, x), x), j), i)
line_3 = Average(SumOver(Expect(h(i, x) * g(j, x), x) ** 2, j), i)
line_4 = Average(SumOver(Inner(h(i, x), g(j, x), x) ** 2, j), i)
line_5 = SumOver(bessel_sum(g) / N, j)
line_6 = SumOver(L2NormSquared(g(j, x), x) / N, j)
line_7 = SumOver(Expect(g(j, x) ** 2, x), j) / N
line_8 = power / N
bound = G2 / N

conclusion = Le(var, bound)


def step(name, formula, by, *using):
    return Claim(name, "step", formula, by, using, group=GROUP)


steps = bessel(g, "", GROUP) + (
    Claim("S0: the mean is the best centre", "step",
          Eq(distance(dF, a(j)), var + NormSquared(Average(dF(i, j), i) - a(j), j)),
          NormalForm(), group=GROUP, at_instance=False,
          text="for any vector a: so a bound for ONE a bounds the variance"),
    step("one centre is enough", Le(var, line_0),
         Slack(NormSquared(Average(dF(k, j), k) - mean_pg, j))),
    step("gradient of the square loss", Eq(line_0, line_1), NormalForm()),
    step("linearity", Eq(line_1, line_2), NormalForm()),
    step("squares", Eq(line_2, line_3), NormalForm()),
    step("inner products", Eq(line_3, line_4), NormalForm()),
    step("sums exchanged", Eq(line_4, line_5), NormalForm()),
    step("(*) Bessel in every coordinate", Le(line_5, line_6),
         Slack(SumOver((L2NormSquared(g(j, x), x) - bessel_sum(g)) / N, j)), "Bessel"),
    step("norms as expectations", Eq(line_6, line_7), NormalForm()),
    step("sum over the weights", Eq(line_7, line_8), NormalForm()),
    step("gradient bound", Le(line_8, bound), Slack((G2 - power) / N), "bounded gradient"),
)

CHAIN = Chain(("one centre is enough", "gradient of the square loss", "linearity", "squares",
               "inner products", "sums exchanged", "(*) Bessel in every coordinate",
               "norms as expectations", "sum over the weights", "gradient bound"))
