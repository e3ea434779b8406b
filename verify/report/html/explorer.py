"""The parts of a page that answer: other numbers, and a weight that may be changed.

Both work from data inside the page. Without a script the page has the same values in a table, and
the controls are not shown.
"""

from __future__ import annotations

import json
from typing import Any, Mapping

from verify.report.html.document import rows_table
from verify.report.html.explored import cell, columns
from verify.report.html.markup import Html, element, raw
from verify.report.html.prose import prose
from verify.report.html.script import EXPLORER, MUTATOR
from verify.report.numbers import exact

WIDTH, HEIGHT = 640, 260
_FEW = 10           # rows of a table that is shown unfolded


def data(name: str, value: Any) -> Html:
    """An object for a script of ours to read; no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")
    return element("script", raw(text), type="application/json", id=name)


def explorer(found: Mapping[str, Any], file: str, ids: Mapping[str, str]) -> Html | None:
    """The explorer of a theorem's numbers; `file` holds the same data beside the page, `ids` says
    where each claim stands on it. None without two points to compare."""
    points = found["points"]
    if len(points) < 2:
        return None
    names = columns(points)
    rows = [(", ".join(f"{key} = {value}" for key, value in point["given"].items()),
             *(_short(cell(point, name)) for name in names)) for point in points]
    controls = [_select(p) for p in found["parameters"] if len(p["values"]) > 1]
    return element(
        "div", element("div", element("p", *controls), element(
            "p", "", id="explorer-says", role="status"), element(
            "div", element("table", element("caption", "Exact values at the chosen numbers"),
                           element("thead", element("tr", *(element("th", t, scope="col") for t in (
                               "claim", "left side", "is", "right side", "slack")))),
                           element("tbody", "", id="explorer-rows")),
            class_="scroll", tabindex="0", role="group", aria_label="values at the chosen numbers"),
            class_="interactive", id="explorer", hidden=True),
        element("details", element("summary", f"{len(rows)} precomputed points"), rows_table(
            "Precomputed exact values", ("numbers", *map(prose, names)), rows),
            open=len(rows) <= _FEW),
        element("p", "The same values as a file: ", element("a", file, href=file), "."),
        data("explorer-data", {**found, "ids": dict(ids)}), element("script", raw(EXPLORER)))


def _select(parameter: Mapping[str, Any]) -> Html:
    name = f"explorer-{parameter['name']}"
    options = [element("option", value, value=value, selected=value == parameter["default"])
               for value in parameter["values"]]
    return element("span", element("label", f"{parameter['name']} ", for_=name),
                   element("select", *options, id=name, data_parameter=parameter["name"]), " ")


def _short(value: str) -> str:
    return " ".join(exact(part).replace(" ~ ", " ≈ ") for part in value.split(" ")) if (
        value) else ""


def mutator(found: Mapping[str, Any]) -> Html:
    """A weight to be changed, the function that comes out, and where it leaves the right one."""
    options = []
    for n, layer in enumerate(found["layers"]):
        for unit, (row, bias) in enumerate(zip(layer["weight"], layer["bias"])):
            options += [element("option", f"layer {n + 1}, unit {unit + 1}, weight {i + 1} = {v}",
                                value=f"{n},{unit},{i}") for i, v in enumerate(row)]
            options.append(element("option", f"layer {n + 1}, unit {unit + 1}, bias = {bias}",
                                   value=f"{n},{unit},-1"))
    picture = element(
        "svg", element("path", d=f"M40 10V{HEIGHT - 24}H{WIDTH - 10}", class_="axis"),
        element("path", id="mutator-target", class_="other"),
        element("path", id="mutator-curve", class_="curve"),
        element("path", id="mutator-cross", class_="cross"),
        element("text", "0", x=36, y=HEIGHT - 8, class_="end"),
        role="img", aria_label="the changed network (solid) and the function that it should be "
        "(dashed)", viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT)
    return element(
        "div", element("noscript", element("p", "This part needs JavaScript.")), element(
            "div", element("p", element("label", "Which number? ", for_="mutator-which"),
                           element("select", *options, id="mutator-which")),
            element("p", element("label", "Its value, in steps of 1/8: ", for_="mutator-value"),
                    element("input", id="mutator-value", type="range", min="-64", max="64",
                            step="1"), " ", element("output", "", id="mutator-number",
                                                    for_="mutator-value")),
            element("p", "", id="mutator-says", role="status"), picture,
            class_="interactive", id="mutator", hidden=True),
        element("p", f"The claim is “{found['claim']}”. The browser looks at {found['steps'] + 1} "
                     "evenly spaced points; at these sizes its numbers are exact.", class_="how"),
        data("mutator-data", found), element("script", raw(MUTATOR)))
