"""Personalised assignments: each student gets a spec of their own, from a keyed hash of their id.

An item's spec may name choices; the hash picks one of each list:

    spec = { table = "0110", n = 2, domain = "cube", choices = { table = ["0110", "1001"] } }
    holes.H1 = { ..., choices = { target = ["parity", "majority"] } }

The key stands in the hidden folder. `verify assignment personalise` writes each student a copy of
the assignment with their own choices, so that they can grade at home without the key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Iterator

from verify.errors import BadInput
from verify.grade.assignment import Assignment, Item
from verify.grade.hidden import Hidden
from verify.grade.outcome import Stop
from verify.interchange.json_text import parse
from verify.interchange.regular_file import read_bytes

CHOICES = "choices"
SCHEMA, FILE = "netproof-choices/1", "choices.json"


def personalised(assignment: Assignment, hidden: Hidden, student: str) -> Assignment:
    """The student's own assignment; the same one where nothing is personalised.

    Raises: Stop (internal_error) for a personalised assignment without its key.
    """
    if not assignment.personalise:
        return replace(assignment, items=tuple(first_choices(item) for item in assignment.items))
    if not hidden.key or not student:
        raise Stop("internal_error", "this assignment is personalised: its key or the student's "
                                     "id is not here")
    return replace(assignment, items=tuple(
        _own(item, hidden.key, assignment.id, student) for item in assignment.items))


def first_choices(item: Item) -> Item:
    """The item with the first of all choices."""
    return replace(item, spec=_chosen(item.spec, lambda name, values: values[0]),
                   holes={name: _chosen(hole, lambda key, values: values[0])
                          for name, hole in item.holes.items()})


def variants(item: Item) -> Iterator[Item]:
    """The item with each of its choices in turn, the others being the first."""
    first = first_choices(item)
    yield first
    for key, values in _lists(item.spec):
        for value in values[1:]:
            yield replace(first, spec={**first.spec, key: value})
    for name, hole in item.holes.items():
        for key, values in _lists(hole):
            for value in values[1:]:
                yield replace(first, holes={**first.holes, name: {**first.holes[name], key: value}})


def _lists(table: Any) -> list[tuple[str, list[Any]]]:
    choices = table.get(CHOICES) if isinstance(table, dict) else None
    return [(key, values) for key, values in choices.items()
            if isinstance(values, list) and values] if isinstance(choices, dict) else []


def choices_of(assignment: Assignment, hidden: Hidden, student: str) -> dict[str, Any]:
    """What was chosen for a student, item by item, as they may be told: no hidden item's."""
    own = personalised(assignment, hidden, student)
    found: dict[str, Any] = {}
    for item, mine in zip(assignment.items, own.items):
        if item.hidden:
            continue
        holes = {name: {key: mine.holes[name][key] for key, _ in _lists(hole)}
                 for name, hole in item.holes.items() if _lists(hole)}
        spec = {key: mine.spec[key] for key, _ in _lists(item.spec)}
        if spec or holes:
            found[item.id] = {"spec": spec, "holes": holes}
    return found


def write_own(assignment: Assignment, hidden: Hidden, student: str) -> bytes:
    """choices.json, which makes a copy of the assignment's folder the student's own."""
    tree = {"schema": SCHEMA, "assignment_sha256": assignment.sha256,
            "items": choices_of(assignment, hidden, student)}
    return (json.dumps(tree, indent=1, sort_keys=True) + "\n").encode("ascii")


def with_choices(assignment: Assignment) -> Assignment:
    """The assignment of a folder with choices.json, no longer personalised; else the same one.

    Raises: BadInput for choices that are not among the assignment's.
    """
    place = Path(assignment.folder, FILE)
    if not assignment.personalise or not place.is_file():
        return assignment
    tree = parse(read_bytes(place, 2**18), FILE)
    if not isinstance(tree, dict) or tree.get("schema") != SCHEMA or tree.get(
            "assignment_sha256") != assignment.sha256:
        raise BadInput(FILE, "the choices for this assignment", "others")
    chosen = tree.get("items", {})
    items = []
    for item in assignment.items:
        mine = chosen.get(item.id, {})
        spec = _picked(item.spec, mine.get("spec", {}), item.id)
        holes = {name: _picked(hole, mine.get("holes", {}).get(name, {}), name)
                 for name, hole in item.holes.items()}
        items.append(replace(item, spec=spec, holes=holes))
    return replace(assignment, items=tuple(items), personalise=False)


def _picked(table: Any, mine: Any, place: str) -> Any:
    def pick(key: str, values: list[Any]) -> Any:
        if mine.get(key) not in values:
            raise BadInput(f"{FILE}: {place}.{key}", "one of the assignment's choices", "another")
        return mine[key]

    return _chosen(table, pick)


def _own(item: Item, key: str, assignment: str, student: str) -> Item:
    def pick(place: str, values: list[Any]) -> Any:
        text = "\0".join((assignment, item.id, place, student)).encode("utf-8", "surrogateescape")
        digest = hmac.new(key.encode(), text, hashlib.sha256).digest()
        return values[int.from_bytes(digest[:8], "big") % len(values)]

    return replace(item, spec=_chosen(item.spec, pick), holes={
        name: _chosen(hole, lambda place, values, name=name: pick(f"{name}.{place}", values))
        for name, hole in item.holes.items()})


def _chosen(table: Any, pick: Any) -> Any:
    if not isinstance(table, dict):
        return table            # which the kind's own check refuses
    found = {key: value for key, value in table.items() if key != CHOICES}
    found.update({key: pick(key, values) for key, values in _lists(table)})
    return found
