"""Which submissions a command line means: files, folders, or a folder with one entry per student.

A student's id is the name of their entry; it names a row in a table and is hashed for everything
else, so that it never becomes a path.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import PurePath
from typing import Sequence

from verify.errors import BadInput
from verify.grade.archive import is_junk
from verify.grade.assignment import Assignment

_HANDED_IN = (".json", ".npz", ".safetensors", ".py", ".zip")


@dataclass(frozen=True)
class Entry:
    """One submission: whose it is, and where."""

    student: str
    path: str

    @property
    def folder(self) -> str:
        """The name of this student's folder among the results."""
        return hashlib.sha256(os.fsencode(self.student)).hexdigest()


def entries_of(paths: Sequence[str], assignment: Assignment, several: bool | None = None,
               out: str = "") -> tuple[list[Entry], bool]:
    """All submissions, by student, and whether there may be several of them.

    A single folder is one submission if an accepted file stands directly in it or if it has not two
    entries to hand in; `several` says it instead. The folder of the results is no submission.

    Raises: BadInput for a path that is not there.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise BadInput(path if path.isprintable() else ascii(path), "a file or a folder",
                           "no such file")
    if len(paths) == 1:
        path = paths[0]
        if several is None:
            several = _holds_several(path, assignment)
        if not several:
            return [Entry(_id(path), path)], False
        if not os.path.isdir(path):
            raise BadInput(path, "a folder of submissions", "a file")
        paths = [each for name in _names(path) if not _same(each := os.path.join(path, name), out)]
    names = [_id(path) for path in paths]
    entries = [Entry(name if names.count(name) == 1 else os.path.basename(os.path.normpath(path)),
                     path) for name, path in zip(names, paths)]
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda each: os.fsencode(each.student)):
        if entry.student in found:
            raise BadInput(ascii(entry.student), "one submission of each student", "two")
        found[entry.student] = entry
    return list(found.values()), True


def _holds_several(path: str, assignment: Assignment) -> bool:
    if not os.path.isdir(path):
        return False
    accepted = {name.lower() for item in assignment.items for name in item.accept}
    entries = 0
    for name in _names(path):
        mode = os.lstat(os.path.join(path, name)).st_mode
        if stat.S_ISREG(mode) and name.lower() in accepted:
            return False
        entries += stat.S_ISDIR(mode) or PurePath(name).suffix.lower() in _HANDED_IN
    return entries >= 2


def _same(path: str, out: str) -> bool:
    return bool(out) and os.path.realpath(path) == os.path.realpath(out)


def _names(path: str) -> list[str]:
    try:
        names = os.listdir(path)
    except OSError as error:
        raise BadInput(path, "a folder that can be read",
                       (error.strerror or "another").lower()) from None
    return sorted((name for name in names if not is_junk((name,))), key=os.fsencode)


def _id(path: str) -> str:
    name = os.path.basename(os.path.normpath(path))
    if os.path.isdir(path) and not os.path.islink(path):
        return name
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and stem and f".{suffix.lower()}" in _HANDED_IN else name
