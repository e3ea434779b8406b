"""The ONNX operators that a row of layers is made of, each as what it does to exact flows.

A constant is an array, everything that depends on the input a Flow. The batch axis has length 1.
"""

import math
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Callable

import numpy as np

from verify.errors import BadInput
from verify.interchange.assemble import count, within
from verify.interchange.flow import ONE, Flow, joined, total
from verify.interchange.onnx_tensors import array, fractions, quoted

if TYPE_CHECKING:
    from verify.interchange.onnx_read import Reader

_FLOAT, _INT, _TENSOR, _INTS = 1, 2, 4, 7   # AttributeProto.type
_DTYPES = {1: "<f4", 11: "<f8", 10: "<f2"}


class Call:
    """One node: what it reads and gives, and its attributes, each checked when it is asked for."""

    def __init__(self, reader: "Reader", node: Any, place: str):
        self.reader, self.place = reader, place
        self.given, self.results = list(node.input), list(node.output)
        self.attributes = {each.name: each for each in node.attribute}
        self.name = self.results[0] if self.results else ""

    def inputs(self, least: int, most: int, *attributes: str) -> list[Any]:
        """The tensors read (None where one is left out); no other attributes are allowed."""
        if not least <= len(self.given) <= most:
            expected = str(least) if least == most else f"{least} to {most}"
            raise BadInput(self.place, f"{expected} inputs", str(len(self.given)))
        unknown = set(self.attributes) - set(attributes)
        if unknown:
            allowed = ", ".join(attributes) or "none"
            raise BadInput(self.place, f"no attributes but {allowed}", quoted(min(unknown)))
        if not self.results or not self.results[0]:
            raise BadInput(self.place, "a named output", "none")
        read = []
        for name in self.given:
            found = self.reader.values.get(name) if name else None
            if name and found is None:
                raise BadInput(self.place, "inputs that some node gives", quoted(name))
            if name in self.reader.truths and "to" not in attributes:
                raise BadInput(self.place, f"numbers in {quoted(name)}", "truth values")
            read.append(found)
        if any(each is None for each in read[:least]):
            raise BadInput(self.place, f"{count(least, 'input')}", "one left out")
        return read

    def attribute(self, name: str, kind: int, default: Any) -> Any:
        """The value of an attribute of this kind."""
        found = self.attributes.get(name)
        if found is None:
            return default
        if found.type != kind or found.ref_attr_name:
            raise BadInput(self.place, f"another kind of attribute {name}", f"type {found.type}")
        field = {_FLOAT: "f", _INT: "i", _TENSOR: "t", _INTS: "ints"}[kind]
        value = getattr(found, field)
        return list(value) if kind == _INTS else value

    def put(self, value: Any) -> None:
        """Give the node's (first) output this value."""
        self.reader.put(self.name, value, self.place)

    def flow(self, value: Any, what: str = "an input that depends on the network's") -> Flow:
        if not isinstance(value, Flow):
            raise BadInput(self.place, what, "a constant")
        return value

    def constant(self, value: Any, what: str) -> np.ndarray:
        if not isinstance(value, np.ndarray):
            raise BadInput(self.place, f"a constant {what}", "one that depends on the input")
        return value

    def integers(self, value: Any, what: str) -> list[int]:
        numbers = self.constant(value, what)
        if numbers.dtype.kind != "i" or numbers.ndim > 1 or numbers.size > 8:
            raise BadInput(self.place, f"at most 8 integers for the {what}",
                           f"{numbers.dtype} of shape {numbers.shape}")
        return [int(number) for number in np.atleast_1d(numbers)]

    def settled(self, flow: Flow) -> Flow:
        return self.reader.settled(flow, f"{self.name}.in")

    def misfit(self, expected: str, shape: tuple[int, ...]) -> BadInput:
        return BadInput(self.place, expected, f"shape {shape}")


def _matmul(call: Call) -> None:
    a, b = call.inputs(2, 2)
    if isinstance(a, np.ndarray) and isinstance(b, Flow):   # weight times a column
        shape = b.shape
        at = len(shape) - (1 if len(shape) == 1 else 2)
        if a.ndim != 2 or a.shape[1] != b.units or shape[at] != b.units:
            raise call.misfit(f"a weight of shape (m, {shape[at]}), for a column of shape {shape}",
                              a.shape)
        return call.put(_linear(call, b, a, shape[:at] + (a.shape[0],) + shape[at + 1:], b_name=0))
    flow = call.flow(a)
    weight = call.constant(b, "weight")
    if weight.ndim != 2 or weight.shape[0] != flow.units or flow.shape[-1] != flow.units:
        raise call.misfit(f"a weight of shape ({flow.shape[-1]}, m), for values of shape "
                          f"{flow.shape}", weight.shape)
    shape = flow.shape[:-1] + (weight.shape[1],)
    return call.put(_linear(call, flow, weight.transpose(), shape, b_name=1))


