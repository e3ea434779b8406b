"""The free indices of a term written as JSON, and its shape whatever these are called."""

from __future__ import annotations

import json
from typing import Any, Mapping, Sequence

BINDING = ("sum", "product", "average", "expect", "norm2", "l2", "inner", "pieces")


def free_indices(term: Sequence[Any], bound: frozenset[str] = frozenset()) -> list[Any]:
    """Each free index once, in the order in which the term mentions them.

    >>> free_indices(["sum", ["*", ["index", "i", "H"], ["index", "j", "W"]], ["index", "j", "W"]])
    [['index', 'i', 'H']]
    """
    if term[0] == "index":
        return [] if term[1] in bound else [list(term)]
    if term[0] in BINDING:
        bound |= {term[-1][1]}
    found: list[Any] = []
    for part in term[1:]:
        if isinstance(part, (list, tuple)):
            found += [i for i in free_indices(part, bound) if i not in found]
    return found


def shape(term: Sequence[Any], free: Sequence[Sequence[Any]]) -> str:
    """The term as text with these indices numbered: equal for terms that differ in their names."""
    numbered = {tuple(i): ["index", f"free {n}", i[2]] for n, i in enumerate(free)}
    return json.dumps(_renamed(term, numbered))


def _renamed(term: Any, names: Mapping[Any, Any]) -> Any:
    if not isinstance(term, (list, tuple)):
        return term
    if term[0] == "index":
        return names.get(tuple(term), list(term))
    return [_renamed(part, names) for part in term]
