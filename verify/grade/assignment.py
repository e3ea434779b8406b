"""assignment.toml, schema netproof-assignment/1, read strictly: a misspelt key is no default.

An assignment is a folder with this file; what a lecturer does not publish (references, wrong
solutions) stands in its folder `author`, hidden numbers in a folder elsewhere.  The SHA-256 of the
file is part of every result.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping

from verify.errors import BadInput
from verify.grade.grade_limits import ItemLimits, read_limits
from verify.interchange.circuit_format import KIND as CIRCUIT
from verify.interchange.regular_file import read_bytes, shown
from verify.interchange.tied_format import KIND as TIED

SCHEMA = "netproof-assignment/1"
FILE = "assignment.toml"
KINDS = ("network", "builder", "proof", "counterexample")
VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")
FEEDBACK = ("full", "input-only", "pass-fail", "author-hint")
NETWORK_KINDS = ("chain", "graph", TIED, CIRCUIT)
NETWORK_SUFFIXES = (".json", ".npz", ".safetensors", ".py")

_LARGEST = 256 * 2**10
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_ACCEPT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}\.(json|npz|safetensors|py)")
_SUFFIXES = {"network": NETWORK_SUFFIXES, "builder": (".py",), "proof": (".json",),
             "counterexample": (".json",)}
_COMMON = ("id", "kind", "title", "points", "accept", "limits", "feedback", "hint", "visibility",
           "hidden", "leaderboard", "statement")
_OWN = {"network": ("spec", "activations", "kinds", "gates"),
        "builder": ("spec", "activations", "kinds", "gates"),
        "proof": ("holes",), "counterexample": ("spec",)}


@dataclass(frozen=True)
class Item:
    """One thing to hand in.  `spec` and `holes` are what its kind reads; see *_item.py."""

    id: str
    kind: str
    points: int
    accept: tuple[str, ...]
    title: str = ""
    statement: str = ""
    spec: Mapping[str, Any] = field(default_factory=dict)
    holes: Mapping[str, Any] = field(default_factory=dict)
    activations: tuple[Any, ...] | None = None
    kinds: tuple[str, ...] = ("chain", "graph")
    gates: tuple[str, ...] = ()
    limits: ItemLimits = ItemLimits()
    growing: Mapping[str, str] = field(default_factory=dict)
    feedback: str = "full"
    hint: str = ""
    visibility: str = "visible"
    hidden: bool = False
    leaderboard: bool = True


@dataclass(frozen=True)
class Assignment:
    """An assignment as it was read; `sha256` is that of the file."""

    id: str
    title: str
    items: tuple[Item, ...]
    sha256: str
    version: str = ""
    personalise: bool = False
    folder: str = ""
    theorem: str = ""           # what it is about: verify assignment new --from THEOREM

    @property
    def points(self) -> int:
        return sum(item.points for item in self.items)


def read_assignment(path: str | os.PathLike[str]) -> Assignment:
    """The assignment in a folder, or in the file itself.

    Raises: BadInput naming the file and the key.
    """
    file = Path(path, FILE) if os.path.isdir(path) else Path(path)
    assignment = parse_assignment(read_bytes(file, _LARGEST), shown(file))
    return Assignment(**{**vars(assignment), "folder": os.fspath(file.parent)})


def parse_assignment(data: bytes, place: str) -> Assignment:
    """The assignment that these bytes of TOML describe.

    Raises: BadInput naming `place` and the key.
    """
    try:
        tree = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise BadInput(place, "TOML in UTF-8", f"no UTF-8 at byte {error.start}") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(place, "TOML", str(error)[:200] or "brackets nested too deeply") from None
    keys(tree, place, ("schema", "id", "title", "items"),
         ("version", "personalise", "description", "theorem"))
    if tree["schema"] != SCHEMA:
        raise BadInput(f"{place}: schema", f'"{SCHEMA}"', _shown(tree["schema"]))
    if not isinstance(tree["items"], list) or not tree["items"]:
        raise BadInput(f"{place}: items", "at least 1 [[items]]", _shown(tree["items"]))
    items = tuple(_item(table, f"{place}: items[{index}]")
                  for index, table in enumerate(tree["items"]))
    _distinct([item.id for item in items], f"{place}: items", "id")
    _distinct([name.lower() for item in items for name in item.accept], f"{place}: items",
              "accepted file")
    return Assignment(
        identifier(tree["id"], f"{place}: id"), text(tree["title"], f"{place}: title"), items,
        hashlib.sha256(data).hexdigest(), text(tree.get("version", ""), f"{place}: version", 0),
        boolean(tree.get("personalise", False), f"{place}: personalise"),
        theorem=text(tree.get("theorem", ""), f"{place}: theorem", 0))


def _item(table: Any, place: str) -> Item:
    if not isinstance(table, dict) or table.get("kind") not in KINDS:
        found = table.get("kind") if isinstance(table, dict) else table
        raise BadInput(f"{place}.kind", f"one of {', '.join(KINDS)}", _shown(found))
    kind = table["kind"]
    keys(table, place, ("id", "kind", "points", "accept"), (*_COMMON, *_OWN[kind]))
    accept = table["accept"]
    if not isinstance(accept, list) or not accept:
        raise BadInput(f"{place}.accept", "a list of file names", _shown(accept))
    for name in accept:
        if not isinstance(name, str) or not _ACCEPT.fullmatch(name) or not name.endswith(
                _SUFFIXES[kind]):
            raise BadInput(f"{place}.accept", "file names such as " + ", ".join(
                f"name{suffix}" for suffix in _SUFFIXES[kind]), _shown(name))
    points = table["points"]
    if type(points) is not int or not 1 <= points <= 10**6:
        raise BadInput(f"{place}.points", "an integer from 1 to 1000000", _shown(points))
    limits, growing = read_limits(table.get("limits", {}), f"{place}.limits")
    name = identifier(table["id"], f"{place}.id")
    found = table.get("activations")
    return Item(
        name, kind, points, tuple(accept), text(table.get("title", name), f"{place}.title"),
        text(table.get("statement", ""), f"{place}.statement", 0),
        table_of(table.get("spec", {}), f"{place}.spec"),
        table_of(table.get("holes", {}), f"{place}.holes"),
        None if found is None else _activations(found, f"{place}.activations"),
        tuple(word(each, f"{place}.kinds", NETWORK_KINDS) for each in words(
            table.get("kinds", ["chain", "graph"]), f"{place}.kinds")),
        tuple(words(table["gates"], f"{place}.gates")) if "gates" in table else (), limits, growing,
        word(table.get("feedback", "full"), f"{place}.feedback", FEEDBACK),
        text(table.get("hint", ""), f"{place}.hint", 0),
        word(table.get("visibility", "visible"), f"{place}.visibility", VISIBILITIES),
        boolean(table.get("hidden", False), f"{place}.hidden"),
        boolean(table.get("leaderboard", True), f"{place}.leaderboard"))


def _activations(value: Any, place: str) -> tuple[Any, ...]:
    from verify.layer import ACTIVATIONS

    if not isinstance(value, list) or not value:
        raise BadInput(place, "a list of activations", _shown(value))
    for entry in value:
        if not isinstance(entry, str) or entry not in ACTIVATIONS:
            raise BadInput(place, f"names among {', '.join(ACTIVATIONS)}", _shown(entry))
    return tuple(value)


def keys(table: Any, place: str, needed: tuple[str, ...], allowed: tuple[str, ...] = ()) -> None:
    """Nothing, if the table has the needed keys and no others than the allowed; BadInput else."""
    if not isinstance(table, dict):
        raise BadInput(place, "a table", _shown(table))
    for key in needed:
        if key not in table:
            raise BadInput(place, f"the key {key}", "none")
    for key in table:
        if key not in needed and key not in allowed:
            known = ", ".join(dict.fromkeys((*needed, *allowed)))
            raise BadInput(f"{place}.{key[:40]}", f"one of {known}", "an unknown key")


def identifier(value: Any, place: str) -> str:
    """The value, if it is a short name; BadInput else."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadInput(place, "letters, digits, - and _ (at most 40)", _shown(value))
    return value


