"""An assignment made from a theorem's own steps, for a theorem that no ready one is about.

Up to three steps that a normal form proves become holes: the student is shown one side and writes
the other one in the words that it takes. The reference is the theorem's own line, the wrong
solutions are lines that differ from it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Mapping

import sympy

from verify import calculus as c
from verify.atomic import write_atomically
from verify.errors import BadInput
from verify.grade.assignment import FILE
from verify.grade.line_hole import check_line, judge_line
from verify.grade.outcome import Stop
from verify.grade.submission import PROOF
from verify.grade.term import BINDERS, NODES, Language, language_of, words_of
from verify.printing import text as printed
from verify.statement import NormalForm

MOST_HOLES = 3
WRONG = {"twice": "2*({})", "one-more": "({}) + 1", "nothing": "0"}


class NotWritten(Exception):
    """The term has parts that students' lines have no words for."""


def written(term: Any, names: Mapping[Any, str]) -> str:
    """A term as a student writes it; `read_term` reads it back.

    >>> x = c.Index("x", c.Space("X", 2)); p = c.Fn("p", x.over)
    >>> written(2 * c.Expect(p(x)**2, x), {p: "p", x: "x"})
    '2*E_x(p(x)^2)'
    """
    if isinstance(term, sympy.Rational):
        return str(term) if term.q == 1 and term.p >= 0 else f"({term})"
    if isinstance(term, (sympy.Symbol, c.Index)):
        return _name(term, names)
    if isinstance(term, c.Apply):
        return f"{_name(term.fn, names)}({', '.join(written(a, names) for a in term.arguments)})"
    for word, (kind, _) in BINDERS.items():
        if type(term) is kind:
            inner = ", ".join(written(a, names) for a in term.args[:-1])
            return f"{word}_{_name(term.args[-1], names)}({inner})"
    for word, (kind, _) in NODES.items():
        if type(term) is kind:
            return f"{word}({', '.join(written(a, names) for a in term.args)})"
    if isinstance(term, sympy.Add):
        return "(" + " + ".join(written(a, names) for a in term.args) + ")"
    if isinstance(term, sympy.Mul):
        above = [a for a in term.args if not _divides(a)]
        below = [1 / a for a in term.args if _divides(a)]
        return ("*".join(written(a, names) for a in above) or "1") + "".join(
            f"/{written(a, names)}" for a in below)
    if isinstance(term, sympy.Pow) and term.exp.is_Integer and 0 <= term.exp <= 8:
        return f"{written(term.base, names)}^{term.exp}"
    if _divides(term):
        return f"(1/{written(1 / term, names)})"
    raise NotWritten(type(term).__name__)


def write_generated(theorem: Any, folder: Path) -> list[str]:
    """Write the assignment into a folder; the files written.

    Raises: BadInput for a theorem without a step that can be a hole.
    """
    holes, fills, lines = _holes(theorem)
    if not holes:
        raise BadInput("--from", "a theorem with a step that a normal form proves", theorem.name)
    head = ['schema = "netproof-assignment/1"', f'id = "{theorem.name[:40]}"',
            f"title = {_quoted(theorem.title)}", f'theorem = "{theorem.name}"', "[[items]]",
            'id = "proof"', 'title = "lines of the proof"', 'kind = "proof"',
            f"points = {len(holes)}", 'accept = ["proof.json"]',
            'hint = "each line follows from the other side by the step that is named"']
    for name, hole in holes.items():
        head += [f"[items.holes.{name}]", *(f"{key} = {_quoted(v)}" for key, v in hole.items())]
    example = {"format": PROOF, "fill": {name: "..." for name in holes}}
    page = [f"# {theorem.title}", "", theorem.statement, "", *(f"* {line}" for line in lines), "",
            "Hand in `proof.json`; `E_x(f)` is an expectation, `avg_i` a mean, `sum_j` a sum,",
            "`inner_x(f, g)` an inner product, `norm2_j(v)` a squared length, `L2norm2_x(f)` is",
            "E_x[f^2]. Any right way to write a line is right.", "",
            f"    {json.dumps(example)}", ""]
    files = {FILE: "\n".join([*head, ""]), "student.md": "\n".join(page),
             "author/reference/proof.json": _proof(fills)}
    first = next(iter(holes))
    for name, form in WRONG.items():
        wrong = form.format(fills[first])
        if judge_line(first, holes[first], wrong) is not None:
            files[f"author/wrong/{name}/proof.json"] = _proof({**fills, first: wrong})
    for place, content in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / place, content.encode())
    return [str(folder / place) for place in files]


def _holes(theorem: Any) -> tuple[dict[str, dict[str, Any]], dict[str, str], list[str]]:
    holes: dict[str, dict[str, Any]] = {}
    fills: dict[str, str] = {}
    lines: list[str] = []
    for claim in theorem.claims:
        if len(holes) == MOST_HOLES or claim.role != "step" or not isinstance(
                claim.by, NormalForm) or claim.formula is None:
            continue
        relation = c.relation_of(claim.formula)
        spelt = _spelt(theorem)
        for side, asked, given in (("right", relation.rhs, relation.lhs),
                                   ("left", relation.lhs, relation.rhs)):
            name = f"L{len(holes) + 1}"
            language: Language = language_of([asked, given], spelt)
            words = words_of(asked, language)
            hole = {"type": "line", "theorem": theorem.name, "step": claim.name, "side": side,
                    "words": sorted(words),
                    "names": {plain: name for plain, name in spelt.items()
                              if plain in words or plain in language.indices}}
            try:
                fill = written(asked, language.names)
                check_line(hole, name)
                good = judge_line(name, hole, fill) is None
            except (NotWritten, BadInput, Stop):
                continue
            if good:
                holes[name], fills[name] = hole, fill
                lines.append(f"{name}, by \"{claim.name}\": the other side of {printed(given)}, in "
                             f"the words {', '.join(sorted(words))}")
                break
    return holes, fills, lines


def _spelt(theorem: Any) -> dict[str, str]:
    """Plain words for names that are none."""
    names = {atom.name for claim in theorem.claims if claim.formula is not None
             for found in (c.relation_of(claim.formula),) for side in (found.lhs, found.rhs)
             for kind in (c.Fn, sympy.Symbol, c.Index) for atom in side.atoms(kind)}
    plain = {name for name in names if name.isascii() and name.isalnum()}
    spelt: dict[str, str] = {}
    for name in sorted(names - plain):
        word = "".join(sign for sign in name if sign.isascii() and sign.isalnum()) or "a"
        word = word if word[0].isalpha() else f"n{word}"
        while word in plain or word in spelt:
            word += "a"
        spelt[word] = name
    return spelt


def _divides(term: Any) -> bool:
    return isinstance(term, sympy.Pow) and term.exp == -1 and (
        isinstance(term.base, sympy.Symbol) and bool(term.base.is_positive))


def _name(atom: Any, names: Mapping[Any, str]) -> str:
    if atom not in names:
        raise NotWritten(atom.name)
    return names[atom]


def _proof(fills: Mapping[str, str]) -> str:
    return json.dumps({"format": PROOF, "fill": dict(fills)}, indent=1) + "\n"


def _quoted(value: Any) -> str:
    """A TOML value: a text, a list of texts, or a table of texts (JSON's escapes are TOML's)."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_quoted(v)}" for key, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_quoted, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
