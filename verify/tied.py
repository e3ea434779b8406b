"""Weight-tied, input-injected networks: one layer applied again and again, the input at each step.

    z <- sigma(W_z z + W_x x + b)

The state z is made of blocks, and sigma acts on each block by a map of its own. Nothing is assumed
about W_z: it may lead to a fixed point after finitely many steps, or never.

    >>> from verify.sparse import from_rows
    >>> zero = Fraction(0)
    >>> tied = WeightTied(1, (1, 1), from_rows([[0, 0], [2, 0]]), from_rows([[1], [0]]),
    ...                   (zero, zero), (Units(("relu",)), Units(("identity",))))
    >>> [list(map(str, state)) for state in states(tied, [3], [7, 7], 2)]
    [['7', '7'], ['3', '14'], ['3', '6']]
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Iterable, NamedTuple, Optional, Sequence

from verify.arithmetic import Arithmetic
from verify.arithmetic.exact import FRACTION, Matrix, Vector, check_count
from verify.block_maps import BlockMap, Units, VectorMap, apply
from verify.sparse import SparseMatrix

if TYPE_CHECKING:
    import torch

    from verify.network import Graph

LARGEST_DENSE = 4_000_000       # weights that unroll and to_torch write out with their zeros


class Rows(NamedTuple):
    """Some rows of one block, with the columns of W_z and W_x that they read."""

    state: Sequence[int]
    injected: Sequence[int]
    weight: Matrix
    bias: Vector


@dataclass(frozen=True)
class WeightTied:
    """z <- sigma(W_z z + W_x x + b): weight W_z (M, N), injection W_x (M, inputs), bias b (M,).

    `blocks` are the sizes of the state's blocks, N in all; maps[i] makes block i from its own
    rows, M in all. Raises ValueError when the sizes differ, TypeError for other kinds of parts.
    """

    inputs: int
    blocks: tuple[int, ...]
    weight: SparseMatrix
    injection: SparseMatrix
    bias: Vector
    maps: tuple[BlockMap, ...]

    def __post_init__(self) -> None:
        if not all(type(part) is tuple for part in (self.blocks, self.bias, self.maps)):
            raise TypeError("blocks, bias and maps: expected tuples")
        if not all(type(number) is Fraction for number in self.bias):
            raise TypeError("bias: expected Fractions")
        if not all(isinstance(part, (Units, VectorMap)) for part in self.maps):
            raise TypeError("maps: expected Units or VectorMaps")
        if not self.maps or self.inputs < 1:
            raise ValueError("weight-tied: expected at least 1 block and 1 input, found none")
        check_count(len(self.maps), len(self.blocks), "blocks, one per map")
        for index, (size, part) in enumerate(zip(self.blocks, self.maps)):
            check_count(part.size_out, size, f"values in block {index}, as its map gives")
        rows = sum(part.size_in for part in self.maps)
        for name, matrix, columns in (("weight", self.weight, self.size),
                                      ("injection", self.injection, self.inputs)):
            check_count(rows, matrix.rows, f"rows of {name}, one per value that the maps take")
            check_count(columns, matrix.columns, f"columns of {name}")
        check_count(rows, len(self.bias), "biases, one per row")

    @property
    def size(self) -> int:
        """N, the number of values of the state, those of the last block included."""
        return sum(self.blocks)

    @property
    def outputs(self) -> int:
        return self.blocks[-1]

    @property
    def depth(self) -> int:
        """The number of blocks."""
        return len(self.blocks)

    @property
    def units(self) -> int:
        """The number of values of the state outside the last block."""
        return self.size - self.outputs

    @property
    def width(self) -> int:
        """The size of the largest block but the last, 0 if there is none."""
        return max(self.blocks[:-1], default=0)

    @property
    def relus(self) -> int:
        """The number of relu units."""
        return sum(part.names.count("relu") for part in self.maps if isinstance(part, Units))

    @property
    def nonzeros(self) -> int:
        """The number of weights (of W_z and W_x) and biases that are not 0."""
        return (self.weight.nonzeros + self.injection.nonzeros
                + sum(number != 0 for number in self.bias))

    @property
    def dense_size(self) -> int:
        """The weights of W_z and W_x written out with their zeros: M N + M inputs."""
        return self.weight.rows * (self.size + self.inputs)

    @property
    def parameters(self) -> int:
        """The number of weights and biases, zeros included."""
        return self.dense_size + len(self.bias)

    @cached_property
    def row_ranges(self) -> tuple[range, ...]:
        """The rows of W_z, W_x and b that belong to each block."""
        return _ranges(part.size_in for part in self.maps)

    @cached_property
    def column_ranges(self) -> tuple[range, ...]:
        """The places of each block in the state, which are its columns of W_z."""
        return _ranges(self.blocks)

    @cached_property
    def readers(self) -> tuple[tuple[Rows, ...], ...]:
        """Each block's rows, without the columns in which they are 0.

        The rows of a block stay together if they read about the same columns; then a step costs
        as much as the layers from which the blocks were made.
        """
        return tuple(self._readers(rows) for rows in self.row_ranges)

    def _readers(self, rows: range) -> tuple[Rows, ...]:
        def columns(matrix: SparseMatrix, some: range) -> list[int]:
            return sorted({column for row in some for column, _ in matrix.row(row)})

        entries = sum(len(self.weight.row(r)) + len(self.injection.row(r)) for r in rows)
        together = len(columns(self.weight, rows)) + len(columns(self.injection, rows))
        parts = [rows] if len(rows) * together <= 4 * entries + 64 else [
            range(row, row + 1) for row in rows]
        found = []
        for part in parts:
            state, injected = columns(self.weight, part), columns(self.injection, part)
            if not state and not injected:
                state = [0]             # no arithmetic needs to know of an empty row
            weight = tuple(left + right for left, right in zip(
                self.weight.block(part, state), self.injection.block(part, injected)))
            found.append(Rows(state, injected, weight, self.bias[part.start:part.stop]))
        return tuple(found)

    @cached_property
    def first_offending(self) -> Optional[tuple[int, int, Fraction]]:
        """(row, column, value) of the first entry of W_z on or above its block diagonal, or None.
        """
        for rows, columns in zip(self.row_ranges, self.column_ranges):
            for row in rows:
                for column, value in self.weight.row(row):
                    if column >= columns.start:
                        return row, column, value
        return None

    @property
    def strictly_block_lower_triangular(self) -> bool:
        """Whether every block reads only blocks before it."""
        return self.first_offending is None

    @cached_property
    def arrows(self) -> tuple[tuple[int, ...], ...]:
        """For each block the blocks that its rows of W_z read (with a weight that is not 0)."""
        owner = [index for index, size in enumerate(self.blocks) for _ in range(size)]
        return tuple(tuple(sorted({owner[column] for row in rows
                                   for column, _ in self.weight.row(row)}))
                     for rows in self.row_ranges)

    @cached_property
    def longest_path(self) -> int:
        """The number of blocks on the longest path of blocks that read one another.

        Raises ValueError when the path comes back to where it was.
        """
        waiting = {index: len(read) for index, read in enumerate(self.arrows)}
        readers: list[list[int]] = [[] for _ in self.blocks]
        for index, read in enumerate(self.arrows):
            for source in read:
                readers[source].append(index)
        level = [1] * self.depth
        ready = [index for index, count in waiting.items() if not count]
        for source in ready:                    # grows as blocks become ready
            for index in readers[source]:
                level[index] = max(level[index], level[source] + 1)
                waiting[index] -= 1
                if not waiting[index]:
                    ready.append(index)
        if len(ready) < self.depth:
            stuck = next(index for index, count in waiting.items() if count)
            raise ValueError(f"blocks: expected no cycle, found one at or before block {stuck}")
        return max(level)

    def unroll(self, steps: int, start: Optional[Sequence[Any]] = None,
               whole: bool = False) -> "Graph":
        """`steps` steps from a constant start (default 0) as a graph that uses one layer again.

        Layer "start" turns any input into the start: its weights are 0 and its biases the start.
        Layer "tied" (M, N + inputs) is [W_z | W_x], used once per step. Layer "output" picks the
        last block; `whole` leaves it out and gives the whole state.

        Raises ValueError for a vector map, which no layer has, for a start of another size, for
        steps < 0, and for more than LARGEST_DENSE weights.
        """
        self._check_dense()
        from verify.tied_graph import unrolled
        return unrolled(self, steps, start, whole)

    def to_torch(self, rounded: bool = False) -> "torch.nn.Module":
        """A float64 module with the parameters weight, injection and bias, shared by all steps.

        module(x, steps=depth, start=0) has shapes (points, inputs) -> (points, outputs). Raises
        ValueError for a number that is no float64, unless `rounded`, and as `unroll` for the size.
        """
        self._check_dense()
        from verify.tied_torch import module
        return module(self, rounded)

    def _check_dense(self) -> None:
        if self.dense_size > LARGEST_DENSE:
            raise ValueError(f"weight-tied: expected at most {LARGEST_DENSE} weights to write out, "
                             f"found {self.dense_size}")


def step(tied: WeightTied, state: Any, x: Any, arithmetic: Arithmetic = FRACTION) -> Any:
    """The next state, in the numbers of the arithmetic; entries of W_z and W_x that are 0 are
    never touched.

    `state` and `x` are sequences of N and `inputs` values, or arrays with one row per point.
    Raises ValueError for another number of values.
    """
    for name, size, given in (("state", tied.size, state), ("input", tied.inputs, x)):
        check_count(size, len(given) if isinstance(given, (tuple, list)) else given.shape[-1],
                    f"values of the {name}")
    made = []
    for part, readers in zip(tied.maps, tied.readers):
        before = []
        for reader in readers:
            read = [_picked(source, columns) for source, columns in (
                (state, reader.state), (x, reader.injected)) if columns]
            joined = read[0] if len(read) == 1 else arithmetic.concatenate(read)
            before.append(arithmetic.affine(reader.weight, reader.bias, joined))
        made.append(apply(part, before[0] if len(before) == 1 else arithmetic.concatenate(before),
                          arithmetic))
    return arithmetic.concatenate(made)


def states(tied: WeightTied, x: Any, start: Any, steps: int,
           arithmetic: Arithmetic = FRACTION) -> list[Any]:
    """The start and the states after 1, ..., `steps` steps, x injected at every step."""
    return stream(tied, [x] * steps, start, arithmetic)


def stream(tied: WeightTied, inputs: Iterable[Any], start: Any,
           arithmetic: Arithmetic = FRACTION) -> list[Any]:
    """The start and the state after each step, when step t injects inputs[t]."""
    found = [start]
    for x in inputs:
        after = step(tied, found[-1], x, arithmetic)
        # an ExactArray's denominator would otherwise be multiplied at every step, for ever
        found.append(after.reduced() if hasattr(after, "reduced") else after)
    return found


def block(tied: WeightTied, state: Any, index: int) -> Any:
    """One block of a state (or of an array of states), block 0 first, -1 the last."""
    return _picked(state, tied.column_ranges[index])


def output(tied: WeightTied, state: Any) -> Any:
    """The last block of a state."""
    return block(tied, state, -1)


def _picked(values: Any, columns: Sequence[int]) -> Any:
    """Some values of a sequence, or some columns of an array with one row per point."""
    first, last = columns[0], columns[-1] + 1
    places = slice(first, last) if last - first == len(columns) else list(columns)
    if isinstance(values, (tuple, list)):
        return values[places] if isinstance(places, slice) else [values[i] for i in places]
    return values[..., places]


def _ranges(sizes: Iterable[int]) -> tuple[range, ...]:
    ends = list(accumulate(sizes, initial=0))
    return tuple(range(start, stop) for start, stop in zip(ends, ends[1:]))
