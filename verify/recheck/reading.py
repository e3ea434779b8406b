"""Strict reading: JSON without surprises, exact numbers, a budget of steps, places of errors."""
from __future__ import annotations

import hashlib
import json
import re
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Iterator

DIGITS, DEPTH, STEPS = 10_000, 400, 300_000_000
NUMBER = re.compile(r"(-?[0-9]+)(?:/([0-9]+))?", re.ASCII)
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class Rejected(Exception):
    """Why a certificate is not accepted; the places are added on the way out."""
    def __init__(self, why: str):
        super().__init__(why)
        self.why, self.parts = why, list[str]()

    def __str__(self) -> str:
        return f"{''.join(self.parts).lstrip('.') or 'certificate'}: {self.why}"


class Budget:
    """How many elementary steps are left for this file."""
    left = STEPS


@contextmanager
def at(part: str) -> Iterator[None]:
    """Names the place of every rejection inside."""
    try:
        yield
    except Rejected as problem:
        problem.parts.insert(0, part)
        raise


def need(good: Any, why: str) -> None:
    """Rejects unless something holds."""
    if not good:
        raise Rejected(why)


def spend(steps: int) -> None:
    """Takes steps from the budget."""
    Budget.left -= steps
    if Budget.left < 0:
        raise Rejected("too large to recheck: the budget of steps is used up")


def parse(data: bytes) -> Any:
    """The JSON value of a file: UTF-8, no floats, no duplicate keys, not nested too deep."""
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(found)) == len(found), "duplicate key in a JSON object")
        return dict(found)

    def inexact(text: str) -> Any:
        raise Rejected(f"floats, NaN and Infinity are not exact: {text[:40]}")

    def integer(text: str) -> int:
        need(len(text.lstrip("-")) <= DIGITS, f"a number of more than {DIGITS} digits")
        return int(text)

    try:
        text, depth = data.decode("utf-8"), 0
        for token in TOKENS.finditer(text):
            depth += (token[0] in "[{") - (token[0] in "]}")
            need(depth <= DEPTH, f"nested deeper than {DEPTH}")
        return json.loads(text, object_pairs_hook=pairs, parse_float=inexact,
                          parse_constant=inexact, parse_int=integer)
    except (ValueError, RecursionError) as problem:     # UnicodeDecodeError, JSONDecodeError
        raise Rejected(f"not JSON: {problem}") from None


def number(value: Any) -> Any:
    """An exact number from its text: an int, or a Fraction that is none."""
    match = NUMBER.fullmatch(value) if type(value) is str else None
    if match is None:
        raise Rejected(f"expected an exact number as text, found {show(value)}")
    need(max(map(len, value.lstrip("-").split("/"))) <= DIGITS,
         f"a number of more than {DIGITS} digits")
    need(int(match[2] or 1), "a denominator of 0")
    return plain(Fraction(int(match[1]), int(match[2] or 1)))


def plain(v: Any) -> Any:
    """A number as an int where it is one."""
    return v.numerator if v.denominator == 1 else v


def show(value: Any) -> str:
    """A short text of a JSON value, for messages."""
    if type(value) in (dict, list):
        return "an object" if type(value) is dict else "[" + ", ".join(
            "..." if type(v) in (dict, list) else show(v) for v in value[:3]) + "]"
    return ascii(value[:40] if type(value) is str else value if abs(value or 0) < 1e9 else "big")


def fields(value: Any, **kinds: Any) -> list[Any]:
    """The values of an object that has exactly these keys, each of its type (or types)."""
    need(type(value) is dict, f"expected an object, found {show(value)}")
    for key in (*kinds, *sorted(value)):
        need(key in value, f"missing key {key!r}")
        need(key in kinds, f"unknown key {show(key)}")
    for key, kind in kinds.items():
        need(type(value[key]) in (kind if type(kind) is tuple else (kind,)),
             f"{key}: wrong type, found {show(value[key])}")
    return [value[key] for key in kinds]


def name(value: Any) -> str:
    """A name: text that prints on one line."""
    need(type(value) is str and value and value.isprintable(),
         f"expected a printable name, found {show(value)}")
    return value


def names(value: Any) -> list[str]:
    need(type(value) is list, f"expected a list of names, found {show(value)}")
    need(len(set(map(name, value))) == len(value), "a name stands twice in a list")
    return value


def pair(value: Any, what: str = "a pair") -> list[Any]:
    need(type(value) is list and len(value) == 2, f"expected {what}, found {show(value)}")
    return value


def sha256(value: Any) -> str:
    """The hash of a JSON value's canonical bytes."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
