"""Theorem 1 for a classification loss r(h(x) p(x)) with targets 1 and -1.

The derivative is h r'(h p) = D + h A with the odd part D = (r'(p) - r'(-p))/2 and the even part
A = (r'(p) + r'(-p))/2.  D does not depend on h and goes into the centre; A plays the part that -1
plays for the square loss.  (The paper exchanges the two; see gradient-E2.)
"""

from theorems.learnability.variance.bessel import bessel
from theorems.learnability.variance.terms import (G2, N, X, bessel_sum, distance, g, gradient_of, h,
                                                  i, j, k, p, power, variance, x)
from verify.calculus import (Average, Eq, Expect, Fn, Inner, L2NormSquared, Le, NormSquared,
                             SumOver)
from verify.statement import Chain, Claim, NormalForm, Slack

GROUP = "classification loss"

slope = Fn("r'")
r = Fn("r", derivative=slope)
A = Fn("A", X, definition=lambda x: (slope(p(x)) + slope(-p(x))) / 2)
D = Fn("D", X, definition=lambda x: (slope(p(x)) - slope(-p(x))) / 2)


def margin_loss(prediction, label):
    """The loss r(label * prediction)."""
    return r(label * prediction)


dC = gradient_of(margin_loss, "∇R", r"\nabla R")
var = variance(dC)
centre = Expect(D(x) * g(j, x), x)


def Ag(j, x):
    """The gradient times the even part of the slope."""
    return A(x) * g(j, x)


line_0 = distance(dC, centre)
line_1 = Average(NormSquared(Expect((D(x) + h(i, x) * A(x)) * g(j, x), x) - centre, j), i)
line_2 = Average(NormSquared(Expect(h(i, x) * Ag(j, x), x), j), i)
line_3 = Average(SumOver(Inner(h(i, x), Ag(j, x), x) ** 2, j), i)
line_4 = SumOver(bessel_sum(Ag) / N, j)
line_5 = SumOver(L2NormSquared(Ag(j, x), x) / N, j)
line_6 = SumOver(Expect(g(j, x) ** 2, x), j) / N
line_7 = power / N
bound = G2 / N

conclusion = Le(var, bound)
chain_rule = Eq(dC(i, j), Expect(h(i, x) * slope(h(i, x) * p(x)) * g(j, x), x))
even_odd = Eq(h(i, x) * slope(h(i, x) * p(x)), D(x) + h(i, x) * A(x))


def chosen(model) -> bool:
    """Evaluated when the user chose a classification loss."""
    return "r'" in model.values


def step(name, formula, by, *using):
    return Claim(name, "step", formula, by, using, group=GROUP, at_instance=chosen)


above, below, apart = slope(p(x)), slope(-p(x)), slope(p(x)) - slope(-p(x))
steps = bessel(Ag, " for A g", GROUP, when=lambda m: chosen(m)) + (
    Claim("chain rule", "step", chain_rule, NormalForm(), group=GROUP, at_instance=False),
    Claim("even and odd part of the slope", "step", even_odd, NormalForm(), ("signs",),
          group=GROUP, at_instance=False),
    step("one centre is enough for r", Le(var, line_0),
         Slack(NormSquared(Average(dC(k, j), k) - centre, j))),
    step("gradient of the classification loss", Eq(line_0, line_1), NormalForm(), "signs"),
    step("the odd part cancels", Eq(line_1, line_2), NormalForm()),
    step("inner products for r", Eq(line_2, line_3), NormalForm()),
    step("sums exchanged for r", Eq(line_3, line_4), NormalForm()),
    step("(*) Bessel for A g", Le(line_4, line_5),
         Slack(SumOver((L2NormSquared(Ag(j, x), x) - bessel_sum(Ag)) / N, j)), "Bessel for A g"),
    step("A is at most 1", Le(line_5, line_6),
         Slack(SumOver(Expect(g(j, x) ** 2 * (1 - above**2), x), j) / (2 * N),
               SumOver(Expect(g(j, x) ** 2 * (1 - below**2), x), j) / (2 * N),
               SumOver(Expect(g(j, x) ** 2 * apart**2, x), j) / (4 * N)),
         "slope at p", "slope at -p", "weights"),
    step("sum over the weights for r", Eq(line_6, line_7), NormalForm()),
    step("gradient bound for r", Le(line_7, bound), Slack((G2 - power) / N), "bounded gradient"),
)

CHAIN = Chain(("one centre is enough for r", "gradient of the classification loss",
               "the odd part cancels", "inner products for r", "sums exchanged for r",
               "(*) Bessel for A g", "A is at most 1", "sum over the weights for r",
               "gradient bound for r"))
