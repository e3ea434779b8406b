"""`verify formal [THEOREM]`: the general proofs put to Coq; what is not checked is never proved."""

from __future__ import annotations

import time
from typing import Any, Sequence

from verify import catalogue
from verify.commands.output import print_json
from verify.errors import BadInput
from verify.formal.claim import judged
from verify.formal.check import check
from verify.formal.coq import Coq, find
from verify.formal.outcome import EXIT_CODE, Outcome, overall
from verify.formal.printed import pins
from verify.formal.table import Pin, read
from verify.parameters import seconds
from verify.statement import Theorem

SCHEMA = "netproof-formal/1"
Checked = tuple[Pin, Outcome]


def formal(name: str | None, json: bool, limit: str | None, color: bool) -> int:
    """Check the formal statements of this theorem (of all, if None); 0, 1 or 3."""
    from verify.report.progress import watched
    allowed = None if limit is None else seconds(limit)
    theorems = catalogue.theorems() if name is None else (catalogue.find(name),)
    chosen = [theorem for theorem in theorems if theorem.formal]
    if not chosen:
        raise BadInput("verify formal", "a theorem with a formal statement", name or "none")
    started = time.monotonic()
    coq = find()
    with watched() as progress:
        found: dict[str, list[Checked]] = {}
        for path in dict.fromkeys(theorem.formal for theorem in chosen):
            table = read(path)
            here = [t for t in chosen if t.formal == path]
            known = {t.name for t in here}
            stated = [p for p in table.pins if p.theorem not in known and name is None]
            for theorem in here:
                _require_pins(theorem, table.pins)
                stated += pins(table, theorem)
            left = None if allowed is None else allowed - (time.monotonic() - started)
            outcomes = check(table, stated, limit=left, coq=coq, progress=progress)
            by_name = {t.name: t for t in here}
            for pin, outcome in zip(stated, outcomes):
                owner = by_name.get(pin.theorem)
                last = outcome if owner is None else judged(owner, [pin], [outcome])[0]
                found.setdefault(pin.theorem, []).append((pin, last))
    spent = time.monotonic() - started
    status = overall(outcome for rows in found.values() for _, outcome in rows)
    if json:
        print_json(_to_json(found, coq, status, spent))
    else:
        _print(found, coq, status, spent, color)
    return EXIT_CODE[status]


def _require_pins(theorem: Theorem, stated: Sequence[Pin]) -> None:
    if not any(pin.theorem == theorem.name for pin in stated):
        raise BadInput(theorem.formal, f"a pin for {theorem.name}", "none")


def _to_json(found: dict[str, list[Checked]], coq: Any, status: str, spent: float,
             ) -> dict[str, Any]:
    return {"schema": SCHEMA, "status": status,
            "coq": coq.version if isinstance(coq, Coq) else None,
            "why": "" if isinstance(coq, Coq) else coq.detail,
            "theorems": [{
                "theorem": theorem, "status": overall(o for _, o in rows),
                "statements": [{
                    "name": pin.name, "file": f"{pin.file}.v", "says": pin.says,
                    "claim": pin.claim or None, "definition": pin.definition,
                    "statement": " ".join(pin.statement.split()), "status": o.status,
                    "reason": o.reason, "detail": o.detail, "axioms": list(o.axioms),
                    "seconds": round(o.seconds, 2)} for pin, o in rows]}
                for theorem, rows in found.items()],
            "seconds": round(spent, 2)}


def _print(found: dict[str, list[Checked]], coq: Any, status: str, spent: float, color: bool,
           ) -> None:
    from rich.text import Text

    from verify.report.layout import lines, make_console, paragraph, row
    console = make_console(color)
    styles = {"proved": "bold green", "failed": "bold red", "not checked": "magenta"}
    for theorem, rows in found.items():
        word = overall(o for _, o in rows)
        paragraph(console, Text.assemble((word, styles[word]), f": {theorem}"))
        details = {o.detail for _, o in rows}
        if word == "not checked" and len(details) == 1:     # the same for all: said once, below
            continue
        for pin, o in rows:
            if pin.definition and o.status == "proved":
                continue
            axioms = f"assumes {', '.join(o.axioms)}" if o.axioms else ""
            row(console, Text(o.status, styles[o.status]),
                lines(f"{pin.file}.{pin.name}", pin.says, axioms, o.detail), left=11)
    detail = "" if isinstance(coq, Coq) else f": {coq.detail}"
    version = f", by Coq {coq.version}" if isinstance(coq, Coq) else ""
    count = sum(len(rows) for rows in found.values())
    paragraph(console, f"{status}{detail}{version}. {count} statements. {spent:.1f} s.")
