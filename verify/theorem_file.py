"""A theorem in the user's own file: `verify run FILE.py`.

The file is imported, so it runs with the user's rights: this is for one's own theorems.  It must
define an object named `theorem`.  Files beside it can be imported from it, as in any script.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import traceback
import zlib
from typing import TYPE_CHECKING

from verify.catalogue import admit
from verify.errors import BadInput, Refused
from verify.parameters import shown

if TYPE_CHECKING:
    from verify.statement import Theorem

_LARGEST = 4 * 2**20  # bytes; a theorem fits one screen
_LONGEST_PROBLEM = 300  # characters of an exception's message that are repeated


class _Source(importlib.abc.SourceLoader):
    """Compiles what was read: neither reads nor leaves a compiled file beside the user's."""

    def __init__(self, path: str, data: bytes):
        self._path, self._data = path, data

    def get_filename(self, fullname: str) -> str:
        return self._path

    def get_data(self, path: str | bytes) -> bytes:
        if path != self._path:
            raise OSError(f"no data for {path!r}")
        return self._data


def load_theorem(path: str | os.PathLike[str]) -> Theorem:
    """The object named `theorem` in a Python file, after running the file.

    Raises: BadInput, with file and line, for a file that cannot be read or run or that defines no
    theorem; Refused when its parameters cannot be flags.
    """
    real = os.path.realpath(path)
    data = _read(path)
    name = f"netproof_file_{zlib.crc32(os.fsencode(real)):08x}"  # private, and the same every time
    spec = importlib.machinery.ModuleSpec(name, _Source(real, data), origin=real)
    spec.has_location = True
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickled functions look their module up
    if (folder := os.path.dirname(real)) not in sys.path:
        sys.path.append(folder)  # last: a file named random.py there must not hide Python's own
    try:
        module.__spec__.loader.exec_module(module)  # type: ignore[union-attr]
    except (Exception, SystemExit) as error:  # a user's file may raise anything; the line says what
        del sys.modules[name]
        raise blame(path, error) from error
    if not hasattr(module, "theorem"):
        names = [n for n, v in vars(module).items() if type(v).__name__ == "Theorem"]
        raise BadInput(shown(path), "an object named theorem",
                       f"only {', '.join(names)}" if names else "none")
    return admit(module.theorem, shown(path))


def blame(path: str | os.PathLike[str], error: BaseException) -> BadInput:
    """One line for an exception that a theorem's file caused: where in it, and what went wrong."""
    real = os.path.realpath(path)
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == real]
    if isinstance(error, SyntaxError) and error.filename == real:
        lines.append(error.lineno)
    place = shown(path) + (f", line {lines[-1]}" if lines else "")
    return BadInput(place, "a theorem that can be run", describe(error))


def describe(error: BaseException) -> str:
    """An exception as one short line; ours speak for themselves, others need their kind.

    >>> describe(ZeroDivisionError("division by zero"))
    'ZeroDivisionError: division by zero'
    """
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    text = " ".join(text.split())
    if not isinstance(error, (BadInput, Refused)):
        text = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return text if len(text) <= _LONGEST_PROBLEM else text[:_LONGEST_PROBLEM] + "..."


def _read(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a Python file; anything else is refused before it is opened."""
    if os.path.isdir(path) or not os.path.exists(path):
        kind = "a directory" if os.path.isdir(path) else "no such file"
        raise BadInput(shown(path), "a Python file", kind)
    if not os.path.isfile(path):
        raise BadInput(shown(path), "a Python file", "no regular file (a device or a pipe)")
    try:
        size = os.path.getsize(path)
        if size > _LARGEST:
            raise BadInput(shown(path), f"at most {_LARGEST} bytes", f"{size} bytes")
        with open(path, "rb") as file:
            data = file.read(_LARGEST)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(shown(path), "a Python file that can be read", reason) from error
    if not data.strip():
        raise BadInput(shown(path), "a Python file", "an empty file")
    return data
