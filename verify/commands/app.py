"""The commands that do not depend on a theorem, as typer declares them.

Each returns the work to be done, a function of no arguments; what the work needs is imported when
it begins, so that `verify --help` loads typer and nothing of mathematics.
"""

from __future__ import annotations

from typing import Annotated, Any, Callable, Optional

import typer
import typer.main

from verify.commands.pages import add_pages
from verify.commands.coursework import register
from verify.commands.plain import PlainCommand, PlainGroup

Work = Callable[[], int]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print the verdict alone.")]
Plain = Annotated[bool, typer.Option("--no-color", help="Print plain text.")]
Limit = Annotated[Optional[str], typer.Option(
    "--limit", metavar="SECONDS", help="After so many seconds a theorem's rest is unknown.")]

app = typer.Typer(cls=PlainGroup, add_completion=False, rich_markup_mode=None,
                  subcommand_metavar="COMMAND|THEOREM ...")


@app.callback(invoke_without_command=True)
def verify(version: Annotated[bool, typer.Option(
        "--version", help="Print netproof's version.")] = False) -> Work | None:
    """Check theorems about neural networks, exactly.

    verify THEOREM checks one: verify THEOREM --help shows its numbers. Exit codes: 0 proved,
    1 refuted, 2 bad usage or input, 3 undecided.
    """
    if not version:
        return None
    from verify import __version__
    typer.echo(f"netproof {__version__}")
    raise typer.Exit()


@app.command("list", cls=PlainCommand)
def list_theorems(
        json: Json = False,
        markdown: Annotated[bool, typer.Option(
            "--markdown", help="A table in Markdown.")] = False,
        no_color: Plain = False) -> Work:
    """Every theorem with its numbers (also: verify alone)."""
    def work() -> int:
        from verify.commands.catalogue import list_all
        return list_all(json, not no_color, markdown)
    return work


@app.command("show", cls=PlainCommand)
def show_theorem(
        name: Annotated[str, typer.Argument(metavar="THEOREM")],
        form: Annotated[str, typer.Option("--format", metavar="WORD",
                                          help="text, latex, html or bibtex.")] = "text",
        no_color: Plain = False) -> Work:
    """A theorem's statement, proof, sharper facts and errata."""
    def work() -> int:
        from verify.commands.catalogue import show
        return show(name, form, not no_color)
    return work


@app.command("all", cls=PlainCommand)
def check_all(
        quick: Annotated[bool, typer.Option(
            "--quick", help="The smallest numbers instead of the defaults.")] = False,
        oracles: Annotated[bool, typer.Option(
            "--oracles", help="Which claims rest on a solver's word, and how many.")] = False,
        json: Json = False, limit: Limit = None, quiet: Quiet = False,
        no_color: Plain = False) -> Work:
    """Check every theorem at its default numbers."""
    def work() -> int:
        from verify.commands.everything import check_everything
        return check_everything(quick, json, limit, quiet, not no_color, oracles)
    return work


@app.command("errata", cls=PlainCommand)
def list_errata(json: Json = False, no_color: Plain = False) -> Work:
    """What the sources print that is false, and what it should read."""
    def work() -> int:
        from verify.commands.everything import errata
        return errata(json, not no_color)
    return work


@app.command("build", cls=PlainCommand)
def list_builders(no_color: Plain = False) -> Work:
    """Write a construction's network: verify build NAME -o FILE."""
    def work() -> int:
        from verify.commands.build import list_constructions
        return list_constructions(not no_color)
    return work


@app.command("inspect", cls=PlainCommand)
def inspect_file(
        file: Annotated[str, typer.Argument(metavar="FILE")],
        activation: Annotated[Optional[str], typer.Option(
            "--activation", metavar="NAMES",
            help="Activations of a file that states none, such as relu,identity.")] = None,
        against: Annotated[Optional[str], typer.Option(
            "--against", metavar="THEOREM",
            help="Check the theorem with this network as its witness; its numbers may follow, as "
                 "in verify THEOREM.")] = None,
        json: Json = False, no_color: Plain = False) -> Work:
    """A network file: its layers, exact counts, and what each unit computes.

    FILE ends in .json, .npz, .safetensors, .onnx, .pt or .pth.
    """
    def work() -> int:
        from verify.commands.inspection import inspect
        return inspect(file, activation, json)
    if against is not None:
        from verify.errors import BadInput
        raise BadInput("verify inspect", "FILE before any option", "--against")
    return work


