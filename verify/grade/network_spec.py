"""What a network of an assignment must compute: a named function on a domain, point by point.

    spec = { function = "parity", n = 4, domain = "cube", output = "bit" }
    spec = { table = "0110", n = 2, domain = "sign-cube", output = "sign" }
    spec = { table = ["0110", "0001"], n = 2 }                       one per output
    spec = { function = "absolute", k = 1, domain = "interval", low = "-2", high = "2" }
    spec = { network = "given.json", domain = "interval" }           a file beside assignment.toml
    spec = { theorem = "...", given = { k = 3 } }                    every claim of the theorem
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, Iterator, Mapping

from verify.errors import BadInput
from verify.grade.assignment import boolean, integer, keys, text, word
from verify.grade.targets import TARGETS, Target
from verify.interchange.json_format import read as read_json
from verify.interchange.numbers import number
from verify.interchange.regular_file import read_bytes
from verify.network import Graph, Network, forward

DOMAINS = ("cube", "sign-cube", "interval", "points")
OUTPUTS = ("bit", "sign", "value", "positive")
MOST_INPUTS = 16        # bits of a cube: 65536 inputs
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Spec:
    """A domain and the right answer on it.  `want` gives the outputs at one point of the domain."""

    domain: str
    inputs: int
    outputs: int
    output: str
    name: str
    low: Fraction = ZERO
    high: Fraction = ONE
    points: tuple[tuple[Fraction, ...], ...] = ()
    target: Target | None = None
    k: int = 0
    table: tuple[str, ...] = ()         # one per output
    network: Network | Graph | None = None
    steps: int | None = None            # of a weight-tied network
    settled: bool = False               # after which nothing of its state may move

    @property
    def count(self) -> int:
        """How many inputs the domain has; 0 for an interval."""
        if self.domain == "points":
            return len(self.points)
        return 0 if self.domain == "interval" else 2**self.inputs

    def inputs_in_order(self) -> Iterator[tuple[Fraction, ...]]:
        """All inputs of a finite domain, the last coordinate changing fastest."""
        if self.domain == "points":
            yield from self.points
        else:
            low = -ONE if self.domain == "sign-cube" else ZERO
            yield from product((low, ONE), repeat=self.inputs)

    def want(self, x: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        """The right outputs at x, as the assignment encodes them."""
        if self.network is not None:
            return forward(self.network, x)
        if self.target is not None and self.target.line:
            return (Fraction(self.target.function(x[0], self.k)),)
        bits = tuple(int(value > 0) for value in x)
        if self.table:
            place = int("".join(map(str, bits)), 2)
            found: tuple[int, ...] = tuple(int(rows[place]) for rows in self.table)
        elif self.target is not None:
            found = self.target.function(bits)
        else:
            raise ValueError("spec: expected a function, a table or a network, found none")
        return tuple(ONE - 2 * bit if self.output == "sign" else Fraction(bit) for bit in found)

    def right(self, got: tuple[Fraction, ...], want: tuple[Fraction, ...]) -> bool:
        """Whether these outputs are those wanted."""
        if self.output == "positive":
            return tuple(value > 0 for value in got) == tuple(value > 0 for value in want)
        return tuple(got) == tuple(want)

    @property
    def covered(self) -> str:
        """The domain in words."""
        if self.domain == "interval":
            return f"all x from {self.low} to {self.high}"
        return f"all {self.count} inputs"


def read_spec(table: Mapping[str, Any], place: str, folder: str = "") -> Spec:
    """The spec in an assignment's table.

    Raises: BadInput naming the key, and for a domain without a point.

    >>> read_spec({"function": "parity", "n": 4, "domain": "cube", "output": "bit"}, "spec").count
    16
    """
    sources = ("function", "table", "network")
    given = [key for key in sources if key in table]
    if len(given) != 1:
        raise BadInput(place, "one of function, table and network", ", ".join(given) or "none")
    keys(table, place, (given[0],),
         ("n", "k", "domain", "output", "low", "high", "points", "steps", "settled"))
    target = _target(table, place)
    network = _network(table["network"], f"{place}.network", folder) if given == [
        "network"] else None
    default = "interval" if target is not None and target.line else "cube"
    domain = word(table.get("domain", default), f"{place}.domain", DOMAINS)
    line = target is not None and target.line
    output = word(table.get("output", "value" if line or network is not None or (
        target is not None and not target.boolean) else "bit"), f"{place}.output", OUTPUTS)
    points = _points(table.get("points"), f"{place}.points") if domain == "points" else ()
    inputs = _inputs(table, place, domain, target, network, points)
    low, high = (number(table.get(key, value), f"{place}.{key}")
                 for key, value in (("low", 0), ("high", 1)))
    if domain == "interval" and low >= high:
        raise BadInput(f"{place}.high", f"a number above {low}", str(high))
    if domain == "interval" and inputs != 1:
        raise BadInput(f"{place}.domain", "a function of one number", f"one of {inputs}")
    if domain == "interval" and target is not None and not line:
        raise BadInput(f"{place}.domain", "cube or sign-cube", "interval")
    if line and output != "value" or network is not None and output != "value":
        raise BadInput(f"{place}.output", '"value"', output)
    rows = _rows(table["table"], f"{place}.table", inputs) if given == ["table"] else ()
    return Spec(domain, inputs, network.outputs if network is not None else
                target.outputs if target else len(rows),
                output, target.name if target else "the given network" if network else "the table",
                low, high, points, target, integer(table.get("k", 1), f"{place}.k", 0, 64), rows,
                network, integer(table["steps"], f"{place}.steps", 1, 4096)
                if "steps" in table else None,
                boolean(table.get("settled", False), f"{place}.settled"))


def _rows(value: Any, place: str, inputs: int) -> tuple[str, ...]:
    rows = value if isinstance(value, list) else [value]
    for row in rows:
        if len(text(row, place)) != 2**inputs or set(row) - set("01"):
            raise BadInput(place, f"{2**inputs} characters 0 and 1", str(row)[:40])
    if not 1 <= len(rows) <= 64:
        raise BadInput(place, "1 to 64 tables", str(len(rows)))
    return tuple(rows)


def _target(table: Mapping[str, Any], place: str) -> Target | None:
    if "function" not in table:
        return None
    return TARGETS[word(table["function"], f"{place}.function", tuple(TARGETS))]


def _inputs(table: Mapping[str, Any], place: str, domain: str, target: Target | None,
            network: Network | Graph | None,
            points: tuple[tuple[Fraction, ...], ...]) -> int:
    fixed = network.inputs if network is not None else target.inputs if target else None
    if points:
        fixed = fixed or len(points[0])
        if {len(x) for x in points} != {fixed}:
            raise BadInput(f"{place}.points", f"points of {fixed} numbers", "others")
    if "n" not in table and fixed is None:
        raise BadInput(place, "the key n", "none")
    inputs = integer(table.get("n", fixed), f"{place}.n", 1, MOST_INPUTS)
    if fixed is not None and inputs != fixed:
        raise BadInput(f"{place}.n", str(fixed), str(inputs))
    return inputs


def _points(value: Any, place: str) -> tuple[tuple[Fraction, ...], ...]:
    if not isinstance(value, list) or not value or not all(
            isinstance(x, list) and x for x in value):
        raise BadInput(place, "a nonempty list of points, such as [[0, \"1/2\"]]", "none")
    return tuple(tuple(number(v, f"{place}[{i}]") for v in x) for i, x in enumerate(value))


def _network(name: Any, place: str, folder: str) -> Network | Graph:
    if not isinstance(name, str) or "/" in name or "\\" in name or name in ("", ".", ".."):
        raise BadInput(place, "the name of a file beside assignment.toml", repr(name)[:60])
    found = read_json(read_bytes(Path(folder, name), 2**20, follow=False), name)
    if not isinstance(found, (Network, Graph)):
        raise BadInput(place, "layers or a graph", "another kind of network")
    return found
