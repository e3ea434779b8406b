"""Statements put to Coq: compile the proofs, compile the pins against them, list the axioms.

Each pin becomes a theorem of its own in a file of ours,

    Theorem pin : <the statement, typed in the table>. Proof. exact: File.name. Qed.

which does not import the proof file, so that no notation of it changes what the pin says.  An
added premise, a weaker conclusion or another definition does not fit, and Coq says so.  Coq then
lists what the pin rests on, which must be closed or within the table's axioms.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path
from typing import Callable, Mapping, Sequence

from verify.formal.coq import MEGABYTES, SECONDS, Coq, Missing, Run, compile_file, find
from verify.formal.outcome import Outcome
from verify.formal.table import Pin, Table
from verify.formal.tokens import forbidden

HEAD = "From mathcomp Require Import all_ssreflect all_algebra.\n"
CLOSED = "Closed under the global context"
Progress = Callable[[str, int, int], None]


def check(table: Table, pins: Sequence[Pin], *, limit: float | None = None,
          megabytes: int = MEGABYTES, coq: Coq | Missing | None = None,
          progress: Progress | None = None) -> tuple[Outcome, ...]:
    """The outcome of each of these pins, in their order; after `limit` seconds the rest is not
    checked."""
    chosen = find() if coq is None else coq
    if isinstance(chosen, Missing):
        return tuple(Outcome(p.name, "not checked", chosen.reason, chosen.detail) for p in pins)
    deadline = None if limit is None else time.monotonic() + limit
    with tempfile.TemporaryDirectory(prefix="netproof-formal-") as folder:
        work = _Work(table, chosen, Path(folder), deadline, megabytes)
        files = table.needed(tuple(pins))
        found: dict[tuple[str, str], Outcome] = {}
        for number, file in enumerate(files):
            if progress is not None:
                progress(f"{file}.v", number, len(files))
            work.prove(file)
            here = [pin for pin in pins if pin.file == file and not pin.problem]
            found.update({(pin.file, pin.name): Outcome(pin.name, "failed", "pin", pin.problem)
                          for pin in pins if pin.problem})
            found.update({(pin.file, pin.name): outcome
                          for pin, outcome in zip(here, work.pinned(file, here))})
    return tuple(found[pin.file, pin.name] for pin in pins)


class _Work:
    """One temporary folder, the files compiled in it so far, and why others are not."""

    def __init__(self, table: Table, coq: Coq, folder: Path, deadline: float | None,
                 megabytes: int):
        self.table, self.coq, self.folder = table, coq, folder
        self.deadline, self.megabytes = deadline, megabytes
        self.broken: dict[str, tuple[str, str, str]] = {}     # file -> status, reason, detail

    def prove(self, file: str) -> None:
        """Compile a proof file, if nothing speaks against it."""
        for other in self.table.uses.get(file, ()):
            if other in self.broken:
                status, reason, detail = self.broken[other]
                self.broken[file] = (status, reason, f"{file}.v needs {other}.v: {detail}")
                return
        try:
            text = (self.table.folder / f"{file}.v").read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            self.broken[file] = ("failed", "compile", f"{file}.v cannot be read: {error}")
            return
        if (word := forbidden(text)) is not None:
            self.broken[file] = ("failed", "banned", f"{file}.v uses what no proof may: {word}")
            return
        (self.folder / f"{file}.v").write_text(text, encoding="ascii")
        run = self._compile(file)
        if run.code != 0 or run.stopped:
            self.broken[file] = self._why(run, "compile", f"{file}.v does not compile")

    def pinned(self, file: str, pins: Sequence[Pin]) -> list[Outcome]:
        """The outcomes of a file's pins: all at once, one by one where that fails."""
        if not pins:
            return []
        if file in self.broken:
            return [Outcome(pin.name, *self.broken[file]) for pin in pins]
        run = self._pins(pins)
        if run.code == 0:
            share = run.seconds / len(pins)
            return [self._audited(pin, share) for pin in pins]
        if len(pins) > 1:
            return [outcome for pin in pins for outcome in self.pinned(file, [pin])]
        status, reason, detail = self._why(run, "statement", f"{pins[0].name} in {file}.v does "
                                           "not say what its pin says")
        return [Outcome(pins[0].name, status, reason, detail, seconds=run.seconds)]

    def _pins(self, pins: Sequence[Pin]) -> Run:
        name = "Pins_" + (pins[0].name if len(pins) == 1 else "all")
        parts = [HEAD, *(f"From Netproof Require {file}.\n" for file in
                         dict.fromkeys((*self.table.uses.get(pins[0].file, ()), pins[0].file))),
                 self.table.opens, "\n"]
        for pin in pins:
            exact = f"exact: @{pin.file}.{pin.name}"
            proof = pin.proof or ("by intros; repeat split" if pin.definition else exact)
            parts.append(f"Theorem pin_{pin.name} : {pin.statement}.\nProof. {proof}. Qed.\n"
                         f'Redirect "{pin.file}.{pin.name}" Print Assumptions pin_{pin.name}.\n')
        (self.folder / f"{name}.v").write_text("".join(parts), encoding="ascii")
        return self._compile(name)

    def _audited(self, pin: Pin, seconds: float) -> Outcome:
        listed = self.folder / f"{pin.file}.{pin.name}.out"
        axioms = assumed(listed.read_text(encoding="utf-8") if listed.is_file() else "")
        strange = sorted(axioms - self.table.axioms.get(pin.file, frozenset()))
        if strange:
            return Outcome(pin.name, "failed", "axioms",
                           f"{pin.name} rests on {', '.join(strange)}", tuple(sorted(axioms)))
        return Outcome(pin.name, "proved", axioms=tuple(sorted(axioms)), seconds=seconds)

    def _compile(self, name: str) -> Run:
        left = SECONDS if self.deadline is None else self.deadline - time.monotonic()
        if left <= 0:
            return Run(-1, "", 0.0, "time")
        return compile_file(self.coq, self.folder, name, min(left, SECONDS), self.megabytes)

    def _why(self, run: Run, reason: str, sentence: str) -> tuple[str, str, str]:
        if run.stopped == "time":
            return "not checked", "time", "the time limit is reached"
        if run.stopped == "memory":
            return "not checked", "memory", f"more memory than {self.megabytes} MB is needed"
        return "failed", reason, f"{sentence}: {_message(run.output)}"


def assumed(listed: str) -> frozenset[str]:
    """The names in what Coq prints for Print Assumptions; none for a closed proof.

    >>> sorted(assumed("Axioms:\\na : nat\\nb.c\\n  : forall x,\\n    x = x\\n"))
    ['a', 'b.c']
    """
    if listed.strip() == CLOSED:
        return frozenset()
    lines = [line for line in listed.splitlines() if line.strip()]
    names = {line.split()[0] for line in lines if not line[0].isspace() and line != "Axioms:"}
    return frozenset(names or {"an unreadable list of axioms"})


def _message(output: str) -> str:
    """Coq's error as one line, without what stands before it."""
    tail = output.rpartition("Error:")[2] if "Error:" in output else output[-400:]
    return re.sub(r"\s+", " ", tail).strip()[:400] or "no message"


def versions(coq: Coq | Missing | None = None) -> Mapping[str, str]:
    """The versions that a proof rests on."""
    chosen = find() if coq is None else coq
    return {} if isinstance(chosen, Missing) else {"coq": chosen.version}