@app.command("run", cls=PlainCommand)
def run_file(file: Annotated[str, typer.Argument(metavar="FILE.py")]) -> Work:
    """The theorem in your own file: verify run FILE.py --help.

    The file must define an object named theorem, and it is run with your rights. After FILE.py
    come the theorem's own numbers and the options of every check.
    """
    from verify.errors import BadInput
    raise BadInput("verify run", "FILE.py before any option", file)


@app.command("recheck", cls=PlainCommand)
def recheck_certificates(
        files: Annotated[list[str], typer.Argument(metavar="FILE...")],
        expect: Annotated[Optional[str], typer.Option(
            "--expect", metavar="SHA", help="The SHA-256 of the statement that must be "
                                            "proved.")] = None,
        theorem: Annotated[Optional[str], typer.Option(
            "--theorem", metavar="THEOREM", help="The theorem that must be proved; its numbers may "
                                                 "follow, as in verify THEOREM.")] = None,
        no_oracles: Annotated[bool, typer.Option(
            "--no-oracles", help="Reject what rests on a solver's word.")] = False,
        json: Json = False) -> Work:
    """Certificates, put to the independent checker.

    Exit codes: 0 accepted, 1 rejected, 3 accepted except for what rests on a solver's word.
    """
    def work() -> int:
        from verify.commands.recheck import recheck
        return recheck(files, expect, no_oracles, json)
    if theorem is not None:
        from verify.errors import BadInput
        raise BadInput("verify recheck", "FILE before any option", "--theorem")
    return work


@app.command("circuit", cls=PlainCommand)
def least_circuit(
        table: Annotated[list[str], typer.Option(
            "--table", metavar="DIGITS", help="A truth table, the digit at position p being the "
            "value at the input whose bits are p, x1 the lowest; several for several outputs.")],
        basis: Annotated[str, typer.Option(
            "--basis", metavar="WORD",
            help="nand, nor, and-or-not, and-not, u2 (all but xor and xnor) or b2 (all gates of "
                 "two values).")] = "nand",
        limit: Annotated[Optional[str], typer.Option(
            "--limit", metavar="SECONDS", help="After so many seconds the best circuit so far is "
                                               "printed; 60 if not given.")] = "60",
        output: Annotated[Optional[str], typer.Option(
            "--output", "-o", metavar="FILE", help="Write the circuit; .json, .dot, .svg, ... as "
                                                   "in verify build.")] = None,
        proofs: Annotated[Optional[str], typer.Option(
            "--proofs", metavar="DIR", help="Write the clauses (.cnf) and the proof (.drup) for "
                                            "every smaller size.")] = None,
        json: Json = False) -> Work:
    """A smallest circuit for a truth table, with a proof that none is smaller.

    Exit codes: 0 proved to be a smallest one, 3 the best found within the limit.
    """
    def work() -> int:
        from verify.commands.circuit import circuit
        return circuit(table, basis, limit, output, proofs, json)
    return work


@app.command("trust", cls=PlainCommand)
def list_trusted(json: Json = False, no_color: Plain = False) -> Work:
    """What one must believe, file by file."""
    def work() -> int:
        from verify.commands.trust import print_trusted
        return print_trusted(json, not no_color)
    return work


@app.command("selftest", cls=PlainCommand)
def test_ourselves(
        names: Annotated[Optional[list[str]], typer.Argument(
            metavar="[THEOREM ...]", help="Theorems or constructions; all if none is named.",
            )] = None,
        quick: Annotated[bool, typer.Option(
            "--quick", help="One size of each witness; no variants of steps.")] = False,
        json: Json = False, no_color: Plain = False) -> Work:
    """Try to get mistakes past the checker: each must be refuted.

    Every one-weight mutant of every small witness, every theorem without one of its assumptions,
    every statement made a little stronger. Exit codes: 0 nothing missed, 1 something missed.
    """
    def work() -> int:
        from verify.commands.selftest import run_selftest
        return run_selftest(tuple(names or ()), quick, json, not no_color)
    return work


@app.command("formal", cls=PlainCommand)
def check_formal(
        name: Annotated[Optional[str], typer.Argument(metavar="[THEOREM]")] = None,
        json: Json = False,
        limit: Annotated[Optional[str], typer.Option(
            "--limit", metavar="SECONDS", help="After so many seconds the rest is not "
                                               "checked.")] = None,
        no_color: Plain = False) -> Work:
    """The general proofs of one theorem, or of all, put to Coq.

    Needs Coq 8.16 and MathComp 1.15. Exit codes: 0 proved, 1 a proof fails, 3 not checked.
    """
    def work() -> int:
        from verify.commands.formal import formal
        return formal(name, json, limit, not no_color)
    return work


add_pages(app)


register(app)


def fixed_commands() -> Any:
    """The group of all these commands, ready to be called."""
    return typer.main.get_command(app)
