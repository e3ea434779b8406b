"""Any Turing machine with a time bound as a layered network of threshold units.

    layers      times 1, ..., T - 1, then the output: T layers of `step` units
    units       per time and cell 0, ..., T - 1 one for each of K = (|Q| + 1)|Gamma| contents:
                P[q, a]  the head is here in state q and reads a;  N[a]  no head, symbol a
                and one constant unit per time, which stands for a bias
    vertices    the n inputs and their constant, (T - 1)(T K + 1) hidden units, the output:
                n + 2 + (T - 1)(T K + 1), at most K T^2
    forms       S[a] = N[a] + the sum of P[q, b] that write a;  H[q] = the sum of P at this cell and
                its neighbours that move here into state q
    weights     P[q, a] fires if S[a] + H[q] >= 3/2, N[a] if S[a] - the sum of all H[q] >= 1/2

Why it works: there is one head. So S and H are 0 or 1: S[a] says that a stands here at the next
time, H[q] that the head will be here in state q. A head that has moved to cell T - 1 - t or beyond
is never missed, for it starts at cell 0 and cells 0, ..., T - 1 are all that T steps can read. All
layers but the first and the last are one and the same.
Source: Shalev-Shwartz, Ben-David 2014, Theorem 20.3, repaired.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from constructions import machines
from verify.errors import BadInput
from verify.layer import Layer
from verify.network import Network
from verify.turing_machine import Machine

MOST_UNITS = 2000      # of a layer: its weights are stored with their zeros
MOST_STEPS = 2000
LONGEST_SEARCHED = 14  # bits: the time of all longer words is not tried out

Content = tuple[str, str]          # (state or "", symbol)
Row = dict[tuple[int, int], int]   # (cell, number of the content) -> weight; (-1, 0): the constant


def contents(machine: Machine) -> tuple[Content, ...]:
    """What a cell can hold, in the order of the units: with the head, then without.

    >>> len(contents(machines.parity()))
    15
    """
    return tuple((state, symbol) for state in (*machine.states, "") for symbol in machine.symbols)


def network(machine: str = "parity", n: int = 4, time: int = 0, signs: bool = False) -> Network:
    """The network that decides like a Turing machine, on n bits within `time` steps.

    machine is parity, palindrome, anbn, increment, beaver or a TOML file; time 0 stands for the
    most steps that the machine takes on n bits (n at least); with signs the units are +-1.

    >>> parity = network("parity", 2)
    >>> parity.depth, parity.units, parity.inputs
    (3, 92, 2)
    """
    found = machines.machine(machine)
    if n < 1:
        raise BadInput("n", "at least 1 bit", str(n))
    made = compiled(found, n, time or longest_run(found, n))
    return with_signs(made) if signs else made


def longest_run(machine: Machine, n: int) -> int:
    """The most steps until the machine halts, over all 2^n inputs, and at least n.

    Raises BadInput if it does not halt, or if there are too many inputs to try.
    """
    if n > LONGEST_SEARCHED:
        raise BadInput("time", f"a number of steps, for n is more than {LONGEST_SEARCHED}", "none")
    words = ([number >> i & 1 for i in range(n)] for number in range(2**n))
    return max(n, *(machine.halts_after(word, MOST_STEPS) for word in words))


def compiled(machine: Machine, n: int, time: int) -> Network:
    """The network of n inputs that is 1 where the machine accepts after `time` steps, else 0.

    Raises BadInput unless n <= time, or if a layer would have too many units.
    """
    if not 1 <= n <= time:
        raise BadInput("time", f"at least n = {n} steps, as many as there are bits to read",
                       str(time))
    units = time * len(contents(machine)) + 1
    if units > MOST_UNITS:
        kinds = len(contents(machine))
        raise BadInput("time", f"at most {MOST_UNITS // kinds} steps for a machine with {kinds} "
                       "contents of a cell", str(time))
    start = beginning(machine, n, time)
    last = accepting(machine, time)
    if time == 1:
        return Network((_reading_inputs([last], start, n, constant=False),))
    rows = [row for cell in range(time) for row in cell_rows(machine, cell, time)]
    first = _reading_inputs(rows, start, n, constant=True)
    middle = _reading_units(rows, time, len(contents(machine)), constant=True)
    output = _reading_units([last], time, len(contents(machine)), constant=False)
    return Network((first, *[middle] * (time - 2), output))


def cell_rows(machine: Machine, cell: int, time: int) -> list[Row]:
    """The rows of the K units of one cell at the next time, thresholds as doubled constants."""
    here = contents(machine)
    symbol_form: dict[str, Row] = {symbol: {} for symbol in machine.symbols}
    head_form: dict[str, Row] = {state: {} for state in machine.states}
    for number, (state, symbol) in enumerate(here):
        written = machine.move(state, symbol)[1] if state else symbol
        symbol_form[written][cell, number] = 1
        if not state:
            continue
        then, _, move = machine.move(state, symbol)
        for source in (cell - 1, cell, cell + 1):
            if 0 <= source < time and max(0, source + move) == cell:
                head_form[then][source, number] = 1
    rows = []
    for state, symbol in here:
        if state:
            rows.append({**_sum(symbol_form[symbol], head_form[state], 1), (-1, 0): -3})
        else:
            row = symbol_form[symbol]
            for form in head_form.values():
                row = _sum(row, form, -1)
            rows.append({**row, (-1, 0): -1})
    return rows


def accepting(machine: Machine, time: int) -> Row:
    """The output: some head reads what leads to an accepting state."""
    row = {(cell, number): 1 for cell in range(time)
           for number, (state, symbol) in enumerate(contents(machine))
           if state and machine.move(state, symbol)[0] in machine.accept}
    return {**row, (-1, 0): -1}


def beginning(machine: Machine, n: int, time: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Time 0: (cell, content) -> (a, b) for the value a + b x_cell; what is not listed is 0."""
    number = {content: place for place, content in enumerate(contents(machine))}
    start: dict[tuple[int, int], tuple[int, int]] = {}
    for cell in range(time):
        state = machine.start if cell == 0 else ""
        if cell < n:
            start[cell, number[state, "0"]] = (1, -1)
            start[cell, number[state, "1"]] = (0, 1)
        else:
            start[cell, number[state, machine.blank]] = (1, 0)
    return start


