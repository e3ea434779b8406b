"""`verify inspect FILE`: what a network file holds, and whether a theorem holds of it."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from verify import catalogue, library
from verify.commands.output import print_json
from verify.errors import BadInput
from verify.parameters import found, seconds, shown

if TYPE_CHECKING:
    from verify.circuits.circuit import Circuit
    from verify.network import Graph, Network
    from verify.statement import Theorem

AGAINST = "--against"


def inspect(file: str, activation: str | None, json: bool) -> int:
    """Print what is known about a network file."""
    network = _loaded(file, activation)
    from verify.interchange.inspection import as_json, as_text
    if json:
        print_json(as_json(_graph(network, file), shown(file)))
    else:
        sys.stdout.write(as_text(_graph(network, file), shown(file)))
    return 0


def is_against(arguments: Sequence[str]) -> bool:
    """Whether the arguments name a theorem, whose numbers may then be among them."""
    return any(text == AGAINST or text.startswith(AGAINST + "=") for text in arguments)


def against_command(file: str, arguments: Sequence[str]) -> Any:
    """The command `verify inspect FILE --against THEOREM`, with the theorem's own flags."""
    from verify.commands.dynamic import CHECK_FLAGS, Flag, command, parameter_flag

    name = next((text.removeprefix(AGAINST + "=") for text in arguments
                 if text.startswith(AGAINST + "=")), None)
    if name is None:
        name = [*arguments, ""][list(arguments).index(AGAINST) + 1]
    theorem = catalogue.find(name)
    if not library.takes_network(theorem):
        raise BadInput(AGAINST, "a theorem about a network of yours",
                       f"{theorem.name}, which has none to replace")
    own = [parameter_flag(parameter) for parameter in theorem.given]
    taken = {each for flag in own for each in flag.names}
    common = [flag for flag in CHECK_FLAGS
              if flag.key in ("json", "activation", "limit", "no_color")]
    flags = (*own, Flag("against", (AGAINST,), "The theorem to check with this network as its "
                                               "witness.", "THEOREM"),
             *(flag for flag in common if not taken & set(flag.names)))
    return command(f"verify inspect {file} {AGAINST} {theorem.name}", theorem.title, flags,
                   functools.partial(_against, theorem, file))


def _against(theorem: Theorem, file: str, typed: Mapping[str, Any]) -> int:
    from verify.commands.build import numbers

    limit = None if typed.get("limit") is None else seconds(typed["limit"])
    given = numbers(theorem.given, typed)
    network = _loaded(file, typed.get("activation"))
    report = library.check(theorem, witness=network, limit=limit, **given)

    from verify.interchange.inspection import as_json, as_text
    if typed.get("json"):
        print_json({**as_json(_graph(network, file), shown(file)), "against": report.to_json()})
        return report.exit_code
    sys.stdout.write(as_text(_graph(network, file), shown(file)) + "\n")
    from verify.report.layout import make_console
    from verify.report.text import render
    render(report, make_console(color=not typed.get("no_color")))
    return report.exit_code


def _loaded(file: str, activation: str | None) -> Any:
    from verify.interchange import load
    return load(file, activation)


def _graph(network: Any, file: str) -> Network | Graph | Circuit:
    """The network to be shown: of a weight-tied one its steps, as many as it has blocks."""
    from verify.circuits.circuit import Circuit
    from verify.network import Graph, Network
    if isinstance(network, (Network, Graph, Circuit)):
        return network
    try:
        return network.unroll(network.depth)
    except ValueError as error:
        raise BadInput(shown(file), "a network whose steps are layers", found(str(error), 300)
                       ) from error
