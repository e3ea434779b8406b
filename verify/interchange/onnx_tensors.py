"""Constants in an ONNX file: arrays of numbers that lie in the file itself, whatever they claim.

A tensor may name another file to be read in its place; that path is a stranger's and is never
followed. Shapes are compared with the bytes that are there before numpy is asked for memory.
"""

import json
import math
from fractions import Fraction
from typing import Any

import numpy as np

from verify.errors import BadInput

# TensorProto.DataType -> dtype in raw_data, name of the typed field, dtype in that field
_TYPES = {
    1: ("<f4", "float_data", "<f4"), 11: ("<f8", "double_data", "<f8"),
    10: ("<f2", "int32_data", "<u2"), 6: ("<i4", "int32_data", "<i4"),
    7: ("<i8", "int64_data", "<i8"), 9: ("?", "int32_data", "?"),
}
_FIELDS = ("float_data", "double_data", "int32_data", "int64_data", "uint64_data", "string_data")
FLOATS = {1: "float32", 11: "float64", 10: "float16"}
EXPECTED = "a constant of float64, float32, float16, int64, int32 or bool"
_EXTERNAL = 1


def array(tensor: Any, place: str) -> np.ndarray:
    """The numbers of a TensorProto.

    Raises: BadInput at `place` for data in another file, a type that is none of EXPECTED, another
    number of numbers than the shape has, and for a number that is not finite.

    >>> from onnx import numpy_helper
    >>> array(numpy_helper.from_array(np.array([[1, 2]], "f4")), "n.onnx: w").tolist()
    [[1.0, 2.0]]
    """
    if tensor.data_location == _EXTERNAL or len(tensor.external_data):
        raise BadInput(place, "numbers in the file itself", "data in another file")
    if tensor.HasField("segment"):
        raise BadInput(place, "a whole tensor", "a segment of one")
    if tensor.data_type not in _TYPES:
        raise BadInput(place, EXPECTED, type_name(tensor.data_type))
    raw, field, typed = _TYPES[tensor.data_type]
    shape = tuple(tensor.dims)
    if len(shape) > 8 or any(length < 0 for length in shape):
        raise BadInput(place, "a shape of at most 8 lengths", str(shape[:8]))
    size = math.prod(shape)
    if tensor.HasField("raw_data") and any(len(getattr(tensor, each)) for each in _FIELDS):
        raise BadInput(place, "one list of numbers", "two (raw_data and another)")
    if tensor.HasField("raw_data"):
        held = len(tensor.raw_data) / np.dtype(raw).itemsize
        if held != size:
            raise BadInput(place, f"{size} numbers of shape {shape}", f"data for {held:g}")
        return _finite(np.frombuffer(tensor.raw_data, raw).reshape(shape), place)
    values = getattr(tensor, field)
    if len(values) != size:
        raise BadInput(place, f"{size} numbers of shape {shape}", f"data for {len(values)}")
    numbers = np.array(values, dtype="<i8" if "int" in field else typed)
    if field == "int32_data":   # float16 stands there as the 16 bits of its pattern
        numbers = (numbers & 0xFFFF if typed == "<u2" else numbers).astype(typed)
    return _finite(numbers.view(raw).reshape(shape), place)


def _finite(numbers: np.ndarray, place: str) -> np.ndarray:
    if numbers.dtype.kind != "f":
        return numbers
    bad = np.argwhere(~np.isfinite(numbers))
    if len(bad):
        spot = tuple(int(index) for index in bad[0])
        where = f"{place}[{','.join(map(str, spot))}]" if spot else place
        raise BadInput(where, "a finite number", str(float(numbers[spot])))
    return numbers


def fractions(numbers: np.ndarray, place: str) -> list[Fraction]:
    """The entries in C order, each the very number that the float is.

    Raises: BadInput for an array of no floats.

    >>> fractions(np.array([[0.5], [3]]), "w")
    [Fraction(1, 2), Fraction(3, 1)]
    """
    if numbers.dtype.kind != "f":
        raise BadInput(place, "floating-point numbers", str(numbers.dtype))
    return [Fraction(value) for value in numbers.astype(np.float64).ravel().tolist()]


def quoted(name: str) -> str:
    r"""A stranger's name as one short, printable word.

    >>> quoted("a\nb")
    '"a\\nb"'
    """
    return json.dumps(name[:60])


def type_name(number: int) -> str:
    """The name of an element type, such as STRING.

    >>> type_name(8), type_name(99)
    ('STRING', 'type 99')
    """
    from onnx import TensorProto
    known = {value: name for name, value in TensorProto.DataType.items()}
    return known.get(number, f"type {number}")