def with_signs(network: Network) -> Network:
    """The same network with units that are +-1 for 1 and 0, on the same vertices.

    A unit o = (u + 1)/2 is read with half its weight, and the halves go to the constant unit.
    """
    first, *others = network.layers
    layers = [Layer(first.weight, first.bias, ("sign",) * first.outputs)]
    done: dict[int, Layer] = {}
    for layer in others:
        if id(layer) not in done:
            weight = tuple((*(w / 2 for w in row[:-1]), row[-1] + sum(row[:-1], Fraction(0)) / 2)
                           for row in layer.weight)
            done[id(layer)] = Layer(weight, layer.bias, ("sign",) * layer.outputs)
        layers.append(done[id(layer)])
    return Network(tuple(layers))


# ---- from rows to layers -----------------------------------------------------------------------


def _sum(left: Row, right: Row, factor: int) -> Row:
    result = dict(left)
    for place, weight in right.items():
        result[place] = result.get(place, 0) + factor * weight
    return result


def _reading_units(rows: Sequence[Row], time: int, size: int, constant: bool) -> Layer:
    """A layer that reads the units of a time, the constant unit last."""
    number = {value: Fraction(value) for value in range(-2, 3)}
    halves = {value: Fraction(value, 2) for value in (-3, -1)}
    weight = []
    for row in rows:
        line = [number[0]] * (time * size + 1)
        for (cell, content), value in row.items():
            if cell < 0:
                line[-1] = halves[value]
            else:
                line[cell * size + content] = number[value]
        weight.append(tuple(line))
    if constant:
        weight.append((number[0],) * (time * size) + (number[1],))
    return Layer(tuple(weight), (number[0],) * len(weight), ("step",) * len(weight))


def _reading_inputs(rows: Sequence[Row], start: dict[tuple[int, int], tuple[int, int]], n: int,
                    constant: bool) -> Layer:
    """The same rows, fed with time 0 as a function of the inputs."""
    weight, bias = [], []
    for row in rows:
        line, rest = [Fraction(0)] * n, Fraction(row[-1, 0], 2)
        for place, value in row.items():
            fixed, slope = start.get(place, (0, 0))
            rest += value * fixed
            if slope:
                line[place[0]] += value * slope
        weight.append(tuple(line))
        bias.append(rest)
    if constant:
        weight.append((Fraction(0),) * n)
        bias.append(Fraction(1))
    return Layer(tuple(weight), tuple(bias), ("step",) * len(weight))
