"""How many messages an ONNX file holds, counted before the protobuf library makes objects of them.

Two bytes may stand for an empty message that takes a hundred in memory, so that a file within the
limit of bytes could still fill it. Only keys and lengths are read here.
"""

from typing import Any

from verify.errors import BadInput

_DEEP = 60  # a graph in an attribute of a node of a graph ...: the library stops at 100


def check(data: bytes, place: str, message: Any, most: int) -> None:
    """Nothing, when the file is a message of this kind, whole, of at most `most` messages.

    Raises: BadInput for a file cut short, damaged, nested too deeply, with more messages, or with
    text that is no UTF-8 (the library would hand it on as bytes).

    >>> from onnx import ModelProto
    >>> check(bytes([0x3A, 2, 0x0A, 0]), "n.onnx", ModelProto, 2)   # a graph with an empty node
    >>> check(bytes([0x3A, 3, 0x0A, 0]), "n.onnx", ModelProto, 2)
    Traceback (most recent call last):
    verify.errors.BadInput: n.onnx: expected an ONNX file, found one cut short or damaged
    """
    damage = BadInput(place, "an ONNX file", "one cut short or damaged")
    inner = _inner(message.DESCRIPTOR, {})
    texts = {kind: {number for number, name in fields.items() if not name}
             for kind, fields in inner.items()}
    waiting = [(message.DESCRIPTOR.full_name, 0, len(data), 0)]
    messages = 0
    while waiting:
        kind, at, end, depth = waiting.pop()
        known, text = inner[kind], texts[kind]
        while at < end:
            key, at = _varint(data, at, end)
            wire = key & 7
            length, start = (8 if wire == 1 else 4, at) if wire in (1, 5) else _varint(
                data, at, end)
            at = start if wire == 0 else start + length
            if key < 8 or length < 0 or at > end or wire not in (0, 1, 2, 5):
                raise damage
            if wire != 2:
                continue
            if key >> 3 in text:
                if not _is_utf8(data[start:at]):
                    raise damage
            elif key >> 3 in known:
                messages += 1
                if messages > most or depth == _DEEP:
                    raise BadInput(place, f"at most {most} parts, {_DEEP} deep", "more")
                waiting.append((known[key >> 3], start, at, depth + 1))


def _inner(kind: Any, found: dict[str, dict[int, str]]) -> dict[str, dict[int, str]]:
    """For every kind of message: its fields that hold messages, of which kind; "" for text."""
    if kind.full_name not in found:
        fields = found[kind.full_name] = {}
        for field in kind.fields:
            if field.message_type is not None:
                fields[field.number] = field.message_type.full_name
                _inner(field.message_type, found)
            elif field.type == field.TYPE_STRING:
                fields[field.number] = ""
    return found


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """The number that starts at `at` and where the next thing starts; -1 for none."""
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    return -1, at
