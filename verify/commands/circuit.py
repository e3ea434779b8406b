"""`verify circuit`: a smallest circuit for a truth table, and the proof that none is smaller."""

from __future__ import annotations

import json as json_module
import os
import sys
import time
from typing import TYPE_CHECKING, Any, Sequence

from verify.atomic import write_atomically
from verify.commands.output import print_json
from verify.errors import BadInput
from verify.parameters import found, listing, seconds, suggestion

if TYPE_CHECKING:
    from verify.circuits.minimal import Minimal

SCHEMA = "netproof-circuit/1"
MOST_INPUTS = 6
PROVED, UNDECIDED = 0, 3


def circuit(tables: Sequence[str], basis: str, limit: str | None, output: str | None,
            proofs: str | None, json: bool) -> int:
    """Print the smallest circuit with these outputs; 0 if that it is one is proved, else 3.

    `output` is a file for the circuit, `proofs` a folder for clauses and proofs.

    Raises: BadInput for a table of the wrong length, an unknown basis, or a bad limit.
    """
    targets = tuple(_table(text) for text in tables)
    if len({len(target) for target in targets}) != 1:
        raise BadInput("--table", "tables of one length" if targets else "a truth table",
                       " and ".join(str(len(t)) for t in targets) or "none")
    from verify.circuits.programs import ABOUT, BASES
    if basis not in BASES:
        raise BadInput("--basis", listing(tuple(BASES)), found(basis) + suggestion(basis, BASES))
    allowed = None if limit is None else seconds(limit)
    from verify.circuits.minimal import minimal
    started = time.perf_counter()
    result = minimal(targets, basis, allowed)
    taken = time.perf_counter() - started
    if output is not None:
        from verify.interchange import save
        save(result.circuit, output)
    if proofs is not None:
        _write_proofs(result, proofs)
    if json:
        print_json(as_json(result, targets, basis, taken))
    else:
        sys.stdout.write(as_text(result, targets, ABOUT[basis]))
    return PROVED if result.proved else UNDECIDED


def _write_proofs(result: Minimal, folder: str) -> None:
    """S-gates.cnf and S-gates.drup for every size S that was refuted, for any checker of DRUP."""
    os.makedirs(folder, exist_ok=True)
    for size, (clauses, proof) in enumerate(result.proofs):
        for suffix, text in (("cnf", clauses), ("drup", "\n".join(proof) + "\n")):
            write_atomically(os.path.join(folder, f"{size}-gates.{suffix}"),
                             text.encode("ascii"))


def _table(text: str) -> str:
    """A truth table of a function of 1 to 6 bits.

    >>> _table("0110")
    '0110'
    """
    lengths = [2**n for n in range(1, MOST_INPUTS + 1)]
    if not text or set(text) - {"0", "1"}:
        raise BadInput("--table", "digits 0 and 1, one for each input", found(text))
    if len(text) not in lengths:
        raise BadInput("--table", f"{listing(tuple(map(str, lengths)))} digits, one for each input",
                       str(len(text)))
    return text


def as_text(result: Minimal, targets: Sequence[str], about: str) -> str:
    """The circuit, gate by gate, and what is known of its size."""
    from verify.interchange.circuit_text import formula
    size, outputs = result.circuit.size, result.circuit.outputs
    lines = [f"{name} = {target}" for name, target in zip(outputs, targets)]
    lines += [f"  {gate.name} = {formula(gate)}" for gate in result.circuit.order]
    if result.proved and size:
        steps = ", ".join(map(str, result.refuted))
        lines.append(f"proved: {size} of the {about}, and no fewer ({steps} clauses checked for "
                     f"0 to {size - 1} gates)" if size > 1 else
                     f"proved: 1 of the {about}, and none is not enough")
    elif result.proved:
        lines.append("proved: no gate is needed")
    else:
        lines.append(f"unknown: {size} of the {about} are enough, at least {result.at_least} are "
                     f"needed ({result.reason})")
    lines += [f"trusts: {trust}" for trust in result.trusts]
    return "\n".join(lines) + "\n"


def as_json(result: Minimal, targets: Sequence[str], basis: str, taken: float) -> dict[str, Any]:
    """The same as one object; `circuit` is a network file of kind circuit."""
    from verify.interchange.circuit_format import write
    return {
        "schema": SCHEMA, "tables": list(targets), "basis": basis,
        "verdict": "proved" if result.proved else "undecided",
        "gates": result.circuit.size, "at_least": result.at_least,
        "circuit": json_module.loads(write(result.circuit, "circuit")),
        "checked": list(result.refuted), "trusts": list(result.trusts),
        "reason": result.reason or None, "seconds": round(taken, 3)}
