"""Counterexamples: numbers that refute a printed formula, and where asked, what it should read.

    spec = { left = "1/2 + (-1)^(v + w)/2", right = "(-1)^(v + w)/2 + (-1)^(0 - v - w)/2",
             relation = "=", variables = { v = [0, 1], w = [0, 1] }, smallest = ["v + w"],
             repair = "(1 + (-1)^(v + w))/2" }

    {"format": "netproof-counterexample/1", "at": {"v": 0, "w": 1}, "repair": "1/2 + ..."}

With `vectors = { v = [0, 1], w = [0, 1] }` and `length = "d"` the sides are products over i = 1..d
of what is printed, in the coordinates v and w; "at" is then {"d": 1, "v": [0], "w": [1]}.

`smallest` asks for a counterexample at which this expression is as small as it can be.  A repair is
right if it has the value of the assignment's own at every choice of the variables.
"""

from __future__ import annotations

import operator
from fractions import Fraction
from itertools import product
from typing import Any, Callable, Iterator, Mapping

from verify.errors import BadInput
from verify.grade.assignment import Item, identifier, keys, table_of, text, word
from verify.grade.cleaning import clean
from verify.grade.outcome import Counterexample, Coverage, Outcome, Stop, point
from verify.grade.polynomial import Tree, parse_arithmetic, value
from verify.grade.reading import read_tree
from verify.grade.submission import COUNTEREXAMPLE, File
from verify.interchange.numbers import describe

RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<=": operator.le, "<": operator.lt, "!=": operator.ne}
_SAID = {"=": "=", "<=": "\u2264", "<": "is less than", "!=": "\u2260"}  # "<" is cleaned away
MOST_CHOICES = 4096


def check_printed(item: Item, place: str) -> None:
    """Nothing, if the printed formula can be refuted within its variables' ranges.

    Raises: BadInput naming the key; also for a formula that no choice refutes.
    """
    here = f"{place}.spec"
    keys(item.spec, here, ("left", "right", "variables"),
         ("relation", "smallest", "repair", "vectors", "length"))
    word(item.spec.get("relation", "="), f"{here}.relation", tuple(RELATIONS))
    table = table_of(item.spec["variables"], f"{here}.variables")
    count = 1
    for name, ends in table.items():
        identifier(name, f"{here}.variables")
        if not (isinstance(ends, list) and len(ends) == 2 and all(
                type(end) is int and abs(end) <= 10**6 for end in ends) and ends[0] <= ends[1]):
            raise BadInput(f"{here}.variables.{name}", "a range [lowest, highest]", str(ends)[:60])
        count *= ends[1] - ends[0] + 1
    if not table or count > MOST_CHOICES:
        raise BadInput(f"{here}.variables", f"1 to {MOST_CHOICES} choices", str(count))
    _check_vectors(item, table, here)
    for key in ("left", "right", "smallest", "repair"):
        if key in item.spec:
            text(item.spec[key], f"{here}.{key}")
    try:
        if not any(_refutes(item, at) for at in _choices(item)):
            raise BadInput(here, "a formula that some choice refutes", "one that none does")
        if "repair" in item.spec and not all(_repaired(item, at) for at in _choices(item)):
            raise BadInput(f"{here}.repair", "the right side at every choice", "another")
    except Stop as stop:
        raise BadInput(here, "formulas with values at every choice",
                       stop.outcome.output) from None


def _check_vectors(item: Item, variables: Mapping[str, Any], here: str) -> None:
    vectors = table_of(item.spec.get("vectors", {}), f"{here}.vectors")
    if not vectors and "length" not in item.spec:
        return
    length = text(item.spec.get("length", ""), f"{here}.length")
    if length not in variables or not 1 <= variables[length][0] <= variables[length][1] <= 6:
        raise BadInput(f"{here}.length", "a variable from 1 to at most 6", length[:40])
    for name, ends in vectors.items():
        if ends != [0, 1] or name in variables or not name.isidentifier():
            raise BadInput(f"{here}.vectors.{name}", "[0, 1]", str(ends)[:60])
    if len(variables) != 1 or len(vectors) * variables[length][1] > 12:
        raise BadInput(f"{here}.vectors", "the length as the only variable, and 2^12 choices",
                       "more")


