"""What a student handed in: at most one accepted file per item, found without trusting anything.

A submission is a file, a folder, or one .zip of them; an enclosing folder and what macOS adds are
fine.  Nothing is followed (links), opened twice, unpacked or put on a path.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Iterator, Sequence

from verify.errors import BadInput
from verify.grade.archive import is_junk, unpacked
from verify.grade.assignment import Item
from verify.grade.cleaning import clean, visible_name
from verify.grade.grade_limits import ENTRIES, FOLDERS, UNPACKED
from verify.grade.outcome import Stop
from verify.interchange.json_text import parse
from verify.interchange.regular_file import read_bytes

NETWORK, PROOF, COUNTEREXAMPLE = ("netproof-network/1", "netproof-proof/1",
                                  "netproof-counterexample/1")
_FORMATS = {NETWORK: "network", PROOF: "proof", COUNTEREXAMPLE: "counterexample"}
_EXPORT = ("from torch: safetensors.torch.save_file(model.state_dict(), 'network.safetensors'); "
           "from numpy: numpy.savez('network.npz', **{'layers.0.weight': W, 'layers.0.bias': b})")
REFUSED = {
    ".pt": "a torch file is a pickle, which is a program", ".pth": "a torch file is a pickle",
    ".pkl": "a pickle is a program", ".pickle": "a pickle is a program",
    ".joblib": "a joblib file is a pickle", ".onnx": "ONNX is not read here",
    ".h5": "HDF5 is not read here", ".hdf5": "HDF5 is not read here",
    ".keras": "Keras files are not read here", ".npy": "a single array has no names",
    ".tar": "only .zip archives are read", ".gz": "only .zip archives are read",
    ".tgz": "only .zip archives are read", ".bz2": "only .zip archives are read",
    ".xz": "only .zip archives are read", ".7z": "only .zip archives are read",
    ".rar": "only .zip archives are read", ".ipynb": "notebooks are not run here",
}


@dataclass(frozen=True)
class File:
    """One file of a submission: its name as the assignment calls it, and its bytes."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        return PurePath(self.name).suffix


@dataclass(frozen=True)
class Submission:
    """The accepted file of each item that has one, those that have two, and a hash of it all."""

    files: dict[str, File]
    twice: dict[str, tuple[str, ...]]
    sha256: str
    ignored: tuple[str, ...] = ()


def collect(path: str | os.PathLike[str], items: Sequence[Item]) -> Submission:
    """The submission at `path`.

    Raises: Stop (malformed, unsupported or over_limit) when nothing can be graded, with what to
    hand in instead.
    """
    raw = _raw(path)
    found = _unzipped(raw)
    files: dict[str, File] = {}
    twice: dict[str, tuple[str, ...]] = {}
    ignored: list[str] = []
    lone = len(found) == 1 and not os.path.isdir(path)
    for parts, data in found:
        match = _accepted(parts[-1], items) or (_by_content(parts[-1], data, items)
                                                if lone else None)
        if match is None:
            ignored.append(visible_name("/".join(parts)))
            continue
        item, name = match
        if item.id in files:
            before = twice.get(item.id, (files[item.id].name,))
            twice[item.id] = (*before, visible_name(parts[-1]))
        else:
            files[item.id] = File(name, data)
    if not files:
        raise _nothing(found, items)
    return Submission(files, twice, _digest(raw, path), tuple(ignored[:20]))


def digest_of_path(path: str | os.PathLike[str]) -> str:
    """The SHA-256 of a submission as it was handed in: of a file, that of its bytes; of what cannot
    be read, that of why."""
    try:
        return _digest(_raw(path), path)
    except Stop as stop:
        return hashlib.sha256(f"unreadable: {stop.outcome.output}".encode()).hexdigest()


def _digest(raw: Sequence[tuple[tuple[str, ...], bytes]], path: str | os.PathLike[str]) -> str:
    if len(raw) == 1 and not os.path.isdir(path):
        return hashlib.sha256(raw[0][1]).hexdigest()
    total = hashlib.sha256()
    for parts, data in raw:
        name = "/".join(parts).encode("utf-8", "surrogateescape")
        total.update(b"%d:%s:%d:" % (len(name), name, len(data)))
        total.update(data)
    return total.hexdigest()


