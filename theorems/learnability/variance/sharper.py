"""Facts that are sharper than Theorem 1, each with the hypotheses that it needs and no others."""

from dataclasses import replace
from fractions import Fraction
from typing import Any, Mapping

import sympy

from theorems.learnability.variance import classification as cl
from theorems.learnability.variance import square as sq
from theorems.learnability.variance.bessel import bessel
from theorems.learnability.variance.terms import (G2, N, X, bessel_sum, dF, g, gradient_of, h, i,
                                                  j, k, m, p, power, q, variance, x)
from verify.calculus import (Average, Eq, Expect, Fn, Index, Indicator, Inner, L2NormSquared, Le,
                             Lt, NormSquared, SumOver)
from verify.model import DenseFamily, Model, Table
from verify.statement import Claim, FalseAt, NormalForm, Slack

o, pi = Fn("o", X), Fn("π", i.over)
t, R = sympy.Symbol("t", positive=True), sympy.Symbol("R", positive=True)
x2 = Index("x'", X)
b = Inner(h(i, x), g(j, x), x)
K = Expect(h(i, x) * h(k, x), x)
S = cl.slope


def c_i(index: Any) -> Any:
    return Inner(h(index, x), g(j, x), x)


# ---- the exact variance ----------------------------------------------------------------------

exact = Eq(sq.var, Average(NormSquared(Expect(h(i, x) * g(j, x), x), j), i)
           - NormSquared(Average(Expect(h(i, x) * g(j, x), x), i), j))
exact_r = Eq(cl.var, Average(NormSquared(Expect(h(i, x) * cl.Ag(j, x), x), j), i)
             - NormSquared(Average(Expect(h(i, x) * cl.Ag(j, x), x), i), j))
full_class = (
    ("uniform weights", Eq(q(x), 1 / m)),
    ("complete family", Eq(SumOver(h(i, x) * h(i, x2), i), N * Indicator(x, x2))),
    ("mean is 1 at x = 0 only", Eq(SumOver(h(i, x), i), N * o(x))),
    ("o is 1 at one point only", Eq(o(x) * o(x2), o(x) * Indicator(x, x2))),
)
identity = Eq(sq.var, (SumOver(NormSquared(g(j, x), j), x)
                       - SumOver(o(x) * NormSquared(g(j, x), j), x)) / m**2)
identity_r = Eq(cl.var, (SumOver(NormSquared(cl.Ag(j, x), j), x)
                         - SumOver(o(x) * NormSquared(cl.Ag(j, x), j), x)) / m**2)


def full_parities(given: Mapping[str, Any]) -> bool:
    return given["family"] == "parities"


def square(given: Mapping[str, Any]) -> bool:
    return given["loss"] == "square"


def other_loss(given: Mapping[str, Any]) -> bool:
    return given["loss"] != "square"


# ---- any loss, any prior, no orthogonality ---------------------------------------------------

slope2 = Fn("ℓ'")
loss2 = Fn("ℓ", derivative=slope2)
dG = gradient_of(lambda prediction, label: loss2(prediction, label), "∇L", r"\nabla L")
B = Fn("B", X, definition=lambda x: (slope2(p(x), 1) - slope2(p(x), -1)) / 2)
C = Fn("C", X, definition=lambda x: (slope2(p(x), 1) + slope2(p(x), -1)) / 2)


def Bg(j: Any, x: Any) -> Any:
    """The gradient times half the gap between the slopes at the two labels."""
    return B(x) * g(j, x)


weighted = SumOver(pi(i) * NormSquared(dF(i, j) - SumOver(pi(k) * dF(k, j), k), j), i)
mean_pg = sq.mean_pg
no_orthogonality = Le(Average(NormSquared(Expect(h(i, x) * g(j, x), x), j), i), R / N * power)
row_sum = Le(SumOver(sympy.Abs(K), k), R)


def at_zero(model: Any) -> bool:
    return False


def two_parities() -> Model:
    """|X| = 2, H = {1, (1, -1)}, g = (0, 1): equality in the bound."""
    return Model(sizes={"|H|": 2, "|X|": 2, "n": 1}, numbers={"G²": Fraction(1, 2)},
                 values={"h": DenseFamily(Table.of([[1, 1], [1, -1]]).array),
                         "g": Table.of([[0, 1]]), "p": Table.of([0, 0])},
                 name="|X| = 2, H = {1, (1, -1)}, g = (0, 1)")


def claim(name: str, formula: Any, by: Any, *using: str, **more: Any) -> Claim:
    more.setdefault("at_instance", False)
    return Claim(name, "sharper", formula, by, using, **more)


