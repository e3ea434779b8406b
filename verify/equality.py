"""When two values are the same: exactly, bit for bit, whatever kind of values they are.

`==` will not do: it has 1 == 1.0 == True, 0.0 == -0.0 and NaN != NaN, and on arrays it is no truth
value at all. Here every value is spelled out as bytes, one spelling per value: type, shape and all
bits. An array's memory order belongs to it, because sums of floats may be taken in that order.

    >>> same(float("nan"), float("nan")), same(0.0, -0.0), same(1, True)
    (True, False, False)
"""

import struct
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Undefined:
    """The value of a node whose operator rejects what it read; a value like any other.

    All of them are one value, whatever the reason.

    >>> Undefined("index out of range") == Undefined("shapes differ")
    True
    """

    reason: str = field(default="", compare=False)


def same(first: Any, second: Any) -> bool:
    """Whether two values are the same, bit for bit.

    Raises TypeError for a kind of value that has no spelling.
    """
    return first is second or encoding(first) == encoding(second)


def encoding(value: Any) -> bytes:
    """The value spelled out: two values are the same exactly if their spellings are.

    Raises TypeError for a kind of value that has no spelling.

    >>> encoding((1, "a")) == encoding((1, "a")) != encoding((1, b"a"))
    True
    """
    parts: list[bytes] = []
    _spell(value, parts)
    return b"".join(parts)


def _spell(value: Any, parts: list[bytes]) -> None:
    kind = type(value)
    if value is None or kind is bool:
        _add(parts, b"word", repr(value).encode())
    elif kind is int:
        _add(parts, b"int", b"%x" % value)
    elif kind is Fraction:
        _add(parts, b"fraction", b"%x/%x" % (value.numerator, value.denominator))
    elif kind is float:
        _add(parts, b"float", struct.pack("<d", value))
    elif kind is complex:
        _add(parts, b"complex", struct.pack("<2d", value.real, value.imag))
    elif kind is str:
        _add(parts, b"str", value.encode("utf-8", "surrogatepass"))
    elif kind is bytes:
        _add(parts, b"bytes", value)
    elif kind is Undefined:
        _add(parts, b"undefined", b"")
    elif isinstance(value, (tuple, list)):
        _add(parts, _name(kind), b"%x" % len(value))
        for entry in value:
            _spell(entry, parts)
    elif isinstance(value, dict):
        _add(parts, _name(kind), b"%x" % len(value))
        for key, entry in value.items():
            _spell(key, parts)
            _spell(entry, parts)
    elif kind.__module__.partition(".")[0] == "torch":
        _spell_torch(value, parts)
    elif all(hasattr(value, name) for name in ("dtype", "shape", "strides", "tobytes")):
        _spell_array(value, parts)
    else:
        raise TypeError(f"values of type {kind.__name__} cannot be compared bit for bit")


def _spell_array(array: Any, parts: list[bytes]) -> None:
    """A numpy array or one of its scalars; named types such as bfloat16 have equal dtype.str."""
    head = f"{array.dtype.name} {array.dtype.str} {array.shape} {_layout(array)}"
    _add(parts, _name(type(array)), head.encode())
    if array.dtype.hasobject:
        _spell(array.tolist(), parts)
    else:
        _add(parts, b"bits", array.tobytes())


def _spell_torch(value: Any, parts: list[bytes]) -> None:
    import torch

    if not isinstance(value, torch.Tensor):         # torch.Size is a tuple; what is left are names
        _add(parts, _name(type(value)), str(value).encode())
        return
    if value.layout is not torch.strided or value.is_quantized:
        raise TypeError("sparse and quantized tensors cannot be compared bit for bit")
    plain = value.detach().resolve_conj().resolve_neg()
    head = f"{value.dtype} {tuple(value.shape)} {_strides(value.shape, value.stride())}"
    _add(parts, b"torch.Tensor", head.encode())
    _add(parts, b"bits", plain.cpu().reshape(-1).contiguous().view(torch.uint8).numpy().tobytes())


def _layout(array: Any) -> tuple[int, ...]:
    return _strides(array.shape, array.strides)


def _strides(shape: Any, strides: Any) -> tuple[int, ...]:
    """The strides that matter: along an axis of length 1 (or in an empty array) any will do."""
    if 0 in shape:
        return ()
    return tuple(step if length > 1 else 0 for length, step in zip(shape, strides))


def _name(kind: type) -> bytes:
    return f"{kind.__module__}.{kind.__qualname__}".encode()


def _add(parts: list[bytes], kind: bytes, content: bytes) -> None:
    """One part, its length before it, so that no two lists of parts give the same bytes."""
    parts.append(b"%s %x:" % (kind, len(content)))
    parts.append(content)
