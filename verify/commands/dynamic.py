"""A command made from parameters: the flags of `verify THEOREM`, `verify run`, `verify build`.

Parsing and doing are kept apart: the command that typer parses only collects what was typed, and
returns the work to be done as a function of no arguments.
"""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Callable, Mapping, Sequence

import typer
import typer.main

from verify.commands.plain import PlainCommand
from verify.parameters import expects, flag

if TYPE_CHECKING:
    from verify.statement import Parameter

Action = Callable[[Mapping[str, Any]], int]
_METAVARS = {"integer": "N", "choice": "WORD", "path": "FILE", "text": "WORD"}


@dataclass(frozen=True)
class Flag:
    """One flag: the key that its value is collected under, and how it is shown."""

    key: str
    names: tuple[str, ...]
    help: str
    metavar: str = ""  # empty: the flag takes no value

    def parameter(self) -> inspect.Parameter:
        """The flag as a parameter of a function, which is how typer declares flags."""
        takes = self.metavar or None
        option = typer.Option(*self.names, help=self.help, metavar=takes, show_default=False)
        two_sided = "/" in self.names[0]  # --x/--no-x: neither means the default
        kind = str | None if takes else bool | None if two_sided else bool
        default = None if takes or two_sided else False
        return inspect.Parameter(self.key, inspect.Parameter.KEYWORD_ONLY, default=default,
                                 annotation=Annotated[kind, option])  # type: ignore[valid-type]


# The flags of every check (design: the contract of the command).
CHECK_FLAGS = (
    Flag("json", ("--json",), "Print one report object (netproof-report/1) and nothing else."),
    Flag("html", ("--html",), "Write the report as one page for a browser; it needs no network.",
         "FILE"),
    Flag("witness", ("--witness",), "Check the network in this file instead of our own.", "FILE"),
    Flag("activation", ("--activation",), "Activations of a witness file that states none, such "
         "as relu,identity.", "NAMES"),
    Flag("seed", ("--seed",), "Recorded in the report; a theorem that draws something at random "
         "draws it from this.", "N"),
    Flag("limit", ("--limit",), "After so many seconds the rest is unknown (exit 3).", "SECONDS"),
    Flag("second_opinion", ("--second-opinion",), "Put what z3 decides to cvc5 as well; it adds a "
         "word to each such claim, and a contradiction ends the check."),
    Flag("formal", ("--formal",), "Put the theorem's formal statements to Coq as well: one more "
         "claim, a cross-check."),
    Flag("certificate", ("--certificate",), "Write what was proved, and how, for verify recheck "
         "(netproof-certificate/1).", "FILE"),
    Flag("checkpoint", ("--checkpoint",), "Keep what is finished of a long check in this file; the "
         "same command then goes on from there.", "FILE"),
    Flag("quiet", ("--quiet",), "Print the verdict alone."),
    Flag("no_color", ("--no-color",), "Print plain text."),
)


def parameter_flag(parameter: Parameter) -> Flag:
    """The flag of a theorem's or a builder's parameter; what is typed is collected as text."""
    symbol = f" ({parameter.symbol} in the source)" if parameter.symbol else ""
    sentence = parameter.help.rstrip(".")
    default = "" if parameter.default in (None, "") else f"; {parameter.default} if not given"
    one = "one of " if parameter.kind == "choice" else ""
    accepted = f"{one}{expects(parameter)}{default}" if parameter.kind != "flag" else ""
    help_text = ". ".join(filter(None, (sentence + symbol, accepted[:1].upper() + accepted[1:])))
    name = flag(parameter.name)
    if parameter.kind == "flag":
        name = f"{name}/--no-{name.removeprefix('--')}"
    return Flag(key(parameter), (name,), help_text + ".", _METAVARS.get(parameter.kind, ""))


def key(parameter: Parameter) -> str:
    """Where the parameter's text is collected: apart from the flags of the command itself."""
    return "given_" + parameter.name


def command(path: str, description: str, flags: Sequence[Flag], action: Action) -> Any:
    """The command `path`, to be called with its arguments; it returns the work, not yet done."""
    def collect(**values: Any) -> Callable[[], int]:
        return functools.partial(action, values)

    signature = inspect.Signature([f.parameter() for f in flags])
    collect.__signature__ = signature  # type: ignore[attr-defined]
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(path, cls=PlainCommand, help=description)(collect)
    return typer.main.get_command(app)
