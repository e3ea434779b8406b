"""The symbols of Theorem 1: one object each, printed, proved and evaluated."""

from typing import Any

import sympy
from sympy import Expr, Rational

from verify.calculus import (Average, Expect, Fn, Index, Inner, NormSquared, Partial, Range, Size,
                             Space, SumOver)

N, n, m = Size("|H|"), Size("n"), Size("|X|")
G2 = sympy.Symbol("G²", nonnegative=True)
H, W, X, U = Range(N, "H"), Range(n, "W"), Space("X", m, "q"), Range(Size("u"), "U")
i, k = Index("i", H), Index("k", H)
j, x, unit = Index("j", W), Index("x", X), Index("u", U)

g = Fn("g", W, X)                       # d p_w(x) / d w_j
p = Fn("p", X, gradient=g)              # the predictor p_w(x)
h = Fn("h", H, X)                       # the targets h_1 .. h_N
q = Fn("q", X)                          # the probability of x
z = Fn("z", U, X)                       # pre-activations of the predictor's relu units
a = Fn("a", W)                          # any vector that does not depend on h


def square_loss(prediction: Any, label: Any) -> Expr:
    """The loss 1/2 (prediction - label)^2."""
    return Rational(1, 2) * (prediction - label) ** 2


def gradient_of(loss: Any, name: str, latex: str) -> Fn:
    """The function (i, j) -> d F_i / d w_j for F_i = E_x[loss(p(x), h_i(x))]."""
    objective = Fn("F", H, definition=lambda i: Expect(loss(p(x), h(i, x)), x))
    return Fn(name, H, W, definition=lambda i, j: Partial(objective(i), j),
              text=lambda i, j="": f"{name}_{i},{j}" if j else f"{name}_{i}",
              latex=lambda i, j="": f"{latex}_{{{i}{',' + j if j else ''}}}")


def variance(gradient: Fn) -> Expr:
    """Var: the mean squared distance of the members' gradients from their mean."""
    return Average(NormSquared(gradient(i, j) - Average(gradient(k, j), k), j), i)


def distance(gradient: Fn, centre: Expr) -> Expr:
    """The mean squared distance of the members' gradients from a vector centre(j)."""
    return Average(NormSquared(gradient(i, j) - centre, j), i)


def bessel_sum(f: Any) -> Expr:
    """The sum over the family of the squared coefficients of f_j."""
    return SumOver(Inner(h(i, x), f(j, x), x) ** 2, i)


dF = gradient_of(square_loss, "∇F", r"\nabla F")
power = Expect(NormSquared(g(j, x), j), x)       # E ||g(x)||^2
