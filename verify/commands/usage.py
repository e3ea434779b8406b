"""A wrong command line as one line: where, what was expected, what was found."""

from __future__ import annotations

from typing import Any

from verify.errors import BadInput
from verify.parameters import found, suggestion


def one_line(error: Any, name: str) -> BadInput:
    """The one line for a usage error of typer's; `name` is the command that was being parsed."""
    context = getattr(error, "ctx", None)
    place = context.command_path if context is not None else name
    option = getattr(error, "option_name", None)
    if option and context is not None and hasattr(error, "possibilities"):
        known = [flag for p in context.command.get_params(context) for flag in p.opts]
        return BadInput(place, f"one of its flags ({place} --help lists them)",
                        found(option) + suggestion(option, known))
    if option:
        takes_value = "requires an argument" in error.format_message()
        return BadInput(option, "a value after it" if takes_value else "no value",
                        "none" if takes_value else "one")
    parameter = getattr(error, "param", None)
    if parameter is not None and type(error).__name__ == "MissingParameter":
        return BadInput(place, _shown(parameter), "nothing")
    message = error.format_message().removeprefix("Got ")
    return BadInput(place, f"what {place} --help shows", found(message, 200))


def _shown(parameter: Any) -> str:
    """What a missing argument or flag is called."""
    if parameter.param_type_name == "option":
        return " ".join((parameter.opts[-1], parameter.metavar or ""))
    return str(parameter.metavar or parameter.name.upper())
