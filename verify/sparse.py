"""Exact matrices that are mostly 0: of each row, only the entries that are not."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Iterable, Iterator, Mapping, Optional, Sequence

from verify.arithmetic.exact import ZERO, Matrix, Vector, check_count, fraction

Entry = tuple[int, Fraction]        # (column, value)


@dataclass(frozen=True)
class SparseMatrix:
    """A rows x columns matrix; entries[i] holds row i as (column, value), columns rising, no 0.

    So two of them are equal exactly when the matrices are. `sparse` and `from_rows` build one.
    Raises TypeError when a value is not a Fraction, ValueError for a 0, for columns out of order
    or out of range, and for another number of rows.

    >>> from_rows([[0, 2], [0, 0]]).entries
    (((1, Fraction(2, 1)),), ())
    """

    rows: int
    columns: int
    entries: tuple[tuple[Entry, ...], ...]

    def __post_init__(self) -> None:
        if self.rows < 1 or self.columns < 1:
            raise ValueError(f"matrix: expected at least 1 row and 1 column, "
                             f"found {self.rows} x {self.columns}")
        check_count(self.rows, len(self.entries), "rows")
        for i, row in enumerate(self.entries):
            before = -1
            for column, value in row:
                if type(value) is not Fraction or type(column) is not int:
                    raise TypeError(f"row {i}: expected pairs of an int and a Fraction")
                if not before < column < self.columns or not value:
                    raise ValueError(f"row {i}: expected nonzero values at rising columns below "
                                     f"{self.columns}, found {value} at {column}")
                before = column

    @cached_property
    def nonzeros(self) -> int:
        return sum(map(len, self.entries))

    def row(self, i: int) -> tuple[Entry, ...]:
        """The entries of row i that are not 0."""
        return self.entries[i]

    def times(self, vector: Sequence[Any]) -> Vector:
        """The matrix times a vector of exact numbers (columns,), as Fractions (rows,).

        Raises ValueError for another number of values.

        >>> from_rows([[1, 2], [0, 3]]).times([10, 1])
        (Fraction(12, 1), Fraction(3, 1))
        """
        check_count(self.columns, len(vector), "values")
        numbers = [fraction(value) for value in vector]
        return tuple(sum((value * numbers[column] for column, value in row), start=ZERO)
                     for row in self.entries)

    def dense(self) -> Matrix:
        """All entries, the zeros too."""
        return self.block(range(self.rows), range(self.columns))

    def block(self, rows: Iterable[int], columns: Iterable[int]) -> Matrix:
        """The submatrix of these rows and columns, with its zeros.

        >>> from_rows([[1, 2], [0, 3]]).block([1], [1, 0])
        ((Fraction(3, 1), Fraction(0, 1)),)
        """
        wanted = tuple(columns)
        return tuple(tuple(known.get(column, ZERO) for column in wanted)
                     for known in (dict(self.entries[i]) for i in rows))

    def product(self, other: "SparseMatrix") -> "SparseMatrix":
        """The matrix product. Raises ValueError when the shapes do not fit."""
        check_count(self.columns, other.rows, "rows of the right factor")
        found: dict[tuple[int, int], Fraction] = {}
        for i, row in enumerate(self.entries):
            for middle, left in row:
                for column, right in other.entries[middle]:
                    found[i, column] = found.get((i, column), ZERO) + left * right
        return sparse(self.rows, other.columns, found)

    def __iter__(self) -> Iterator[tuple[int, int, Fraction]]:
        """Every entry that is not 0, row by row, as (row, column, value)."""
        return ((i, column, value) for i, row in enumerate(self.entries) for column, value in row)


def sparse(rows: int, columns: int, values: Mapping[tuple[int, int], Any]) -> SparseMatrix:
    """The matrix with these values at (row, column), ints, Fractions or texts, and 0 elsewhere.

    Raises ValueError for a place outside the matrix.

    >>> sparse(1, 3, {(0, 2): "1/2", (0, 1): 0}).dense()
    ((Fraction(0, 1), Fraction(0, 1), Fraction(1, 2)),)
    """
    found: list[list[Entry]] = [[] for _ in range(rows)]
    for (row, column), value in values.items():
        if not 0 <= row < rows:
            raise ValueError(f"matrix: expected a row below {rows}, found {row}")
        if exact := fraction(value):
            found[row].append((column, exact))
    return SparseMatrix(rows, columns, tuple(tuple(sorted(row)) for row in found))


def from_rows(rows: Sequence[Sequence[Any]]) -> SparseMatrix:
    """The matrix of these rows of ints, Fractions or texts, all of one length.

    Raises ValueError for no row or rows of several lengths.
    """
    for row in rows:
        check_count(len(rows[0]), len(row), "numbers in a row, as in row 0")
    return sparse(len(rows), len(rows[0]) if rows else 0,
                  {(i, j): value for i, row in enumerate(rows) for j, value in enumerate(row)})


def nilpotency_index(matrix: SparseMatrix) -> Optional[int]:
    """The least p >= 1 with matrix^p = 0, or None if no power is 0.

    Raises ValueError unless the matrix is square.

    >>> nilpotency_index(from_rows([[1, -1], [1, -1]])), nilpotency_index(from_rows([[1]]))
    (2, None)
    """
    power = matrix
    for index in range(1, matrix.rows + 1):     # of an n x n matrix the n-th power is 0, or none
        if not power.nonzeros:
            return index
        power = power.product(matrix)
    return None