def grade_counterexample(item: Item, file: File) -> Outcome:
    """Judge a submitted counterexample, and the repair where the assignment asks for one.

    Raises: Stop for a file that is none, and for numbers outside of their ranges.
    """
    tree = read_tree(file, item.limits)
    asks = "repair" in item.spec
    wanted = {"format", "at", *(["repair"] if asks else [])}
    if not isinstance(tree, dict) or set(tree) != wanted:
        raise Stop("malformed", f"{file.name}: expected the keys {', '.join(sorted(wanted))}")
    if tree["format"] != COUNTEREXAMPLE:
        raise Stop("malformed", f'{file.name}: format: expected "{COUNTEREXAMPLE}", '
                                f"found {clean(describe(tree['format']), 60)}")
    at = _at(tree["at"], item, file.name)
    left, right = _sides(item, at)
    shown = ", ".join(f"{name}={_shown(number)}" for name, number in at.items())
    said = _SAID[item.spec.get("relation", "=")]
    if not _refutes(item, at):
        return Outcome("incorrect", f"{shown} is no counterexample: there {left} {said} "
                                    f"{right} holds",
                       Counterexample(tuple(map(_shown, at.values())), str(left), str(right)),
                       Coverage("exhaustive", 1))
    if "smallest" in item.spec and any(
            _size(item, other) < _size(item, at)
            for other in _choices(item) if _refutes(item, other)):
        return Outcome("incorrect", f"{shown} refutes the formula, but there is a smaller "
                                    f"counterexample", None, Coverage("exhaustive", 1))
    if not asks:
        return Outcome("correct", f"{shown} refutes the formula: {left} {said} {right} is "
                                  f"false", None, Coverage("exhaustive", 1))
    repair = parse_arithmetic(tree["repair"], _names(item), "repair")
    looked = 0
    for choice in _choices(item):
        got, want = _product(repair, item, choice, "repair"), _sides(item, choice)[0]
        looked += 1
        if got != want:
            where = tuple(map(_shown, choice.values()))
            return Outcome("incorrect", f"with the repair the right side is {got} at "
                                        f"{point(where)}, the left side is {want}",
                           Counterexample(where, str(got), str(want)),
                           Coverage("exhaustive", looked))
    return Outcome("correct", f"{shown} refutes the formula, and the repair agrees with the left "
                              f"side at all {looked} choices", None,
                   Coverage("exhaustive", looked))


def _at(found: Any, item: Item, place: str) -> dict[str, Any]:
    variables, vectors = item.spec["variables"], item.spec.get("vectors", {})
    if not isinstance(found, dict) or set(found) != {*variables, *vectors}:
        raise Stop("malformed", f"{place}: at: expected {', '.join((*variables, *vectors))}, "
                                f"found {clean(describe(found), 60)}")
    at: dict[str, Any] = {name: _integer(found[name], name, ends, place)
                          for name, ends in variables.items()}
    for name, ends in vectors.items():
        length, entries = at[item.spec["length"]], found[name]
        if not isinstance(entries, list) or len(entries) != length:
            raise Stop("malformed", f"{place}: at.{name}: expected a list of {length}, "
                                    f"found {clean(describe(entries), 60)}")
        at[name] = tuple(_integer(entry, f"{name}[{i}]", ends, place)
                         for i, entry in enumerate(entries))
    return at


def _integer(number: Any, name: str, ends: Any, place: str) -> int:
    if type(number) is not int:
        raise Stop("malformed", f"{place}: at.{name}: expected an integer, "
                                f"found {clean(describe(number), 60)}")
    if not ends[0] <= number <= ends[1]:
        raise Stop("incorrect", f"{name} is from {ends[0]} to {ends[1]}, "
                                f"found {clean(describe(number), 60)}")
    return number


def _choices(item: Item) -> Iterator[dict[str, Any]]:
    variables: Mapping[str, Any] = item.spec["variables"]
    vectors: Mapping[str, Any] = item.spec.get("vectors", {})
    for numbers in product(*(range(low, high + 1) for low, high in variables.values())):
        at = dict(zip(variables, numbers))
        if not vectors:
            yield at
            continue
        cube = list(product((0, 1), repeat=at[item.spec["length"]]))
        for entries in product(cube, repeat=len(vectors)):
            yield {**at, **dict(zip(vectors, entries))}


def _names(item: Item) -> tuple[str, ...]:
    return (*item.spec["variables"], *item.spec.get("vectors", {}))


def _product(tree: Tree, item: Item, at: Mapping[str, Any], place: str) -> Fraction:
    """The side's value: of a formula in vectors, the product over their coordinates."""
    vectors = item.spec.get("vectors", {})
    if not vectors:
        return value(tree, at, place)
    total = Fraction(1)
    for i in range(at[item.spec["length"]]):
        total *= value(tree, {**at, **{name: at[name][i] for name in vectors}}, place)
    return total


def _sides(item: Item, at: Mapping[str, Any]) -> tuple[Fraction, Fraction]:
    left, right = (_product(parse_arithmetic(item.spec[side], _names(item), side), item, at, side)
                   for side in ("left", "right"))
    return left, right


def _refutes(item: Item, at: Mapping[str, Any]) -> bool:
    return not RELATIONS[item.spec.get("relation", "=")](*_sides(item, at))


def _repaired(item: Item, at: Mapping[str, Any]) -> bool:
    tree = parse_arithmetic(item.spec["repair"], _names(item), "repair")
    return _product(tree, item, at, "repair") == _sides(item, at)[0]


def _size(item: Item, at: Mapping[str, Any]) -> Fraction:
    names = tuple(item.spec["variables"])
    return value(parse_arithmetic(item.spec["smallest"], names, "smallest"), at, "smallest")


def _shown(number: Any) -> str:
    return point(number) if isinstance(number, tuple) else str(number)
