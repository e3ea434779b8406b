"""Turing machines: what they decide, against each language by its definition; files, strictly."""

from itertools import product
from pathlib import Path

import pytest

from constructions import machines
from verify.errors import BadInput
from verify.turing_machine import Configuration, Machine, load, parse

HERE = Path(__file__).parent / "machines"
GOOD = (HERE / "divisible.toml").read_text()


def words(longest):
    return [word for n in range(1, longest + 1) for word in product((0, 1), repeat=n)]


def last(machine, word):
    return machine.run(word, machine.halts_after(word, 500))[-1]


def number(bits):
    return sum(int(bit) << i for i, bit in enumerate(bits) if bit in ("0", "1", 0, 1))


LANGUAGES = {
    "parity": lambda w: sum(w) % 2 == 1,
    "palindrome": lambda w: w == w[::-1],
    "anbn": lambda w: w == (0,) * (len(w) // 2) + (1,) * (len(w) // 2),
    "increment": lambda w: all(w),
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_decides_its_language(name):
    machine = machines.machine(name)
    for word in words(7):
        assert (last(machine, word).state in machine.accept) == LANGUAGES[name](word), word


def test_increment_writes_the_next_number():
    for word in words(7):
        assert number(last(machines.increment(), word).tape) == number(word) + 1


@pytest.mark.parametrize("name", machines.BUILT_IN)
def test_every_machine_writes(name):
    machine = machines.machine(name)
    assert any(written != read for (_, read), (_, written, _) in machine.table.items())
    assert any(last(machine, w).tape[:len(w)] != tuple(map(str, w)) for w in words(4))


@pytest.mark.parametrize("table", ["01", "0110", "10010110", "0" * 16, "1011001110001111"])
def test_lookup_in_as_many_steps_as_bits(table):
    machine = machines.lookup(table)
    n = len(table).bit_length() - 1
    assert len(machine.states) == 2**(n + 1) - 1
    for p, digit in enumerate(table):
        word = [p >> i & 1 for i in range(n)]
        assert machine.halts_after(word, n) == n
        assert (machine.run(word, n)[-1].state in machine.accept) == (digit == "1")


def test_the_left_end_and_the_blanks_beyond():
    table = {("a", "0"): ("a", "1", -1), ("a", "1"): ("b", "1", 1), ("a", "_"): ("b", "_", 1),
             ("b", "0"): ("b", "0", 1), ("b", "1"): ("b", "1", 1), ("b", "_"): ("h", "1", 1)}
    machine = Machine("end", ("a", "b", "h"), ("0", "1", "_"), "_", "a", ("h",), (), table)
    assert machine.run([0, 0], 4) == [
        Configuration("a", 0, ("0", "0")), Configuration("a", 0, ("1", "0")),
        Configuration("b", 1, ("1", "0")), Configuration("b", 2, ("1", "0")),
        Configuration("h", 3, ("1", "0", "1"))]
    assert machine.run([0, 0], 6)[-1] == machine.run([0, 0], 4)[-1]      # it stays as it is


def test_a_file():
    machine = load(HERE / "divisible.toml")
    for word in words(8):
        assert (last(machine, word).state == "yes") == (number(word[::-1]) % 3 == 0)
    assert machine.graph().number_of_edges() == 9


BAD = {
    'format = "netproof-machine/1"': ('format = "netproof-machine/2"',
                                      "m: format: expected netproof-machine/1, found "
                                      "netproof-machine/2"),
    'blank = "_"': ('blank = "x"', "machine divisible-by-3: symbols: expected 0, 1 and another "
                                   "symbol that is the blank, found 0, 1 or _ with blank x"),
    'start = "r0"': ('start = "r9"', "machine divisible-by-3: start: expected a state (r0, r1, r2, "
                                     "yes or no), found r9"),
    'accept = ["yes"]': ('accept = ["no"]', "expected states that either accept or reject, found "
                                            "no in both"),
    '1 = ["r2", "0", "R"]\n': ("", "machine divisible-by-3: transitions.r2: expected a row for "
                                   "every symbol, found none for symbol 1"),
    '1 = ["r2", "0", "R"]': ('1 = ["r2", "0", "U"]', 'm: transitions.r2.1: expected a row '
                             '["state", "symbol", "L, R or S"], found'),
    '1 = ["r0", "1", "R"]': ('1 = ["r7", "1", "R"]', "transitions.r1.1: expected a known state and "
                                                     "a known symbol, found r7 and 1"),
    '_ = ["no", "1", "L"]': ('_ = ["no", "1", "L"]\n[transitions.no]\n0 = ["no", "0", "S"]',
                             "transitions.no: expected no row, for the state halts"),
    'name = "divisible-by-3"': ('nam = "x"', "found nam"),
    'reject = ["no"]': ('reject = [["no"]]', "m: reject: expected a name"),
    'symbols = ["0", "1", "_"]': ('symbols = ["0", "1", "_", "1"]', "different symbols"),
    '[transitions.r1]': ("[transitions.r0]", "m: expected a TOML file"),
}


@pytest.mark.parametrize("old", BAD)
def test_bad_files(old):
    new, words_ = BAD[old]
    assert GOOD.count(old) == 1
    with pytest.raises(BadInput) as error:
        parse(GOOD.replace(old, new), "m")
    assert words_ in str(error.value) and "\n" not in str(error.value)


def test_a_halt_that_cannot_be_reached():
    text = GOOD.replace('"yes", "_", "S"', '"r0", "_", "S"').replace('["no", "', '["r0", "')
    with pytest.raises(BadInput, match="expected a halting state that can be reached from r0"):
        parse(text, "m")


def test_the_step_at_which_the_time_is_over_is_named():
    with pytest.raises(BadInput) as error:
        machines.beaver().halts_after((1, 0, 1, 0), 9)
    assert str(error.value) == ("machine beaver: expected a halt within 9 steps on the input 1010, "
                                "found state c at cell 3 after step 9")


@pytest.mark.parametrize("name", ["party", "no/such.toml"])
def test_unknown_machines(name):
    with pytest.raises(BadInput):
        machines.machine(name)


@pytest.mark.parametrize("table", ["", "0", "011", "01x0"])
def test_bad_tables(table):
    with pytest.raises(BadInput):
        machines.lookup(table)
