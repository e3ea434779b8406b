"""Terms, sets and functions in the few words of a certificate (FORMAT.md, section 4)."""

from __future__ import annotations

from typing import Any

from verify import calculus as c
from verify.certificate.core import core
from verify.certificate.terms import Terms


class CoreTerms(Terms):
    """Terms with averages, expectations, norms, signs, derivatives and the like written out."""

    def __init__(self) -> None:
        super().__init__()
        self.weights: dict[str, str] = {}       # weights of spaces -> the space

    def core(self, kind: str, parts: list[Any]) -> list[Any]:
        """A term of this kind in the few terms of a certificate."""
        size = None
        if kind in ("average", "expect", "l2", "inner"):
            over = self.sets[parts[-1][2]]
            size = self.term(over.size)
            if over.kind == "space" and kind != "average":
                self.weights[over.weight] = over.name
        return core(kind, parts, self.sets, size, self.functions)

    def tables(self) -> dict[str, list[Any]]:
        """The sets, functions and symbols met so far, by name; the weights of spaces that are no
        functions of their own are among the functions."""
        found = {f.name: {"name": f.name, "sets": [s.name for s in f.sets],
                          "into": f.into.name if f.into is not None else None}
                 for f in self.functions.values()}
        for name, over in self.weights.items():
            found.setdefault(name, {"name": name, "sets": [over], "into": None})
        return {**super().tables(), "functions": [f for _, f in sorted(found.items())]}

    def _set(self, over: c.IndexSet) -> dict[str, Any]:
        return {"name": over.name, "kind": "cube" if over.kind == "sign-cube" else over.kind,
                "size": self.term(over.size), "first": over.first,
                "dimension": over.dimension.name if over.dimension is not None else None,
                "elements": [str(e) for e in over.elements]}
