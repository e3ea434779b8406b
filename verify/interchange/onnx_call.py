"""One node of an ONNX model as an operator sees it: inputs, attributes, and the place in errors.

A constant is an array, everything that depends on the network's input a Flow.
"""

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.errors import BadInput
from verify.interchange.assemble import count
from verify.interchange.flow import Flow
from verify.interchange.onnx_tensors import fractions, quoted

if TYPE_CHECKING:
    from verify.interchange.onnx_read import Reader

FLOAT, INT, TENSOR, INTS = 1, 2, 4, 7   # AttributeProto.type


class Call:
    """One node: what it reads and gives, and its attributes, each checked when it is asked for."""

    def __init__(self, reader: "Reader", node: Any, place: str):
        self.reader, self.place = reader, place
        self.given, self.results = list(node.input), list(node.output)
        self.attributes = {each.name: each for each in node.attribute}
        self.stated = len(node.attribute)
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
        if len(self.attributes) != self.stated:
            raise BadInput(self.place, "each attribute once", f"{self.stated} attributes, "
                                                              f"{len(self.attributes)} names")
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
        field = {FLOAT: "f", INT: "i", TENSOR: "t", INTS: "ints"}[kind]
        value = getattr(found, field)
        return list(value) if kind == INTS else value

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

    def spread(self, numbers: np.ndarray, flow: Flow, which: int) -> list[Fraction]:
        """One number for each unit, as broadcasting gives it to the shape of the flow."""
        try:
            shape = np.broadcast_shapes(numbers.shape, flow.shape)
        except ValueError:
            shape = ()
        if math.prod(shape) != flow.units or not shape:
            raise self.misfit(f"a constant that fits values of shape {flow.shape}", numbers.shape)
        self.reader.spend(flow.cost)
        return fractions(np.broadcast_to(numbers, shape),
                         f"{self.place}: {quoted(self.given[which])}")
