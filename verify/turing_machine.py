"""Turing machines with one tape: what they are, how they are read from TOML, how they run.

The tape has a left end: cells 0, 1, 2, ..., the input's bits on the first of them and blanks on
all others. The head begins at cell 0; a move to the left of cell 0 stays there. A machine that has
halted stays as it is.

A machine file is TOML with exactly these keys (`reject` and `name` may be missing):

    format = "netproof-machine/1"
    name = "parity"
    symbols = ["0", "1", "_"]           # among them the bits 0 and 1, and the blank
    blank = "_"
    start = "even"
    accept = ["yes"]                    # the machine halts in these states ...
    reject = ["no"]                     # ... and in these

    [transitions.even]                  # one table per state that does not halt,
    0 = ["even", "_", "R"]              # one row per symbol: next state, symbol written, move
    1 = ["odd", "_", "R"]               # (L left, R right, S stay)
    _ = ["no", "_", "S"]
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from verify.errors import BadInput
from verify.parameters import found, listing, shown

if TYPE_CHECKING:
    import networkx

FORMAT = "netproof-machine/1"
MOVES = {"L": -1, "S": 0, "R": 1}
REQUIRED = ("format", "symbols", "blank", "start", "accept", "transitions")
OPTIONAL = ("name", "reject")
MOST_STATES, MOST_SYMBOLS, MOST_BYTES = 100, 20, 2**20

Transition = tuple[str, str, int]      # next state, symbol written, move


@dataclass(frozen=True)
class Configuration:
    """A moment of a run: the state, the head's cell, and the tape up to its last symbol."""

    state: str
    head: int
    tape: tuple[str, ...]


@dataclass(frozen=True)
class Machine:
    """A machine whose table is complete; `table` holds the rows of the states that do not halt.

    Raises BadInput for a missing transition, an unknown name, or a halt that cannot be reached.
    """

    name: str
    states: tuple[str, ...]
    symbols: tuple[str, ...]
    blank: str
    start: str
    accept: tuple[str, ...]
    reject: tuple[str, ...]
    table: Mapping[tuple[str, str], Transition]

    def __post_init__(self) -> None:
        _check(self)

    @cached_property
    def halting(self) -> frozenset[str]:
        return frozenset(self.accept + self.reject)

    def move(self, state: str, symbol: str) -> Transition:
        """The next state, the symbol written, -1, 0 or 1; a halted machine stays as it is."""
        return (state, symbol, 0) if state in self.halting else self.table[state, symbol]

    def begin(self, bits: Sequence[int]) -> Configuration:
        """The configuration at time 0.

        Raises ValueError unless every bit is 0 or 1.
        """
        if not all(type(bit) is int and bit in (0, 1) for bit in bits):
            raise ValueError(f"expected bits, found {bits!r}")
        return Configuration(self.start, 0, tuple(map(str, bits)))

    def read(self, now: Configuration, cell: int) -> str:
        return now.tape[cell] if cell < len(now.tape) else self.blank

    def step(self, now: Configuration) -> Configuration:
        """The next configuration."""
        state, symbol, move = self.move(now.state, self.read(now, now.head))
        tape = list(now.tape) + [self.blank] * (now.head + 1 - len(now.tape))
        tape[now.head] = symbol
        while tape and tape[-1] == self.blank:
            tape.pop()
        return Configuration(state, max(0, now.head + move), tuple(tape))

    def run(self, bits: Sequence[int], steps: int) -> list[Configuration]:
        """The configurations at times 0, ..., steps.

        >>> [c.state for c in machine_that_halts().run([1, 0], 3)]
        ['walk', 'walk', 'walk', 'stop']
        """
        result = [self.begin(bits)]
        for _ in range(steps):
            result.append(self.step(result[-1]))
        return result

    def halts_after(self, bits: Sequence[int], limit: int) -> int:
        """The number of steps until the machine is in a halting state.

        Raises BadInput if that is more than `limit`, naming the input and the step.
        """
        now = self.begin(bits)
        for steps in range(limit + 1):
            if now.state in self.halting:
                return steps
            if steps < limit:
                now = self.step(now)
        word = "".join(map(str, bits)) or "nothing"
        raise BadInput(f"machine {self.name}", f"a halt within {limit} steps on the input {word}",
                       f"state {now.state} at cell {now.head} after step {limit}")

    def graph(self) -> "networkx.DiGraph":
        """The states, with an edge for every transition."""
        import networkx
        graph = networkx.DiGraph()
        graph.add_nodes_from(self.states)
        graph.add_edges_from((state, then) for (state, _), (then, _, _) in self.table.items())
        return graph


def machine_that_halts() -> Machine:
    """The smallest example: it walks over its input and stops at the first blank."""
    walk = {("walk", bit): ("walk", bit, 1) for bit in "01"}
    return Machine("walk", ("walk", "stop"), ("0", "1", "_"), "_", "walk", ("stop",), (),
                   {**walk, ("walk", "_"): ("stop", "_", 0)})


# ---- what makes a table a machine --------------------------------------------------------------


