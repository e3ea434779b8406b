"""What Theorem 1 is tried on: a family, a predictor with its exact gradient, a loss."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Mapping

import numpy as np

from constructions import families, predictors
from theorems.learnability import parity_orthogonality
from theorems.learnability.variance import losses
from verify import cube
from verify.arithmetic.exact_array import ExactArray, concatenate
from verify.errors import BadInput
from verify.gradient import parameter_gradient
from verify.model import DenseFamily, Gradient, Model, ParityFamily, Table, UniformWeights
from verify.network import Network
from verify.statement import Lemma, Smt
from verify.structured import structured_gradient

FAMILIES = ("parities", "nonconstant", "hadamard", "matrix")
LARGEST_DENSE = 12   # a family stored as a matrix has up to 2^12 x 2^12 entries


def predictor(given: Mapping[str, Any]) -> Network:
    """The user's network, or the seeded ReLU network with exact dyadic weights."""
    if given.get("network"):
        from verify.interchange import load    # only for a file: it knows every format

        network = load(given["network"])
        if not isinstance(network, Network):
            raise BadInput(str(given["network"]), "a feed-forward network", "a graph")
        return network
    layers = 2 if given.get("predictor") == "deep" else 1
    return predictors.deep(given["d"], [given["hidden"]] * layers, given["seed"])


def instance(given: Mapping[str, Any], network: Any) -> Model:
    """The model for `given`: sizes, the family h, p(x), g(j, x), the pre-activations, r'."""
    d = given["d"]
    network = network if network is not None else predictor(given)
    _require_predictor(network, d, given)
    family = _family(given)
    points = cube.cube(d)
    if given.get("route", "general") == "structured":
        gradient: Any = structured_gradient(network)
    else:
        gradient = parameter_gradient(network, points)
    size, output = family.shape[0], gradient.output
    values: dict[str, Any] = {"h": family, "p": Table(output), "g": Gradient(gradient),
                              "z": PreActivations(gradient), "q": UniformWeights(2**d)}
    if given["loss"] != "square":
        values["r'"] = losses.slope(given["loss"])
    values["o"] = Table(_origin(2**d))
    power = _power(gradient, 2**d)
    assume = ["weights w: every weight and bias of every layer"]
    if given["loss"] in losses.CONVENTION:
        assume.append("loss: " + losses.CONVENTION[given["loss"]])
    return Model(
        sizes={"|H|": size, "n": gradient.size, "|X|": 2**d, "d": d,
               "u": values["z"].shape[0]},
        values=values, numbers={"G²": power}, blocked="W", assume=tuple(assume),
        name=f"d = {d}, this predictor",
        describe={"X": lambda position: cube.text(position, d),
                  "W": lambda position: gradient.names[position],
                  "U": lambda position: values["z"].name_of(position)},
        # every relu unit is looked at on every input, in windows, however many there are
        most_points=max(2**24, values["z"].shape[0] * 2**d), lemmas=_lemmas(family, given["loss"]),
        origins={"p": ("output", network), "g": ("gradient", network),
                 "z": ("preactivations", network)},
        objects={"predictor": network, "gradient": gradient, "family": family})


def _require_predictor(network: Any, d: int, given: Mapping[str, Any]) -> None:
    place = str(given.get("network") or "the predictor")
    if not isinstance(network, Network):
        raise BadInput(place, "a feed-forward network", "a graph")
    if network.inputs != d:
        raise BadInput(place, f"a network with d = {d} inputs", f"one with {network.inputs}")
    if network.outputs != 1:
        raise BadInput(place, "a network with one output", f"one with {network.outputs}")
    for number, layer in enumerate(network.layers):
        for name in set(layer.activation) - {"relu", "identity"}:
            raise BadInput(f"{place}: layers[{number}].activation",
                           "relu or identity, which have derivatives", name)
    if given.get("route") == "structured" and len(network.layers) != 2:
        raise BadInput("--route", "general (structured needs one hidden layer)", "structured")


def _family(given: Mapping[str, Any]) -> Any:
    d, kind = given["d"], given["family"]
    if kind == "parities":
        return ParityFamily(d)
    if kind == "nonconstant":
        if d < 2:
            raise BadInput("--d", "at least 2 for the family nonconstant (two members)", str(d))
        return ParityFamily(d, first=1)
    if d > LARGEST_DENSE:
        raise BadInput("--d", f"at most {LARGEST_DENSE} for a family stored as a matrix", str(d))
    if kind == "hadamard":
        return DenseFamily(families.random_orthonormal(d, given["members"], given["seed"]))
    if not given.get("matrix"):
        raise BadInput("--matrix", "a file with the family's values, one row per member", "none")
    return DenseFamily(families.from_file(given["matrix"], 2**d))


def _lemmas(family: Any, loss: str) -> dict[str, Any]:
    """For the parities, what is too much to enumerate is an instance of parity orthogonality (for
    distinct members E (h_i - h_k)^2 = 2); the logistic slopes, irrational, are bounded by z3."""
    found: dict[str, Any] = {}
    if isinstance(family, ParityFamily):
        orthogonality = Lemma(parity_orthogonality.theorem, "orthogonality")
        found = {"orthogonal targets": orthogonality, "distinct targets": orthogonality}
    if loss == "logistic":
        bounded = Smt(losses.logistic_slope, scope="every z")
        found.update({"slope at p": bounded, "slope at -p": bounded})
    return found


def _origin(points: int) -> ExactArray:
    """1 at x = 0 and 0 elsewhere."""
    return ExactArray.integers(np.eye(1, points, dtype=np.int64)[0])


def _power(gradient: Any, points: int) -> Fraction:
    """E ||g(x)||^2, block by block."""
    total = Fraction(0)
    width = max(1, 2**22 // points)
    for start in range(0, gradient.size, width):
        block = gradient.block(start, min(gradient.size, start + width))
        total += block.square().sum().item()
    return total / points


@dataclass(frozen=True)
class PreActivations:
    """z(u, x): what each relu unit of the predictor sees; one unit that is never 0 if it has none
    (a network without relu units has no kink)."""

    gradient: Any

    def _layers(self) -> list[ExactArray]:
        seen = [layer for layer in self.gradient.network.layers if layer.relus]
        return [before[:, [n for n, name in enumerate(layer.activation) if name == "relu"]]
                for layer, before in zip(seen, self.gradient.preactivations())]

    @property
    def shape(self) -> tuple[int, ...]:
        units = sum(a.shape[1] for a in self._layers())
        return (max(1, units), self.gradient.output.shape[0])

    def window(self, windows: Any) -> ExactArray:
        (start, stop), (left, right) = windows
        layers = self._layers()
        if not layers:
            return ExactArray.integers(np.ones((1, right - left), dtype=np.int64))
        return concatenate([a.transpose() for a in layers])[start:stop, left:right]

    def name_of(self, position: int) -> str:
        return f"relu unit {position + 1}, layer by layer"
