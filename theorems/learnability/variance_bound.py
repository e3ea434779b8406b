"""Theorem 1: one gradient says little about which target it came from.

Statement
    Let H be a finite family of distinct functions h on a finite probability space X with
    E_x[h(x)^2] <= 1 and E_x[h(x) h'(x)] = 0 for distinct h, h'.  Let p_w be differentiable in w,
    g(x) = d p_w(x) / d w, with E_x ||g(x)||^2 <= G^2, and F_h(w) = E_x[loss(p_w(x), h(x))] with
    the square loss 1/2 (y' - y)^2, or with a classification loss r(y' y) for a differentiable
    1-Lipschitz r and targets 1 and -1.  Then, for h uniform on H,
    Var(H, F, w) = E_h ||grad F_h(w) - E_h' grad F_h'(w)||^2 <= G^2 / |H|.
Where
    see `where` below; the terms stand in `variance.terms`
Instance
    a family on {0,1}^d (all parities unless --family says otherwise) and a ReLU network with exact
    dyadic weights; w is every weight and bias of every layer
Source
    Shalev-Shwartz, Shamir, Shammah 2017, Theorem 1 and appendix A.1
Proof idea
    Replace the mean gradient by a = E_x[p g]; what is left of the gradient of h is -E_x[h g], its
    coefficients <h, g_j>; the squares of a function's coefficients along an orthogonal family of
    norm at most 1 sum to at most its squared norm (Bessel), so their mean is at most 1/|H| of it.
"""

from typing import Any, Mapping

from theorems.learnability.variance import (classification, errata, instance, losses, necessity,
                                            pictures, sharper, square)
from theorems.learnability.variance.crosscheck import autograd
from theorems.learnability.variance.terms import G2, h, i, k, p, power, q, unit, x, z
from theorems.formal import PINS
from theorems.sources import SHALEV_SHWARTZ_2017
from verify.calculus import Eq, Expect, ForAll, Le, Lt, Ne, SumOver
from verify.statement import Claim, Exhaustive, Measured, Parameter, Theorem


def square_loss(given: Mapping[str, Any]) -> bool:
    return given["loss"] == "square"


def classification_loss(given: Mapping[str, Any]) -> bool:
    return given["loss"] != "square"


def _assume(name: str, formula: Any, text: str = "", by: Any = Exhaustive(),
            when: Any = None) -> Claim:
    return Claim(name, "assumption", formula, by, text=text, when=when)


assumptions = (
    _assume("weights", ForAll((x,), Le(0, q(x))), "probabilities"),
    _assume("weights sum to 1", Eq(SumOver(q(x), x), 1)),
    _assume("second moments", ForAll((i,), Le(Expect(h(i, x)**2, x), 1))),
    _assume("orthogonal targets", ForAll((i, k), Eq(Expect(h(i, x) * h(k, x), x), 0), True)),
    _assume("distinct targets", ForAll((i, k), Lt(0, Expect((h(i, x) - h(k, x))**2, x)), True)),
    _assume("bounded gradient", Le(power, G2), "here G² = E‖g‖² exactly"),
    _assume("differentiable", ForAll((unit, x), Ne(z(unit, x), 0)),
            "no pre-activation of a relu unit is 0 on any input, so p_w is differentiable at w"),
    _assume("signs", Eq(h(i, x)**2, 1), "targets are 1 or -1", when=classification_loss),
    _assume("slope at p", Le(classification.slope(p(x))**2, 1), "r is 1-Lipschitz",
            when=classification_loss),
    _assume("slope at -p", Le(classification.slope(-p(x))**2, 1), "r is 1-Lipschitz",
            when=classification_loss),
)

SQUARE, OTHER = "variance bound (square loss)", "variance bound (classification loss)"
conclusions = (
    Claim(SQUARE, "conclusion", square.conclusion, square.CHAIN,
          when=square_loss),
    Claim(OTHER, "conclusion", classification.conclusion, classification.CHAIN,
          when=classification_loss),
)


