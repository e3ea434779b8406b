"""A student's page: one self-contained HTML file, no script, every word of it escaped."""

from __future__ import annotations

import re
from html import escape
from typing import Any, Mapping

from verify.grade.assignment import Assignment
from verify.grade.cleaning import visible_name

_NUMBER = re.compile(r"(-)?([0-9]{1,60})(?:/([0-9]{1,60}))?")
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#222}
h1{font-size:1.4em}h2{font-size:1.1em;margin:0}
section{border:1px solid #ccc;border-left:6px solid #b33;padding:.6em 1em;margin:1em 0}
section.passed{border-left-color:#2a7}
table{border-collapse:collapse;margin:.5em 0}td,th{border:1px solid #ccc;padding:.2em .7em}
th{text-align:left;font-weight:normal;color:#555}code,pre{font-size:.95em}
.small{color:#555;font-size:.85em;word-break:break-all}
@media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}th,.small{color:#aaa}}
"""


def page(result: Mapping[str, Any], assignment: Assignment, student: str,
         pictures: Mapping[str, str] | None = None) -> bytes:
    """The page of one result; `student` is shown as it may be shown.

    `pictures` are <svg> elements by item, made by verify.grade.drawing.
    """
    from verify.report.html.style import DARK, LIGHT, drawings, variables

    drawn = pictures or {}
    style = _STYLE if not drawn else (
        f"{_STYLE}:root{{{variables(LIGHT)}}}"
        f"@media(prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}{drawings()}"
        "figure{margin:.5em 0;overflow-x:auto}")
    parts = [
        "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        'style-src \'unsafe-inline\'">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(assignment.id)}: {_text(visible_name(student))}</title>",
        f"<style>{style}</style>", "</head>", "<body>",
        f"<h1>{_text(assignment.title)}</h1>",
        f"<p>{_text(visible_name(student))}: <strong>{result['score']} of "
        f"{result['max_score']}</strong> ({_text(result['verdict'])})</p>"]
    parts += [f"<p>{_text(note)}</p>" for note in result["diagnostics"]["notes"]]
    for test, item in zip(result["tests"], assignment.items):
        if test["visibility"] != "hidden":
            parts += _section(test, item.statement, drawn.get(item.id, ""))
    parts += [
        f"<p class=\"small\">{_text(result['grader'])}, assignment "
        f"{_text(result['assignment_sha256'])}, submission {_text(result['submission_sha256'])}. "
        "The same command gives the same verdict at home.</p>", "</body>", "</html>", ""]
    return "\n".join(parts).encode("utf-8", "replace")


def _section(test: Mapping[str, Any], statement: str, picture: str) -> list[str]:
    parts = [f'<section class="{"passed" if test["status"] == "passed" else "failed"}">',
             f"<h2>{_text(test['name'])}: {test['score']} of {test['max_score']} "
             f"({_text(test['verdict'])})</h2>"]
    if statement:
        parts.append(f"<p>{_text(statement)}</p>")
    parts.append(f"<p>{_text(test['output'])}</p>")
    found = test["counterexample"]
    if found is not None:
        names = [f"x<sub>{number}</sub>" for number in range(1, len(found["input"]) + 1)]
        cells = list(zip(names, found["input"]))
        cells += [(name, found[key]) for name, key in (
            ("submitted", "got"), ("correct", "want")) if found[key] is not None]
        parts.append("<table><tr>" + "".join(f"<th>{name}</th>" for name, _ in cells)
                     + "</tr><tr>" + "".join(f"<td>{_text(value)}</td>" for _, value in cells)
                     + "</tr></table>")
        parts += [_typeset(found), f"<figure>{picture}</figure>" if picture else ""]
    if test.get("trace"):
        parts.append("<pre>" + "\n".join(_text(line) for line in test["trace"]) + "</pre>")
    coverage = test["coverage"]
    words = {"exhaustive": "cases looked at, one by one", "exact-symbolic": "pieces, exactly",
             "theorem": "claims of the theorem"}
    if coverage["kind"] in words:
        parts.append(f"<p class=\"small\">{coverage['cases']} {words[coverage['kind']]}</p>")
    return [*parts, "</section>"]


def _typeset(found: Mapping[str, Any]) -> str:
    """The counterexample as one line of MathML: what was submitted, at this input, is another."""
    if found["got"] is None:
        return ""
    inner = "<mo>,</mo>".join(_number(value) for value in found["input"])
    return ('<p><math display="block"><mrow><mtext>submitted</mtext><mo>(</mo>' + inner
            + f"<mo>)</mo><mo>=</mo>{_number(found['got'])}<mo>\u2260</mo>"
            f"{_number(found['want'])}</mrow></math></p>")


def _number(value: Any) -> str:
    """An exact number, or a text that is none."""
    match = _NUMBER.fullmatch(str(value))
    if match is None:
        return f"<mtext>{_text(value)}</mtext>"
    sign, above, below = match.groups()
    number = f"<mn>{above}</mn>" if below is None else (
        f"<mfrac><mn>{above}</mn><mn>{below}</mn></mfrac>")
    return f"<mrow><mo>-</mo>{number}</mrow>" if sign else number


def _text(value: Any) -> str:
    return escape(str(value), quote=True)
