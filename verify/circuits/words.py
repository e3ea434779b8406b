"""Circuits on machine words: 64 inputs per operation, the whole cube block by block.

Bit k of word number w is the point number 64 w + k of the cube (see `verify.cube`), so that the
low six inputs are six constant words, and inputs above the block are all 0 or all 1 in it.

    >>> from verify.circuits.circuit import circuit, logic
    >>> [bin(int(word)) for word in tables(circuit(2, [logic("g", "xor", "x1", "x2")], "g"))[0]]
    ['0b110']
"""

from dataclasses import dataclass
from typing import Any, Iterator, Sequence

import numpy as np

from verify.circuits.adders import add, at_least, integral, positive
from verify.circuits.circuit import Circuit
from verify.circuits.gate import Gate, linear
from verify.timelimit import require_time

BLOCK = 2**12       # words at a time: 32 KiB a plane, so that a few dozen stay in the cache
MOST_INPUTS = 40
ONES = np.uint64(2**64 - 1)
_LOW = tuple(np.uint64(sum(1 << k for k in range(64) if k >> i & 1)) for i in range(6))


def evaluate(circuit: Circuit, planes: Sequence[Any], ones: Any = ONES) -> list[Any]:
    """The planes of the outputs, from one plane per input: uint64 arrays, or Python ints with the
    plane `ones` of as many bits.

    Raises ValueError unless there is one plane per input.

    >>> from verify.circuits.circuit import circuit, logic
    >>> evaluate(circuit(2, [logic("g", "nand", "x1", "x2")], "g"), [0b0101, 0b0011], 0b1111)
    [14]
    """
    if len(planes) != len(circuit.inputs):
        raise ValueError(f"planes: expected {len(circuit.inputs)}, found {len(planes)}")
    return _run(circuit, _prepared(circuit), planes, ones)


@dataclass(frozen=True)
class _Step:
    """A gate with what can be worked out beforehand.

    terms   of a sum: (weight, whether the bit is negated) for each value read
    number  of the sum, one for all gates with the same sum
    done    names that no later gate reads
    """

    gate: Gate
    terms: tuple[tuple[int, bool], ...] = ()
    need: int = 0
    number: int = -1
    done: tuple[str, ...] = ()


def _prepared(circuit: Circuit) -> list[_Step]:
    last = {read: gate.name for gate in circuit.order for read in gate.reads}
    done: dict[str, list[str]] = {}
    for name, gate_name in last.items():
        if name not in circuit.outputs:
            done.setdefault(gate_name, []).append(name)
    numbers: dict[Any, int] = {}
    steps = []
    for gate in circuit.order:
        gone = tuple(done.get(gate.name, ()))
        if gate.kind in ("threshold", "mcculloch-pitts"):
            weights, need = integral(*linear(gate))
            terms, more = positive(weights)
            number = numbers.setdefault((gate.reads, weights), len(numbers))
            steps.append(_Step(gate, terms, need + more, number, gone))
        else:
            steps.append(_Step(gate, done=gone))
    return steps


def _run(circuit: Circuit, steps: Sequence[_Step], planes: Sequence[Any], ones: Any) -> list[Any]:
    known = dict(zip(circuit.inputs, planes))
    sums: dict[int, list[Any]] = {}
    for step in steps:
        known[step.gate.name] = _plane(step, [known[r] for r in step.gate.reads], ones, sums)
        for name in step.done:
            del known[name]
    return [known[name] for name in circuit.outputs]


def _plane(step: _Step, read: Sequence[Any], ones: Any, sums: dict[int, list[Any]]) -> Any:
    """The plane of one gate; `sums` keeps weighted sums that other gates compare as well."""
    kind = step.gate.kind
    if step.number >= 0:
        if step.number not in sums:
            sums[step.number] = add([(w, ones ^ plane if negated else plane) for
                                     (w, negated), plane in zip(step.terms, read)], ones)
        return at_least(sums[step.number], step.need, ones)
    if kind == "table":
        return _mux(step.gate.table, read, ones)
    if not read:
        return ones if kind == "true" else ones ^ ones
    result = read[0]
    for plane in read[1:]:
        if kind in ("and", "nand"):
            result = result & plane
        elif kind in ("or", "nor"):
            result = result | plane
        else:
            result = result ^ plane
    return ones ^ result if kind in ("nand", "nor", "xnor", "not") else result


def _mux(table: str, read: Sequence[Any], ones: Any) -> Any:
    """Shannon's expansion by the last value read, equal parts once."""
    if "1" not in table:
        return ones ^ ones
    if "0" not in table:
        return ones
    half = len(table) // 2
    low, high, last = table[:half], table[half:], read[-1]
    if low == high:
        return _mux(low, read[:-1], ones)
    if all(a != b for a, b in zip(low, high)):
        return _mux(low, read[:-1], ones) ^ last
    zero, one = _mux(low, read[:-1], ones), _mux(high, read[:-1], ones)
    return (zero & (ones ^ last)) | (one & last)


