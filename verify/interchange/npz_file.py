"""npz, numpy's zip of arrays, from strangers: no pickle, no zip bomb, no shape beyond its data.

A member's header may claim any shape, and a zip directory any size; both are compared with what is
there before numpy is asked for memory. Activations stand in an array of text named `activation`.
"""

import io
import struct
import tokenize
import zipfile
import zlib

import numpy as np

from verify.errors import BadInput
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.tensors import Tensors

# What zipfile and numpy's header parser raise on damaged files.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError,
           OverflowError, MemoryError, SyntaxError, tokenize.TokenError, TypeError, KeyError,
           OSError, struct.error)
_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def decode(data: bytes, place: str, limits: Limits = LIMITS) -> Tensors:
    """The arrays of an npz file and its activations.

    Raises: BadInput for pickles, damage, and members that claim more than they hold.

    >>> decode(encode(Tensors({"layers.0.bias": np.zeros(2)}, '["relu"]')), "n.npz").activation
    '["relu"]'
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _members(archive, place, limits)
    except BadInput:
        raise
    except _DAMAGE as error:
        raise BadInput(place, "an npz file", f"damage ({_line(error)})") from None


def encode(tensors: Tensors) -> bytes:
    """The npz file of these tensors: the same bytes for the same tensors."""
    buffer = io.BytesIO()
    arrays = dict(tensors.arrays)
    if tensors.activation is not None:
        arrays["activation"] = np.array(tensors.activation)
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            # np.savez would refuse some names and allow pickles; ZipInfo has a fixed date.
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return buffer.getvalue()


def _members(archive: zipfile.ZipFile, place: str, limits: Limits) -> Tensors:
    arrays: dict[str, np.ndarray] = {}
    activation = None
    members = archive.infolist()
    if sum(member.file_size for member in members) > limits.bytes:
        raise BadInput(place, f"at most {limits.bytes} bytes unpacked", "more")
    for member in members:
        name = member.filename.removesuffix(".npy")
        shown = name[:60] if name.isprintable() else ascii(name[:60])
        if name in arrays or (name == "activation" and activation is not None):
            raise BadInput(place, "one array of each name", f"two named {shown}")
        array = _array(_unpacked(archive, member, f"{place}: {shown}"), f"{place}: {shown}")
        if name == "activation":
            activation = _text(array, f"{place}: activation")
        else:
            arrays[name] = array
    return Tensors(arrays, activation)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: str) -> bytes:
    """The member's bytes; asking for just so many keeps a lying directory from unpacking more."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadInput(place, "a stored or deflated member", f"method {member.compress_type}")
    with archive.open(member) as stream:
        data = stream.read(member.file_size)
    if len(data) != member.file_size:
        raise BadInput(place, f"{member.file_size} bytes", str(len(data)))
    return data


def _array(data: bytes, place: str) -> np.ndarray:
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    if version not in _HEADERS:
        raise BadInput(place, "an npy array of version 1 or 2", f"version {version[0]}")
    shape, _, dtype = _HEADERS[version](stream)
    if dtype.hasobject:
        raise BadInput(place, "an array of numbers", "pickled Python objects")
    if dtype.kind not in "fiubU":
        raise BadInput(place, "an array of numbers", f"dtype {str(dtype)[:40]}")
    size = dtype.itemsize
    for length in shape:  # in Python integers: numpy's own product could wrap
        size *= length
    if min(shape, default=0) < 0 or size != len(data) - stream.tell():
        held = len(data) - stream.tell()
        raise BadInput(place, f"as many bytes as its header says, {size}", str(held))
    stream.seek(0)
    return np.lib.format.read_array(stream, allow_pickle=False)


def _text(array: np.ndarray, place: str) -> str | list[str]:
    if array.dtype.kind != "U" or array.ndim > 1:
        raise BadInput(place, "text, or a list of names", f"{array.dtype} of shape {array.shape}")
    return array.tolist()


def _line(error: BaseException) -> str:
    text = " ".join(str(error).split())[:100]
    return text if text and text.isprintable() else type(error).__name__
