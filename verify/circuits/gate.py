"""A gate: what it reads and the Boolean function that it computes of that.

    and, or, nand, nor, xor, xnor   of any number of values; xor is their parity
    not, copy                       of one value
    false, true                     of none
    table                           any function of a few values, by its truth table
    threshold                       1 if the weighted sum is >= the threshold (> if strict)
    mcculloch-pitts                 1 if no inhibitor is 1 and the weighted sum of the other values
                                    is >= the threshold; the weights are counts of synapses
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Callable, Iterable, Sequence

from verify.arithmetic.exact import fraction

LOGIC = ("and", "or", "nand", "nor", "xor", "xnor")
KINDS = (*LOGIC, "not", "copy", "false", "true", "table", "threshold", "mcculloch-pitts")
_FAN_IN = {"not": 1, "copy": 1, "false": 0, "true": 0}
MOST_TABLE = 16     # values that a gate with a truth table may read


@dataclass(frozen=True)
class Gate:
    """One gate; `reads` names gates or inputs, and may name one twice.

    table       for a table: its digits, the first value read being the lowest bit of a position
    weights     for a threshold gate: one per value read; for a McCulloch-Pitts unit: one positive
                integer per value that excites it
    inhibitors  for a McCulloch-Pitts unit: how many of the last values read inhibit it absolutely

    Raises ValueError for an unknown kind, a wrong number of values, or numbers that do not fit.
    """

    name: str
    kind: str
    reads: tuple[str, ...] = ()
    table: str = ""
    weights: tuple[Fraction, ...] = ()
    threshold: Fraction = Fraction(0)
    strict: bool = False
    inhibitors: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"gate {self.name!r}: expected one of {', '.join(KINDS)}, "
                             f"found {self.kind!r}")
        if type(self.reads) is not tuple or not all(type(r) is str for r in self.reads):
            raise TypeError(f"gate {self.name!r}: reads is a tuple of names")
        wanted = _FAN_IN.get(self.kind, len(self.reads) or 1)
        if len(self.reads) != wanted:
            raise ValueError(f"gate {self.name!r}: {self.kind} reads {wanted} values, "
                             f"not {len(self.reads)}")
        if self.kind == "table":
            self._check_table()
        elif self.table:
            raise ValueError(f"gate {self.name!r}: {self.kind} has no table")
        self._check_numbers()

    def _check_table(self) -> None:
        if len(self.reads) > MOST_TABLE:
            raise ValueError(f"gate {self.name!r}: a table reads at most {MOST_TABLE} values")
        if len(self.table) != 2**len(self.reads) or set(self.table) - {"0", "1"}:
            raise ValueError(f"gate {self.name!r}: expected a table of {2**len(self.reads)} digits "
                             f"0 or 1, found {self.table[:80]!r}")

    def _check_numbers(self) -> None:
        unit = self.kind == "mcculloch-pitts"
        if self.kind != "threshold" and not unit:
            if self.weights or self.threshold or self.strict or self.inhibitors:
                raise ValueError(f"gate {self.name!r}: {self.kind} has no weights or threshold")
            return
        if not all(type(w) is Fraction for w in (*self.weights, self.threshold)):
            raise TypeError(f"gate {self.name!r}: weights and threshold are Fractions")
        if not 0 <= self.inhibitors <= (len(self.reads) if unit else 0):
            raise ValueError(f"gate {self.name!r}: {self.inhibitors} inhibitors")
        if len(self.weights) != len(self.reads) - self.inhibitors:
            raise ValueError(f"gate {self.name!r}: expected "
                             f"{len(self.reads) - self.inhibitors} weights, "
                             f"found {len(self.weights)}")
        if unit and (self.strict or any(w < 1 or w.denominator > 1 for w in self.weights)):
            raise ValueError(f"gate {self.name!r}: the synapses of a McCulloch-Pitts unit are "
                             "counted, and it fires at its threshold")


def logic(name: str, kind: str, *reads: str) -> Gate:
    """A gate without numbers: logic("s", "xor", "x1", "x2")."""
    return Gate(name, kind, reads)


def table(name: str, digits: str, *reads: str) -> Gate:
    """A gate given by its truth table, the first value read being the lowest bit of a position.

    >>> fires(table("g", "0100", "a", "b"), (1, 0))
    1
    """
    return Gate(name, "table", reads, digits)


def threshold(name: str, reads: Iterable[str], weights: Iterable[Any], at_least: Any = None, *,
              above: Any = None) -> Gate:
    """A threshold gate: [weighted sum >= at_least], or [weighted sum > above].

    Raises TypeError unless exactly one of the two is given.

    >>> fires(threshold("g", "ab", [1, 1], above=1), (1, 0))
    0
    """
    if (at_least is None) == (above is None):
        raise TypeError("threshold: expected one of at_least and above")
    return Gate(name, "threshold", tuple(reads), weights=tuple(map(fraction, weights)),
                threshold=fraction(above if at_least is None else at_least),
                strict=at_least is None)


def unit(name: str, excites: Iterable[str], inhibits: Iterable[str], at_least: Any) -> Gate:
    """A McCulloch-Pitts unit with single synapses; a name that excites twice has two.

    >>> fires(unit("g", "ab", "c", 1), (1, 0, 0)), fires(unit("g", "ab", "c", 1), (1, 1, 1))
    (1, 0)
    """
    counts: dict[str, int] = {}
    for name_read in excites:
        counts[name_read] = counts.get(name_read, 0) + 1
    inhibitors = tuple(dict.fromkeys(inhibits))
    return Gate(name, "mcculloch-pitts", (*counts, *inhibitors),
                weights=tuple(map(Fraction, counts.values())), threshold=fraction(at_least),
                inhibitors=len(inhibitors))


def linear(gate: Gate) -> tuple[tuple[Fraction, ...], Fraction, bool]:
    """A threshold gate or a McCulloch-Pitts unit as (weights of all values read, threshold,
    whether a tie is 0): an inhibitor outweighs all that excites, and the threshold too.

    Raises ValueError for another kind.

    >>> weights, threshold, strict = linear(unit("g", "ab", "c", 1))
    >>> [int(w) for w in weights], int(threshold), strict
    ([1, 1, -2], 1, False)
    """
    if gate.kind == "threshold":
        return gate.weights, gate.threshold, gate.strict
    if gate.kind != "mcculloch-pitts":
        raise ValueError(f"gate {gate.name!r}: {gate.kind} has no weights")
    total = sum(gate.weights, start=Fraction(0))
    below = min(gate.threshold - total - 1, Fraction(-1))
    return (*gate.weights, *(below,) * gate.inhibitors), gate.threshold, False


_LOGIC: dict[str, Callable[[Sequence[int]], int]] = {
    "and": lambda v: int(all(v)), "nand": lambda v: int(not all(v)),
    "or": lambda v: int(any(v)), "nor": lambda v: int(not any(v)),
    "xor": lambda v: sum(v) % 2, "xnor": lambda v: 1 - sum(v) % 2,
    "not": lambda v: 1 - v[0], "copy": lambda v: v[0], "false": lambda v: 0, "true": lambda v: 1}


def fires(gate: Gate, values: Sequence[int]) -> int:
    """The gate's value, 0 or 1, at the values that it reads: the meaning of every kind.

    >>> [fires(logic("g", "nand", "a", "b"), v) for v in ((0, 0), (1, 0), (0, 1), (1, 1))]
    [1, 1, 1, 0]
    """
    if gate.kind in _LOGIC:
        return _LOGIC[gate.kind](values)
    if gate.kind == "table":
        return int(gate.table[sum(v << n for n, v in enumerate(values))])
    total = sum((w for w, v in zip(gate.weights, values) if v), start=Fraction(0))
    if gate.kind == "threshold":
        return int(total > gate.threshold if gate.strict else total >= gate.threshold)
    if any(values[len(gate.weights):]):
        return 0
    return int(total >= gate.threshold)


def truth_table(gate: Gate) -> str:
    """The gate's function of the values at its places, as the digits of a table.

    >>> truth_table(logic("g", "xor", "a", "b"))
    '0110'
    """
    k = len(gate.reads)
    if k > MOST_TABLE:
        raise ValueError(f"gate {gate.name!r}: {k} values are more than {MOST_TABLE}")
    return "".join(str(fires(gate, [p >> n & 1 for n in range(k)])) for p in range(2**k))
