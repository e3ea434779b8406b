"""A submitted .zip, read in memory and never unpacked onto a disk.

Every member is looked at before one is read: names that leave the folder, links, encryption, two
members of one name, sizes that the archive lies about.  What macOS adds is nobody's fault.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

from verify.errors import BadInput
from verify.grade.cleaning import visible_name
from verify.grade.grade_limits import FOLDERS, UNPACKED, ZIP_MEMBERS
from verify.grade.outcome import Stop

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError,
           OverflowError, KeyError, OSError, struct.error)
_JUNK_FOLDERS = ("__MACOSX", ".git", ".ipynb_checkpoints", "__pycache__", ".vscode", ".idea")
_JUNK_FILES = (".DS_Store", "Thumbs.db", "desktop.ini", ".gitignore")


def is_junk(parts: tuple[str, ...]) -> bool:
    """Whether a path is something that a system or an editor added.

    >>> is_junk(("__MACOSX", "hw", "._network.json")), is_junk(("hw", "network.json"))
    (True, False)
    """
    return (any(part in _JUNK_FOLDERS for part in parts) or parts[-1] in _JUNK_FILES
            or parts[-1].startswith("._"))


def unpacked(data: bytes) -> list[tuple[tuple[str, ...], bytes]]:
    """The files of a zip archive, (path, bytes), in its order, without junk.

    Raises: Stop (malformed or over_limit) with what to hand in instead.

    >>> unpacked(b"PK no zip")
    Traceback (most recent call last):
    verify.grade.outcome.Stop: the zip file is damaged or is none
    """
    if not data.startswith(b"PK\x03\x04"):
        raise Stop("malformed", "the zip file is damaged or is none")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _members(archive)
    except (Stop, BadInput):
        raise
    except _DAMAGE:
        raise Stop("malformed", "the zip file is damaged or is none") from None


def _members(archive: zipfile.ZipFile) -> list[tuple[tuple[str, ...], bytes]]:
    members = [(member, _path(member)) for member in archive.infolist()
               if member.orig_filename != "./"]
    # The limits are about what was handed in; what macOS adds beside every file does not count.
    kept = [(member, parts) for member, parts in members
            if not member.is_dir() and not is_junk(parts)]
    if len(kept) > ZIP_MEMBERS or len(members) > 4 * ZIP_MEMBERS:
        raise Stop("over_limit", f"the zip file has more than {ZIP_MEMBERS} files")
    if sum(member.file_size for member, _ in kept) > UNPACKED:
        raise Stop("over_limit", f"the zip file unpacks to more than {UNPACKED} bytes")
    seen: set[tuple[str, ...]] = set()
    found = []
    for member, parts in kept:
        shown = visible_name("/".join(parts))
        if parts in seen:
            raise Stop("malformed", f"the zip file holds two files named {shown}")
        seen.add(parts)
        if member.flag_bits & 1:
            raise Stop("malformed", "the zip file is encrypted: hand in the files themselves")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Stop("malformed", f"{shown} is packed by a method that is not read here: "
                                    "make the zip file with the usual settings")
        with archive.open(member) as stream:
            data = stream.read(member.file_size + 1)
        if len(data) != member.file_size:
            raise Stop("malformed", f"{shown} is not as long as the zip file says")
        found.append((parts, data))
    return found


def _path(member: zipfile.ZipInfo) -> tuple[str, ...]:
    """The parts of a member's name, as it was stored: zipfile cuts names at NUL.  Old Windows tools
    write backslashes, and others begin every name with "./"; both are honest."""
    name = member.orig_filename
    kind = stat.S_IFMT(member.external_attr >> 16)
    path = name.replace("\\", "/")
    parts = tuple(part for part in path.rstrip("/").split("/") if part != ".")
    if (not parts or path.startswith("/") or "\0" in path or path[1:2] == ":"
            or any(part in ("", "..") for part in parts) or len(parts) > FOLDERS):
        raise Stop("malformed", f"the zip file holds the path {visible_name(name)!r}, which is not "
                                "inside its folder")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Stop("malformed", f"the zip file holds a link or a device, {visible_name(name)!r}: "
                                "hand in the file itself")
    return parts
