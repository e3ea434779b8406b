"""The catalogue for people, as a table for documents, and as an object for programs."""

from __future__ import annotations

from typing import Any, Sequence

from rich.console import Console
from rich.text import Text

from verify.parameters import expects, flag
from verify.report.layout import paragraph
from verify.report.tactics import methods
from verify.statement import Parameter, Theorem

SCHEMA = "netproof-list/1"


def render(theorems: Sequence[Theorem], console: Console) -> None:
    """Print every theorem: name, title, source, numbers, how it is checked."""
    for theorem in theorems:
        aliases = f" ({', '.join(theorem.also)})" if theorem.also else ""
        paragraph(console, Text.assemble((theorem.name, "bold"), aliases))
        paragraph(console, theorem.title, indent=4)
        paragraph(console, theorem.source.cite, indent=4, style="dim")
        for parameter in theorem.given:
            paragraph(console, _numbers(parameter), indent=4)
        paragraph(console, "by " + ", ".join(methods(theorem)), indent=4, style="dim")
        console.print()
    count = len(theorems)
    paragraph(console, f"{count} theorem{'s' * (count != 1)}. verify NAME checks one, "
                       "verify show NAME explains it, verify NAME --help lists its flags.")


def _numbers(parameter: Parameter) -> str:
    default = f", default {parameter.default}" if parameter.default not in (None, "") else ""
    return f"{flag(parameter.name)}: {expects(parameter)}{default}"


def to_markdown(theorems: Sequence[Theorem]) -> str:
    """The catalogue as a table in Markdown, as the README shows it."""
    rows = [("name", "theorem", "source", "numbers", "decided by"), ("---",) * 5]
    for t in theorems:
        names = f"`{t.name}`" + (f" (`{'`, `'.join(t.also)}`)" if t.also else "")
        numbers = ", ".join(f"`{flag(p.name)}`" for p in t.given)
        rows.append((names, t.title, t.source.cite, numbers, ", ".join(methods(t))))
    return "".join(f"| {' | '.join(_cell(text) for text in row)} |\n" for row in rows)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def to_json(theorems: Sequence[Theorem]) -> dict[str, Any]:
    """The catalogue as netproof-list/1, keys in fixed order."""
    return {"schema": SCHEMA, "theorems": [
        {"name": t.name, "aliases": list(t.also), "title": t.title,
         "source": {"cite": t.source.cite}, "given": [_parameter(p) for p in t.given],
         "methods": list(methods(t))} for t in theorems]}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described = {"name": parameter.name, "flag": flag(parameter.name), "kind": parameter.kind,
                 "default": parameter.default, "help": parameter.help, "symbol": parameter.symbol}
    if parameter.kind == "integer":
        described |= {"low": parameter.low, "high": parameter.high}
    if parameter.kind == "choice":
        described["choices"] = list(parameter.choices)
    return described
