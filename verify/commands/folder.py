"""A folder of pages that appears whole, in the place of an earlier one of the same kind only."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path
from typing import Iterator

from verify.errors import BadInput
from verify.parameters import found, shown


@contextlib.contextmanager
def written_whole(output: str, mark: str, what: str) -> Iterator[Path]:
    """A folder to write into, which stands under the name `output` when all is written.

    `mark` is the file that every such folder holds (the caller writes it), `what` its name in
    messages. Until the end, and after an error or Ctrl-C, `output` is as it was.

    Raises: BadInput where other files would be replaced.
    """
    target = _target(output, mark, what)
    folder = target.parent / f".netproof-{secrets.token_hex(8)}.part"
    folder.mkdir()
    try:
        yield folder
        _replace(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _target(output: str, mark: str, what: str) -> Path:
    place, target = shown(output), Path(os.path.abspath(output))
    if not target.parent.is_dir():
        raise BadInput(place, "a folder in a folder that exists", found(str(target.parent)))
    if target.exists():
        if not target.is_dir():
            raise BadInput(place, "a folder", "a file")
        if any(target.iterdir()) and not (target / mark).is_file():
            raise BadInput(place, f"an empty folder, or {what}", "a folder of other files")
    return target


def _replace(folder: Path, target: Path) -> None:
    """The new folder under the old one's name; the old one goes when the new one is there."""
    old = None
    if target.exists():
        old = target.parent / f".netproof-{secrets.token_hex(8)}.old"
        os.replace(target, old)
    try:
        os.replace(folder, target)
    except OSError:
        if old is not None:
            os.replace(old, target)
        raise
    if old is not None:
        shutil.rmtree(old)
