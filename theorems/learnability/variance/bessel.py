"""Bessel's inequality for orthogonal functions of norm at most 1, in small steps.

    0 <= ||f_j - sum_i b_i h_i||^2 = ||f_j||^2 - 2 sum b_i^2 + sum b_i^2 ||h_i||^2
      <= ||f_j||^2 - sum b_i^2                                  where b_i = <h_i, f_j>
"""

from typing import Any, Callable

from theorems.learnability.variance.terms import H, X, bessel_sum, h, i, j, x
from verify.calculus import Eq, Expect, Index, Inner, L2NormSquared, Le, SumOver
from verify.statement import Claim, Induction, NormalForm, Slack

y = Index("x'", X)


def small(model: Any) -> bool:
    """These lines are evaluated, for every weight, up to 2^12 members and points."""
    return model.size("|H|") <= 2**12 and model.size("|X|") <= 2**12


def bessel(f: Callable[..., Any], suffix: str, group: str,
           when: Callable[..., bool] | None = None) -> tuple[Claim, ...]:
    """The four claims that end with: for every j, sum_i <h_i, f_j>^2 <= ||f_j||^2.

    `f(j, x)` is the function that is expanded: g_j, or g_j times a function of x.
    """
    coefficient = Inner(h(i, x), f(j, x), x)
    residual = Expect((f(j, y) - SumOver(coefficient * h(i, y), i)) ** 2, y)
    norm = L2NormSquared(f(j, x), x)
    weighted = SumOver(coefficient**2 * L2NormSquared(h(i, x), x), i)
    total = bessel_sum(f)
    name = "Bessel" + suffix

    def claim(title: str, formula: Any, by: Any, *using: str) -> Claim:
        return Claim(f"{name}: {title}", "step", formula, by, using, group=group,
                     at_instance=small if when is None else
                     lambda m: small(m) and when(m))

    return (
        claim("a square", Le(0, residual), Slack(residual), "weights"),
        claim("expanded", Eq(residual, norm - 2 * total + weighted), NormalForm(),
              "orthogonal targets"),
        claim("norms at most 1", Le(weighted, total),
              Induction(H, base=NormalForm(),
                        step=Slack(coefficient**2 * (1 - Expect(h(i, x) ** 2, x)))),
              "second moments"),
        Claim(name, "step", Le(total, norm),
              Slack(residual, total - weighted),
              (f"{name}: a square", f"{name}: norms at most 1", "orthogonal targets"),
              group=group,
              at_instance=small if when is None else lambda m: small(m) and when(m)),
    )
