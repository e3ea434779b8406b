"""What the slides and the paper print about Theorem 1 that is false, by the audit's numbers."""

from fractions import Fraction
from typing import Any

import sympy

from theorems.learnability.variance import classification as cl
from theorems.learnability.variance import square as sq
from theorems.learnability.variance.necessity import model
from theorems.learnability.variance.terms import (G2, H, N, X, a, dF, distance, g, h, i, j, k, p,
                                                  square_loss, x)
from theorems.sources import SHALEV_SHWARTZ_2017
from verify.calculus import Average, Eq, Expect, Fn, Le, NormSquared
from verify.model import DenseFamily, Model, Slope, Table
from verify.statement import Cite, Claim, FalseAt

PAPER = SHALEV_SHWARTZ_2017
s = Fn("s", H, X)    # a slope chosen per target

tie_broken = Expect(h(i, x) * s(i, x) * g(j, x), x)
tie_broken_k = Expect(h(k, x) * s(k, x) * g(j, x), x)


def parities_as_gradient() -> Model:
    """p = sum over v of w_v chi_v on {0,1}^2: the gradient is the family itself."""
    rows = [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
    return Model(sizes={"|H|": 4, "|X|": 4, "n": 4}, numbers={"G²": Fraction(4)},
                 values={"h": DenseFamily(Table.of(rows).array), "g": Table.of(rows),
                         "p": Table.of([0] * 4)},
                 name="d = 2, p = the sum of w_v (-1)^<v,x>")


def per_target_kink() -> Model:
    base = model("|X| = 2, r = |z|, p = 0, g = (1, 1), the kink's slope chosen per target",
                 [[1, 1], [1, -1]], [1, 1], 1)
    return Model(sizes=base.sizes, numbers=base.numbers, name=base.name,
                 values={**base.values, "s": Table.of([[1, 1], [-1, 1]])})


def any_vector() -> Model:
    base = model("|X| = |H| = 1, g = 1, p - h = -1, a = 10", [[1]], [1], 1)
    return Model(sizes=base.sizes, numbers=base.numbers, name=base.name,
                 values={**base.values, "a": Table.of([10])})


def erratum(number: str, formula: Any, build: Any, printed: str, repair: str, text: str) -> Claim:
    return Claim(f"gradient-{number}", "erratum", formula, FalseAt(build), text=text,
                 printed=printed, repair=repair)


def two(name: str) -> Any:
    return lambda: model(name, [[1, 1], [1, -1]], [0, 1], "1/2", slope=Slope(lambda z: z * 0 - 1))


claims = (
    erratum("E2", Eq(cl.dC(i, j), Expect(cl.slope(h(i, x) * p(x)) * g(j, x), x)),
            two("r(z) = -z, |X| = 2, g = (0, 1)"), "paper v1, appendix A.1, classification loss",
            "the chain rule gives a factor h: claim 'chain rule'; even and odd part change places",
            "the gradient of r(h p) is h r'(h p) g"),
    erratum("E3", Le(distance(dF, a(j)), G2 / N), any_vector,
            "slides and paper: enough to show it for any vector a",
            "for ONE vector a: claim 'one centre is enough'", "unbounded in a"),
    Claim("gradient-E5", "erratum", None, Cite(PAPER.at("Theorem 1, hypotheses")),
          printed="paper, hypotheses of Theorem 1",
          repair="add: the gradient of F_h is the expectation of the gradients (true on finite X)",
          text="the exchange of derivative and expectation is silently used; the counterexample "
               "needs an infinite X"),
    erratum("E6", Le(Average(NormSquared(tie_broken - Average(tie_broken_k, k), j), i), G2 / N),
            per_target_kink, "paper, hypotheses of Theorem 1: r is only 1-Lipschitz",
            "r differentiable at p(x) and -p(x), or the slope at a kink a fixed function of h p",
            "a kink's slope must not depend on the target otherwise"),
    erratum("E7", Eq(sympy.Rational(1, 2) * (p(x) * h(i, x))**2, square_loss(p(x), h(i, x))),
            two("p = 0, h = 1"), "text of the slides as extracted",
            "1/2 (y' - y)^2: the minus sign is lost",
            "1/2 (y' y)^2 does not depend on the sign of y"),
    erratum("E9", Le(sq.var, 1 / N), parities_as_gradient,
            "slide: O(1/|H|), true independent of network architecture",
            "G(w)^2/|H|, and G depends on the architecture",
            "here G² = 2^d and the variance is 1 - 2^-d"),
)
notes = (
    ("gradient-E4", "Slides: 'g(x) is the gradient with respect to p_w(x)'; it is the gradient OF "
                    "p_w(x) with respect to w."),
    ("gradient-E8", "Slide: 'the target function h takes values in {±1}' reads as if it applied "
                    "to both losses; only the classification loss needs it (see 'without signs')."),
    ("gradient-E10", "Letters: d is |H| in the proof and the dimension later; n is the dimension "
                     "of x and the number of weights."),
    ("gradient-E31", "'Reasonable learning methods will fail' holds for methods that see "
                     "approximate gradients; exact gradients may identify h, and Gaussian "
                     "elimination learns a parity from about d samples."),
)
