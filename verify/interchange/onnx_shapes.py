"""ONNX operators that move numbers and compute nothing: shapes, rows joined and split, casts."""

import math
from dataclasses import replace
from typing import Any, Callable

import numpy as np

from verify.errors import BadInput
from verify.interchange.assemble import within
from verify.interchange.flow import Flow, joined
from verify.interchange.onnx_call import INT, INTS, TENSOR, Call
from verify.interchange.onnx_tensors import array

_DTYPES = {1: "<f4", 11: "<f8", 10: "<f2"}      # of a cast


def _cast(call: Call) -> None:
    value = call.inputs(1, 1, "to", "saturate")[0]
    to = call.attribute("to", INT, 0)
    if to not in _DTYPES:
        raise BadInput(call.place, "a cast to a floating-point type", f"type {to}")
    if isinstance(value, np.ndarray):
        if not np.can_cast(value.dtype, _DTYPES[to], "safe"):
            raise BadInput(call.place, "a cast that rounds nothing", f"one from {value.dtype}")
        return call.put(value.astype(_DTYPES[to]))
    if call.given[0] not in call.reader.truths:
        raise BadInput(call.place, "a cast of truth values or of a constant", "one of numbers")
    return call.put(value)


def _identity(call: Call) -> None:
    call.put(call.inputs(1, 1)[0])


def _dropout(call: Call) -> None:
    """At inference nothing is dropped."""
    value, *rest = call.inputs(1, 3, "ratio", "seed")
    if len(rest) == 2 and rest[1] is not None and call.constant(rest[1], "mode").any():
        raise BadInput(call.place, "a dropout that is not in training", "training_mode")
    call.put(value)


def _constant(call: Call) -> None:
    call.inputs(0, 0, "value", "value_float", "value_int", "value_floats", "value_ints")
    if set(call.attributes) != {"value"}:
        raise BadInput(call.place, "the attribute value", ", ".join(sorted(call.attributes)))
    call.put(array(call.attribute("value", TENSOR, None), call.place))


def _reshape_to(call: Call, value: Any, shape: tuple[int, ...]) -> None:
    size = value.units if isinstance(value, Flow) else value.size
    if math.prod(shape) != size:
        raise BadInput(call.place, f"a shape for the {size} numbers of shape {value.shape}",
                       f"shape {shape}")
    call.put(value.shaped(shape) if isinstance(value, Flow) else value.reshape(shape))


def _reshape(call: Call) -> None:
    value, given = call.inputs(2, 2, "allowzero")
    shape = call.integers(given, "shape")
    for axis, length in enumerate(shape):
        if length == 0 and axis < len(value.shape):
            shape[axis] = value.shape[axis]
    if shape.count(-1) == 1:
        size = value.units if isinstance(value, Flow) else value.size
        shape[shape.index(-1)] = size // max(1, -math.prod(shape))
    _reshape_to(call, value, tuple(shape))


def _flatten(call: Call) -> None:
    value = call.inputs(1, 1, "axis")[0]
    axis = _axis(call, call.attribute("axis", INT, 1), len(value.shape) + 1)
    _reshape_to(call, value, (math.prod(value.shape[:axis]), math.prod(value.shape[axis:])))


def _squeeze(call: Call) -> None:
    value, *rest = call.inputs(1, 2, "axes")
    axes = call.integers(rest[0], "axes") if rest and rest[0] is not None else call.attribute(
        "axes", INTS, None)
    rank = len(value.shape)
    gone = {axis for axis in range(rank) if value.shape[axis] == 1} if axes is None else {
        _axis(call, axis, rank) for axis in axes}
    _reshape_to(call, value, tuple(n for axis, n in enumerate(value.shape) if axis not in gone))


def _unsqueeze(call: Call) -> None:
    value, *rest = call.inputs(1, 2, "axes")
    axes = call.integers(rest[0], "axes") if rest and rest[0] is not None else call.attribute(
        "axes", INTS, [])
    rank = len(value.shape) + len(axes)
    new = {_axis(call, axis, rank) for axis in axes}
    old = iter(value.shape)
    if len(new) != len(axes) or rank > 8:
        raise BadInput(call.place, "different axes, of at most 8", str(axes[:9]))
    _reshape_to(call, value, tuple(1 if axis in new else next(old) for axis in range(rank)))


def _transpose(call: Call) -> None:
    value = call.constant(call.inputs(1, 1, "perm")[0], "matrix")
    order = call.attribute("perm", INTS, list(range(value.ndim))[::-1])
    if sorted(order) != list(range(value.ndim)):
        raise BadInput(call.place, f"an order of {value.ndim} axes", str(order[:9]))
    call.put(value.transpose(order))


def _axis(call: Call, axis: int, rank: int) -> int:
    if not -rank <= axis < rank:
        raise BadInput(call.place, f"an axis from {-rank} to {rank - 1}", str(axis))
    return axis % rank


def _concat(call: Call) -> None:
    parts = [call.flow(part) for part in call.inputs(1, 10**6, "axis")]
    axis = _axis(call, call.attribute("axis", INT, 0), len(parts[0].shape))
    around = {part.shape[:axis] + part.shape[axis + 1:] for part in parts}
    if len(around) != 1 or set(*around) - {1} or any(p.shape[axis] != p.units for p in parts):
        raise BadInput(call.place, "rows of numbers, joined along them",
                       " and ".join(str(part.shape) for part in parts[:3]))
    units = sum(part.units for part in parts)
    within(call.reader.limits, call.place, units=units)
    call.reader.spend(units)
    held = [call.reader.held(part, f"{call.name}.in") for part in parts]
    shape = parts[0].shape
    call.put(joined(held, shape[:axis] + (units,) + shape[axis + 1:]))


def _split(call: Call) -> None:
    value, *rest = call.inputs(1, 2, "axis", "split", "num_outputs")
    flow = call.flow(value)
    axis = _axis(call, call.attribute("axis", INT, 0), len(flow.shape))
    if rest and rest[0] is not None:
        sizes = [int(n) for n in call.constant(rest[0], "split").ravel()]
    else:
        sizes = call.attribute("split", INTS, [])
    if flow.shape[axis] != flow.units or sum(sizes) != flow.units or min(sizes, default=0) < 1 \
            or len(sizes) != len(call.results):
        raise BadInput(call.place, f"{len(call.results)} sizes that add up to {flow.units}",
                       str(sizes[:9]))
    call.reader.spend(flow.units * flow.width)
    start = 0
    for name, size in zip(call.results, sizes):
        shape = flow.shape[:axis] + (size,) + flow.shape[axis + 1:]
        part = replace(flow.taken(start, start + size), shape=shape)
        call.reader.put(name, part, call.place)
        start += size


SHAPES: dict[str, Callable[[Call], None]] = {
    "Cast": _cast, "Concat": _concat, "Constant": _constant, "Dropout": _dropout,
    "Flatten": _flatten, "Identity": _identity, "Reshape": _reshape, "Split": _split,
    "Squeeze": _squeeze, "Transpose": _transpose, "Unsqueeze": _unsqueeze,
}
