"""Which numbers a theorem or a construction is tested at: small ones, each choice once."""

from __future__ import annotations

import random
from itertools import product
from typing import Any, Callable, Iterator, Mapping, Sequence

from verify.statement import Parameter

Given = Mapping[str, Any]


def small(parameters: Sequence[Parameter], above: int) -> dict[str, Any]:
    """Every integer `above` its least value (not over its greatest), the rest at its default.

    >>> small([Parameter("d", "integer", 9, "dimension", 1, 24)], 1)
    {'d': 2}
    """
    return {p.name: min(p.low + above, p.high) if p.kind == "integer" else p.default
            for p in parameters}


def choices(parameters: Sequence[Parameter], given: Given) -> Iterator[dict[str, Any]]:
    """The same numbers with one choice or flag changed at a time; first, with none changed."""
    yield dict(given)
    for p in parameters:
        for value in p.choices if p.kind == "choice" else ():
            if value != given[p.name]:
                yield {**given, p.name: value}


def several(parameters: Sequence[Parameter]) -> list[dict[str, Any]]:
    """All least, all a little above, each integer alone two above its least: small and different.

    >>> several([Parameter("d", "integer", 9, "dimension", 1, 24)])
    [{'d': 1}, {'d': 2}, {'d': 3}]
    """
    found = [small(parameters, 0), small(parameters, 1)]
    for p in parameters:
        if p.kind == "integer":
            found.append({**found[0], p.name: min(p.low + 2, p.high)})
    return [one for n, one in enumerate(found) if one not in found[:n]]


def grid(parameters: Sequence[Parameter]) -> Iterator[dict[str, Any]]:
    """Every integer from its least value to 4 above it, all combinations, in a drawn order.

    >>> sorted(g["d"] for g in grid([Parameter("d", "integer", 9, "dimension", 1, 24)]))
    [1, 2, 3, 4, 5]
    """
    integers = [p for p in parameters if p.kind == "integer"]
    ranges = [range(p.low, min(p.low + 4, p.high) + 1) for p in integers[:4]]
    for values in random.Random(0).sample(all_values := list(product(*ranges)), len(all_values)):
        yield {**small(parameters, 0), **dict(zip((p.name for p in integers), values))}


def sizes(parameters: Sequence[Parameter]) -> Iterator[dict[str, Any]]:
    """Small sizes for mutants: a little above the least, two above, then the least of all, then one
    integer at a time; the first that are accepted will do.

    >>> [g["d"] for g in sizes([Parameter("d", "integer", 9, "dimension", 1, 24)])]
    [2, 3, 1]
    """
    found = [small(parameters, above) for above in (1, 2, 0)]
    for above in (1, 2):
        found += [{**found[2], p.name: min(p.low + above, p.high)} for p in parameters
                  if p.kind == "integer"]
    yield from (one for n, one in enumerate(found) if one not in found[:n])


def lines(parameters: Sequence[Parameter]) -> Iterator[dict[str, Any]]:
    """One integer from its least value up to 8 above it, the others least."""
    for above in range(1, 9):
        for p in parameters:
            if p.kind == "integer":
                yield {**small(parameters, 0), p.name: min(p.low + above, p.high)}


def showing(parameters: Sequence[Parameter], when: Callable[[Given], bool]) -> Given | None:
    """Small numbers for which a predicate holds: one integer, or all, larger, each choice."""
    for value in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128):
        every = {p.name: min(max(p.low, value), p.high) for p in parameters if p.kind == "integer"}
        for changed in (*({name: number} for name, number in every.items()), every):
            for given in choices(parameters, {**small(parameters, 0), **changed}):
                if when(given):
                    return given
    return None


def shown(given: Given) -> str:
    """d = 2, loss = square; parameters without a value are left out.

    >>> shown({"d": 2, "network": None})
    'd = 2'
    """
    return ", ".join(f"{name} = {value}" for name, value in given.items() if value is not None)