def cube_planes(n: int, start: int, words: int) -> list[np.ndarray]:
    """The planes of x1, ..., xn on words start, start + 1, ...; a constant plane has one word.

    `words` is a power of 2 and divides start.
    """
    planes = []
    for i in range(n):
        if i < 6:
            planes.append(np.full(1, _LOW[i]))
        elif 2**(i - 6) >= words:
            planes.append(np.full(1, ONES if start >> (i - 6) & 1 else np.uint64(0)))
        else:
            plane = np.zeros((words >> (i - 5), 2, 2**(i - 6)), dtype=np.uint64)
            plane[:, 1] = ONES
            planes.append(plane.reshape(-1))
    return planes


def blocks(circuit: Circuit) -> Iterator[tuple[int, list[np.ndarray]]]:
    """(number of the first word, output planes) for every block of the cube; a plane may have one
    word, for all of the block.

    With fewer than six inputs the one word holds the table over and over again.
    Raises ValueError for more than 40 inputs, TimeLimit where a limit is in force.
    """
    n = len(circuit.inputs)
    if n > MOST_INPUTS:
        raise ValueError(f"2^{n} points are more than 2^{MOST_INPUTS}")
    total = 2**max(0, n - 6)
    width = min(BLOCK, total)
    low, steps = cube_planes(n, 0, width), _prepared(circuit)
    high = width.bit_length() + 5       # inputs from here on are constant in a block
    for start in range(0, total, width):
        require_time()
        fixed = [np.full(1, ONES if start >> (i - 6) & 1 else np.uint64(0))
                 for i in range(min(high, n), n)]
        yield start, _run(circuit, steps, [*low[:high], *fixed], ONES)


def tables(circuit: Circuit) -> np.ndarray:
    """The tables of all outputs, shape (outputs, words); unused bits of a single word are 0.

    Raises ValueError for more than 28 inputs.
    """
    n = len(circuit.inputs)
    if n > 28:
        raise ValueError(f"tables of 2^{n} digits; blocks() makes them one after another")
    total = 2**max(0, n - 6)
    result = np.empty((len(circuit.outputs), total), dtype=np.uint64)
    for start, planes in blocks(circuit):
        for row, plane in zip(result, planes):
            row[start:start + BLOCK] = plane
    if n < 6:
        result &= np.uint64(2**2**n - 1)
    return result


def table_texts(circuit: Circuit) -> tuple[str, ...]:
    """The truth tables as digits, as `circuit.truth_tables` gives them.

    >>> from verify.circuits.circuit import circuit, logic
    >>> table_texts(circuit(2, [logic("g", "nor", "x1", "x2")], "g"))
    ('1000',)
    """
    rows = np.unpackbits(tables(circuit).astype("<u8").view(np.uint8), axis=1, bitorder="little")
    return tuple("".join(map(str, row[:2**len(circuit.inputs)])) for row in rows)


def first_difference(left: Circuit, right: Circuit) -> tuple[int, int] | None:
    """(point number, output number) where two circuits differ, the least point; None if nowhere.

    Raises ValueError unless they have equally many inputs and outputs.

    >>> from verify.circuits.circuit import circuit, logic
    >>> g, h = (circuit(2, [logic("g", kind, "x1", "x2")], "g") for kind in ("xor", "or"))
    >>> first_difference(g, h), first_difference(g, g)
    ((3, 0), None)
    """
    require_same_shape(left, right)
    for (start, one), (_, other) in zip(blocks(left), blocks(right)):
        found = []
        for output, (a, b) in enumerate(zip(one, other)):
            different = a ^ b
            if different.any():
                word = int(np.flatnonzero(different)[0])
                bits = int(different[word])
                low = (bits & -bits).bit_length() - 1
                found.append(((start + word) * 64 + low, output))
        if found:
            return min(found)
    return None


def ones(circuit: Circuit) -> tuple[int, ...]:
    """At how many points each output is 1.

    >>> from verify.circuits.circuit import circuit, logic
    >>> ones(circuit(7, [logic("g", "and", "x1", "x7")], "g"))
    (32,)
    """
    n = len(circuit.inputs)
    total = 2**max(0, n - 6)
    counts = [0] * len(circuit.outputs)
    for _, planes in blocks(circuit):
        for output, plane in enumerate(planes):
            bits = int(np.bitwise_count(plane).sum(dtype=np.int64))
            counts[output] += bits * (min(BLOCK, total) // plane.size)
    return tuple(count >> max(0, 6 - n) for count in counts)


def require_same_shape(left: Circuit, right: Circuit) -> None:
    """Raises ValueError unless two circuits have equally many inputs and outputs."""
    for what in ("inputs", "outputs"):
        sizes = len(getattr(left, what)), len(getattr(right, what))
        if sizes[0] != sizes[1]:
            raise ValueError(f"circuits: expected equally many {what}, found {sizes[0]} and "
                             f"{sizes[1]}")
