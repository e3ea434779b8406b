"""A theorem's numbers: from the words of the command, or a caller's values, to checked values.

Two doors lead to the same rules.  `parse` reads the text of a flag, `validate` takes a Python
value; both answer BadInput with the place, what was expected and what was found.  `complete` fills
in the defaults and refuses names that the theorem does not have.
"""

from __future__ import annotations

import difflib
import os
import re
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Sequence

from verify.errors import BadInput

if TYPE_CHECKING:  # statement.py imports sympy, which reading numbers does not need
    from verify.statement import Parameter

# int() also reads "1_000", "+3", " 7 " and the digits of every script; a flag reads none of them.
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def flag(name: str) -> str:
    """The flag of a parameter.

    >>> flag("hidden_units")
    '--hidden-units'
    """
    return "--" + name.replace("_", "-")


def expects(parameter: Parameter) -> str:
    """What the parameter accepts, in words that fit after "expected".

    >>> from verify.statement import Parameter
    >>> expects(Parameter("d", "integer", 4, "dimension", 1, 24))
    'an integer from 1 to 24'
    """
    if parameter.kind == "integer":
        return f"an integer from {parameter.low} to {parameter.high}"
    if parameter.kind == "choice":
        return listing(parameter.choices)
    return {"path": "a file", "text": "a word"}.get(parameter.kind, "true or false")


def listing(words: Sequence[str]) -> str:
    """Words as a choice.

    >>> listing(["square"]), listing(["square", "hinge", "logistic"])
    ('square', 'square, hinge or logistic')
    """
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def found(value: Any, longest: int = 60) -> str:
    r"""A value as an error line repeats it: one line, short, and never empty.

    >>> found("ten"), found(""), found("a\nb"), found(True)
    ('ten', 'nothing', "'a\\nb'", 'True')
    """
    text = value if isinstance(value, str) else ascii(value)
    if not text.isprintable() or text != text.strip():
        text = ascii(text)
    if len(text) > longest:
        text = f"{text[:longest]}... ({len(text)} characters)"
    return text or "nothing"


def shown(path: str | os.PathLike[str]) -> str:
    """A path as an error line names it: whole, on one line.

    >>> shown("mine.py")
    'mine.py'
    """
    return found(os.fspath(path), 4096)


def suggestion(word: str, known: Iterable[str]) -> str:
    """The nearest known words, as the end of an error line; empty if none is near.

    >>> suggestion("sqare", ["square", "hinge"])
    ' (did you mean square?)'
    """
    near = difflib.get_close_matches(word.lower(), list(known), n=3, cutoff=0.6)
    return f" (did you mean {listing(near)}?)" if near else ""


def parse(parameter: Parameter, text: str, place: str = "") -> Any:
    """The value that the flag's text stands for.

    Raises: BadInput for anything that `expects` does not describe.

    >>> from verify.statement import Parameter
    >>> parse(Parameter("d", "integer", 4, "dimension", 1, 24), "10")
    10
    """
    if parameter.kind == "integer" and _INTEGER.fullmatch(text):
        return validate(parameter, int(text), place or flag(parameter.name))
    if parameter.kind == "integer":
        raise BadInput(place or flag(parameter.name), expects(parameter), found(text))
    if parameter.kind == "flag":
        raise BadInput(place or flag(parameter.name), "no value", found(text))
    return validate(parameter, text, place or flag(parameter.name))


def validate(parameter: Parameter, value: Any, place: str = "") -> Any:
    """The same value, if the parameter accepts it.

    Raises: BadInput otherwise; True is no integer, and "10" is none either.

    >>> from verify.statement import Parameter
    >>> validate(Parameter("d", "integer", 4, "dimension", 1, 24), 0)
    Traceback (most recent call last):
    verify.errors.BadInput: d: expected an integer from 1 to 24, found 0
    """
    place = place or parameter.name
    if not _accepts(parameter, value):
        near = suggestion(value, parameter.choices) if isinstance(value, str) else ""
        text = repr(value) if isinstance(value, str) and parameter.kind == "integer" else value
        raise BadInput(place, expects(parameter), found(text) + near)
    if parameter.kind == "path" and value is not None:
        value = os.fspath(value)
        _require_file(value, place)
    return value


def _accepts(parameter: Parameter, value: Any) -> bool:
    if parameter.kind == "integer":
        return type(value) is int and parameter.low <= value <= parameter.high
    if parameter.kind == "choice":
        return isinstance(value, str) and value in parameter.choices
    if parameter.kind == "path":
        return value == parameter.default or bool(value) and isinstance(value, (str, os.PathLike))
    if parameter.kind == "text":  # a builder's: it has no list of choices to declare
        return isinstance(value, str)
    return isinstance(value, bool)


def _require_file(path: str, place: str) -> None:
    """Says at once, before any work, that a file is missing; its reader judges what is in it."""
    if not path:  # the default: no file
        return
    if os.path.isdir(path):
        raise BadInput(place, "a file", f"the directory {shown(path)}")
    if not os.path.exists(path):
        raise BadInput(place, "a file", f"no file {shown(path)}")


def complete(parameters: Sequence[Parameter], given: Mapping[str, Any],
             owner: str = "given") -> dict[str, Any]:
    """Every parameter with its value, in the theorem's order; what is not given has its default.

    Raises: BadInput for a name that is no parameter, suggesting the nearest, and for a bad value.

    >>> from verify.statement import Parameter
    >>> complete([Parameter("d", "integer", 4, "dimension", 1, 24)], {})
    {'d': 4}
    """
    names = [parameter.name for parameter in parameters]
    for name in given:
        if name not in names:
            expected = f"{listing(names)} as a parameter" if names else "no parameter"
            raise BadInput(owner, expected, found(name) + suggestion(name, names))
    return {p.name: validate(p, given[p.name]) if p.name in given else p.default
            for p in parameters}


def smallest(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The least number for every integer, the default for the rest: what --quick checks.

    >>> from verify.statement import Parameter
    >>> smallest([Parameter("d", "integer", 4, "dimension", 1, 24)])
    {'d': 1}
    """
    return {p.name: p.low if p.kind == "integer" else p.default for p in parameters}


def seconds(text: str) -> float:
    """The value of --limit.

    >>> seconds("2.5")
    2.5
    """
    value = float(text) if _SECONDS.fullmatch(text) else 0.0
    if value <= 0:
        raise BadInput("--limit", "a positive number of seconds", found(text))
    return value


def parse_seed(text: str) -> int:
    """The value of --seed.

    >>> parse_seed("7")
    7
    """
    if not _INTEGER.fullmatch(text) or not 0 <= int(text) < 2**32:
        raise BadInput("--seed", f"an integer from 0 to {2**32 - 1}", found(text))
    return int(text)
