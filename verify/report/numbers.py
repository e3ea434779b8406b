"""Exact numbers as a reader can take them in: short ones whole, long ones by their ends.

A decimal that stands for a fraction is marked `~`.  The report's JSON has every digit.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

_WHOLE = 16  # digits: an integer up to this length is printed in full
_ENDS = 6  # digits kept at each end of a longer one
_LONGEST = 300  # characters of any other value
# The exponents of a 2^24-th power still fit; digits beyond six would pretend to matter.
_CONTEXT = Context(prec=6, Emin=-10**15, Emax=10**15, rounding=ROUND_HALF_EVEN, traps=[])


def exact(value: Any) -> str:
    """An exact number (text p or p/q, as reports hold it), an enclosure, or anything else, short.

    >>> exact("5"), exact("631/256"), exact("1" * 40)
    ('5', '631/256 ~ 2.46484', '111111...111111 (40 digits) ~ 1.11111e39')
    >>> exact(["1.41421356", "1.41421357"])
    'between 1.41421356 and 1.41421357'
    """
    if isinstance(value, (list, tuple)) and len(value) == 2 and all(map(_is_decimal, value)):
        return f"between {value[0]} and {value[1]}"
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return _clip(json.dumps(value, ensure_ascii=False, default=str))
    top, _, bottom = str(value).partition("/")
    if not _is_integer(top) or bottom and not _is_integer(bottom):
        return _clip(str(value))
    short = _digits(top) + (f"/{_digits(bottom)}" if bottom else "")
    return f"{short} ~ {decimal(str(value))}" if bottom or short != top else short


def table(value: Any) -> str:
    """Whatever a counterexample holds, down to nested tables of exact numbers, on one line.

    >>> table({"x": "(0, 1)", "h": [["1", "-1/2"], ["0", "1"]]})
    'x = (0, 1), h = [[1, -1/2], [0, 1]]'
    """
    return _clip(_nested(value))


def _nested(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_nested(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_nested, value))}]"
    return str(value)


def decimal(number: str) -> str:
    """Six significant digits of p or p/q, without ever going through a float.

    >>> decimal("1/3"), decimal("275/128"), decimal("-1/1024")
    ('0.333333', '2.14844', '-0.000976562')
    """
    top, _, bottom = number.partition("/")
    quotient = _CONTEXT.divide(Decimal(top), Decimal(bottom or "1"))
    text = f"{quotient:g}" if -6 <= quotient.adjusted() < 9 else f"{quotient.normalize():e}"
    return text.replace("e+", "e")


def difference(larger: str, smaller: str) -> str | None:
    """larger - smaller as an exact number; None when one of them is no exact number.

    >>> difference("631/256", "275/128")
    '81/256'
    """
    from fractions import Fraction
    try:
        return str(Fraction(larger) - Fraction(smaller))
    except (ValueError, TypeError, ZeroDivisionError):  # an enclosure, a word, too many digits
        return None


def _digits(integer: str) -> str:
    if len(integer) <= _WHOLE:
        return integer
    count = len(integer.lstrip("-"))
    return f"{integer[:_ENDS]}...{integer[-_ENDS:]} ({count} digits)"


def _is_integer(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit()


def _is_decimal(text: Any) -> bool:
    return isinstance(text, str) and _is_integer(text.replace(".", "", 1).replace("/", "", 1))


def _clip(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}... (whole in --json)"
