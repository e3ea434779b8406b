"""Proofs with holes: a submission fills them and states nothing; the assignment says what is right.

    {"format": "netproof-proof/1", "fill": {"H1": "(x1|x2) & ~(x1&x2)", "H3": ["D1", "H1"]}}

    formula     a boolean formula, equal to the target on all inputs
    cite        the names of steps: only allowed ones, and all that are needed
    polynomial  an expression that equals the target's polynomial, coefficient by coefficient
    line        one side of a step of an installed theorem's own proof (line_hole.py)
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, product
from typing import Any, Mapping

from verify.errors import BadInput
from verify.grade.assignment import Item, identifier, integer, keys, table_of, text, word, words
from verify.grade.cleaning import clean
from verify.grade.formula import OPERATORS, parse
from verify.grade.grade_limits import ItemLimits
from verify.grade.outcome import Counterexample, Coverage, Outcome, Stop, point
from verify.grade.polynomial import normal_form, parse_arithmetic
from verify.grade.polynomial import value as value_of
from verify.grade.reading import read_tree
from verify.grade.submission import PROOF, File
from verify.grade.targets import TARGETS
from verify.interchange.numbers import Unreadable, describe

TYPES = ("formula", "cite", "polynomial", "line")
MOST_VARIABLES = 16
MOST_POINTS = 4096
_RIGHT_CHECK = ItemLimits()


def check_holes(item: Item, place: str) -> None:
    """Nothing, if the holes of an item can be judged.

    Raises: BadInput naming the hole; also for one whose target nobody can reach.
    """
    if not item.holes:
        raise BadInput(f"{place}.holes", "at least 1 hole", "none")
    for name, hole in item.holes.items():
        here = f"{place}.holes.{identifier(name, f'{place}.holes')}"
        kind = word(table_of(hole, here).get("type"), f"{here}.type", TYPES)
        if kind == "cite":
            keys(hole, here, ("type", "allowed", "must_include"),
                 ("most", "hint", "theorem", "steps", "assumption"))
            allowed = words(hole["allowed"], f"{here}.allowed")
            for step in words(hole["must_include"], f"{here}.must_include"):
                if step not in allowed:
                    raise BadInput(f"{here}.must_include", f"steps of {', '.join(allowed)}", step)
            if name in allowed:
                raise BadInput(f"{here}.allowed", "steps other than the hole itself", name)
            integer(hole.get("most", len(allowed)), f"{here}.most", len(hole["must_include"]), 1000)
            if {"theorem", "steps", "assumption"} & set(hole):
                from verify.grade.line_hole import check_uses
                check_uses(hole, here)
        elif kind == "formula":
            keys(hole, here, ("type", "vars", "ops", "target"), ("hint",))
            variables = words(hole["vars"], f"{here}.vars")
            if len(variables) > MOST_VARIABLES:
                raise BadInput(f"{here}.vars", f"at most {MOST_VARIABLES}", str(len(variables)))
            for sign in words(hole["ops"], f"{here}.ops"):
                word(sign, f"{here}.ops", (*OPERATORS, "0", "1"))
            _target_table(hole, here)
        elif kind == "line":
            from verify.grade.line_hole import check_line
            check_line(hole, here)
        else:
            keys(hole, here, ("type", "vars", "target"), ("hint",))
            _polynomial(hole["target"], hole, here, "BadInput")


def grade_proof(item: Item, file: File) -> Outcome:
    """Judge all fills of a submitted proof; the first that is wrong is the counterexample.

    Raises: Stop for a file that is no proof.
    """
    tree = read_tree(file, item.limits)
    fill = _fill(tree, item, file.name)
    cases = 0
    for name, hole in item.holes.items():
        found, looked = _judge(name, hole, fill[name], item.limits)
        cases += looked
        if found is not None:
            hint = hole.get("hint") if found.verdict == "incorrect" else None
            return replace(found, output=f"{found.output}. Hint: {hint}") if hint else found
    return Outcome("correct", f"all {len(item.holes)} holes are filled correctly ({cases} cases)",
                   None, Coverage("exhaustive", cases))


def _fill(tree: Any, item: Item, name: str) -> Mapping[str, Any]:
    if not isinstance(tree, dict):
        raise Stop("malformed", f"{name}: expected an object, found {clean(describe(tree), 60)}")
    if set(tree) != {"format", "fill"}:
        found = clean(", ".join(sorted(map(str, tree))), 60) or "none"
        raise Stop("malformed", f"{name}: expected the keys format and fill, found {found}")
    if tree["format"] != PROOF:
        raise Stop("malformed", f'{name}: format: expected "{PROOF}", '
                                f"found {clean(describe(tree['format']), 60)}")
    fill = tree["fill"]
    if not isinstance(fill, dict):
        raise Stop("malformed", f"{name}: fill: expected an object, "
                                f"found {clean(describe(fill), 60)}")
    for hole in fill:
        if hole not in item.holes:
            raise Stop("malformed", f"{name}: fill: expected the holes {', '.join(item.holes)}, "
                                    f"found {clean(hole, 40)!r}")
    for hole in item.holes:
        if hole not in fill:
            raise Stop("malformed", f"{name}: fill: the hole {hole} is not filled")
    return fill


def _judge(name: str, hole: Mapping[str, Any], value: Any,
           limits: ItemLimits) -> tuple[Outcome | None, int]:
    """What is wrong with one fill (None for nothing), and how many cases were looked at."""
    if hole["type"] == "cite":
        return _cite(name, hole, value)
    if isinstance(value, Unreadable):
        raise Stop("malformed", f"{name}: expected a text, found {clean(describe(value), 60)}")
    if hole["type"] == "polynomial":
        got = _polynomial(value, hole, name, "Stop")
        want = _polynomial(hole["target"], hole, name, "BadInput")
        if got == want:
            return None, 1
        return _differ(name, hole, value), 1
    if hole["type"] == "line":
        from verify.grade.line_hole import judge_line
        return judge_line(name, hole, value), 1
    variables = hole["vars"]
    formula = parse(value, variables, hole["ops"], limits, name)
    size = 2**len(variables)
    if size * len(formula.steps) > 2**36:
        raise Stop("over_limit", f"{name}: {len(formula.steps)} signs on {size} inputs")
    right, wanted = formula.table(len(variables)), _target_table(hole, name)
    wrong = right ^ wanted
    if not wrong:
        return None, size
    place = (wrong & -wrong).bit_length() - 1       # the first input on which they differ
    x = tuple(place >> (len(variables) - 1 - i) & 1 for i in range(len(variables)))
    got, want = right >> place & 1, wanted >> place & 1
    return Outcome(
        "incorrect", f"{name}: counterexample ({','.join(variables)})={point(x)}: the formula is "
                     f"{got}, {_target_name(hole)} is {want}",
        Counterexample(tuple(map(str, x)), str(got), str(want)),
        Coverage("exhaustive", size)), size


def _differ(name: str, hole: Mapping[str, Any], text_: str) -> Outcome:
    """Where two different polynomials differ: small numbers first."""
    variables = hole["vars"]
    trees = [parse_arithmetic(each, variables, name) for each in (text_, hole["target"])]
    for numbers in islice(product(range(4), repeat=len(variables)), MOST_POINTS):
        at = dict(zip(variables, numbers))
        got, want = (value_of(tree, at, name) for tree in trees)
        if got != want:
            return Outcome("incorrect", f"{name}: counterexample ({','.join(variables)})="
                                        f"{point(numbers)}: submitted {got}, needed {want}",
                           Counterexample(tuple(map(str, numbers)), str(got), str(want)),
                           Coverage("exact-symbolic", 1))
    return Outcome("incorrect", f"{name}: not equal to what the line needs")


def _cite(name: str, hole: Mapping[str, Any], value: Any) -> tuple[Outcome | None, int]:
    allowed = hole["allowed"]
    if not isinstance(value, list) or not all(isinstance(step, str) for step in value):
        raise Stop("malformed", f"{name}: expected a list of steps such as "
                                f'["{allowed[0]}"], found {clean(describe(value), 60)}')
    if len(value) > 100:
        raise Stop("over_limit", f"{name}: at most 100 steps, found {len(value)}")
    for step in value:
        if step not in allowed:
            return Outcome("incorrect", f"{name}: {clean(step, 40)!r} is none of the steps that "
                                        f"may be cited, {', '.join(allowed)}"), 1
        if value.count(step) > 1:
            raise Stop("malformed", f"{name}: {step} is cited twice")
    if len(value) > hole.get("most", len(allowed)):
        return Outcome("incorrect", f"{name}: cites more steps than are needed"), 1
    if not set(hole["must_include"]) <= set(value):
        return Outcome("incorrect", f"{name}: the steps cited do not suffice"), 1
    return None, 1


def _target_name(hole: Mapping[str, Any]) -> str:
    return hole["target"] if hole["target"] in TARGETS else "the target"


def _target_table(hole: Mapping[str, Any], place: str) -> int:
    """The truth table of the target, a named function or a formula of the assignment's own."""
    variables = hole["vars"]
    target = text(hole["target"], f"{place}.target")
    named = TARGETS.get(target)
    if named is None:
        try:
            return parse(target, variables, (*OPERATORS, "0", "1"), _RIGHT_CHECK,
                         place).table(len(variables))
        except Stop as stop:
            raise BadInput(f"{place}.target", "a named function or a formula",
                           stop.outcome.output) from None
    if named.line or named.outputs != 1 or not named.boolean or (
            named.inputs not in (None, len(variables))):
        raise BadInput(f"{place}.target", f"a function of {len(variables)} bits", target)
    table = 0
    for place_of in range(2**len(variables)):
        x = tuple(place_of >> (len(variables) - 1 - i) & 1 for i in range(len(variables)))
        table |= named.function(x)[0] << place_of
    return table


def _polynomial(value: Any, hole: Mapping[str, Any], place: str, error: str) -> Any:
    try:
        return normal_form(parse_arithmetic(value, hole["vars"], place), place)
    except Stop as stop:
        if error == "BadInput":
            raise BadInput(f"{place}.target", "a polynomial", stop.outcome.output) from None
        raise