def quantities(given: Mapping[str, Any], model: Any, sides: Mapping[str, Any]) -> dict[str, Any]:
    """Variance, bound, their ratio, G² and the sizes, exact."""
    name = SQUARE if square_loss(given) else OTHER
    variance, bound = sides.get(name, (None, None))
    if given["loss"] == "logistic":     # irrational terms cancel: the exact variance has none
        variance = sides.get("exact variance for r", (None, None))[1]
    found = {"variance": variance, "bound": bound, "G2": model.numbers["G²"],
             "family_size": model.size("|H|"), "points": model.size("|X|"),
             "parameters": model.size("n")}
    exact = {key: value for key, value in found.items()
             if value is not None and not isinstance(value, Exception)}
    if exact.get("bound") and "variance" in exact:
        exact["ratio"] = exact["variance"] / exact["bound"]
    return exact


theorem = Theorem(
    name="variance-bound", also=("theorem1",),
    title="the gradient hardly depends on the target: Var <= G^2/|H|",
    source=SHALEV_SHWARTZ_2017.at("Theorem 1"),
    statement="If the targets in a finite family H have second moment at most 1 and are pairwise "
              "orthogonal under the inputs' distribution, p_w is differentiable at w with "
              "E||g||^2 <= G^2, and the loss is the square loss 1/2 (y' - y)^2 or r(y' y) with a "
              "1-Lipschitz r and targets 1 and -1, then the variance of the gradient over a "
              "uniform h in H is at most G^2/|H|.",
    where=(("h_i", "the targets, i = 1..|H|, under the uniform prior E_i"),
           ("x, q(x)", "a point of the finite space X and its probability; E_x, <.,.> and the "
                       "norms of functions are taken under q"),
           ("p(x), g_j(x)", "the predictor p_w(x) and its derivative by the weight w_j, j = 1..n"),
           ("∇F_i", "the gradient at w of F_i = E_x[½ (p(x) - h_i(x))²], the square loss"),
           ("∇R_i, ∇L_i", "the same for E_x[r(h_i(x) p(x))] and for any loss E_x[ℓ(p(x), h_i(x))]"),
           ("G²", "a bound on E_x ||g(x)||^2"),
           ("r', A, D", "the slope of r, its even part (r'(p) + r'(-p))/2 and odd part"),
           ("z_u(x)", "what relu unit u of the predictor sees")),
    given=(
        Parameter("d", "integer", 4, "number of input bits", low=1, high=24, symbol="d"),
        Parameter("loss", "choice", "square", "the loss", choices=losses.LOSSES, symbol="ℓ"),
        Parameter("family", "choice", "parities", "the targets: all parities, those that are not "
                  "constant, random signed Hadamard rows, or a matrix file",
                  choices=instance.FAMILIES, symbol="H"),
        Parameter("members", "integer", 2, "size of the hadamard family", low=1, high=4096,
                  symbol="|H|"),
        Parameter("matrix", "path", None, "JSON file with the family's values, a row per member"),
        Parameter("predictor", "choice", "shallow", "the seeded relu network: one hidden layer, or "
                  "two", choices=("shallow", "deep")),
        Parameter("hidden", "integer", 8, "units per hidden layer of the seeded predictor", low=1,
                  high=512),
        Parameter("seed", "integer", 0, "seed of the predictor and of the hadamard family",
                  low=0, high=2**31 - 1),
        Parameter("network", "path", None, "your own predictor (json, npz, safetensors, pt)",
                  symbol="p_w"),
        Parameter("route", "choice", "general", "how g is transformed: column by column, or from "
                  "the hidden units' patterns (one hidden layer, all parities)",
                  choices=("general", "structured")),
        Parameter("torch", "flag", False, "also compare with torch's autograd"),
    ),
    witness=instance.predictor, instance=instance.instance, quantities=quantities,
    pictures=pictures.against_d,
    formal=PINS,
    claims=(
        *assumptions,
        *square.steps, *classification.steps, *conclusions, *sharper.claims, *necessity.claims,
        *errata.claims,
        Claim("autograd", "crosscheck", None, Measured(autograd),
              text="torch's autograd in float64 against the exact gradient",
              when=lambda given: bool(given["torch"])),
    ),
    notes=errata.notes,
)
