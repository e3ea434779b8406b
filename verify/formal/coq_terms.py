"""Terms and formulas of the calculus in the language of Coq, by a table of names.

The terms are those of `verify.certificate.terms` (definitions unfolded).  A number is an element of
an ordered field R; a set is a finite type of Coq, or `nat` for a range whose members are computed
with, its bounds written out; a function or symbol is the Coq term that the table gives.  Whatever
has no honest translation is refused.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Mapping, Sequence

from verify.formal.indices import BINDING, free_indices, shape

Node = Sequence[Any]
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_']*")


class NotStated(ValueError):
    """A term or formula that the table does not translate; the message says why."""


class CoqTerms:
    """Translates by one claim's table: `sets` and `symbols` map printed names to Coq."""

    def __init__(self, tables: Mapping[str, Any], sets: Mapping[str, str],
                 symbols: Mapping[str, str], binders: str = ""):
        self.sets = {s["name"]: s for s in tables["sets"]}
        self.functions = {f["name"]: f for f in tables["functions"]}
        self.numbers = {s["name"]: s for s in tables["symbols"]}
        self.types, self.symbols = dict(sets), dict(symbols)
        self.weights = self.symbols.get("weights", "")
        self.gradients: dict[str, tuple[str, list[Node], Node, Node]] = {}
        self.taken = set(re.findall(NAME, " ".join((binders, *sets.values(), *symbols.values()))))

    # ---- numbers of the field ------------------------------------------------------------------

    def real(self, node: Node) -> str:
        """A term as an element of R."""
        kind, *parts = node
        if kind == "num":
            return _number(Fraction(parts[0]))
        if kind == "symbol":
            term = self.given(parts[0])
            return _embedded(term) if self.numbers[parts[0]]["integer"] else term
        if kind == "place":
            return _place(parts[0])
        if kind in ("index", "coordinate"):
            return _embedded(self.nat(node))
        if kind == "apply":
            applied = self.apply(node)
            return applied if self.into(parts[0]) is None else _embedded(applied)
        if kind in ("+", "*"):
            return "(" + f" {kind} ".join(map(self.real, parts)) + ")"
        if kind == "^":
            return self.power(*parts)
        if kind == "abs":
            return f"`|{self.real(parts[0])}|"
        if kind in ("max", "min"):
            first, *rest = map(self.real, parts)
            for other in rest:
                first = f"(Num.{kind} {first} {other})"
            return first
        if kind == "relu":
            return f"(Num.max 0 {self.real(parts[0])})"
        if kind == "indicator":
            both = self.value if all(p[0] == "index" for p in parts) else self.real
            return f"(({both(parts[0])} == {both(parts[1])})%:R : R)"
        if kind == "sign":
            return f"((-1) ^ {self.integer(parts[0])} : R)"
        if kind == "mod2":
            return f"(({self.integer(parts[0])} %% 2)%Z%:~R : R)"
        if kind == "iterate":
            (_, place, body), times, start = parts
            return (f"(iter ({self.nat(times)})%N (fun {_place(place)} : R => {self.real(body)}) "
                    f"{self.real(start)})")
        if kind == "partial":
            return self.gradient(node)
        if kind in BINDING:
            return self.bound(kind, parts)
        raise NotStated(f"{kind} has no translation to Coq")

    def power(self, base: Node, exponent: Node) -> str:
        if exponent[0] == "num" and Fraction(exponent[1]).denominator == 1:
            number = int(exponent[1])
            raised = f"{self.real(base)} ^+ {abs(number)}"
            return f"({raised})" if number >= 0 else f"({raised})^-1"
        if exponent[0] == "*" and ["num", "-1"] in exponent[1:]:
            rest = [e for e in exponent[1:] if e != ["num", "-1"]]
            if len(rest) == len(exponent) - 2:
                return f"({self.real(base)} ^+ ({self.nat(_product(rest))})%N)^-1"
        return f"({self.real(base)} ^+ ({self.nat(exponent)})%N)"

    def bound(self, kind: str, parts: Sequence[Node]) -> str:
        *bodies, index = parts
        over = self.over(index)
        body = " * ".join(map(self.real, bodies))
        if kind in ("norm2", "l2"):
            body = f"({body}) ^+ 2"
        large = {"product": "\\prod"}.get(kind, "\\sum")
        if kind in ("expect", "l2", "inner") and over["kind"] == "space":
            weight = f"{self.given(over['weight'])} {index[1]}"
            return f"({large}_{self.range(index)} {weight} * ({body}))"
        total = f"({large}_{self.range(index)} ({body}))"
        if kind in ("average", "expect", "l2", "inner"):
            if over["kind"] not in ("range", "cube", "finite"):
                raise NotStated(f"no uniform weights on {over['name']}")
            return f"({_embedded(self.nat(over['size']))}^-1 * {total})"
        return total

    def gradient(self, node: Node) -> str:
        """A partial derivative: a function of its free indices, of which `premise` says what."""
        _, body, weight = node
        if "partial" in repr(body) or any(
                f["gradient"] in repr(body).split("'") for f in self.functions.values()
                if f["gradient"] is not None):
            raise NotStated("a derivative of a gradient")
        free = [i for i in free_indices(body) if i != weight]
        name, *_ = self.gradients.setdefault(
            shape(body, free), (f"grad_{len(self.gradients) + 1}", free, body, weight))
        return f"({name} {' '.join(i[1] for i in (*free, weight))})"

    # ---- naturals and integers -----------------------------------------------------------------

    def nat(self, node: Node) -> str:
        """A term as a natural number; a difference only where it cannot be cut off at 0."""
        kind, *parts = node
        if kind == "num" and Fraction(parts[0]).denominator == 1 and int(parts[0]) >= 0:
            return parts[0]
        if kind == "symbol" and self.numbers[parts[0]]["integer"] \
                and self.numbers[parts[0]]["nonnegative"]:
            return self.given(parts[0])
        if kind == "index":
            return self.index_value(node)
        if kind == "coordinate":
            return f"({parts[0][1]} {parts[1][1]} : nat)"
        if kind == "apply" and self.into(parts[0]) is not None:
            return self.apply(node)
        if kind == "+":
            less = sum(-int(p[1]) for p in parts if p[0] == "num" and p[1].startswith("-"))
            more = [p for p in parts if not (p[0] == "num" and p[1].startswith("-"))]
            if less and sum(map(self.least, more)) < less:
                raise NotStated("a difference of natural numbers that may be negative")
            total = " + ".join(map(self.nat, more)) or "0"
            return f"({total} - {less})" if less else f"({total})"
        if kind == "*":
            return "(" + " * ".join(map(self.nat, parts)) + ")"
        if kind == "^":
            return f"({self.nat(parts[0])} ^ {self.nat(parts[1])})"
        if kind == "sum":
            return f"(\\sum_{self.range(parts[1])} {self.nat(parts[0])})"
        raise NotStated(f"{kind} where a natural number stands")

    def least(self, node: Node) -> int:
        """A number that a natural term is never below."""
        kind, *parts = node
        if kind == "index":
            return int(self.over(node)["first"]) if self.over(node)["kind"] == "range" else 0
        if kind == "num":
            return max(int(parts[0]), 0)
        if kind == "symbol":
            return int(self.numbers[parts[0]]["positive"])
        return int(kind == "^" and self.least(parts[0]) > 0)

    def integer(self, node: Node) -> str:
        """A term as an integer."""
        kind, *parts = node
        if kind == "num" and Fraction(parts[0]).denominator == 1:
            number = int(parts[0])
            return f"{number}%:Z" if number >= 0 else f"(- {-number}%:Z)"
        if kind in ("+", "*"):
            return "(" + f" {kind} ".join(map(self.integer, parts)) + ")"
        if kind == "sum":
            return f"(\\sum_{self.range(parts[1])} {self.integer(parts[0])})"
        return f"({self.nat(node)})%N%:Z"

    # ---- sets, indices, functions --------------------------------------------------------------

    def over(self, index: Node) -> Mapping[str, Any]:
        return self.sets[index[2]]

    def type(self, name: str) -> str:
        """The Coq type of a set, or `nat`; a cube is the functions from its coordinates to bool."""
        over, typed = self.sets[name], self.types.get(name, "")
        if over["kind"] == "naturals":
            return "nat"
        if over["kind"] == "cube" and typed != f"{{ffun {self.type(over['dimension'])} -> bool}}":
            raise NotStated(f"{name} is a cube and not {typed or 'in the table'}")
        if over["kind"] not in ("range", "space", "cube", "finite") or not typed:
            raise NotStated(f"the set {name} has no Coq type")
        if typed == "nat" and over["kind"] != "range":
            raise NotStated(f"{name} is not a range of numbers")
        return typed

    def index_value(self, index: Node) -> str:
        over, typed = self.over(index), self.type(index[2])
        bits = over["elements"] == ["0", "1"] or (over["kind"], over["first"], over["size"]) == (
            "range", 0, ["num", "2"])
        if typed != "nat" and not (typed == "bool" and bits):
            raise NotStated(f"an element of {over['name']} where a number stands")
        return self.variable(index) if typed == "nat" else f"({self.variable(index)} : nat)"

    def variable(self, index: Node) -> str:
        if not NAME.fullmatch(index[1]) or index[1] in self.taken:
            raise NotStated(f"the index {index[1]} has the name of something else in Coq")
        return str(index[1])

    def bounds(self, name: str, element: str) -> str:
        """That a natural number is in a range; empty for a type of its own."""
        over = self.sets[name]
        if self.type(name) != "nat" or over["kind"] == "naturals":
            return ""
        first = over["first"]
        return f"({first} <= {element} < {first} + {self.nat(over['size'])})%N"

    def range(self, index: Node) -> str:
        over, typed = self.over(index), self.type(index[2])
        if typed != "nat":
            return f"({self.variable(index)} : {typed})"
        if over["kind"] != "range":
            raise NotStated(f"a sum over {over['name']}")
        first = over["first"]
        return f"({first} <= {self.variable(index)} < {first} + {self.nat(over['size'])})"

    def given(self, name: str) -> str:
        if name not in self.symbols:
            raise NotStated(f"{name} is not in the table of symbols")
        return self.symbols[name]

    def into(self, name: str) -> str | None:
        into = self.functions[name]["into"]
        if into is not None and self.type(into) != "nat":
            raise NotStated(f"{name} has values of {into} where numbers stand")
        return into

    def apply(self, node: Node) -> str:
        _, name, *arguments = node
        fn = self.functions[name]
        written = [self.given(name)]
        if fn["gradient"] is not None:
            written.append(self.weights or self.given("weights"))
        if fn["sets"]:
            written += [self.variable(a) if a[0] == "index" else f"({self.nat(a)})%N"
                        for a in arguments]
        else:
            written += [self.value(a) for a in arguments]
        return "(" + " ".join(written) + ")"

    def value(self, node: Node) -> str:
        """A term as it stands where things of any sort are compared or handed on."""
        return self.variable(node) if node[0] == "index" else self.real(node)

    # ---- formulas ------------------------------------------------------------------------------

    def relation(self, relation: Sequence[Any]) -> str:
        left, rel, right = relation
        if rel in ("=", "!="):
            sorts = "" if all(s[0] == "apply" and self.functions[s[1]]["into"] is None
                              for s in (left, right)) else " :> R"
            return f"({self.real(left)} {'=' if rel == '=' else '<>'} {self.real(right)}{sorts})"
        return f"(({self.real(left)} : R) {rel} {self.real(right)})"

    def formula(self, formula: Mapping[str, Any]) -> str:
        """A formula with its quantifiers; `for` lists every free index."""
        indices = [["index", *i] for i in formula["for"]]
        parts = [self.forall(i) for i in indices]
        if formula["distinct"]:
            parts.append(f"({indices[0][1]} != {indices[1][1]}) ->")
        if formula["where"] is not None:
            parts.append(f"{self.relation(formula['where'])} ->")
        return " ".join([*parts, self.relation(formula["relation"])])

    def forall(self, index: Node) -> str:
        return self.every(self.variable(index), index[2])

    def every(self, name: str, over: str) -> str:
        """For every element, called so, of a set."""
        bounds = self.bounds(over, name)
        return f"forall {name} : {self.type(over)}," + (f" {bounds} ->" if bounds else "")


def _number(number: Fraction) -> str:
    whole = f"{abs(number.numerator)}%:R" if abs(number.numerator) > 1 else str(
        abs(number.numerator))
    over = "" if number.denominator == 1 else f" / {number.denominator}%:R"
    return f"({'- ' if number < 0 else ''}{whole}{over})" if number < 0 or over else whole


def _embedded(natural: str) -> str:
    return f"(({natural})%N%:R : R)"


def _product(factors: list[Any]) -> Node:
    return factors[0] if len(factors) == 1 else ["*", *factors]


def _place(name: str) -> str:
    return name.replace(" ", "_") + "_"
