"""Exact numbers in network files: JSON integers, or strings such as "-3/4".

Nothing else is a number here. A float would already be rounded when we see it, "1e1000000000" is a
denial of service in twelve characters, and Python's own `int` reads Arabic-Indic digits,
underscores and spaces: each of these is refused, naming its place.
"""

import json
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.errors import BadInput
from verify.interchange.limits import LIMITS

# [0-9], not \d: \d also matches the digits of sixty other scripts.
_NUMBER = re.compile(r"(-?[0-9]+)(?:/([0-9]+))?")
EXPECTED = 'an integer or a string such as "-3/4"'


@dataclass(frozen=True)
class Unreadable:
    """What the JSON parser puts where a literal has no exact or no single meaning."""

    text: str


def describe(value: Any) -> str:
    r"""A parsed JSON value in a few printable words, for the `found` of an error.

    >>> describe([1, 2]), describe("1\n2"), describe(None), describe({})
    ('a list of 2', '"1\\n2"', 'null', 'an object')
    """
    if isinstance(value, Unreadable):
        return value.text
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, str) and len(value) > 40:
        return f"a string of {len(value)} characters, {json.dumps(value[:40])}..."
    if type(value) is int and abs(value) >= 10**40:
        return f"an integer of {value.bit_length()} bits"
    return json.dumps(value)


def number(value: Any, place: str, digits: int = LIMITS.digits) -> Fraction:
    """The Fraction that a JSON integer or a string `-?digits(/digits)?` stands for.

    Raises: BadInput at `place` for everything else, and for more than `digits` digits.

    >>> number("-6/8", "weight[0]"), number(3, "weight[1]")
    (Fraction(-3, 4), Fraction(3, 1))
    """
    if type(value) is int:  # not isinstance: True is an int to Python, but no number in JSON
        return Fraction(value)
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise BadInput(place, EXPECTED, describe(value))
    above, below = match[1], match[2] or "1"
    longest = max(len(above.lstrip("-")), len(below))
    if longest > digits:
        raise BadInput(place, f"at most {digits} digits", f"{longest} digits")
    if not below.strip("0"):
        raise BadInput(place, EXPECTED, "a zero denominator")
    return Fraction(int(above), int(below))


def written(value: Fraction, place: str, digits: int = LIMITS.digits) -> str:
    """The text that `number` reads back as `value`, in lowest terms.

    Raises: BadInput at `place` for a number so long that no reader would take it.

    >>> written(Fraction(-6, 8), "weight[0]"), written(Fraction(3), "weight[1]")
    ('-3/4', '3')
    """
    longest = max(abs(value.numerator), value.denominator)
    bits = longest.bit_length()
    # A digit has between 3 and 4 bits; only in between need the large power be computed.
    if bits > 3 * digits and (bits > 4 * digits or longest >= 10**digits):
        found = f"a number of {bits} bits"
        raise BadInput(place, f"at most {digits} digits", found)
    return str(value)
