"""For each assumption of Theorem 1: the statement without it fails, or it is not needed."""

from fractions import Fraction
from typing import Any

from theorems.learnability.variance import classification as cl
from theorems.learnability.variance import square as sq
from theorems.sources import SHALEV_SHWARTZ_2017
from verify.calculus import Relation
from verify.model import DenseFamily, Model, Slope, Table
from verify.statement import Cite, Claim, FalseAt, NotNeeded

SQUARE = "variance bound (square loss)"


def model(name: str, targets: Any, gradient: Any, power: Any, weights: Any = None,
          output: Any = None, slope: Any = None) -> Model:
    """A tiny model: rows of targets, one gradient component, G², weights (uniform if None)."""
    points = len(targets[0])
    values: dict[str, Any] = {"h": DenseFamily(Table.of(targets).array),
                              "g": Table.of([gradient]),
                              "p": Table.of(output or [0] * points)}
    if weights is not None:
        values["q"] = Table.of(weights)
    if slope is not None:
        values["r'"] = slope
    return Model(sizes={"|H|": len(targets), "|X|": points, "n": 1}, values=values,
                 numbers={"G²": Fraction(power)}, name=name)


def without(assumption: str, formula: Relation, build: Any, *holding: str) -> Claim:
    return Claim(f"without {assumption!r}", "necessity", formula, FalseAt(build, holding),
                 text="false without this assumption; the others hold")


def square(given: Any) -> bool:
    return bool(given["loss"] == "square")


claims = (
    without("orthogonal targets", sq.conclusion, lambda: model(
        "|X| = 1, H = {1, -1}, g = 1", [[1], [-1]], [1], 1),
        "second moments", "distinct targets", "bounded gradient"),
    without("second moments", sq.conclusion, lambda: model(
        "|X| = 2, H = {(2, 2), (2, -2)}, g = (0, 1)", [[2, 2], [2, -2]], [0, 1], "1/2"),
        "orthogonal targets", "distinct targets", "bounded gradient"),
    without("bounded gradient", sq.conclusion, lambda: model(
        "|X| = 2, H = {1, (1, -1)}, g = (0, 1), G² = 0", [[1, 1], [1, -1]], [0, 1], 0),
        "second moments", "orthogonal targets", "distinct targets"),
    without("weights", sq.conclusion, lambda: model(
        "q = (2, -1), H = {(0, 1), (1/2, 0)}, g = (2, 3), G² = 0", [[0, 1], ["1/2", 0]], [2, 3], 0,
        weights=[2, -1]),
        "weights sum to 1", "second moments", "orthogonal targets", "bounded gradient"),
    without("signs", cl.conclusion, lambda: model(
        "|X| = 2, H = {(7/5, 1/5), (1/5, -7/5)}, p = (1, -5), g = (1, 1), "
        "r'(z) = sign((z - 1/2)^2 - 1/10)", [["7/5", "1/5"], ["1/5", "-7/5"]], [1, 1], 1,
        output=[1, -5],
        slope=Slope(lambda z: ((z - Fraction(1, 2)).square() - Fraction(1, 10)).sign())),
        "second moments", "orthogonal targets", "bounded gradient", "slope at p", "slope at -p"),
    without("slope at p", cl.conclusion, lambda: model(
        "|X| = 2, H = {1, (1, -1)}, g = (0, 1), r(z) = -2z", [[1, 1], [1, -1]], [0, 1], "1/2",
        slope=Slope(lambda z: z * 0 - 2)),
        "second moments", "orthogonal targets", "signs", "bounded gradient"),
    Claim("'weights sum to 1' is not needed", "necessity", None,
          NotNeeded("weights sum to 1", SQUARE), when=square,
          text="no step of the proof cites it: not needed"),
    Claim("'distinct targets' is not needed", "necessity", None,
          NotNeeded("distinct targets", SQUARE), when=square,
          text="not needed once orthogonality is asked of every two members i != k of the list"),
    Claim("without 'differentiable'", "necessity", None,
          Cite(SHALEV_SHWARTZ_2017.at("Theorem 1, hypotheses")),
          text="on an infinite space p_w may be differentiable at every x with G = 0 while the "
               "objectives' gradients are -1 and 1 (x uniform on (0,1], p_w(x) = "
               "w |w|^(-1/2) exp(-x |w|^(-1/2))): outside this calculus"),
)
