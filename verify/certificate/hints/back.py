"""Normal forms of the rechecker written back as terms."""

from __future__ import annotations

from typing import Any

from verify.errors import NotCertified
from verify.recheck.normal import Atom, Normal, Var

Json = list[Any]
NEW = "the new element"


def times(factors: list[Json]) -> Json:
    """A product."""
    kept = [f for f in factors if f != ["num", "1"]]
    return kept[0] if len(kept) == 1 else ["*", *kept] if kept else ["num", "1"]


class Back:
    """Writes polynomials, monomials and atoms of one engine as JSON terms."""

    def __init__(self, engine: Normal):
        self.engine, self.names = engine, dict[Var, str]()

    def index(self, v: Var) -> Json:
        """A variable as an index; those that have no name get one."""
        if v.tag == "free":
            return ["index", v.key, v.set]
        if v.tag == "last":
            return ["index", NEW, v.set]
        if v.tag != "fresh":
            raise NotCertified(f"a variable of kind {v.tag}")
        return ["index", self.names.setdefault(v, f"bound {len(self.names) + 1}"), v.set]

    def summed(self, term: Json, over: list[Var]) -> Json:
        """The sum of a term over these variables."""
        for v in over:
            term = ["sum", term, self.index(v)]
        return term

    def poly(self, p: Any) -> Json:
        """A polynomial."""
        terms = []
        for m, c in dict(p).items():
            opened, fresh = self.engine.opened(m)
            for (_, f), d in opened.items():
                terms.append(self.summed(times([["num", str(c * d)], *self.factors(f)]), fresh))
        return ["+", *terms] if terms else ["num", "0"]

    def factors(self, factors: Any) -> list[Json]:
        """Powers of atoms."""
        return [t for a, e in factors for t in (
            [self.atom(a)] if e == 1 else [["^", self.atom(a), ["num", str(e)]]] if e else [])]

    def atom(self, a: Atom) -> Json:
        """An atom."""
        args: list[Any] = [self.index(x) if type(x) is Var else self.poly(x)
                           if type(x) is frozenset else x
                           for x in a.args] if a.kind != "prod" else []
        if a.kind == "sym":
            return ["symbol", *args]
        if a.kind == "var":
            return args[0]
        if a.kind == "app":
            return ["apply", *args]
        if a.kind == "coord":
            return ["coordinate", args[0], args[1] if type(a.args[1]) is Var else
                    ["num", args[1][1][1]]]
        if a.kind == "delta":
            return ["indicator", *args]
        if a.kind == "ind":
            return ["indicator", args[0], ["num", "0"]]
        if a.kind in ("relu", "floor"):
            return [a.kind, *args]
        if a.kind == "inv":
            return ["^", args[0], ["num", "-1"]]
        if a.kind == "pow":
            return ["^", *args]
        if a.kind == "sign":
            return ["^", ["num", "-1"], args[0]]
        if a.kind == "prod":
            v = self.engine.fresh(a.args[0])
            own = Var("b", (a.height, 0), a.args[0])
            return ["product", self.poly(self.engine.rename(a.args[1], {own: v})), self.index(v)]
        if a.kind == "count":
            v = self.engine.fresh(a.args[0])
            return ["sum", ["num", "1"], self.index(v)]
        raise NotCertified(f"an atom of kind {a.kind}")
