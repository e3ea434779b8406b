"""JSON as strangers send it: parsed without losing, merging or guessing anything.

Python's parser keeps the last of two equal keys, rounds 0.1, reads NaN and stops with a traceback
at the thousandth bracket. Here floats, NaN, overlong integers and objects with a key twice become
`Unreadable` leaves, so that whoever walks the tree can say where they stand.
"""

import json
from typing import Any

from verify.errors import BadInput
from verify.interchange.limits import LIMITS
from verify.interchange.numbers import Unreadable


def parse(data: bytes, place: str, digits: int = LIMITS.digits) -> Any:
    """The JSON value of UTF-8 `data`, with `Unreadable` where a literal has no exact meaning.

    Raises: BadInput at `place` (with line and column) for what is not JSON.

    >>> parse(b'{"a": [1, 0.5], "b": {"c": 1, "c": 2}}', "x.json")["b"]
    Unreadable(text='an object with the key "c" twice')
    """

    def integer(text: str) -> int | Unreadable:
        length = len(text.lstrip("-"))
        return int(text) if length <= digits else Unreadable(f"an integer of {length} digits")

    try:
        return json.loads(
            data.decode("utf-8"),
            parse_int=integer,
            parse_float=lambda text: Unreadable(f"the float {text[:40]}"),
            parse_constant=Unreadable,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise BadInput(place, "JSON in UTF-8", f"no UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        where = f"{place}: line {error.lineno} column {error.colno}"
        raise BadInput(where, "JSON", _reason(error)) from None
    except RecursionError:
        raise BadInput(place, "JSON", "brackets nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Unreadable:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            return Unreadable(f"an object with the key {json.dumps(key[:40])} twice")
        found[key] = value
    return found


def _reason(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos:error.pos + 20].split("\n")[0]
    return f"{json.dumps(rest)} ({error.msg.lower()})" if rest else f"no more ({error.msg.lower()})"
