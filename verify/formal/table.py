"""The table of pins: a TOML file beside the proofs, with every end statement typed once more.

    files    the proof files in the order in which they are compiled
    axioms   by file: the axioms of Coq's library that its proofs may use; none if not listed
    pin      name, file, theorem, claim, says, meaning, statement

and, where it exists, `printed.toml` in the same folder: how each claim that a pin restates reads in
Coq, from which `verify.formal.printed` makes the statement.

    printed  name, file, theorem, claim, pin, premises, binders, sets and symbols
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

from verify.errors import BadInput
from verify.formal.tokens import forbidden

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_']*")
_KEYS = {"name", "file", "theorem", "claim", "says", "meaning", "statement", "definition"}
_PRINTED = {"name", "file", "theorem", "claim", "pin", "premises", "binders", "sets", "symbols"}


@dataclass(frozen=True)
class Pin:
    """One end statement, typed apart from its proof.

    name, file  the Coq theorem that must have this statement, and where it stands
    theorem     the theorem it belongs to, by the name of the command
    claim       which of its claims says the same; empty where none does
    meaning     SHA-256 of what that claim says (`verify.formal.meaning`)
    says        the statement in words
    statement   the statement in Coq
    definition  whether this pins a definition that other statements use, by unfolding it
    proof       how Coq finds it, where that is not the theorem of this name
    problem     why there is no statement: the claim does not fit its table any more
    """

    name: str
    file: str
    theorem: str
    claim: str
    says: str
    statement: str
    meaning: str = ""
    definition: bool = False
    proof: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Printed:
    """How one claim reads in Coq; the theorem `name` of `file` must have that statement.

    pin         the end statement that restates the claim
    premises    the theorem's assumptions, and the claim's own, that stay premises in Coq
    binders     variables of Coq: forall (x : A) (y : B), and nothing else
    sets        each set that is spoken of -> a finite type, or nat
    symbols     each function and symbol -> the Coq term for it; `weights` for what gradients vary
    """

    name: str
    file: str
    theorem: str
    claim: str
    pin: str
    premises: tuple[str, ...]
    binders: str
    sets: tuple[tuple[str, str], ...]
    symbols: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """All pins of one folder of proofs."""

    folder: Path
    files: tuple[str, ...]
    axioms: Mapping[str, frozenset[str]]
    uses: Mapping[str, tuple[str, ...]]
    opens: str
    pins: tuple[Pin, ...]
    printed: tuple[Printed, ...] = ()

    def of(self, theorem: str) -> tuple[Pin, ...]:
        """The pins of a theorem, by its name."""
        return tuple(pin for pin in self.pins if pin.theorem == theorem)

    def needed(self, pins: tuple[Pin, ...]) -> tuple[str, ...]:
        """The files that these pins need, in the order of compilation."""
        wanted = {pin.file for pin in pins}
        for file in reversed(self.files):
            if file in wanted:
                wanted |= set(self.uses.get(file, ()))
        return tuple(file for file in self.files if file in wanted)


def read(path: str | Path) -> Table:
    """The table in this file.

    Raises: BadInput, naming the place, for a table that is not as described above.
    """
    place = Path(path)
    try:
        found = tomllib.loads(place.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(str(place), "a table of pins", str(error)) from None
    files = tuple(found.get("files", ()))
    if not files or not all(isinstance(f, str) and _NAME.fullmatch(f) for f in files):
        raise BadInput(f"{place}: files", "names of Coq files without .v", repr(files))
    uses = {file: tuple(names) for file, names in found.get("uses", {}).items()}
    for file, names in uses.items():
        if file not in files or not set(names) <= set(files[:files.index(file)]):
            raise BadInput(f"{place}: uses.{file}", "files that stand before it", repr(names))
    axioms = {file: frozenset(names) for file, names in found.get("axioms", {}).items()}
    opens = _code(f"{place}: opens", found.get("opens", ""))
    pins = tuple(_pin(place, files, entry) for entry in found.get("pin", ()))
    twice = {p.name for p in pins if sum((q.file, q.name) == (p.file, p.name) for q in pins) > 1}
    if not pins or twice:
        raise BadInput(f"{place}: pin", "pins, each with its own name", ", ".join(twice) or "none")
    beside = place.with_name("printed.toml")
    printed = _read_printed(beside, files) if beside.is_file() else ()
    return Table(place.parent, files, axioms, uses, opens, pins, printed)


def _read_printed(place: Path, files: tuple[str, ...]) -> tuple[Printed, ...]:
    try:
        entries = tomllib.loads(place.read_text(encoding="ascii")).get("printed", ())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(str(place), "a table of printed claims", str(error)) from None
    found = []
    for entry in entries:
        here = f"{place}: {entry.get('name', '?')}"
        if set(entry) | {"premises"} != _PRINTED or entry["file"] not in files \
                or not _NAME.fullmatch(entry["name"]):
            raise BadInput(here, "keys " + ", ".join(sorted(_PRINTED)) + ", and one of the files",
                           ", ".join(sorted(entry)))
        tables = [tuple((name, _code(here, term)) for name, term in entry[key].items())
                  for key in ("sets", "symbols")]
        found.append(Printed(entry["name"], entry["file"], entry["theorem"], entry["claim"],
                             entry["pin"], tuple(entry.get("premises", ())),
                             _code(here, entry["binders"]), *tables))
    return tuple(found)


def _pin(place: Path, files: tuple[str, ...], entry: Mapping[str, Any]) -> Pin:
    name = entry.get("name", "")
    here = f"{place}: pin {name or '?'}"
    if unknown := set(entry) - _KEYS:
        raise BadInput(here, "keys " + ", ".join(sorted(_KEYS)), ", ".join(sorted(unknown)))
    if not isinstance(name, str) or not _NAME.fullmatch(name) or entry.get("file") not in files:
        raise BadInput(here, "the name of a Coq theorem and one of the files",
                       f"{name!r}, {entry.get('file')!r}")
    statement = _code(here, entry.get("statement", ""))
    if not statement.strip() or re.search(r"\.(\s|$)", statement):
        raise BadInput(here, "one statement without a full stop", repr(statement[:40]))
    return Pin(name, entry["file"], entry.get("theorem", ""), entry.get("claim", ""),
               entry.get("says", ""), statement.strip(), entry.get("meaning", ""),
               bool(entry.get("definition", False)))


def _code(here: str, text: Any) -> str:
    if not isinstance(text, str) or (problem := forbidden(text)) is not None:
        raise BadInput(here, "Coq without escape hatches", repr(text) if not isinstance(text, str)
                       else str(problem))
    return text