def text(value: Any, place: str, least: int = 1) -> str:
    """The value, if it is a text; BadInput else."""
    if not isinstance(value, str) or len(value) < least or len(value) > 20000:
        raise BadInput(place, "a text", _shown(value))
    return value


def word(value: Any, place: str, known: tuple[str, ...]) -> str:
    """The value, if it is one of these words; BadInput else."""
    if not isinstance(value, str) or value not in known:
        raise BadInput(place, f"one of {', '.join(known)}", _shown(value))
    return value


def words(value: Any, place: str) -> list[str]:
    """The value, if it is a nonempty list of different texts; BadInput else."""
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise BadInput(place, "a list of texts", _shown(value))
    _distinct(value, place, "entry")
    return value


def boolean(value: Any, place: str) -> bool:
    """The value, if it is true or false; BadInput else."""
    if type(value) is not bool:
        raise BadInput(place, "true or false", _shown(value))
    return value


def integer(value: Any, place: str, least: int, most: int) -> int:
    """The value, if it is an integer in the range; BadInput else."""
    if type(value) is not int or not least <= value <= most:
        raise BadInput(place, f"an integer from {least} to {most}", _shown(value))
    return value


def table_of(value: Any, place: str) -> dict[str, Any]:
    """The value, if it is a table; BadInput else."""
    if not isinstance(value, dict):
        raise BadInput(place, "a table", _shown(value))
    return value


def _distinct(values: list[str], place: str, noun: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise BadInput(place, f"each {noun} once", f"{value[:60]!r} twice")


def _shown(value: Any) -> str:
    line = " ".join(repr(value).split())
    return line if len(line) <= 60 else line[:57] + "..."
