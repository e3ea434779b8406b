"""The hidden folder: hidden.toml, which nobody but the grader reads.

    schema = "netproof-hidden/1"
    key = "a long random text"                  for personalised assignments
    [items.family]
    ns = [7, 9]                                 replaces keys of the item's spec

An item that says `hidden = true` is graded only with it, and its feedback is the author's hint.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Mapping

from verify.errors import BadInput
from verify.grade.assignment import Assignment, keys, table_of, text
from verify.interchange.regular_file import read_bytes

SCHEMA, FILE = "netproof-hidden/1", "hidden.toml"


@dataclass(frozen=True)
class Hidden:
    """What hidden.toml says; without a hidden folder, nothing."""

    key: str = ""
    items: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sha256: str = ""


def read_hidden(folder: str | os.PathLike[str] | None, assignment: Assignment) -> Hidden:
    """The hidden numbers for an assignment; errors do not quote them.

    Raises: BadInput naming the key.
    """
    if folder is None:
        return Hidden()
    data = read_bytes(Path(folder, FILE), 256 * 2**10)
    try:
        tree = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise BadInput(FILE, "TOML in UTF-8", "something else") from None
    keys(tree, FILE, ("schema",), ("key", "items"))
    if tree["schema"] != SCHEMA:
        raise BadInput(f"{FILE}: schema", f'"{SCHEMA}"', "another")
    items = table_of(tree.get("items", {}), f"{FILE}: items")
    hidden = {item.id for item in assignment.items if item.hidden}
    for name, table in items.items():
        table_of(table, f"{FILE}: items.{name}")
        if name not in hidden:
            raise BadInput(f"{FILE}: items.{name}", "an item that says hidden = true", "another")
    return Hidden(text(tree.get("key", ""), f"{FILE}: key", 0), items,
                  sha256(data).hexdigest())


def with_hidden(assignment: Assignment, hidden: Hidden) -> Assignment:
    """The assignment with its hidden items completed."""
    return replace(assignment, items=tuple(
        replace(item, spec={**item.spec, **hidden.items[item.id]})
        if item.id in hidden.items else item for item in assignment.items))
