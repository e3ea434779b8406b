"""Which theorems there are: everything registered under the entry-point group `netproof.theorems`.

A package ships a theorem by a line in its own setup.cfg, as pytest's plug-ins do:

    [options.entry_points]
    netproof.theorems =
        my-theorem = my_package.my_module:theorem

A theorem's module is imported only when it is asked for.  An alias may have a line of its own, with
the same object, and then costs one import too; one without a line is found by importing them all,
for only the theorem itself knows its aliases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any

from verify.errors import BadInput, Refused
from verify.parameters import complete, expects, found, suggestion
from verify.reserved import COMMANDS, OPTIONS

if TYPE_CHECKING:
    from verify.statement import Theorem

THEOREMS = "netproof.theorems"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KINDS = ("integer", "choice", "path", "text", "flag")


@dataclass(frozen=True)
class Entry:
    """One line of a package's entry points."""

    name: str
    point: metadata.EntryPoint

    @property
    def distribution(self) -> str:
        """The package that has the line; asked for in messages only, for it is slow to find."""
        return self.point.dist.name if self.point.dist else "an unnamed package"

    def __str__(self) -> str:
        return f"entry point {self.name} of {self.distribution}"

    def load(self) -> Any:
        """The object that the entry point names; BadInput when the plug-in is broken."""
        try:
            return self.point.load()
        except Exception as error:  # a stranger's module may raise anything; the line says what
            problem = f"{type(error).__name__}: {error}"
            raise BadInput(str(self), "a module that imports", found(problem, 300)) from error


def entries(group: str = THEOREMS) -> tuple[Entry, ...]:
    """The registered entries of a group, by name.

    Raises: BadInput when there are none (a checkout that is not installed), and when two packages
    register one name.
    """
    chosen: dict[str, Entry] = {}
    for point in metadata.entry_points(group=group):
        entry = Entry(point.name, point)
        other = chosen.setdefault(entry.name, entry)
        if other is not entry:
            raise _twice(entry.name, other, entry)
    if not chosen:
        raise BadInput(group, "at least one entry point",
                       "none (install netproof first: pip install .)")
    return tuple(sorted(chosen.values(), key=lambda e: e.name))


def theorems() -> tuple[Theorem, ...]:
    """Every registered theorem, by name, each checked by `admit`.

    Raises: BadInput for a broken plug-in, and when two theorems answer to one name.
    """
    owner: dict[str, Entry] = {}
    loaded = [(entry, _theorem_of(entry)) for entry in entries()]
    by_name = {entry.name: theorem for entry, theorem in loaded if entry.name == theorem.name}
    for entry, theorem in loaded:
        if entry.name != theorem.name:
            if by_name.get(theorem.name) is not theorem:
                raise BadInput(str(entry), f"an alias of a theorem that is registered as "
                               f"{theorem.name} too", "none")
            continue
        for name in (theorem.name, *theorem.also):
            if name in owner:
                raise _twice(name, owner[name], entry)
            owner[name] = entry
    return tuple(by_name.values())


def find(name: str) -> Theorem:
    """The theorem of this name or alias.

    Raises: BadInput for an unknown name, suggesting the nearest.
    """
    for entry in entries():
        if entry.name == name:
            return _theorem_of(entry)
    names = {}
    for theorem in theorems():
        names.update({known: theorem for known in (theorem.name, *theorem.also)})
    if name not in names:
        near = suggestion(name, (*names, *COMMANDS)) or " (verify list shows them all)"
        raise BadInput("verify", "the name of a theorem or a command", found(name) + near)
    return names[name]


def _theorem_of(entry: Entry) -> Theorem:
    theorem = admit(entry.load(), entry)
    if entry.name not in (theorem.name, *theorem.also):
        raise BadInput(str(entry), f"a theorem named {entry.name}", found(theorem.name))
    return theorem


def _twice(name: str, first: Entry, second: Entry) -> BadInput:
    return BadInput(f"theorem {name}", "one package that ships it",
                    f"{first.distribution} and {second.distribution}")


def admit(theorem: Any, place: str | Entry) -> Theorem:
    """The same object, if it is a theorem that the command can offer; `place` is where it stands.

    Raises: BadInput when it is no Theorem or its name belongs to the command; Refused when its
    parameters cannot be offered as flags.
    """
    from verify.statement import Theorem

    if not isinstance(theorem, Theorem):
        raise BadInput(str(place), "a verify.statement.Theorem", found(type(theorem).__name__))
    for name in (theorem.name, *theorem.also):
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise BadInput(str(place), "a name of small letters, digits and single dashes",
                           found(name))
        if name in COMMANDS:
            raise BadInput(str(place), "a name that no command has", found(name))
    names = [parameter.name for parameter in theorem.given]
    for parameter in theorem.given:
        if problem := _problem(parameter, names):
            raise Refused("ill-formed", f"{place}: parameter {found(parameter.name)}: {problem}")
    return theorem


def _problem(parameter: Any, names: list[str]) -> str:
    """Why this parameter cannot become a flag; empty if it can."""
    name = parameter.name
    if not (isinstance(name, str) and name.isascii() and name.isidentifier()):
        return "its name is no Python identifier"
    if name.replace("_", "-").lower() in OPTIONS:
        return "its name belongs to an option of the command"
    if names.count(name) > 1:
        return "its name occurs twice"
    if parameter.kind not in _KINDS:
        return f"its kind is {found(parameter.kind)}, not one of {', '.join(_KINDS)}"
    if parameter.kind == "integer" and parameter.low == parameter.high == 0:
        return "it has no range"
    if parameter.kind == "path":
        return ""
    try:
        complete([parameter], {name: parameter.default})
    except BadInput:
        return f"its default, {found(parameter.default)}, is not {expects(parameter)}"
    return ""
