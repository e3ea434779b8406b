"""The text of a proof file as Coq reads it: comments and strings out, forbidden words found.

A proof file is not believed: Coq's kernel checks it, the axioms that it uses are listed by Coq, and
its statements are typed a second time in the pins.  What is forbidden here is what could get past
these three: to admit, to postulate, to switch a check off, to load code, to write files.
"""

from __future__ import annotations

import re
from typing import Iterator

FORBIDDEN_WORDS = frozenset("""
    Admitted admit Admit give_up Axiom Axioms Parameter Parameters Conjecture Conjectures Primitive
    Declare Load LoadPath Extraction Redirect Cd Drop Register Symbol bypass_check native_compute
    native_cast_no_check vm_cast_no_check exact_no_check change_no_check Ltac2 Undo Back Reset
    Restart Register Comments
""".split())
IN_SECTIONS_ONLY = frozenset(
    "Variable Variables Hypothesis Hypotheses Context Let Universe Universes".split())
CHECKS = frozenset("Guard Positivity Universe".split())
_TOKEN = re.compile(r"[A-Za-z_][\w']*(?:\.[A-Za-z_][\w']*)*|#\[|<<:|\.(?=\s|$)|\S")


class Unreadable(ValueError):
    """A text that is not wholly ASCII, or that ends inside a comment or a string."""


def stripped(text: str) -> str:
    """The text with every comment and every string replaced by a blank.

    Comments nest, and a string inside a comment may hold its closing mark, as in Coq.
    Raises: Unreadable.

    >>> stripped('a (* b (* c *) " *) " *) d "e""f" g').split()
    ['a', 'd', 'g']
    """
    if not text.isascii():
        raise Unreadable("a character that is not ASCII")
    kept: list[str] = []
    depth, at = 0, 0
    while at < len(text):
        if text[at] == '"':
            at = _string_end(text, at)
            kept.append(" ")
        elif text.startswith("(*", at) and not text.startswith("(*)", at):
            depth, at = depth + 1, at + 2
        elif depth and text.startswith("*)", at):
            depth, at = depth - 1, at + 2
            kept.append(" ")
        else:
            if not depth:
                kept.append(text[at])
            at += 1
    if depth:
        raise Unreadable("a comment without an end")
    return "".join(kept)


def _string_end(text: str, start: int) -> int:
    at = start + 1
    while True:
        at = text.find('"', at)
        if at < 0:
            raise Unreadable("a string without an end")
        if not text.startswith('""', at):
            return at + 1
        at += 2


def forbidden(text: str) -> str | None:
    """The first thing in a proof file that it may not use; None if there is nothing.

    >>> forbidden("Section S. Variable a : nat. End S. Lemma l : True. Proof. exact: I. Qed.")
    >>> forbidden("Variable a : nat.")
    'Variable outside any section'
    >>> forbidden("Unset  Guard (* *) Checking.")
    'Guard Checking switched'
    """
    try:
        words = list(_words(stripped(text)))
    except Unreadable as problem:
        return str(problem)
    sections: list[tuple[str, str]] = []
    first = True
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        if word in FORBIDDEN_WORDS:
            return word
        if word in ("#[", "<<:"):
            return {"#[": "an attribute #[...]", "<<:": "a native cast <<:"}[word]
        if word in CHECKS and after == "Checking":
            return f"{word} Checking switched"
        if word in ("Section", "Module") and first:
            name = next((w for w in words[place + 1:] if w not in ("Type", "Import", "Export")), "")
            sections.append((word, name))
        if word == "End" and first and sections:
            sections.pop()
        if word in IN_SECTIONS_ONLY and first and "Section" not in (kind for kind, _ in sections):
            return f"{word} outside any section"
        if word in ("ML", "Type") and after in ("Module", "Path", "in"):
            return f"{word} {after}"
        first = word == "." or first and word in ("Local", "Global", "Polymorphic", "Monomorphic",
                                                  "Program", "Cumulative", "{", "}", "-", "+", "*")
    return None


def _words(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        yield match.group()
