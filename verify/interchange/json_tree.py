"""What the readers of all kinds of JSON networks check first: keys, lists, numbers, the format."""

import json
from fractions import Fraction
from typing import Any

from verify.errors import BadInput
from verify.interchange.limits import Limits
from verify.interchange.numbers import describe, number

FORMAT = "netproof-network/1"


def check_keys(value: Any, place: str, *keys: str) -> None:
    """Exactly these keys: an unknown one may be a misspelt one, or mean what we do not know."""
    wanted = "an object with the keys " + ", ".join(keys)
    if not isinstance(value, dict):
        raise BadInput(place, wanted, describe(value))
    for key in value:
        if key not in keys:
            raise BadInput(place, wanted, f"the unknown key {json.dumps(key[:40])}")
    for key in keys:
        if key not in value:
            raise BadInput(place, wanted, f'none called "{key}"')


def list_of(value: Any, place: str, items: str) -> list[Any]:
    """The value, if it is a list of at least one item; BadInput else."""
    if not isinstance(value, list) or not value:
        found = "an empty list" if value == [] else describe(value)
        raise BadInput(place, f"a nonempty list of {items}", found)
    return value


def numbers(values: list[Any], place: str, limits: Limits) -> tuple[Fraction, ...]:
    """The exact numbers of a list, each place named as place[index]."""
    return tuple(
        number(value, f"{place}[{index}]", limits.digits) for index, value in enumerate(values)
    )


def check_format(tree: dict[str, Any], place: str) -> None:
    """Nothing, if the tree says that it is of this format; BadInput else."""
    if tree["format"] != FORMAT:
        raise BadInput(f"{place}: format", f'"{FORMAT}"', describe(tree["format"]))
