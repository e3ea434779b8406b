"""typer's commands without its conversion of values: everything is collected as it was typed.

`verify.parameters` parses and judges what was typed, so that the library and the command say the
same.  To see that a text is a text typer would load pydantic, a fifth of the time that a command
takes to start.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup


class _AsTyped:
    """What typer asks to convert a value, and does not."""

    @staticmethod
    def coerce(value: Any, **_: Any) -> Any:
        return value


def _unconverted(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        parameter.get_runtime_param = _AsTyped
    return parameters


class PlainCommand(TyperCommand):
    """A command whose parameters are texts and switches."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _unconverted(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group whose parameters are texts and switches."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _unconverted(super().get_params(ctx))
