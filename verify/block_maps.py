"""What a block of units does to its pre-activations: a name per unit, or a map of the whole vector.

    Units(("relu", "step"))              elementwise, as the activations of a layer
    VectorMap("sort", 3, 3)              not elementwise: the three values in rising order
    VectorMap("max-pool-2", 4, 2)        not even of the same size

A vector map is defined on Fractions. Each one is piecewise linear, so that the other arithmetics
run it as a few affine maps and relus, which a test compares with the definition.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Callable, Sequence, Union

from verify.arithmetic import Arithmetic
from verify.arithmetic.exact import FRACTION, ZERO, Vector, check_count, fraction
from verify.layer import ACTIVATIONS


def _cumsum(values: Vector) -> Vector:
    return tuple(sum(values[:i + 1], start=ZERO) for i in range(len(values)))


def _subtract_mean(values: Vector) -> Vector:
    mean = sum(values, start=ZERO) / len(values)
    return tuple(value - mean for value in values)


# name -> (how many values come out of n, or None if n will not do; the definition)
MAPS: dict[str, tuple[Callable[[int], Union[int, None]], Callable[[Vector], Vector]]] = {
    "sort": (lambda n: n, lambda values: tuple(sorted(values))),
    "reverse": (lambda n: n, lambda values: values[::-1]),
    "cumsum": (lambda n: n, _cumsum),
    "subtract-mean": (lambda n: n, _subtract_mean),
    "max-pool-2": (lambda n: None if n % 2 else n // 2,
                   lambda values: tuple(map(max, values[::2], values[1::2]))),
}


@dataclass(frozen=True)
class Units:
    """One activation per unit. Raises ValueError for none, or for a name that is unknown."""

    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if type(self.names) is not tuple or not self.names:
            raise ValueError("activation: expected a tuple of at least 1 name")
        for unit, name in enumerate(self.names):
            if name not in ACTIVATIONS:
                raise ValueError(f"activation of unit {unit}: "
                                 f"expected one of {', '.join(ACTIVATIONS)}, found {name!r}")

    @property
    def size_in(self) -> int:
        return len(self.names)

    @property
    def size_out(self) -> int:
        return len(self.names)

    def __str__(self) -> str:
        return self.names[0] if len(set(self.names)) == 1 else ", ".join(self.names)


@dataclass(frozen=True)
class VectorMap:
    """A map of the whole block at once, by its name in MAPS.

    Raises ValueError for an unknown name or for sizes that the map does not have.
    """

    name: str
    size_in: int
    size_out: int

    def __post_init__(self) -> None:
        if self.name not in MAPS:
            raise ValueError(f"map: expected one of {', '.join(MAPS)}, found {self.name!r}")
        sizes = MAPS[self.name][0]
        if self.size_in < 1 or sizes(self.size_in) != self.size_out:
            raise ValueError(f"map {self.name}: no such map takes {self.size_in} values "
                             f"and gives {self.size_out}")

    def __str__(self) -> str:
        return self.name


BlockMap = Union[Units, VectorMap]


def vector_map(name: str, size_in: int) -> VectorMap:
    """The map of that name on `size_in` values. Raises ValueError as VectorMap does.

    >>> vector_map("max-pool-2", 6).size_out
    3
    """
    sizes = MAPS[name][0](size_in) if name in MAPS else None
    return VectorMap(name, size_in, sizes or 0)


def apply(block: BlockMap, values: Any, arithmetic: Arithmetic = FRACTION) -> Any:
    """The map applied to as many values as it takes, in the numbers of the arithmetic.

    An arithmetic with a method `vector_map(block, values)` computes vector maps by itself.
    Raises ValueError for another number of values.

    >>> apply(VectorMap("cumsum", 3, 3), [1, 2, 3])
    (Fraction(1, 1), Fraction(3, 1), Fraction(6, 1))
    """
    if isinstance(block, Units):
        return arithmetic.activate(block.names, values)
    own = getattr(arithmetic, "vector_map", None)
    if own is not None:
        return own(block, values)
    if arithmetic is FRACTION:
        check_count(block.size_in, len(values), "values")
        return MAPS[block.name][1](tuple(fraction(value) for value in values))
    for weight, names in _relu_layers(block):
        values = arithmetic.affine(weight, (ZERO,) * len(weight), values)
        values = arithmetic.activate(names, values)
    return values


def _relu_layers(block: VectorMap) -> list[tuple[list[list[Fraction]], list[str]]]:
    """The map as layers (weight, activation) without biases."""
    n = block.size_in
    if block.name == "reverse":
        return [_linear([[i + j == n - 1 for j in range(n)] for i in range(n)])]
    if block.name == "cumsum":
        return [_linear([[j <= i for j in range(n)] for i in range(n)])]
    if block.name == "subtract-mean":
        return [_linear([[Fraction(n * (i == j) - 1, n) for j in range(n)] for i in range(n)])]
    if block.name == "max-pool-2":
        pairs, last = _compared(n, range(0, n, 2))
        return [pairs, _linear([row for row, is_larger in last if is_larger])]
    # Sorting: n rounds that compare neighbours, at even and at odd places in turn.
    layers = []
    for turn in range(n):
        pairs, last = _compared(n, range(turn % 2, n - 1, 2))
        layers += [pairs, _linear([row for row, _ in last])]
    return layers


def _linear(rows: Sequence[Sequence[Any]]) -> tuple[list[list[Fraction]], list[str]]:
    return [[Fraction(entry) for entry in row] for row in rows], ["identity"] * len(rows)


def _compared(n: int, starts: range) -> tuple[tuple[list[list[Fraction]], list[str]],
                                              list[tuple[list[int], bool]]]:
    """A layer of v_0..v_{n-1} and of relu(v_i - v_{i+1}) for i in starts; then the rows for each
    v, the smaller of a pair before the larger: v_i - relu and v_{i+1} + relu.
    """
    rows = [[int(i == j) for j in range(n)] for i in range(n)]
    rows += [[(j == i) - (j == i + 1) for j in range(n)] for i in starts]
    weight, names = _linear(rows)
    names[n:] = ["relu"] * len(starts)
    last = []
    for i in range(n):
        signs = [(k == i - 1) - (k == i) for k in starts]
        last.append(([int(i == j) for j in range(n)] + signs, i - 1 in starts))
    return (weight, names), last
