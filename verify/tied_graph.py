"""A weight-tied layer applied a fixed number of times, as a graph that uses one layer again."""

from typing import TYPE_CHECKING, Any, Optional, Sequence

from verify.arithmetic.exact import ONE, ZERO, check_count, fraction
from verify.block_maps import Units
from verify.layer import Layer
from verify.network import INPUT, Graph, Node

if TYPE_CHECKING:
    from verify.tied import WeightTied


def unrolled(tied: "WeightTied", steps: int, start: Optional[Sequence[Any]], whole: bool) -> Graph:
    """The graph behind WeightTied.unroll.

    Raises ValueError for a vector map, which no layer has, for a start of another size and for
    steps < 0.
    """
    if steps < 0:
        raise ValueError(f"steps: expected at least 0, found {steps}")
    names: list[str] = []
    for index, part in enumerate(tied.maps):
        if not isinstance(part, Units):
            raise ValueError(f"block {index}: expected one activation per unit, found {part}")
        names += part.names
    first = tuple(map(fraction, start)) if start is not None else (ZERO,) * tied.size
    check_count(tied.size, len(first), "values of the start")
    # A graph has no constants: the start is what weights 0 and the start as biases make of x.
    constant = Layer(((ZERO,) * tied.inputs,) * tied.size, first, ("identity",) * tied.size)
    weight = tuple(a + b for a, b in zip(tied.weight.dense(), tied.injection.dense()))
    layers = (("start", constant), ("tied", Layer(weight, tied.bias, tuple(names))))
    nodes = [Node("z0", "start", (INPUT,))]
    nodes += [Node(f"z{k + 1}", "tied", (f"z{k}", INPUT)) for k in range(steps)]
    if whole:
        return Graph(tied.inputs, layers, tuple(nodes), (f"z{steps}",))
    pick = tuple(tuple(ONE if column == place else ZERO for column in range(tied.size))
                 for place in tied.column_ranges[-1])
    last = Layer(pick, (ZERO,) * tied.outputs, ("identity",) * tied.outputs)
    return Graph(tied.inputs, (*layers, ("output", last)),
                 (*nodes, Node("y", "output", (f"z{steps}",))), ("y",))
