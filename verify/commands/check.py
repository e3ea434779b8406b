"""`verify THEOREM` and `verify run FILE.py`: check it, print what was found, exit accordingly."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING, Any, Callable, Mapping

from verify import catalogue, library
from verify.atomic import write_atomically
from verify.commands.dynamic import CHECK_FLAGS, command, key, parameter_flag
from verify.commands.output import print_json
from verify.errors import BadInput, Refused
from verify.parameters import found, parse, parse_seed, seconds, shown
from verify.theorem_file import blame, load_theorem

if TYPE_CHECKING:
    from verify.report.model import Report
    from verify.statement import Theorem

Typed = Mapping[str, Any]


def theorem_command(name: str) -> Any:
    """The command `verify NAME`, made from the theorem of this name or alias."""
    theorem = catalogue.find(name)
    return _command(f"verify {name}", theorem, lambda typed: _report(theorem, typed))


def file_command(path: str) -> Any:
    """The command `verify run PATH`, made from the theorem that the file defines."""
    theorem = load_theorem(path)

    def report(typed: Typed) -> Report:
        try:
            return _report(theorem, typed)
        except Refused as refusal:
            raise BadInput(shown(path), "a theorem that can be judged", str(refusal)) from refusal
        except BadInput:
            raise
        except Exception as error:  # its builders are the user's code, which may raise anything
            raise blame(path, error) from error

    return _command(f"verify run {path}", theorem, report)


def _command(path: str, theorem: Theorem, report: Callable[[Typed], Report]) -> Any:
    own = [parameter_flag(parameter) for parameter in theorem.given]
    taken = {name for flag in own for name in flag.names}
    common = [flag for flag in CHECK_FLAGS if not taken & set(flag.names)]
    paragraphs = (theorem.title, theorem.statement, theorem.source.cite)
    return command(path, "\n\n".join(filter(None, paragraphs)), (*own, *common),
                   lambda typed: _finish(report(typed), typed, path))


def _report(theorem: Theorem, typed: Typed) -> Report:
    given = {p.name: parse(p, typed[key(p)]) if isinstance(typed[key(p)], str) else typed[key(p)]
             for p in theorem.given if typed[key(p)] is not None}
    limit = None if typed["limit"] is None else seconds(typed["limit"])
    seed = None if typed.get("seed") is None else parse_seed(typed["seed"])
    witness = _witness(theorem, typed)

    from verify.report.progress import watched
    with watched(typed["quiet"]) as progress:
        report = library.check(theorem, witness=witness, limit=limit, progress=progress,
                               second_opinion=typed["second_opinion"],
                               certify=typed["certificate"] is not None,
                               checkpoint=typed["checkpoint"], formal=typed["formal"], **given)
    if seed is None:
        return report
    return dataclasses.replace(report, given={**report.given, "seed": seed})


def _typed_again(path: str, report: Report, typed: Typed) -> str:
    """The command that repeats this check; where the results go is not part of it."""
    from verify.report.html.page import command_line
    named = {name: typed[name] for name in ("witness", "activation") if typed[name] is not None}
    return command_line(path.split(" ", 2), {**report.given, **named})


def _witness(theorem: Theorem, typed: Typed) -> Any:
    if typed["witness"] is None:
        if typed["activation"] is not None:
            raise BadInput("--activation", "a --witness file to go with it", "none")
        return None
    if not library.takes_network(theorem):
        raise BadInput("--witness", f"no file ({theorem.name} has no network to replace)",
                       found(typed["witness"]))
    from verify.interchange import load
    return load(typed["witness"], typed["activation"])


def _finish(report: Report, typed: Typed, path: str) -> int:
    """Write page and certificate, print the report as the flags ask for it; its exit code."""
    if typed["html"] is not None:
        page = report.to_html(_typed_again(path, report, typed))
        write_atomically(typed["html"], page.encode("utf-8"))
    if typed["certificate"] is not None:
        import json
        write_atomically(typed["certificate"],
                         json.dumps(report.certificate, separators=(",", ":")).encode("ascii"))
    if typed["json"]:
        print_json(report.to_json())
    elif typed["quiet"]:
        sys.stdout.write(report.verdict + "\n")
    else:
        from verify.report.layout import make_console
        from verify.report.text import render
        render(report, make_console(color=not typed["no_color"]))
    return report.exit_code
