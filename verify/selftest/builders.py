"""A construction's network with one change: another function, or the same one by proof."""

from __future__ import annotations

from itertools import product
from typing import Any, Iterator

from verify import builders
from verify.circuits.gate import LOGIC
from verify.errors import BadInput
from verify.selftest.equal import Reference
from verify.selftest.mutants import mutants
from verify.selftest.numbers import shown
from verify.selftest.tally import Result
from verify.selftest.witnesses import LARGEST

SIZES = (2, 3, 1, 4, 5)      # for every number at once; those that the builder accepts
# what a text may be, where the signature does not say: truth tables, the names of gates
TEXTS = ("0110", "01101001", *LOGIC, "not", "copy")


def networks(builder: builders.Builder, wanted: int) -> list[tuple[str, Any]]:
    """The network for the first so many numbers that the builder accepts, and its numbers; every
    network, if it takes nothing but a text."""
    found: list[tuple[str, Any]] = []
    texts = [p.name for p in builder.given if p.kind == "text" and p.name in builder.required]
    integers = [p.name for p in builder.given if p.kind == "integer"]
    for size, text in product(SIZES if integers or not texts else (0,), TEXTS if texts else ("",)):
        given = {**dict.fromkeys(integers, size), **dict.fromkeys(texts, text)}
        try:
            found.append((shown(given), builders.build(builder, given)))
        except BadInput:
            continue
        if not texts and len(found) == wanted or not given:
            break
    return found


def results(network: Any, label: str) -> Iterator[Result]:
    """What becomes of every mutant of a network."""
    reference = Reference(network)
    for mutant in mutants(network):
        compared = reference.compare(mutant.network)
        outcome = {"different": "refuted", "equal": "equivalent"}.get(compared.outcome, "missed")
        yield Result("mutant", f"{label}; {mutant.change}", outcome, compared.how)


def too_large(network: Any) -> bool:
    """Whether there are too many mutants to try them all."""
    return any(n >= LARGEST for n, _ in enumerate(mutants(network)))
