"""Reading a stranger's file without being held up by it.

A FIFO never ends, /dev/zero never stops, and a sparse file claims a terabyte: all three are refused
by what `stat` says, before anything is opened or read.
"""

import os
import stat

from verify.errors import BadInput

_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISLNK, "a symbolic link"),
)


def shown(path: str | os.PathLike[str]) -> str:
    r"""The path as one printable line.

    >>> shown("a.json"), shown("a\nb.json")
    ('a.json', "'a\\nb.json'")
    """
    text = os.fspath(path)
    return text if text.isprintable() else ascii(text)


def read_bytes(path: str | os.PathLike[str], limit: int, follow: bool = True) -> bytes:
    """All bytes of a regular, nonempty file of at most `limit` bytes; links only if `follow`.

    Raises: BadInput for anything else, naming what it is instead.
    """
    place = shown(path)
    try:
        _check(place, os.stat(path) if follow else os.lstat(path), limit)
        # O_NONBLOCK: should a pipe have taken the file's place meanwhile, opening it must not wait.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        flags |= getattr(os, "O_BINARY", 0) | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
        with open(os.open(path, flags), "rb") as file:
            _check(place, os.fstat(file.fileno()), limit)
            data = file.read(limit + 1)
    except BadInput:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(place, "a file that can be read", reason) from None
    except ValueError as error:  # a NUL in the name
        raise BadInput(place, "a file that can be read", str(error)) from None
    if len(data) > limit:  # it grew while we read
        raise BadInput(place, f"at most {limit} bytes", "a file that is still growing")
    return data


def _check(place: str, found: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((name for test, name in _KINDS if test(found.st_mode)), "something else")
        raise BadInput(place, "a regular file", kind)
    if found.st_size == 0:
        raise BadInput(place, "a network", "an empty file")
    if found.st_size > limit:
        raise BadInput(place, f"at most {limit} bytes", f"{found.st_size} bytes")
