"""Terms and formulas of the calculus as JSON, with the sets and functions that they speak of."""

from __future__ import annotations

from fractions import Fraction
from json import dumps
from typing import Any, Mapping

import sympy

from verify import calculus as c
from verify.errors import NotCertified
from verify.ground import proof
from verify.ground.poly import Atom, Poly

BINDERS = {c.SumOver: "sum", c.ProductOver: "product", c.Average: "average", c.Expect: "expect",
           c.NormSquared: "norm2", c.L2NormSquared: "l2", c.Inner: "inner",
           c.PieceCount: "pieces", c.Partial: "partial"}
NODES = {c.Coordinate: "coordinate", c.Sign: "sign", c.Mod2: "mod2", c.Indicator: "indicator",
         c.Relu: "relu", c.Floor: "floor", sympy.Abs: "abs", sympy.Max: "max", sympy.Min: "min",
         sympy.Add: "+", sympy.Mul: "*"}
UNORDERED = ("+", "*", "max", "min")
Places = Mapping[Any, str]


class Terms:
    """Writes terms, and gathers what they speak of: one table each of sets, functions, symbols."""

    def __init__(self) -> None:
        self.sets: dict[str, c.IndexSet] = {}
        self.functions: dict[str, c.Fn] = {}
        self.symbols: dict[str, sympy.Symbol] = {}
        self.names: dict[sympy.Dummy, str] = {}

    # ---- terms ---------------------------------------------------------------------------------

    def term(self, term: Any, places: Places | None = None) -> list[Any]:
        """A term of the calculus, its definitions unfolded."""
        return self._term(c.unfolded(sympy.sympify(term)), places or {})

    def _term(self, term: Any, places: Places) -> list[Any]:
        if term in places:
            return ["place", places[term]]
        if isinstance(term, sympy.Rational):
            return ["num", str(term)]
        if isinstance(term, sympy.Symbol):
            return self.symbol(term)
        if isinstance(term, c.Index):
            self.set(term.over)
            return ["index", term.name, term.over.name]
        if isinstance(term, c.Apply):
            arguments = [self._term(a, places) for a in term.arguments]
            return ["apply", self.function(term.fn), *arguments]
        if isinstance(term, sympy.Pow):
            return ["^", *(self._term(a, places) for a in term.args)]
        if isinstance(term, c.Iterate):
            times, start = (self._term(a, places) for a in term.args[1:])
            return ["iterate", self.map(term.fn, places), times, start]
        for table in (BINDERS, NODES):
            kind = table.get(type(term))
            if kind is not None:
                parts = [self._term(a, places) for a in term.args]
                if kind in UNORDERED:       # the same text in every process
                    parts.sort(key=dumps)
                return self.core(kind, parts)
        raise NotCertified(f"{type(term).__name__} has no place in a certificate")

    def core(self, kind: str, parts: list[Any]) -> list[Any]:
        """A term of this kind; where a language has fewer kinds, it is written out here."""
        return [kind, *parts]

    def symbol(self, symbol: sympy.Symbol) -> list[Any]:
        if isinstance(symbol, sympy.Dummy):
            return ["symbol", self.names.setdefault(symbol, f"${len(self.names) + 1}")]
        if self.symbols.setdefault(symbol.name, symbol) != symbol:
            raise NotCertified(f"two symbols named {symbol.name}")
        return ["symbol", symbol.name]

    def map(self, fn: c.Fn, places: Places) -> list[Any]:
        """What is iterated: a function, or a definition with a place for its argument."""
        if fn.definition is None:
            return ["function", self.function(fn)]
        argument, name = sympy.Dummy(), f"place {len(places) + 1}"
        body = c.unfolded(sympy.sympify(fn.definition(argument)))
        return ["map", name, self._term(body, {**places, argument: name})]

    def function(self, fn: c.Fn) -> str:
        if fn.definition is not None:
            raise NotCertified(f"{fn.name} has a definition that is not unfolded")
        if self.functions.setdefault(fn.name, fn) != fn:
            raise NotCertified(f"two functions named {fn.name}")
        for over in (*fn.sets, *((fn.into,) if fn.into is not None else ())):
            self.set(over)
        for other in (fn.gradient, fn.derivative):
            if other is not None:
                self.function(other)
        return fn.name

    def set(self, over: c.IndexSet) -> str:
        if self.sets.setdefault(over.name, over) != over:
            raise NotCertified(f"two sets named {over.name}")
        self.term(over.size)
        if over.dimension is not None:
            self.set(over.dimension)
        return over.name

    # ---- formulas ------------------------------------------------------------------------------

    def formula(self, formula: c.Formula) -> dict[str, Any]:
        """A formula; `for` lists every index, those that are free without being declared too."""
        relation, indices = c.relation_of(formula), c.quantified(formula)
        distinct = bool(getattr(formula, "distinct", False))
        if distinct and len(indices) != 2:
            raise NotCertified("distinct indices, and not two of them")
        where = getattr(formula, "where", None)
        return {"for": [self.index(i) for i in indices], "distinct": distinct,
                "where": None if where is None else self.relation(where),
                "relation": self.relation(relation)}

    def index(self, index: c.Index) -> list[str]:
        return [index.name, self.set(index.over)]

    def relation(self, relation: c.Relation) -> list[Any]:
        return [self.term(relation.lhs), relation.rel, self.term(relation.rhs)]

    # ---- ground proofs -------------------------------------------------------------------------

    def poly(self, poly: Poly) -> list[Any]:
        """A ground polynomial."""
        terms: list[Any] = [self._product(m, v) for m, v in poly.items()]
        if not terms:
            return ["num", "0"]
        return terms[0] if len(terms) == 1 else ["+", *sorted(terms, key=dumps)]

    def _product(self, mono: Any, coefficient: Fraction) -> list[Any]:
        factors: list[Any] = []
        for a, power in mono:
            written = self.atom(a)
            factors.append(written if power == 1 else ["^", written, ["num", str(power)]])
        if coefficient != 1 or not factors:
            factors.append(["num", str(coefficient)])
        return factors[0] if len(factors) == 1 else ["*", *sorted(factors, key=dumps)]

    def atom(self, a: Atom) -> list[Any]:
        kind = a[0]
        if kind == "symbol":
            return self.symbol(a[1])
        if kind in ("index", "opaque"):
            return self.term(a[1])
        if kind == "apply":
            return ["apply", self.function(a[1]), *(self.poly(dict(p)) for p in a[2:])]
        if kind == "power":
            return ["^", ["num", str(a[1])], self.poly(dict(a[2]))]
        if kind == "iterate":
            return ["iterate", self.map(a[1], {}), *(self.poly(dict(p)) for p in a[2:])]
        parts = [self.poly(dict(p)) for p in a[1:]]
        if kind == "equal":
            return ["indicator", parts[0], ["num", "0"]]
        return [{"raise": "^"}.get(kind, kind), *parts]

    def literal(self, literal: Any) -> list[Any]:
        return [self.poly(literal[0]), literal[1]]

    def node(self, node: proof.Node) -> dict[str, Any]:
        """A node of a ground proof."""
        if isinstance(node, proof.Farkas):
            return {"farkas": [[self.poly(p), rel, str(m)] for p, rel, m in node.rows]}
        if isinstance(node, proof.Absurd):
            return {"false": self.literal(node.literal)}
        if isinstance(node, proof.Split):
            return {"split": [self.alternative(a) for a in node.alternatives],
                    "then": [self.node(b) for b in node.branches]}
        if isinstance(node, proof.Reduce):
            return {"reduce": [self.alternative(a) for a in node.remaining],
                    "closed": [[self.alternative(a), self.node(b)] for a, b in node.closed],
                    "then": self.node(node.then)}
        if isinstance(node, proof.Rewrite):
            return {"rewrite": self.atom(node.atom), "to": self.poly(node.value),
                    "then": self.node(node.then)}
        name = self.symbol(node.symbol)[1]
        return {"name": self.atom(node.atom), "as": name, "then": self.node(node.then)}

    def alternative(self, literals: Any) -> list[Any]:
        return [self.literal(x) for x in literals]

    # ---- the tables ----------------------------------------------------------------------------

    def tables(self) -> dict[str, list[Any]]:
        """The sets, functions and symbols met so far, by name."""
        return {"sets": [self._set(s) for _, s in sorted(self.sets.items())],
                "functions": [_function(f) for _, f in sorted(self.functions.items())],
                "symbols": [{"name": n, "integer": bool(s.is_integer),
                             "nonnegative": bool(s.is_nonnegative), "positive": bool(s.is_positive)}
                            for n, s in sorted(self.symbols.items())]}

    def _set(self, over: c.IndexSet) -> dict[str, Any]:
        return {"name": over.name, "kind": over.kind, "size": self.term(over.size),
                "first": over.first, "weight": over.weight if over.kind == "space" else "",
                "dimension": over.dimension.name if over.dimension is not None else None,
                "elements": [str(e) for e in over.elements]}


def _function(fn: c.Fn) -> dict[str, Any]:
    return {"name": fn.name, "sets": [s.name for s in fn.sets],
            "into": fn.into.name if fn.into is not None else None,
            "values": [str(v) for v in fn.values],
            "gradient": fn.gradient.name if fn.gradient is not None else None,
            "derivative": fn.derivative.name if fn.derivative is not None else None}
