"""The exact variance of the gradient against d, with the bound of Theorem 1."""

from fractions import Fraction
from typing import Any, Mapping

from theorems.learnability.variance import classification, instance, sharper, square
from verify.report.pictures.picture import Picture
from verify.report.pictures.plot import line, plot
from verify.sweep import evaluate_lines

MOST = 8            # a predictor of its own for every d up to here, or up to the user's d
LARGEST = 10


def against_d(given: Mapping[str, Any], model: Any) -> tuple[Picture | None, ...]:
    """Variance and bound for d = 1, 2, ..., each with the seeded predictor of that d."""
    if given["network"] or given["family"] not in ("parities", "nonconstant"):
        return ()
    first = 1 if given["family"] == "parities" else 2
    seen = {d: _values(given, d) for d in range(first, min(max(MOST, given["d"]), LARGEST) + 1)}
    variances = [(d, values[0]) for d, values in seen.items()]
    bounds = [(d, values[1]) for d, values in seen.items()]
    if not all(isinstance(v, Fraction) and v > 0 for _, v in variances + bounds):
        return ()
    last, (variance, bound) = max(seen.items())
    caption = (f"Exact values for d = {first}..{last}, one predictor with {given['hidden']} units "
               f"per d, {given['loss']} loss, on a logarithmic scale. At d = {last} the variance "
               f"is {float(variance):.3g} and the bound G²/|H| is {float(bound):.3g}: |H| doubles "
               "with every bit, and G² does not keep up.")
    return (Picture("Variance of the gradient against d", caption, plot(
        [line("variance of the gradient over the targets", variances), line("G²/|H|", bounds)],
        label=caption, x_name="d", powers=True)),)


def _values(given: Mapping[str, Any], d: int) -> tuple[Any, ...]:
    model = instance.instance({**given, "d": d, "route": "general"}, None)
    loss = square if given["loss"] == "square" else classification
    variance = loss.var
    if given["loss"] == "logistic":     # irrational terms cancel: the exact variance has none
        variance = sharper.exact_r.rhs
    return tuple(evaluate_lines([variance, loss.conclusion.rhs], model))
