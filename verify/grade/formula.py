"""Boolean formulas as students write them: parsed by hand into steps, valued on all inputs at once.

    formula     operand, or formulas joined by the operators allowed: ~ binds tightest, then & ^ |
    operand     a variable, 0 or 1 where allowed, a formula in parentheses

A truth table is one integer with a bit per input, so a formula in n variables costs one operation
on 2^n bits per operator.  No text is ever handed to Python or to a solver.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Sequence

from verify.grade.cleaning import clean
from verify.grade.grade_limits import ItemLimits
from verify.grade.outcome import Stop

OPERATORS = ("~", "&", "^", "|")
_RANK = {"~": 4, "&": 3, "^": 2, "|": 1, "(": 0}
_TOKEN = re.compile(r"[ \t\r\n]*(?:([A-Za-z][A-Za-z0-9_]{0,30})|([01])(?![0-9])|([~&^|()]))")


@dataclass(frozen=True)
class Formula:
    """Steps in postfix order: a variable's number, a constant "0" or "1", or an operator."""

    steps: tuple[int | str, ...]

    @property
    def operators(self) -> int:
        return sum(step in OPERATORS for step in self.steps)

    def table(self, variables: int) -> int:
        """The truth table: bit i is the value at input number i, whose last variable is bit 0.

        >>> bin(parse("x1 & x2", ("x1", "x2"), ("&",), ItemLimits(), "H").table(2))
        '0b1000'
        """
        size = 2**variables
        full = (1 << size) - 1
        stack: list[int] = []
        for step in self.steps:
            if isinstance(step, int):
                stack.append(_column(variables - 1 - step, size))
            elif step in "01":
                stack.append(full * int(step))
            elif step == "~":
                stack.append(full & ~stack.pop())
            else:
                right, left = stack.pop(), stack.pop()
                stack.append(left & right if step == "&" else
                             left | right if step == "|" else left ^ right)
        return stack.pop()


def _column(place: int, size: int) -> int:
    """The truth table of the variable that is bit `place` of the input's number."""
    run = 1 << place
    pattern = ((1 << run) - 1) << run
    width = 2 * run
    while width < size:
        pattern |= pattern << width
        width *= 2
    return pattern


def parse(text: object, variables: Sequence[str], operators: Sequence[str], limits: ItemLimits,
          place: str) -> Formula:
    """The formula that a fill writes in these variables and operators.

    Raises: Stop (malformed or over_limit) naming `place`.

    >>> parse("~(x1|x2)", ("x1", "x2"), ("~", "|"), ItemLimits(), "H").steps
    (0, 1, '|', '~')
    """
    if not isinstance(text, str):
        raise Stop("malformed", f"{place}: expected a formula as a text")
    if len(text) > limits.formula_characters:
        raise Stop("over_limit", f"{place}: at most {limits.formula_characters} characters, "
                                 f"found {len(text)}")
    steps: list[int | str] = []
    waiting: list[str] = []
    expects_operand = True
    position = 0
    depth = 0
    end = len(text.rstrip(" \t\r\n"))
    while position < end:
        match = _TOKEN.match(text, position, end)
        if match is None:
            raise _bad(place, text, position, "a variable, an operator or a parenthesis")
        name, digit, sign = match.groups()
        if (name or digit or sign in ("~", "(")) and not expects_operand:
            raise _bad(place, text, position, "an operator")
        if sign in ("&", "^", "|", ")") and expects_operand:
            raise _bad(place, text, position, "a variable")
        if name is not None:
            if name not in variables:
                raise _bad(place, text, position, f"one of {', '.join(variables)}")
            steps.append(list(variables).index(name))
            expects_operand = False
        elif digit is not None:
            if digit not in operators:
                raise _bad(place, text, position, f"one of {', '.join(variables)}")
            steps.append(digit)
            expects_operand = False
        elif sign == "(":
            waiting.append(sign)
            depth += 1
            if depth > limits.formula_depth:
                raise Stop("over_limit", f"{place}: parentheses more than "
                                         f"{limits.formula_depth} deep")
        elif sign == ")":
            while waiting and waiting[-1] != "(":
                steps.append(waiting.pop())
            if not waiting:
                raise _bad(place, text, position, "no parenthesis that closes nothing")
            waiting.pop()
            depth -= 1
        else:
            if sign not in operators:
                raise _bad(place, text, position, f"only the operators {' '.join(operators)}")
            while sign != "~" and waiting and _RANK[waiting[-1]] >= _RANK[sign]:
                steps.append(waiting.pop())
            waiting.append(sign)
            expects_operand = True
        position = match.end()
    if expects_operand:
        raise Stop("malformed", f"{place}: expected a formula, found "
                                f"{'one that stops early' if steps or waiting else 'nothing'}")
    while waiting:
        if waiting[-1] == "(":
            raise Stop("malformed", f"{place}: a parenthesis is not closed")
        steps.append(waiting.pop())
    return Formula(tuple(steps))


def _bad(place: str, text: str, position: int, expected: str) -> Stop:
    found = text[position:position + 20].lstrip(" \t\r\n")
    return Stop("malformed", f"{place}: expected {expected}, found {clean(found, 20)!r} "
                             f"(character {position + 1})")
