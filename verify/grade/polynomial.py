"""Formulas of arithmetic, parsed by hand: numbers, names, + - * / ^ and parentheses.

Read to be valued exactly at given numbers (a printed formula, a limit such as "3 * n") or to be
brought into the normal form of a polynomial (a line of a proof): two polynomials are equal
everywhere if and only if their normal forms are the same.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Mapping, Sequence, Union

from verify.grade.cleaning import clean
from verify.grade.outcome import Stop

Tree = tuple[Any, ...]                      # (kind, ...): number, name, or an operator's two sides
Polynomial = dict[tuple[tuple[str, int], ...], Fraction]

LONGEST, DEEPEST, MOST_TERMS, LARGEST_POWER, MOST_BITS = 4096, 60, 500, 64, 4096
MOST_TOKENS = 400       # also bounds how deep the tree of a long sum is
_TOKEN = re.compile(r"[ \t\r\n]*(?:([A-Za-z][A-Za-z0-9_]{0,30})|([0-9]{1,60})|([-+*/^()]))")


def parse_arithmetic(text: object, names: Sequence[str], place: str) -> Tree:
    """The tree of a formula in these names.

    Raises: Stop (malformed or over_limit) naming `place`.

    >>> parse_arithmetic("3 * n", ("n",), "limit")
    ('*', ('number', Fraction(3, 1)), ('name', 'n'))
    """
    if not isinstance(text, str):
        raise Stop("malformed", f"{place}: expected a formula as a text")
    if len(text) > LONGEST:
        raise Stop("over_limit", f"{place}: at most {LONGEST} characters, found {len(text)}")
    tokens: list[tuple[str, str]] = []
    position, end = 0, len(text.rstrip(" \t\r\n"))
    while position < end:
        match = _TOKEN.match(text, position, end)
        if match is None:
            found = clean(text[position:position + 20].strip(), 20)
            raise Stop("malformed", f"{place}: expected a formula, found {found!r} "
                                    f"(character {position + 1})")
        name, digits, sign = match.groups()
        if name and name not in names:
            raise Stop("malformed", f"{place}: expected one of {', '.join(names)}, "
                                    f"found {clean(name, 30)}")
        tokens.append(("name", name) if name else ("number", digits) if digits else (sign, sign))
        position = match.end()
        if len(tokens) > MOST_TOKENS:
            raise Stop("over_limit", f"{place}: a formula of more than {MOST_TOKENS} signs")
    reader = _Reader(tokens, place)
    tree = reader.sum(0)
    if reader.kind:
        raise Stop("malformed", f"{place}: expected an operator, found {reader.text!r}")
    return tree


class _Reader:
    """Recursive descent; every recursion goes through `operand`, which counts how deep it is."""

    def __init__(self, tokens: list[tuple[str, str]], place: str):
        self.tokens, self.place, self.at = tokens, place, 0

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    @property
    def text(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else "the end"

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def sum(self, depth: int) -> Tree:
        tree = self.product(depth)
        while self.kind in ("+", "-"):
            tree = (self.take(), tree, self.product(depth))
        return tree

    def product(self, depth: int) -> Tree:
        tree = self.power(depth)
        while self.kind in ("*", "/"):
            tree = (self.take(), tree, self.power(depth))
        return tree

    def power(self, depth: int) -> Tree:
        if self.kind == "-":
            self.take()
            return ("-", ("number", Fraction(0)), self.power(self.deeper(depth)))
        tree = self.operand(depth)
        if self.kind == "^":
            self.take()
            return ("^", tree, self.power(self.deeper(depth)))
        return tree

    def operand(self, depth: int) -> Tree:
        kind = self.kind
        if kind == "number":
            return ("number", Fraction(int(self.take())))
        if kind == "name":
            return ("name", self.take())
        if kind == "(":
            self.take()
            tree = self.sum(self.deeper(depth))
            if self.kind != ")":
                raise Stop("malformed", f"{self.place}: expected ), found {self.text!r}")
            self.take()
            return tree
        raise Stop("malformed", f"{self.place}: expected a number, a name or (, "
                                f"found {self.text!r}")

    def deeper(self, depth: int) -> int:
        if depth >= DEEPEST:
            raise Stop("over_limit", f"{self.place}: a formula more than {DEEPEST} deep")
        return depth + 1


def value(tree: Tree, numbers: Mapping[str, Union[int, Fraction]], place: str) -> Fraction:
    """The exact value at these numbers.

    Raises: Stop for a division by 0 and for a number that grows too long.

    >>> value(parse_arithmetic("(-1)^v / 2", ("v",), "H"), {"v": 3}, "H")
    Fraction(-1, 2)
    """
    kind = tree[0]
    if kind == "number":
        return tree[1]
    if kind == "name":
        return Fraction(numbers[tree[1]])
    left, right = value(tree[1], numbers, place), value(tree[2], numbers, place)
    if kind == "^":
        return _power(left, right, place)
    if kind == "/" and not right:
        raise Stop("incorrect", f"{place}: a division by 0")
    found = (left + right if kind == "+" else left - right if kind == "-" else
             left * right if kind == "*" else left / right)
    return _bounded(found, place)


def normal_form(tree: Tree, place: str) -> Polynomial:
    """The coefficients of a polynomial, monomial by monomial, those that are 0 left out.

    Raises: Stop for what is no polynomial or has too many terms.

    >>> one, two = (parse_arithmetic(t, ("a", "b"), "H") for t in ("(a+b)^2", "a^2+2*a*b+b^2"))
    >>> normal_form(one, "H") == normal_form(two, "H")
    True
    """
    kind = tree[0]
    if kind == "number":
        return {(): tree[1]} if tree[1] else {}
    if kind == "name":
        return {((tree[1], 1),): Fraction(1)}
    left, right = normal_form(tree[1], place), normal_form(tree[2], place)
    if kind in "+-":
        return _plus(left, right, 1 if kind == "+" else -1, place)
    if kind == "*":
        return _times(left, right, place)
    if set(right) - {()}:
        raise Stop("malformed", f"{place}: a variable in a denominator or an exponent is no "
                                "polynomial")
    number = right.get((), Fraction(0))
    if kind == "/":
        if not number:
            raise Stop("incorrect", f"{place}: a division by 0")
        return _times(left, {(): 1 / number}, place)
    if number.denominator != 1 or not 0 <= number <= LARGEST_POWER:
        raise Stop("malformed", f"{place}: expected an exponent from 0 to {LARGEST_POWER}")
    result: Polynomial = {(): Fraction(1)}
    for _ in range(int(number)):
        result = _times(result, left, place)
    return result


def _plus(left: Polynomial, right: Polynomial, sign: int, place: str) -> Polynomial:
    result = dict(left)
    for monomial, factor in right.items():
        result[monomial] = _bounded(result.get(monomial, Fraction(0)) + sign * factor, place)
    return {monomial: factor for monomial, factor in result.items() if factor}


def _times(left: Polynomial, right: Polynomial, place: str) -> Polynomial:
    if len(left) * len(right) > 20 * MOST_TERMS:
        raise Stop("over_limit", f"{place}: a polynomial of more than {MOST_TERMS} terms")
    result: Polynomial = {}
    for one, factor in left.items():
        for other, second in right.items():
            powers = dict(one)
            for name, power in other:
                powers[name] = powers.get(name, 0) + power
            key = tuple(sorted(powers.items()))
            result[key] = _bounded(result.get(key, Fraction(0)) + factor * second, place)
    if len(result) > MOST_TERMS:
        raise Stop("over_limit", f"{place}: a polynomial of more than {MOST_TERMS} terms")
    return {monomial: factor for monomial, factor in result.items() if factor}


def _power(base: Fraction, exponent: Fraction, place: str) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > 2**16:
        raise Stop("malformed", f"{place}: expected an integer exponent of at most {2**16}")
    if not base and exponent < 0:
        raise Stop("incorrect", f"{place}: a division by 0")
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits > 1 and bits * abs(int(exponent)) > MOST_BITS:      # before it is computed
        raise Stop("over_limit", f"{place}: a number of more than {MOST_BITS} bits")
    return base**int(exponent)


def _bounded(number: Fraction, place: str) -> Fraction:
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > MOST_BITS:
        raise Stop("over_limit", f"{place}: a number of more than {MOST_BITS} bits")
    return number
