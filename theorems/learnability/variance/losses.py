"""The losses that `--loss` chooses from: the slope r' of each, exact, with its kink convention."""

from fractions import Fraction
from typing import Any

from verify.model import Slope

LOSSES = ("square", "linear", "hinge", "absolute", "logistic")

CONVENTION = {
    "linear": "r(z) = -z",
    "hinge": "r(z) = max(0, 1 - z); at the kink r'(1) = 0",
    "absolute": "r(z) = |z|; at the kink r'(0) = 0",
    "logistic": "r(z) = log(1 + e^-z); r'(z) is irrational and only r'(z) + r'(-z) = -1 is used",
}


def slope(loss: str) -> Slope:
    """r' of a loss as a function of exact numbers.

    Raises
        KeyError: for a loss that has none (square).
    """
    return {
        "linear": Slope(lambda z: z * 0 - 1),
        "hinge": Slope(lambda z: (1 - z).step() * -1),
        "absolute": Slope(lambda z: z.sign()),
        "logistic": Slope(None, reflection=Fraction(-1)),
    }[loss]


def logistic_slope(z3: Any) -> Any:
    """With u = e^z > 0: r'(z) = -1/(1 + u) and r'(-z) = -u/(1 + u), so |r'| <= 1 at z and -z, and
    r'(z) + r'(-z) = -1."""
    u, at, opposite = z3.Reals("u at opposite")
    defined = z3.And(u > 0, at * (1 + u) == -1, opposite * (1 + u) == -u)
    return z3.Implies(defined, z3.And(at * at <= 1, opposite * opposite <= 1,
                                      at + opposite == -1))
