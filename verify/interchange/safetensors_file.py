"""safetensors, read and written to the letter of its format.

Eight bytes of header length, a JSON header {name: {dtype, shape, data_offsets}}, then the numbers.
Read here rather than by the library, because a checker must refuse what the library lets pass, a
name that stands twice in the header. The tests compare both directions with the library.
"""

import json
from typing import Any

import numpy as np

from verify.errors import BadInput
from verify.interchange.json_text import parse
from verify.interchange.limits import LIMITS, Limits
from verify.interchange.numbers import describe
from verify.interchange.tensors import Tensors

FORMAT = "netproof-network/1"
_DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2",
    "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1",
}


def decode(data: bytes, place: str, limits: Limits = LIMITS) -> Tensors:
    """The arrays of a safetensors file, and the activations that its metadata states.

    Raises: BadInput for damage, gaps, overlaps, repeated names and unknown number types.

    >>> decode(encode(Tensors({"layers.0.bias": np.zeros(2)}, '["relu"]')), "n.st").activation
    '["relu"]'
    """
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > len(data) - 8:
        raise BadInput(place, "a safetensors file", "a header longer than the file")
    header = parse(data[8:8 + length], f"{place}: header", limits.digits)
    if not isinstance(header, dict):
        raise BadInput(f"{place}: header", "an object of tensors", describe(header))
    body = data[8 + length:]
    activation = _activation(header.pop("__metadata__", {}), f"{place}: __metadata__")
    spans = []
    arrays = {}
    for name, entry in header.items():
        shown = name[:60] if name.isprintable() else ascii(name[:60])
        arrays[name], span = _tensor(entry, body, f"{place}: {shown}")
        spans.append((span, shown))
    end = 0
    for (start, stop), shown in sorted(spans):
        if start != end:
            raise BadInput(f"{place}: {shown}", f"data from byte {end} on", f"byte {start}")
        end = stop
    if end != len(body):
        raise BadInput(place, f"{end} bytes of tensors", str(len(body)))
    return Tensors(arrays, activation)


def encode(tensors: Tensors) -> bytes:
    """The safetensors file of these float64 tensors, activations in its metadata."""
    metadata = {"format": FORMAT}
    if tensors.activation is not None:
        metadata["activation"] = str(tensors.activation)
    header: dict[str, Any] = {"__metadata__": metadata}
    chunks = []
    end = 0
    for name, array in tensors.arrays.items():
        chunk = np.ascontiguousarray(array, dtype="<f8").tobytes()
        span = [end, end + len(chunk)]
        header[name] = {"dtype": "F64", "shape": list(array.shape), "data_offsets": span}
        chunks.append(chunk)
        end += len(chunk)
    text = json.dumps(header).encode("ascii")
    text += b" " * (-len(text) % 8)  # so that the numbers are aligned
    return len(text).to_bytes(8, "little") + text + b"".join(chunks)


def _tensor(entry: Any, body: bytes, place: str) -> tuple[np.ndarray, tuple[int, int]]:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        found = describe(entry) if not isinstance(entry, dict) else "other keys"
        raise BadInput(place, "an object with dtype, shape and data_offsets", found)
    name, shape, span = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(name, str) or name not in _DTYPES:
        raise BadInput(f"{place}.dtype", f"one of {', '.join(_DTYPES)}", describe(name))
    _sizes(shape, f"{place}.shape", 1, range(1, 9))  # no tensor of a network is empty
    _sizes(span, f"{place}.data_offsets", 0, range(2, 3))
    dtype = np.dtype(_DTYPES[name])
    size = dtype.itemsize
    for length in shape:
        size *= length
    start, stop = span
    if not start <= stop <= len(body) or stop - start != size:
        raise BadInput(f"{place}.data_offsets", "a span in the file that fits the shape",
                       f"bytes {describe(start)} to {describe(stop)}")
    array = np.frombuffer(body, dtype, count=size // dtype.itemsize, offset=start).reshape(shape)
    if name == "BF16":  # the upper half of a float32
        array = (array.astype(np.uint32) << np.uint32(16)).view(np.float32)
    return array, (start, stop)


def _sizes(value: Any, place: str, least: int, lengths: range) -> None:
    if not isinstance(value, list) or len(value) not in lengths:
        numbers = "2 numbers" if lengths[-1] == 2 else f"1 to {lengths[-1]} numbers"
        raise BadInput(place, f"a list of {numbers}", describe(value))
    for index, size in enumerate(value):
        if type(size) is not int or size < least:
            raise BadInput(f"{place}[{index}]", f"an integer from {least} on", describe(size))


def _activation(metadata: Any, place: str) -> str | None:
    if not isinstance(metadata, dict):
        raise BadInput(place, "an object of texts", describe(metadata))
    for key, value in metadata.items():
        if not isinstance(value, str):
            raise BadInput(f"{place}: {json.dumps(key[:40])}", "a text", describe(value))
    return metadata.get("activation")