def _linear(call: Call, flow: Flow, rows: np.ndarray, shape: tuple[int, ...],
            b_name: int) -> Flow:
    """rows (out, in) times the flow; the weight is named call.given[b_name]."""
    call.reader.spend(rows.size)
    settled = call.settled(flow)
    numbers = fractions(rows, f"{call.place}: weight {quoted(call.given[b_name])}")
    width = rows.shape[1]
    matrix = [numbers[start:start + width] for start in range(0, len(numbers), width)]
    if not matrix:
        raise call.misfit("a weight with at least 1 unit", rows.shape)
    return replace(settled.through(matrix), shape=shape, origin=call.given[b_name])


def _gemm(call: Call) -> None:
    read = call.inputs(2, 3, "alpha", "beta", "transA", "transB")
    flow, weight = call.flow(read[0]), call.constant(read[1], "weight")
    rows = weight if call.attribute("transB", _INT, 0) else weight.transpose()
    if call.attribute("transA", _INT, 0):
        raise BadInput(call.place, "transA = 0", "1")
    if flow.shape != (1, flow.units):
        raise BadInput(call.place, "values of shape (batch, n)", f"shape {flow.shape}")
    if weight.ndim != 2 or rows.shape[1] != flow.units:
        expected = f"(m, {flow.units})" if rows is weight else f"({flow.units}, m)"
        raise call.misfit(f"a weight of shape {expected}, for values of shape {flow.shape}",
                          weight.shape)
    result = _linear(call, flow, rows, (1, rows.shape[0]), 1)
    alpha = Fraction(call.attribute("alpha", _FLOAT, 1.0))
    beta = Fraction(call.attribute("beta", _FLOAT, 1.0))
    if alpha != 1:
        result = result.times([alpha] * result.units)
    if len(read) == 3 and read[2] is not None:
        terms = _spread(call, call.constant(read[2], "bias"), result, 2)
        result = result.plus([beta * term for term in terms])
    call.put(result)


def _spread(call: Call, numbers: np.ndarray, flow: Flow, which: int) -> list[Fraction]:
    """One number for each unit, as broadcasting gives it to the shape of the flow."""
    try:
        shape = np.broadcast_shapes(numbers.shape, flow.shape)
    except ValueError:
        shape = ()
    if math.prod(shape) != flow.units or not shape:
        raise call.misfit(f"a constant that fits values of shape {flow.shape}", numbers.shape)
    call.reader.spend(flow.units)
    spread = np.broadcast_to(numbers, shape)
    return fractions(spread, f"{call.place}: {quoted(call.given[which])}")


def _elementwise(sign: int) -> Callable[[Call], None]:
    def operate(call: Call) -> None:    # Add and Sub
        a, b = call.inputs(2, 2)
        if isinstance(a, Flow) and isinstance(b, Flow):
            if a.shape != b.shape:
                raise BadInput(call.place, "two inputs of one shape", f"{a.shape} and {b.shape}")
            call.reader.spend(a.units * (a.width + b.width))
            return call.put(total(a, b.times([Fraction(sign)] * b.units)))
        if isinstance(a, Flow):
            terms = _spread(call, call.constant(b, "term"), a, 1)
            return call.put(_grown(a, b).plus([sign * term for term in terms]))
        flow = call.flow(b)
        terms = _spread(call, a, flow, 0)
        return call.put(_grown(flow, a).times([Fraction(sign)] * flow.units).plus(terms))
    return operate


def _grown(flow: Flow, numbers: np.ndarray) -> Flow:
    """The flow with the axes of length 1 that broadcasting puts in front."""
    return flow.shaped((1,) * (numbers.ndim - len(flow.shape)) + flow.shape)


def _mul(call: Call) -> None:
    a, b = call.inputs(2, 2)
    flow, numbers, which = (a, b, 1) if isinstance(a, Flow) else (call.flow(b), a, 0)
    factors = _spread(call, call.constant(numbers, "factor"), flow, which)
    call.put(_grown(flow, numbers).times(factors))


