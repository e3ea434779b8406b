"""Turing machines that write, by name: what the theorem on Turing machines is tried on.

    parity      accepts words with an odd number of ones, and erases them
    palindrome  accepts palindromes, erasing a pair of bits per round
    anbn        accepts 0^m 1^m, erasing a 0 and crossing off a 1 per round
    increment   adds 1 to a number, its lowest bit first; accepts if the number grew by a bit
    beaver      three busy states that scribble for long; accepts some words
    lookup(f)   any truth table in n steps: it reads the word into its state
"""

from __future__ import annotations

from pathlib import Path
from typing import Mapping

from verify.errors import BadInput
from verify.parameters import found, listing, suggestion
from verify.turing_machine import MOVES, Machine, Transition, load

Rows = Mapping[str, str]


def machine(name: str) -> Machine:
    """The machine of this name, or of the TOML file of this path.

    Raises BadInput if there is neither.

    >>> machine("parity").states
    ('even', 'odd', 'yes', 'no')
    """
    if name in BUILT_IN:
        return BUILT_IN[name]()
    if "." not in name and "/" not in name and not Path(name).exists():
        raise BadInput("machine", f"a file, or one of {listing(tuple(BUILT_IN))}",
                       found(name) + suggestion(name, BUILT_IN))
    return load(name)


def _built(name: str, symbols: str, start: str, rows: Mapping[str, Rows],
           reject: tuple[str, ...] = ("no",)) -> Machine:
    """Rows in the form {"state": {"symbols": "next, written, move"}}; "." writes what is read."""
    table: dict[tuple[str, str], Transition] = {}
    for state, row in rows.items():
        for read, action in row.items():
            then, written, move = action.split()
            for symbol in read:
                table[state, symbol] = (then, symbol if written == "." else written, MOVES[move])
    return Machine(name, (*rows, "yes", *reject), tuple(symbols), "_", start, ("yes",), reject,
                   table)


def parity() -> Machine:
    """One sweep: the state is the parity of the ones so far; every bit is erased."""
    return _built("parity", "01_", "even", {
        "even": {"0": "even _ R", "1": "odd _ R", "_": "no _ S"},
        "odd": {"0": "odd _ R", "1": "even _ R", "_": "yes _ S"}})


def palindrome() -> Machine:
    """Erases the first bit, looks for the same bit at the end, erases it, goes back."""
    return _built("palindrome", "01_", "start", {
        "start": {"0": "right0 _ R", "1": "right1 _ R", "_": "yes _ S"},
        "right0": {"01": "right0 . R", "_": "last0 _ L"},
        "right1": {"01": "right1 . R", "_": "last1 _ L"},
        "last0": {"0": "back _ L", "1": "no 1 S", "_": "yes _ S"},
        "last1": {"1": "back _ L", "0": "no 0 S", "_": "yes _ S"},
        "back": {"01": "back . L", "_": "start _ R"}})


def anbn() -> Machine:
    """Erases the first 0 and crosses off the first 1 (x), until only crosses are left."""
    return _built("anbn", "01x_", "start", {
        "start": {"0": "seek _ R", "1": "no . S", "x": "check . R", "_": "yes . S"},
        "seek": {"0x": "seek . R", "1": "back x L", "_": "no . S"},
        "back": {"0x": "back . L", "1": "no . S", "_": "start . R"},
        "check": {"x": "check . R", "01": "no . S", "_": "yes . S"}})


def increment() -> Machine:
    """The carry runs along the ones; it is written down where a 0 or the end is met."""
    return _built("increment", "01_", "carry", {
        "carry": {"1": "carry 0 R", "0": "no 1 S", "_": "yes 1 S"}})


def beaver() -> Machine:
    """Three busy states that scribble on the input, up to 24 steps for 5 bits; found by search."""
    return _built("beaver", "01_", "a", {
        "a": {"0": "c 0 L", "1": "b 0 L", "_": "a 1 R"},
        "b": {"0": "c 0 R", "1": "yes 1 L", "_": "a 0 R"},
        "c": {"0": "a 1 L", "1": "c 1 R", "_": "no 0 R"}})


def lookup(table: str) -> Machine:
    """The function of this truth table in n steps: the state is the word read so far.

    `table` has 2^n characters 0 or 1; entry x_1 + 2 x_2 + 4 x_3 + ... is the value at x. The
    machine has 2^(n+1) - 1 states: the words of up to n bits, those of n bits halt.

    >>> len(lookup("0110").states)
    7
    """
    n = len(table).bit_length() - 1
    if set(table) - {"0", "1"} or len(table) != 2**n or n < 1:
        raise BadInput("the table", "2, 4, 8, ... characters 0 or 1", found(table))
    words = [format(number, f"0{length}b") if length else ""
             for length in range(n + 1) for number in range(2**length)]
    rows: dict[tuple[str, str], Transition] = {
        (f"read{word}", symbol): (f"read{word}{symbol if symbol in '01' else '0'}", symbol, 1)
        for word in words if len(word) < n for symbol in "01_"}
    halting = {kind: tuple(f"read{word}" for word in words
                           if len(word) == n and table[int(word[::-1], 2)] == kind)
               for kind in "01"}
    return Machine(f"lookup {table}", tuple(f"read{word}" for word in words), ("0", "1", "_"), "_",
                   "read", halting["1"], halting["0"], rows)


BUILT_IN = {"parity": parity, "palindrome": palindrome, "anbn": anbn, "increment": increment,
            "beaver": beaver}
