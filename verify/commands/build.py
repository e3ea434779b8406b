"""`verify build` and `verify inspect`: networks out of the builders and into the reader's eye."""

from __future__ import annotations

import functools
import sys
from typing import Any, Mapping

from verify import builders, catalogue
from verify.commands.dynamic import Flag, command, key, parameter_flag
from verify.errors import BadInput
from verify.parameters import parse, shown

_OUTPUT = Flag("output", ("--output", "-o"), "The file to write; its ending chooses the format.",
               "FILE")


def list_constructions(color: bool) -> int:
    """Print every construction that can be built."""
    from rich.text import Text

    from verify.report.layout import make_console, paragraph, row
    console = make_console(color)
    for entry in catalogue.entries(builders.CONSTRUCTIONS):
        builder = builders.find(entry.name)
        row(console, Text(entry.name, "bold"), Text(builder.summary), left=20)
    console.print()
    paragraph(console, "verify build NAME --help lists its numbers.")
    return 0


def build_command(name: str) -> Any:
    """The command `verify build NAME`, made from the builder's signature and docstring."""
    builder = builders.find(name)
    flags = (*map(parameter_flag, builder.given), _OUTPUT)
    return command(f"verify build {name}", builder.description, flags,
                   functools.partial(_build, builder))


def _build(builder: builders.Builder, typed: Mapping[str, Any]) -> int:
    if typed["output"] is None:
        raise BadInput(f"verify build {builder.name}", "-o FILE", "nothing")
    given = {p.name: parse(p, typed[key(p)]) if isinstance(typed[key(p)], str) else typed[key(p)]
             for p in builder.given if typed[key(p)] is not None}
    network = builders.build(builder, given)
    from verify.interchange import save
    save(network, typed["output"])
    sys.stdout.write(f"{shown(typed['output'])}: {describe(network)}\n")
    return 0


def describe(network: Any) -> str:
    """A network's shape and counts in one line.

    >>> from verify.network import Network, dense
    >>> describe(Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0]))))
    '1 -> 1, depth 2, 2 hidden units, 7 parameters'
    """
    return (f"{network.inputs} -> {network.outputs}, depth {network.depth}, "
            f"{network.units} hidden units, {network.parameters} parameters")


def inspect(file: str, activation: str | None) -> int:
    """Print a network file unit by unit."""
    from verify.interchange import load
    from verify.interchange.text import annotated
    sys.stdout.write(annotated(load(file, activation)).rstrip("\n") + "\n")
    return 0