def _div(call: Call) -> None:
    a, b = call.inputs(2, 2)
    flow, divisor = call.flow(a), call.constant(b, "divisor")
    numbers = _spread(call, divisor, flow, 1)
    if 0 in numbers:
        raise BadInput(call.place, "divisors other than 0", f"0 for unit {numbers.index(0)}")
    call.put(_grown(flow, divisor).times([1 / number for number in numbers]))


def _neg(call: Call) -> None:
    flow = call.flow(call.inputs(1, 1)[0])
    call.put(flow.times([-ONE] * flow.units))


def _activation(kind: str) -> Callable[[Call], None]:
    def operate(call: Call) -> None:
        call.put(call.reader.node(call.flow(call.inputs(1, 1)[0]), kind, call.name))
    return operate


def _greater(call: Call) -> None:
    """v > c, as a step of v - c: 1 for true, which Cast turns into a number."""
    a, b = call.inputs(2, 2)
    flow, numbers = call.flow(a), call.constant(b, "threshold")
    terms = _spread(call, numbers, flow, 1)
    shifted = _grown(flow, numbers).plus([-term for term in terms])
    call.put(call.reader.node(shifted, "step", call.name))
    call.reader.truths.add(call.name)


def _cast(call: Call) -> None:
    value = call.inputs(1, 1, "to", "saturate")[0]
    to = call.attribute("to", _INT, 0)
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
    call.put(array(call.attribute("value", _TENSOR, None), call.place))


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
    axis = _axis(call, call.attribute("axis", _INT, 1), len(value.shape) + 1)
    _reshape_to(call, value, (math.prod(value.shape[:axis]), math.prod(value.shape[axis:])))


def _squeeze(call: Call) -> None:
    value, *rest = call.inputs(1, 2, "axes")
    axes = call.integers(rest[0], "axes") if rest and rest[0] is not None else call.attribute(
        "axes", _INTS, None)
    rank = len(value.shape)
    gone = {axis for axis in range(rank) if value.shape[axis] == 1} if axes is None else {
        _axis(call, axis, rank) for axis in axes}
    _reshape_to(call, value, tuple(n for axis, n in enumerate(value.shape) if axis not in gone))


def _unsqueeze(call: Call) -> None:
    value, *rest = call.inputs(1, 2, "axes")
    axes = call.integers(rest[0], "axes") if rest and rest[0] is not None else call.attribute(
        "axes", _INTS, [])
    rank = len(value.shape) + len(axes)
    new = {_axis(call, axis, rank) for axis in axes}
    old = iter(value.shape)
    if len(new) != len(axes) or rank > 8:
        raise BadInput(call.place, "different axes, of at most 8", str(axes[:9]))
    _reshape_to(call, value, tuple(1 if axis in new else next(old) for axis in range(rank)))


def _transpose(call: Call) -> None:
    value = call.constant(call.inputs(1, 1, "perm")[0], "matrix")
    order = call.attribute("perm", _INTS, list(range(value.ndim))[::-1])
    if sorted(order) != list(range(value.ndim)):
        raise BadInput(call.place, f"an order of {value.ndim} axes", str(order[:9]))
    call.put(value.transpose(order))


def _axis(call: Call, axis: int, rank: int) -> int:
    if not -rank <= axis < rank:
        raise BadInput(call.place, f"an axis from {-rank} to {rank - 1}", str(axis))
    return axis % rank


def _concat(call: Call) -> None:
    parts = [call.flow(part) for part in call.inputs(1, 10**6, "axis")]
    axis = _axis(call, call.attribute("axis", _INT, 0), len(parts[0].shape))
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
    axis = _axis(call, call.attribute("axis", _INT, 0), len(flow.shape))
    if rest and rest[0] is not None:
        sizes = [int(n) for n in call.constant(rest[0], "split").ravel()]
    else:
        sizes = call.attribute("split", _INTS, [])
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


OPERATORS: dict[str, Callable[[Call], None]] = {
    "Add": _elementwise(1), "Cast": _cast, "Concat": _concat, "Constant": _constant, "Div": _div,
    "Dropout": _dropout, "Flatten": _flatten, "Gemm": _gemm, "Greater": _greater,
    "Identity": _identity, "MatMul": _matmul, "Mul": _mul, "Neg": _neg,
    "Relu": _activation("relu"), "Reshape": _reshape, "Sigmoid": _activation("sigmoid"),
    "Sign": _activation("sign"), "Split": _split, "Squeeze": _squeeze,
    "Sub": _elementwise(-1), "Tanh": _activation("tanh"), "Transpose": _transpose,
    "Unsqueeze": _unsqueeze,
}
