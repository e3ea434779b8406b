"""Construction builders for `verify build`: the entry-point group `netproof.constructions`.

A builder is a plain function from numbers to a network, registered as "module:function":

    netproof.constructions =
        sawtooth = constructions.sawtooth:deep

Its signature says which numbers it takes (annotated int or str, with or without a default), its
docstring what it builds.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Mapping, get_type_hints

from verify.catalogue import entries
from verify.errors import BadInput, Refused
from verify.parameters import complete, found, listing, suggestion

if TYPE_CHECKING:
    from verify.statement import Parameter

CONSTRUCTIONS = "netproof.constructions"
LARGEST = 10_000  # a builder declares no range, and a typing error must not fill the memory
_KINDS = {int: "integer", str: "text", bool: "flag"}


@dataclass(frozen=True)
class Builder:
    """A registered function with the parameters that its signature declares."""

    name: str
    build: Callable[..., Any]
    given: tuple[Parameter, ...]
    required: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The first sentence of its docstring, on one line."""
        text = inspect.getdoc(self.build) or ""
        return " ".join(text.split("\n\n")[0].split())

    @property
    def description(self) -> str:
        """Its whole docstring without the doctests, which explain nothing at a prompt."""
        text = inspect.getdoc(self.build) or ""
        return text.split(">>>")[0].rstrip()


def find(name: str) -> Builder:
    """The builder of this name.

    Raises: BadInput for an unknown name, suggesting the nearest.
    """
    known = {entry.name: entry for entry in entries(CONSTRUCTIONS)}
    if name not in known:
        near = suggestion(name, known)
        raise BadInput("verify build", f"a construction ({listing(tuple(known))})",
                       found(name) + near)
    function = known[name].load()
    if not callable(function):
        raise BadInput(str(known[name]), "a function", found(type(function).__name__))
    return from_function(name, function)


def from_function(name: str, function: Callable[..., Any]) -> Builder:
    """A builder whose parameters are those of the function.

    Raises: Refused for a parameter that is not annotated int, str or bool.

    >>> def deep(k: int, style: str = "mirror") -> None: "The tent map composed k times."
    >>> builder = from_function("sawtooth", deep)
    >>> [p.name for p in builder.given], builder.required, builder.summary
    (['k', 'style'], ('k',), 'The tent map composed k times.')
    """
    from verify.statement import Parameter

    hints, given, required = get_type_hints(function), [], []
    for parameter in inspect.signature(function).parameters.values():
        kind = _KINDS.get(hints.get(parameter.name, object))
        if kind is None or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise Refused("ill-formed", f"construction {name}: parameter {parameter.name} is not "
                                        "annotated int, str or bool")
        default = parameter.default
        if default is parameter.empty:
            required.append(parameter.name)
            default = None
        given.append(Parameter(parameter.name, kind, default, "", 0, LARGEST))
    return Builder(name, function, tuple(given), tuple(required))


def build(builder: Builder, given: Mapping[str, Any]) -> Any:
    """The network for these numbers.

    Raises: BadInput for a missing or unknown number, and with the builder's own words for one that
    it does not accept.
    """
    values = complete(builder.given, given, f"verify build {builder.name}")
    for name in builder.required:
        if name not in given:
            raise BadInput(f"verify build {builder.name}", f"a value for {name}", "none")
    try:
        return builder.build(**values)
    except BadInput:
        raise
    except (ValueError, OverflowError, MemoryError) as error:
        raise BadInput(f"verify build {builder.name}", "numbers that it accepts",
                       found(str(error) or type(error).__name__, 300)) from error
