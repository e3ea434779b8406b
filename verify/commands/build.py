"""`verify build`: a construction's network into a file whose ending chooses the format."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Iterable, Mapping

from verify import builders, catalogue
from verify.commands.dynamic import Action, Flag, command, key, parameter_flag
from verify.errors import BadInput
from verify.parameters import found, parse, shown

if TYPE_CHECKING:
    from verify.statement import Parameter

_FLAGS = (
    Flag("output", ("--output", "-o"), "The file to write; its ending chooses the format: .json, "
         ".npz, .safetensors, .onnx, .pt, .smt2, .vnnlib (with its .onnx), .txt, .md, .csv, .dot "
         "or .svg.", "FILE"),
    Flag("round", ("--round",), "Replace every weight by the nearest float64, where the format "
         "holds nothing else, and say how far that is."),
    Flag("vnnlib", ("--vnnlib",), "The version of a .vnnlib file, 1 or 2; 1 if not given.", "N"),
)


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
    own = [parameter_flag(parameter) for parameter in builder.given]
    taken = {name for flag in own for name in flag.names}
    flags = (*own, *(flag for flag in _FLAGS if not taken & set(flag.names)))
    action: Action = functools.partial(_build, builder)
    return command(f"verify build {name}", builder.description, flags, action)


def _build(builder: builders.Builder, typed: Mapping[str, Any]) -> int:
    if typed["output"] is None:
        raise BadInput(f"verify build {builder.name}", "-o FILE", "nothing")
    version = typed.get("vnnlib") or "1"
    if version not in ("1", "2"):
        raise BadInput("--vnnlib", "1 or 2", found(version))
    network = builders.build(builder, numbers(builder.given, typed))
    from verify.interchange import save
    rounded = bool(typed.get("round"))
    held = save(network, typed["output"], rounded=rounded, vnnlib=int(version))
    sys.stdout.write(f"{shown(typed['output'])}: {describe(held)}\n")
    if PurePath(typed["output"]).suffix.lower() == ".vnnlib":
        model = os.fspath(PurePath(typed["output"]).with_suffix(".onnx"))
        sys.stdout.write(f"{shown(model)}: the network that it is about\n")
    if rounded:
        sys.stdout.write(rounding(network, held) + "\n")
    return 0


def numbers(parameters: Iterable[Parameter], typed: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the parameters that were given as flags."""
    texts = [(parameter, typed[key(parameter)]) for parameter in parameters]
    return {parameter.name: parse(parameter, text) if isinstance(text, str) else text
            for parameter, text in texts if text is not None}


def rounding(network: Any, held: Any) -> str:
    """What --round did, in one line; a rounded network is another one and must be checked itself.

    >>> from verify.network import Network, dense
    >>> half = Network((dense([["1/2"]], [0]),))
    >>> rounding(half, half)
    'rounded: nothing, every weight is held exactly'
    """
    from verify.circuits.circuit import Circuit
    from verify.interchange.rounding import error
    from verify.network import Graph
    from verify.tied import WeightTied
    if isinstance(network, WeightTied) and isinstance(held, Graph):
        network = network.unroll(network.depth)
    if isinstance(network, Circuit):
        from verify.circuits.networks import to_network
        network = to_network(network).network
    if network == held:
        return "rounded: nothing, every weight is held exactly"
    found_error = error(network, held)
    weights = "weight" if found_error.changed == 1 else "weights"
    return (f"rounded: {found_error.changed} {weights}, the largest error {found_error.largest} "
            f"(about {float(found_error.largest):.3g}) at {found_error.place}; the file holds "
            "another network, to be checked itself: verify inspect FILE --against THEOREM")


def describe(network: Any) -> str:
    """A network's shape and counts in one line.

    >>> from verify.network import Network, dense
    >>> describe(Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0]))))
    '1 -> 1, depth 2, 2 hidden units, 7 parameters'
    """
    from verify.circuits.circuit import Circuit
    if isinstance(network, Circuit):
        from verify.interchange.circuit_text import summary
        return summary(network)
    return (f"{network.inputs} -> {network.outputs}, depth {network.depth}, "
            f"{network.units} hidden units, {network.parameters} parameters")
