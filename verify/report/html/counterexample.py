"""A counterexample worked out: where, with which functions, what comes out, what was claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.report.html.markup import Html, element, join
from verify.report.html.numbers import number, table

if TYPE_CHECKING:    # which makes pages of reports by way of this file
    from verify.report.model import ReportClaim

_LONGEST = 600      # characters of a table that a page still shows


def worked_out(claim: ReportClaim) -> Html | None:
    """Everything that a reader needs to compute both sides by hand; None without one."""
    found = claim.counterexample
    if not found:
        return None
    rows = []
    for key in ("sizes", "numbers", "functions"):
        rows += [_row(name, value) for name, value in (found.get(key) or {}).items()]
    at = found.get("at") or {}
    rows += [_row(name, value) for name, value in at.items()]
    known = ("model", "at", "relation", "lhs", "rhs", "sizes", "numbers", "functions")
    rows += [_row(name, value) for name, value in found.items() if name not in known]
    title = "The counterexample, worked out"
    if found.get("model"):
        title += f": {found['model']}"
    return element("details", element("summary", title),
                   element("dl", *rows, class_="values") if rows else None,
                   _conclusion(found), open=True)


def _conclusion(found: Any) -> Html | None:
    lhs, rhs = found.get("lhs", ""), found.get("rhs", "")
    if "" in (lhs, rhs):
        return None
    return element("p", "The left side is ", element("strong", number(lhs)),
                   ", the right side is ", element("strong", number(rhs)),
                   f"; so “{found['relation']}” is false there." if found.get("relation")
                   else ".")


def _row(name: str, value: Any) -> Html:
    shown = table(value)
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]}… (whole in the report's JSON)"
    scalar = isinstance(value, (str, int)) and not isinstance(value, bool)
    return join(element("dt", name), element("dd", number(str(value)) if scalar and len(
        str(value)) < _LONGEST else shown))
