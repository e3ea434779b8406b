"""An append-only record of finished blocks, so that a long check can be killed and taken up again.

The first line says what the check is: version, statement and numbers, networks.  Every further line
is one finished block with a hash that continues the line before, so that a changed or missing line
is noticed; a last line that a crash cut short is dropped.  Whoever resumes believes what the file
says of finished blocks, and the report says so.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path
from typing import Any, Callable, Mapping

from verify.errors import BadInput
from verify.parameters import found, shown

SCHEMA = "netproof-checkpoint/1"
Once = Callable[[tuple[Any, ...], Callable[[], Any]], Any]


def always(key: tuple[Any, ...], block: Callable[[], Any]) -> Any:
    """A block without any record of it: it is worked out."""
    return block()


@dataclass
class Checkpoint:
    """The open file and what it holds: key of a block -> its result (JSON values)."""

    path: str
    file: RawIOBase
    chain: str
    blocks: dict[str, Any] = field(default_factory=dict)

    def once(self, key: tuple[Any, ...], block: Callable[[], Any]) -> Any:
        """The block's result from the file, or worked out and written there before it counts."""
        name = json.dumps(key)
        if name not in self.blocks:
            value = block()
            line, self.chain = _line({"block": list(key), "result": value}, self.chain)
            try:
                if self.file.write(line) != len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(self.file.fileno())
            except OSError as error:
                raise _unwritable(self.path, error) from None
            self.blocks[name] = value
        return self.blocks[name]

    def __enter__(self) -> "Checkpoint":
        return self

    def __exit__(self, *error: Any) -> None:
        self.file.close()


def open_checkpoint(path: str | os.PathLike[str], check: Mapping[str, Any]) -> Checkpoint:
    """Begin a checkpoint for this check, or take up the one that the file holds.

    Raises
        BadInput: if the file is no checkpoint, one of another check or version, or damaged.
    """
    place = shown(os.fspath(path))
    if Path(path).exists() and not Path(path).is_file():
        raise BadInput(place, "a regular file, or none yet", "something else")
    try:
        old = Path(path).read_bytes() if Path(path).exists() else b""
        header = {"schema": SCHEMA, **check}
        first, chain = _line(header, "")
        blocks: dict[str, Any] = {}
        kept = len(first)
        if old and not first.startswith(old):    # a crash may have cut the first line short
            chain, blocks, kept = _read(old, first, header, place)
        file = open(path, "r+b" if old else "w+b", buffering=0)
        if not old or first.startswith(old):
            file.write(first)
        file.truncate(kept)
        file.seek(kept)
    except OSError as error:
        raise _unwritable(place, error) from None
    return Checkpoint(place, file, chain, blocks)


def _no_checkpoint(place: str, data: bytes) -> BadInput:
    return BadInput(place, "a checkpoint of netproof, or no file",
                    found(data[:40].decode("latin-1")))


def _unwritable(place: str, error: OSError) -> BadInput:
    return BadInput(place, "a file that can be written", (error.strerror or str(error)).lower())


def _line(value: Mapping[str, Any], chain: str) -> tuple[bytes, str]:
    """A line, and the hash of all lines up to it."""
    text = json.dumps(value, sort_keys=True)
    digest = hashlib.sha256((chain + text).encode("ascii")).hexdigest()
    return (json.dumps({"sha256": digest})[:-1] + ", " + text[1:] + "\n").encode("ascii"), digest


def _read(data: bytes, first: bytes, header: Mapping[str, Any],
          place: str) -> tuple[str, dict[str, Any], int]:
    """The chain, the blocks and the length of the whole lines of a file."""
    lines = data.split(b"\n")[:-1]
    if not lines:
        raise _no_checkpoint(place, data)
    _require_same(lines[0], header, place)
    chain, blocks, kept = json.loads(first)["sha256"], {}, len(first)
    for number, line in enumerate(lines[1:], 2):
        try:
            entry = json.loads(line)
            value = {"block": entry["block"], "result": entry["result"]}
            again, chain = _line(value, chain)
        except (ValueError, KeyError, TypeError):
            again = b""
        if again != line + b"\n":
            raise BadInput(f"{place}: line {number}", "the line as it was written",
                           found(line[:60].decode("latin-1")))
        blocks[json.dumps(value["block"])] = value["result"]
        kept += len(line) + 1
    return chain, blocks, kept


def _require_same(line: bytes, header: Mapping[str, Any], place: str) -> None:
    try:
        entry = json.loads(line)
        schema = entry["schema"]
    except (ValueError, KeyError, TypeError):
        raise _no_checkpoint(place, line) from None
    if schema != SCHEMA:
        raise BadInput(f"{place}: schema", SCHEMA, found(schema))
    for key, value in header.items():
        if entry.get(key) != value:
            raise BadInput(f"{place}: {key}", found(value), found(entry.get(key)))
    if line + b"\n" != _line(header, "")[0]:
        raise BadInput(place, "the first line as it was written",
                       found(line[:60].decode("latin-1")))
