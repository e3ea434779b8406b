"""Files appear whole or not at all.

Every file that netproof writes goes through `write_atomically`: a full disk, an error or Ctrl-C
leaves the old file as it was and no half file beside it.
"""

import os
import secrets
import stat
from pathlib import Path

from verify.errors import BadInput


def write_atomically(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` into the file `path`, which afterwards holds all of it or what it held before.

    Raises: BadInput when the file cannot be written (no such folder, a directory, a device, a full
    disk, no permission).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(f"{folder}/a.txt", b"whole")
    ...     os.listdir(folder), Path(folder, "a.txt").read_bytes()
    (['a.txt'], b'whole')
    """
    shown = os.fspath(path)
    place = shown if shown.isprintable() else ascii(shown)
    try:
        _write(Path(os.path.realpath(shown)), data, place)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if isinstance(error, BadInput):
            raise
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise BadInput(place, "a file that can be written", reason.lower()) from None


def _write(target: Path, data: bytes, place: str) -> None:
    mode = _mode_of(target, place)
    # Beside the target, because a rename is atomic only within one file system.
    temporary = target.parent / f".netproof-{secrets.token_hex(8)}.part"
    try:
        # O_EXCL: nobody can have put a link under this name; 0o666 lets the user's umask decide.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with open(os.open(temporary, flags, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:  # Ctrl-C too: the half file goes, the exception stays
        temporary.unlink(missing_ok=True)
        raise


def _mode_of(target: Path, place: str) -> int | None:
    """The permissions of the file to be replaced; replacing /dev/null would be a disaster."""
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise BadInput(place, "a file that can be written", "a directory")
    if not stat.S_ISREG(found.st_mode):
        raise BadInput(place, "a file that can be written", "no regular file (a device or a pipe)")
    return stat.S_IMODE(found.st_mode)
