"""An instance with one stored value changed: what the theorem's assumptions have to exclude.

    >>> model = Model(values={"f": Table.of([0, 1])})
    >>> [change for change, _ in perturbed(model)][:2]
    ['f(0) = 1, not 0', 'f(0) = -1, not 0']
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any, Iterator

from verify.model import Model, Table

LARGEST = 60             # entries of a table that is changed place by place


def perturbed(model: Model) -> Iterator[tuple[str, Model]]:
    """Every model with one entry of a small table, or one number, moved by 1 up or down."""
    for name, provider in model.values.items():
        if isinstance(provider, Table) and provider.array.size <= LARGEST:
            for change, table in _tables(provider):
                yield f"{name}{change}", replace(model, values={**model.values, name: table})
    for name, size in model.sizes.items():
        for other in size + 1, size - 1:
            if other > 0:
                yield f"{name} = {other}, not {size}", replace(
                    model, sizes={**model.sizes, name: other})
    for name, value in model.numbers.items():
        for new in value + 1, value - 1:
            yield f"{name} = {new}, not {value}", replace(
                model, numbers={**model.numbers, name: Fraction(new)})


def _tables(table: Table) -> Iterator[tuple[str, Table]]:
    values = table.array.to_fractions()
    for place in product(*map(range, table.shape)):
        old = _at(values, place)
        for new in old + 1, old - 1:
            yield (f"({', '.join(map(str, place))}) = {new}, not {old}",
                   Table.of(_put(values, place, new)))


def _at(values: Any, place: tuple[int, ...]) -> Any:
    for position in place:
        values = values[position]
    return values


def _put(values: Any, place: tuple[int, ...], new: Any) -> Any:
    if not place:
        return new
    first, *rest = place
    return [_put(value, tuple(rest), new) if n == first else value
            for n, value in enumerate(values)]
