"""Linear inequalities that contradict each other, shown by nonnegative multipliers (Farkas).

A simplex method on exact fractions, small and slow; what it finds is checked by `contradicts`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Hashable, Mapping, Sequence

Row = tuple[Mapping[Any, Fraction], bool]   # sum of coefficients * terms <= 0 (< 0 if strict)
ONE: Hashable = ()                               # the term that is the number 1


def contradiction(rows: Sequence[Row]) -> tuple[Fraction, ...] | None:
    """Multipliers >= 0 under which the rows add up to a false number, or None if there are none.

    >>> x = ((("x", 1),),)
    >>> contradiction([({x[0]: Fraction(1), (): Fraction(1)}, False),
    ...                ({x[0]: Fraction(-1)}, False)]) is not None       # x <= -1 and 0 <= x
    True
    """
    found = _multipliers(rows)
    return found if found is not None and contradicts(rows, found) else None


def contradicts(rows: Sequence[Row], multipliers: Sequence[Fraction]) -> bool:
    """Whether the weighted sum of the rows says 0 < 0 or c <= 0 for a number c > 0."""
    total: dict[Hashable, Fraction] = {}
    strict = False
    if len(rows) != len(multipliers) or any(m < 0 for m in multipliers):
        return False
    for (coefficients, is_strict), m in zip(rows, multipliers):
        strict = strict or (is_strict and m > 0)
        for term, value in coefficients.items():
            total[term] = total.get(term, Fraction(0)) + m * value
    rest = total.pop(ONE, Fraction(0))
    return not any(total.values()) and (rest > 0 or rest == 0 and strict)


def _multipliers(rows: Sequence[Row]) -> tuple[Fraction, ...] | None:
    """max (sum of m_i c_i, then the weight on strict rows) with sum m_i a_i = 0, sum m_i <= 1."""
    terms = list(dict.fromkeys(t for row, _ in rows for t in row if t != ONE))
    place = {t: n for n, t in enumerate(terms)}
    n, height = len(rows), len(terms) + 1
    zero, one = Fraction(0), Fraction(1)
    # columns: the multipliers; the starting basis (artificial variables, one slack) is implicit
    table = [[zero] * (n + 1) for _ in range(height)]
    for column, (row, _) in enumerate(rows):
        for term, value in row.items():
            if term != ONE:
                table[place[term]][column] = value
        table[-1][column] = one
    table[-1][n] = one
    basis = [n + r for r in range(height)]        # numbers from n on: artificial, the last a slack
    # The artificial variables start at 0 and must stay 0: a pivot on any entry of their rows, of
    # either sign, keeps them there.  They are driven out first.
    for r in range(height - 1):
        pivot = next((j for j in range(n) if table[r][j] != 0), None)
        if pivot is not None:
            _pivot(table, basis, r, pivot)
    live = [r for r in range(height) if basis[r] < n or r == height - 1]
    costs = [(row.get(ONE, zero), one if strict else zero) for row, strict in rows]
    while True:
        entering = _entering(table, basis, live, costs, n)
        if entering is None:
            break
        ratios = [(table[r][n] / table[r][entering], basis[r], r) for r in live
                  if table[r][entering] > 0]
        if not ratios:
            return None
        _pivot(table, basis, min(ratios)[2], entering)
    result = [zero] * n
    for r in live:
        if basis[r] < n:
            result[basis[r]] = table[r][n]
    return tuple(result)


def _entering(table: list[list[Fraction]], basis: list[int], live: list[int],
              costs: list[tuple[Fraction, Fraction]], n: int) -> int | None:
    """The first column that improves the objective (Bland's rule, so that it ends)."""
    basic = set(basis)
    for j in range(n):
        if j in basic:
            continue
        first, second = costs[j]
        for r in live:
            if basis[r] < n and table[r][j]:
                first -= costs[basis[r]][0] * table[r][j]
                second -= costs[basis[r]][1] * table[r][j]
        if first > 0 or first == 0 and second > 0:
            return j
    return None


def _pivot(table: list[list[Fraction]], basis: list[int], r: int, j: int) -> None:
    row = table[r]
    factor = 1 / row[j]
    table[r] = row = [v * factor if v else v for v in row]
    for other, values in enumerate(table):
        if other != r and values[j]:
            lead = values[j]
            table[other] = [v - lead * w if w else v for v, w in zip(values, row)]
    basis[r] = j
