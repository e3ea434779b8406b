"""Deep networks whose layers may end in any vector map, a layer's value at each depth.

A Network is one whose maps are all elementwise; theorems about arbitrary non-linearities are tried
on both.
"""

from dataclasses import dataclass
from typing import Any, Union

from verify.arithmetic import Arithmetic
from verify.arithmetic.exact import FRACTION, Matrix, Vector, check_count
from verify.block_maps import BlockMap, Units, apply
from verify.layer import Layer
from verify.network import Network


@dataclass(frozen=True)
class Stage:
    """v -> map(weight v + bias), weight (m, in), bias (m,), the map from m values to any number.

    Raises ValueError when the sizes differ.
    """

    weight: Matrix
    bias: Vector
    map: BlockMap

    def __post_init__(self) -> None:
        Layer(self.weight, self.bias, ("identity",) * len(self.weight))     # checks the numbers
        check_count(self.map.size_in, len(self.weight), "rows of weights, one per value of the map")

    @property
    def inputs(self) -> int:
        return len(self.weight[0])

    @property
    def outputs(self) -> int:
        return self.map.size_out


@dataclass(frozen=True)
class Stages:
    """A chain of stages. Raises ValueError when there is none or two neighbours do not fit.

    >>> from verify.block_maps import VectorMap
    >>> from verify.network import dense
    >>> linear = dense([[1, 0], [0, -1]], [0, 0])
    >>> pool = Stage(linear.weight, linear.bias, VectorMap("max-pool-2", 2, 1))
    >>> values(Stages((pool,)), [2, 3])
    ((Fraction(2, 1),),)
    """

    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        if type(self.stages) is not tuple or not self.stages:
            raise ValueError("stages: expected a tuple of at least 1 stage")
        for before, after in zip(self.stages, self.stages[1:]):
            check_count(after.inputs, before.outputs, "values for the next stage")

    @property
    def inputs(self) -> int:
        return self.stages[0].inputs

    @property
    def outputs(self) -> int:
        return self.stages[-1].outputs

    @property
    def depth(self) -> int:
        return len(self.stages)


Deep = Union[Network, Stages]


def stages_of(network: Deep) -> tuple[Stage, ...]:
    """The layers of a network as stages."""
    if isinstance(network, Stages):
        return network.stages
    return tuple(Stage(layer.weight, layer.bias, Units(layer.activation))
                 for layer in network.layers)


def stage_value(stage: Stage, values: Any, arithmetic: Arithmetic = FRACTION) -> Any:
    """What one stage makes of its inputs."""
    return apply(stage.map, arithmetic.affine(stage.weight, stage.bias, values), arithmetic)


def values(network: Deep, x: Any, arithmetic: Arithmetic = FRACTION) -> tuple[Any, ...]:
    """The values z^[1], ..., z^[L] of all layers on the input x, the output last.

    Raises ValueError unless there are exactly `network.inputs` values.
    """
    found = []
    for stage in stages_of(network):
        x = stage_value(stage, x, arithmetic)
        found.append(x)
    return tuple(found)