def _check(machine: Machine) -> None:
    place = f"machine {machine.name}"
    for what, names, most in (("states", machine.states, MOST_STATES),
                              ("symbols", machine.symbols, MOST_SYMBOLS)):
        if len(set(names)) != len(names) or not 1 <= len(names) <= most:
            raise BadInput(place, f"1 to {most} different {what}", f"{len(names)} {what}, "
                           f"{len(set(names))} of them different")
    for symbol in ("0", "1", machine.blank):
        if symbol not in machine.symbols or machine.blank in ("0", "1"):
            raise BadInput(f"{place}: symbols", "0, 1 and another symbol that is the blank",
                           f"{listing(machine.symbols)} with blank {found(machine.blank)}")
    for what, state in (("start", machine.start), *(("accept", s) for s in machine.accept),
                        *(("reject", s) for s in machine.reject)):
        if state not in machine.states:
            raise BadInput(f"{place}: {what}", f"a state ({listing(machine.states)})",
                           found(state))
    both = sorted(set(machine.accept) & set(machine.reject))
    if both:
        raise BadInput(place, "states that either accept or reject", f"{both[0]} in both")
    for state in machine.states:
        _check_rows(machine, state, f"{place}: transitions.{state}")
    _check_halts(machine, place)


def _check_rows(machine: Machine, state: str, place: str) -> None:
    halts = state in machine.halting
    for symbol in machine.symbols:
        row = machine.table.get((state, symbol))
        if halts and row is not None:
            raise BadInput(place, "no row, for the state halts", f"one for symbol {symbol}")
        if halts:
            continue
        if row is None:
            raise BadInput(place, "a row for every symbol", f"none for symbol {symbol}")
        if row[0] not in machine.states or row[1] not in machine.symbols:
            raise BadInput(f"{place}.{symbol}", "a known state and a known symbol",
                           found(f"{row[0]} and {row[1]}"))
    known = {(s, a) for s in machine.states for a in machine.symbols}
    for other in machine.table:
        if other not in known:
            raise BadInput(place, "known states and symbols", found(f"{other[0]}, {other[1]}"))


def _check_halts(machine: Machine, place: str) -> None:
    """Some halting state must be reachable from the start; from where, the graph says."""
    import networkx
    reached = {machine.start} | networkx.descendants(machine.graph(), machine.start)
    if not reached & machine.halting:
        raise BadInput(place, f"a halting state that can be reached from {machine.start}",
                       f"only {listing(tuple(s for s in machine.states if s in reached))}")


# ---- files -------------------------------------------------------------------------------------


def load(path: str | Path) -> Machine:
    """The machine of a TOML file.

    Raises BadInput, naming the place, for anything that is not in the module's description.
    """
    place = shown(path)
    try:
        data = Path(path).read_bytes()[:MOST_BYTES + 1]
    except OSError as error:
        raise BadInput(place, "a file that can be read", error.strerror or "none") from None
    if len(data) > MOST_BYTES:
        raise BadInput(place, f"at most {MOST_BYTES} bytes", "more")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(place, "UTF-8 text", f"byte {error.start} that is none") from None
    return parse(text, place)


def parse(text: str, place: str = "the machine") -> Machine:
    """The machine that a TOML text describes.

    Raises BadInput, naming the place.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(place, "a TOML file", found(str(error), 200)) from None
    for key in data:
        if key not in REQUIRED + OPTIONAL:
            raise BadInput(place, f"the keys {listing(REQUIRED + OPTIONAL)}", found(key))
    for key in REQUIRED:
        if key not in data:
            raise BadInput(place, f"the key {key}", "none")
    if data["format"] != FORMAT:
        raise BadInput(f"{place}: format", FORMAT, found(data["format"]))
    table = _table(data["transitions"], f"{place}: transitions")
    accept, reject = (_names(data.get(key, []), f"{place}: {key}") for key in ("accept", "reject"))
    start = _name(data["start"], f"{place}: start")
    working = tuple(dict.fromkeys(state for state, _ in table))
    return Machine(_name(data.get("name", Path(place).stem or "machine"), f"{place}: name"),
                   tuple(dict.fromkeys((*working, *accept, *reject))),
                   _names(data["symbols"], f"{place}: symbols"),
                   _name(data["blank"], f"{place}: blank"), start, accept, reject, table)


def _table(data: Any, place: str) -> dict[tuple[str, str], Transition]:
    if not isinstance(data, dict):
        raise BadInput(place, "one table per state", found(data))
    result = {}
    for state, rows in data.items():
        if not isinstance(rows, dict) or not rows:
            raise BadInput(f"{place}.{state}", "one row per symbol", found(rows))
        for symbol, row in rows.items():
            where = f"{place}.{state}.{symbol}"
            if not isinstance(row, list) or len(row) != 3 or row[2] not in tuple(MOVES):
                raise BadInput(where, 'a row ["state", "symbol", "L, R or S"]', found(row))
            result[_name(state, where), _name(symbol, where)] = (
                _name(row[0], where), _name(row[1], where), MOVES[row[2]])
    return result


def _names(data: Any, place: str) -> tuple[str, ...]:
    if not isinstance(data, list):
        raise BadInput(place, "a list of names", found(data))
    return tuple(_name(entry, place) for entry in data)


def _name(data: Any, place: str) -> str:
    if not isinstance(data, str) or not data.isprintable() or not 1 <= len(data) <= 60 or (
            " " in data):
        raise BadInput(place, "a name of 1 to 60 printable characters without spaces", found(data))
    return data