claims = tuple(replace(step, when=other_loss) for step in
               bessel(Bg, " for B g", "any loss", when=at_zero)) + (
    claim("exact variance", exact, NormalForm(), at_instance=True, when=square,
          text="the predictor's values p(x) do not matter"),
    claim("exact variance for r", exact_r, NormalForm(), "signs", when=other_loss,
          at_instance=True),
    claim("full parity class", identity, NormalForm(), assuming=full_class, at_instance=True,
          when=lambda given: full_parities(given) and square(given),
          text="o(x) = 1 at x = 0 and 0 elsewhere: Var is 4^-d times the sum over x != 0 of "
               "||g(x)||^2"),
    claim("full parity class for r", identity_r, NormalForm(), "signs", assuming=full_class,
          at_instance=lambda model: model.values["r'"].at is not None,
          when=lambda given: full_parities(given) and other_loss(given),
          text="Var is 4^-d times the sum over x != 0 of A(x)^2 ||g(x)||^2"),
    claim("the sum over the family is bounded", Le(N * sq.var, G2), Slack(N * (G2 / N - sq.var)),
          "variance bound (square loss)", when=square,
          text="whatever |H| is; so at most G^2/t^2 members deviate by t or more"),
    claim("pairs", Eq(Average(Average(NormSquared(dF(i, j) - dF(k, j), j), k), i), 2 * sq.var),
          NormalForm(), text="two members drawn independently"),
    claim("any prior", Le(weighted, t * power),
          Slack(NormSquared(SumOver(pi(k) * dF(k, j), k) - mean_pg, j),
                SumOver(SumOver((t - pi(i)) * c_i(i)**2, i), j),
                t * SumOver(L2NormSquared(g(j, x), x) - bessel_sum(g), j)), "Bessel",
          assuming=(("prior sums to 1", Eq(SumOver(pi(i), i), 1)),
                    ("prior at most t", Le(pi(i), t))),
          text="a prior π on H with no weight above t, instead of the uniform one"),
    claim("master theorem", no_orthogonality,
          Slack(R / N * SumOver(Expect((g(j, x2) - SumOver(c_i(i) * h(i, x2), i) / R)**2, x2), j),
                SumOver(SumOver(SumOver((c_i(i) - c_i(k))**2 * (sympy.Abs(K) + K), k), i), j)
                / (4 * R * N),
                SumOver(SumOver(SumOver((c_i(i) + c_i(k))**2 * (sympy.Abs(K) - K), k), i), j)
                / (4 * R * N),
                SumOver(SumOver(c_i(i)**2 * (R - SumOver(sympy.Abs(K), k)), i), j) / (R * N)),
          "weights", assuming=(("row sums of |K| at most R", row_sum),),
          text="no orthogonality: K is the Gram matrix; R = 1 for orthonormal targets"),
    claim("any loss", Le(variance(dG), G2 / N),
          Slack(NormSquared(Average(dG(k, j), k) - Expect(C(x) * g(j, x), x), j),
                SumOver(L2NormSquared(Bg(j, x), x) - bessel_sum(Bg), j) / N,
                SumOver(Expect(g(j, x)**2 * (1 - B(x)**2), x), j) / N,
                (G2 - power) / N),
          "signs", "Bessel for B g", "weights", "bounded gradient",
          assuming=(("|ℓ'(p,1) - ℓ'(p,-1)| <= 2", Le(B(x)**2, 1)),),
          when=other_loss,
          text="targets 1 and -1, any loss whose slopes at the two labels differ by at most 2"),
    claim("logistic is a quarter of square", Eq(cl.var, sq.var / 4), NormalForm(), "signs",
          assuming=(("r'(-p) = -1 - r'(p)", Eq(S(-p(x)), -1 - S(p(x)))),),
          when=other_loss, text="the logistic loss: A = -1/2 at every x"),
    claim("linear is square", Eq(cl.var, sq.var), NormalForm(), "signs",
          assuming=(("r'(p) = -1", Eq(S(p(x)), -1)), ("r'(-p) = -1", Eq(S(-p(x)), -1))),
          when=other_loss, text="r(z) = -z"),
    claim("an even loss has no variance", Eq(cl.var, 0), NormalForm(), "signs",
          assuming=(("r'(-p) = -r'(p)", Eq(S(-p(x)), -S(p(x)))),), when=other_loss,
          text="such as r(z) = |z|"),
    claim("no predictor fits the family", Le((1 - 1 / N) / 2, Average(
        Expect((p(x) - h(i, x))**2 / 2, x), i)),
        Slack(Expect((p(x) - Average(h(i, x), i))**2, x) / 2), "orthogonal targets", "weights",
        assuming=(("norms are 1", Eq(Expect(h(i, x)**2, x), 1)),),
        text="the mean loss of any fixed p over the family"),
    claim("the bound is attained", Lt(sq.var, G2 / N), FalseAt(two_parities, (
        "second moments", "orthogonal targets", "bounded gradient")),
        text="so neither '<' nor a smaller constant would be true"),
)
