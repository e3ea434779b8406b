"""A submitted network file as an exact network, within the limits, before anything is evaluated.

JSON, npz and safetensors go through the strict readers of verify.interchange.  Submissions may do
less than files in general: npz has only arrays of <f8 or <i8 in C order, whose headers are matched
rather than parsed, and safetensors only F64, F32 and I64.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any, Union

from verify.circuits.circuit import Circuit
from verify.errors import BadInput
from verify.grade.assignment import Item
from verify.grade.cleaning import clean
from verify.grade.grade_limits import DEPTH, DIGITS, KIB, ItemLimits
from verify.grade.outcome import Stop
from verify.grade.submission import File
from verify.interchange.circuit_format import KIND as CIRCUIT
from verify.interchange.json_format import read as read_json
from verify.interchange.json_text import parse
from verify.interchange.tied_format import KIND as TIED
from verify.network import Graph, Network
from verify.tied import WeightTied

Read = Union[Network, Graph, WeightTied, Circuit]

_MEMBER = re.compile(r"layers\.(0|[1-9][0-9]{0,3})\.(weight|bias)\.npy")
_ACTIVATION = "activation.npy"          # what verify.save adds: names of the activations
_NPY = re.compile(rb"\x93NUMPY\x01\x00(..)(\{[^\n]*\} *\n)", re.DOTALL)
_HEADER = re.compile(rb"\{'descr': '(?:<f8|<i8)', 'fortran_order': False, "
                     rb"'shape': \(([0-9]{1,7}(?:, [0-9]{1,7})?),?\), ?\} *\n")
_TEXT_HEADER = re.compile(rb"\{'descr': '<U([0-9]{1,5})', 'fortran_order': False, "
                          rb"'shape': \(([0-9]{1,4},)?\), ?\} *\n")
_NAMED: dict[type, str] = {Network: "chain", Graph: "graph", WeightTied: TIED,
                           Circuit: CIRCUIT}


def read_network(file: File, item: Item, limits: ItemLimits) -> Read:
    """The network in a file of one of the data formats.

    Raises: Stop with the verdict malformed, unsupported or over_limit.
    """
    data = file.data
    if not data:
        raise Stop("malformed", f"{file.name} is empty")
    if len(data) > limits.file_bytes:
        raise Stop("over_limit", f"{file.name}: at most {limits.file_bytes} bytes, "
                                 f"found {len(data)}")
    try:
        found = _decoded(file, item, limits)
    except BadInput as error:
        raise _stop(error) from None
    kind = _NAMED.get(type(found), "another kind")
    if kind not in item.kinds:
        kinds = {"chain": "a list of layers"}
        raise Stop("unsupported", f"{file.name}: expected "
                   + " or ".join(kinds.get(each, f'"kind": "{each}"') for each in item.kinds)
                   + f", found {kinds.get(kind, kind)}")
    return found


def read_tree(file: File, limits: ItemLimits) -> Any:
    """The JSON tree of a submitted file; its floats and repeated keys are `Unreadable` leaves.

    Raises: Stop for what is no JSON in UTF-8 or is nested too deeply.
    """
    if not file.data.strip():
        raise Stop("malformed", f"{file.name} is empty")
    if len(file.data) > limits.file_bytes:
        raise Stop("over_limit", f"{file.name}: at most {limits.file_bytes} bytes, "
                                 f"found {len(file.data)}")
    try:
        return parse(_json_bytes(file), file.name, DIGITS)
    except BadInput as error:
        raise _stop(error) from None


def _decoded(file: File, item: Item, limits: ItemLimits) -> Any:
    if file.suffix == ".json":
        return read_json(_json_bytes(file), file.name, limits.reading)
    from verify.interchange.tensors import network

    if file.suffix == ".npz":
        from verify.interchange.npz_file import decode
        _check_npz(file)
    else:
        from verify.interchange.safetensors_file import decode
        _check_safetensors(file)
    found = decode(file.data, file.name, limits.reading)
    layers = {name.rsplit(".", 1)[0] for name in found.arrays}
    contiguous = {f"layers.{index}" for index in range(len(layers))}
    if any(name.startswith("layers.") for name in layers) and layers != contiguous:
        raise BadInput(file.name, f"the layers {', '.join(sorted(contiguous)[:5])}",
                       ", ".join(sorted(layers)[:5]))
    return network(found, file.name, activations_for(item, len(layers)), limits.reading)


def activations_for(item: Item, layers: int) -> list[Any] | None:
    """The assignment's activations, one per layer: where it names fewer or more than there are
    layers, its last name is the output layer's and the one before it that of all hidden ones.

    >>> item = Item("net", "network", 1, ("network.npz",), activations=("step", "identity"))
    >>> activations_for(item, 3)
    ['step', 'step', 'identity']
    """
    given = item.activations
    if given is None or len(given) == layers:
        return None if given is None else list(given)
    if len(given) > 2:
        return list(given)      # which the reader refuses, naming both numbers
    return [given[0]] * (layers - 1) + [given[-1]]


def _json_bytes(file: File) -> bytes:
    """The file without a byte order mark, nested within DEPTH."""
    data = file.data.removeprefix(b"\xef\xbb\xbf")
    depth = deepest = 0
    inside = escaped = False
    for byte in data:
        if inside:
            inside = escaped or byte != 0x22
            escaped = byte == 0x5C and not escaped
        elif byte == 0x22:
            inside = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    if deepest > DEPTH:
        raise Stop("over_limit", f"{file.name}: brackets more than {DEPTH} deep")
    return data


def _check_npz(file: File) -> None:
    """Only members layers.N.weight.npy and layers.N.bias.npy of <f8 or <i8, header by header."""
    place = file.name
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            members = archive.infolist()
            if len(members) > 4 * 64:
                raise Stop("over_limit", f"{place}: more than 256 arrays")
            if sum(member.file_size for member in members) > 1024 * KIB:
                raise Stop("over_limit", f"{place}: unpacks to more than {1024 * KIB} bytes")
            for member in members:
                name = member.orig_filename
                pattern = _TEXT_HEADER if name == _ACTIVATION else _HEADER
                if name != _ACTIVATION and not _MEMBER.fullmatch(name):
                    raise BadInput(place, "arrays named layers.0.weight, layers.0.bias, ...",
                                   clean(repr(name), 60))
                if member.flag_bits & 1:
                    raise BadInput(place, "an npz file", "an encrypted one")
                with archive.open(member) as stream:
                    head = stream.read(1024)
                match = _NPY.match(head)
                if match is None or not pattern.fullmatch(match[2]) or len(
                        match[2]) != int.from_bytes(match[1], "little"):
                    raise BadInput(f"{place}: {name.removesuffix('.npy')}",
                                   "an array of float64 or int64, little-endian and in C order "
                                   "(numpy.ascontiguousarray(W, float))",
                                   clean(head[10:90].decode("latin-1"), 80) or "nothing")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError,
            RuntimeError, OverflowError, KeyError, OSError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(place, "an npz file", "a damaged one") from None


def _check_safetensors(file: File) -> None:
    length = int.from_bytes(file.data[:8], "little")
    if len(file.data) < 8 or length > len(file.data) - 8:
        raise BadInput(file.name, "a safetensors file", "a header longer than the file")
    if length > 64 * KIB:
        raise Stop("over_limit", f"{file.name}: a header of more than {64 * KIB} bytes")
    header = parse(file.data[8:8 + length], f"{file.name}: header", DIGITS)
    if not isinstance(header, dict):
        return      # the reader says what is wrong
    for name, entry in header.items():
        dtype = entry.get("dtype") if isinstance(entry, dict) else None
        if name != "__metadata__" and isinstance(dtype, str) and dtype not in (
                "F64", "F32", "I64"):
            raise Stop("unsupported", f"{file.name}: expected F64, F32 or I64 numbers, "
                                      f"found {clean(dtype, 20)}")


def _stop(error: BadInput) -> Stop:
    """Readers refuse what is over a limit with the words "at most"."""
    verdict = "over_limit" if error.expected.startswith("at most") or (
        " digits" in error.found and error.found.startswith("an integer of")) else "malformed"
    return Stop(verdict, clean(str(error)))