def _raw(path: str | os.PathLike[str]) -> list[tuple[tuple[str, ...], bytes]]:
    """All files (path, bytes) that are no junk, archives unopened."""
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            return sorted(_walk(os.fspath(path)))
        return [((os.path.basename(os.path.normpath(path)),), _read(path))]
    except OSError as error:
        raise Stop("malformed", "the submission cannot be read: "
                                + (error.strerror or "no reason given").lower()) from None


def _unzipped(raw: Sequence[tuple[tuple[str, ...], bytes]]) -> list[tuple[tuple[str, ...], bytes]]:
    """The same files, those of an archive in its place."""
    found = []
    for parts, data in raw:
        if parts[-1].lower().endswith(".zip"):
            inner = unpacked(data)
            if any(names[-1].lower().endswith(".zip") for names, _ in inner):
                raise Stop("malformed", "a zip file within a zip file: hand in the files "
                                        "themselves")
            found += [((*parts, *names), content) for names, content in inner]
        else:
            found.append((parts, data))
    return sorted(found)


def _walk(top: str) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """Every regular file below `top`; links, pipes and devices end the walk."""
    waiting: list[tuple[str, ...]] = [()]
    seen, size = 0, 0
    while waiting:
        folder = waiting.pop()
        with os.scandir(os.path.join(top, *folder)) as scanned:
            entries = list(islice(scanned, 4 * ENTRIES + 1))
            if len(entries) > 4 * ENTRIES:
                raise Stop("over_limit", f"a folder holds more than {ENTRIES} files")
            for entry in sorted(entries, key=lambda each: os.fsencode(each.name)):
                parts = (*folder, entry.name)
                if is_junk(parts):
                    continue
                seen += 1
                if seen > ENTRIES:
                    raise Stop("over_limit", f"the folder holds more than {ENTRIES} files")
                shown = visible_name("/".join(parts))
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISDIR(mode):
                    if len(parts) >= FOLDERS:
                        raise Stop("over_limit", f"folders more than {FOLDERS} deep")
                    waiting.append(parts)
                elif stat.S_ISREG(mode):
                    data = _read(entry.path)
                    size += len(data)
                    if size > 4 * UNPACKED:
                        raise Stop("over_limit", f"the folder holds more than {4 * UNPACKED} bytes")
                    yield parts, data
                else:
                    raise Stop("malformed", f"{shown} is a link or no regular file: hand in the "
                                            "file itself")


def _read(path: str | os.PathLike[str]) -> bytes:
    name = visible_name(os.path.basename(os.fspath(path)))
    try:
        return read_bytes(path, UNPACKED, follow=False)
    except BadInput as error:
        if error.found == "an empty file":
            return b""
        if error.expected.startswith("at most"):
            raise Stop("over_limit", f"{name}: {error.expected}, found {error.found}") from None
        raise Stop("malformed", f"{name} is {clean(error.found)}: hand in the file "
                                "itself") from None


def _accepted(name: str, items: Sequence[Item]) -> tuple[Item, str] | None:
    """The item that takes a file of this name, whatever its letters' case."""
    for item in items:
        for accepted in item.accept:
            if name.lower() == accepted.lower():
                return item, accepted
    return None


def _by_content(name: str, data: bytes, items: Sequence[Item]) -> tuple[Item, str] | None:
    """The item that a single file under another name is for: by its ending, then by its format."""
    suffix = PurePath(name).suffix.lower()
    takers = [(item, accepted) for item in items for accepted in item.accept
              if accepted.endswith(suffix) and suffix]
    if len(takers) > 1 and suffix == ".json":
        try:
            tree = parse(data.removeprefix(b"\xef\xbb\xbf"), "file", 400)
        except BadInput:
            return None
        kind = _FORMATS.get(str(tree.get("format"))) if isinstance(tree, dict) else None
        takers = [pair for pair in takers if pair[0].kind == kind]
    return takers[0] if len(takers) == 1 else None


def _nothing(found: Sequence[tuple[tuple[str, ...], bytes]], items: Sequence[Item]) -> Stop:
    names = ", ".join(name for item in items for name in item.accept)
    for parts, _ in found:
        suffix = PurePath(parts[-1]).suffix.lower()
        if suffix in REFUSED:
            return Stop("unsupported", f"{visible_name(parts[-1])} is refused: {REFUSED[suffix]}; "
                                       f"hand in one of {names} ({_EXPORT})")
    held = ", ".join(visible_name(parts[-1]) for parts, _ in found[:5]) or "no file at all"
    return Stop("malformed", f"no accepted file: expected one of {names}, found {held}")
