"""Statements: tables of sets, functions and symbols, and well-formed terms (nested tuples)."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Iterator

from .reading import at, fields, name, need, number, pair, show

Term = tuple
Key = tuple[str, str]                           # an index: its name and its set
POINTS = ("space", "cube")                      # sets whose elements are no numbers
COUNTED = (*POINTS, "range")                    # sets that sums run over
KINDS = (*COUNTED, "finite", "interval", "naturals", "integers", "reals")
ARGUMENTS = {"+": 0, "*": 0, "^": 2, "relu": 1, "floor": 1}     # 0: one or more
BINDERS = {"sum": 2, "product": 2, "pieces": 2}
OTHERS = {"num": 1, "symbol": 1, "place": 1, "index": 2, "coordinate": 2, "indicator": 2,
          "iterate": 3}
ROLES = ("assumption", "step", "conclusion", "construction", "sharper", "erratum", "necessity",
         "crosscheck")
HYPOTHESIS = "the induction hypothesis"
RELATIONS = ("=", "<=", "<", "!=")
TEXT = (str, type(None))


@dataclass(frozen=True)
class Set:
    name: str
    kind: str
    size: Term
    first: int
    dimension: str | None
    elements: tuple[Any, ...]


@dataclass(frozen=True)
class Function:
    name: str
    sets: tuple[str, ...]
    into: str | None = None


@dataclass(frozen=True)
class Formula:
    index: tuple[Key, ...]
    distinct: bool
    where: tuple[Term, str, Term] | None
    left: Term
    rel: str
    right: Term


@dataclass(frozen=True)
class Claim:
    name: str
    role: str
    scope: str
    formula: Formula | None
    assuming: dict[str, Formula]


def parts(t: Any) -> Iterator[Term]:
    """A term and all terms inside it."""
    if type(t) is tuple and t and type(t[0]) is str:
        yield t
        for a in t[1:]:
            yield from parts(a)


@dataclass
class Statement:
    """The tables, and the claims once they are read."""
    theorem: str = ""
    given: str = ""
    sets: dict[str, Set] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    symbols: dict[str, tuple[bool, bool, bool]] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    coded: bool = False         # in ground proofs: points count as numbers, any distinct ones

    def term(self, value: Any, scope: Any, places: tuple[str, ...] = ()) -> Term:
        """A number-valued term whose free indices are in scope."""
        need(type(value) is list and value and type(value[0]) is str,
             f"expected a term, found {show(value)}")
        kind, rest = value[0], value[1:]
        known = {**OTHERS, **BINDERS, **ARGUMENTS, "apply": 0}
        need(kind in known and (len(rest) == known[kind] if known[kind] else rest),
             f"unknown or malformed term {show(value)}")
        if kind in ARGUMENTS:
            return (kind, *(self.term(a, scope, places) for a in rest))
        if kind in BINDERS:
            over = self.summed(kind, rest[1])
            return (kind, self.term(rest[0], scope | {over[1:]}, places), over)
        if kind == "num":
            return ("num", number(rest[0]))
        if kind in ("symbol", "place"):
            known_names = self.symbols if kind == "symbol" else places
            need(type(rest[0]) is str and rest[0] in known_names, f"unknown {kind} {show(rest[0])}")
            return (kind, rest[0])
        if kind == "index":
            over = self.element(value, scope)
            need(self.coded or self.kind(over) not in POINTS,
                 f"{over[1]!r} over {over[2]!r} is no number")
            return over
        if kind == "apply":
            declared = self.function(rest[0]).sets
            need(len(rest) == len(declared) + 1 or not declared,
                 f"{rest[0]!r} takes {len(declared)} arguments")
            return ("apply", rest[0], *(
                self.argument(a, declared[n] if declared else None, scope, places)
                for n, a in enumerate(rest[1:])))
        if kind == "coordinate":
            x = self.element(rest[0], scope)
            numbered = type(rest[1]) is list and rest[1][:1] == ["num"]
            i = self.term(rest[1], scope) if numbered else self.element(rest[1], scope)
            need(self.kind(x) == "cube" and (type(i[1]) is int and i[1] > 0 if numbered else (
                replace(self.sets[str(self.sets[x[2]].dimension)], name=i[2]) == self.sets[i[2]])),
                "coordinate: not an index over a cube and one over its dimension")
            return ("coordinate", x, i)
        if kind == "indicator":
            sets = [a[2] for a in rest if type(a) is list and len(a) == 3 and a[0] == "index"
                    and type(a[2]) is str and a[2] in self.sets]
            return ("indicator", *(self.argument(a, sets[0] if sets else None, scope, places)
                                   for a in rest))
        step = rest[0]
        need(type(step) is list and len(step) in (2, 3), "iterate: no function and no map")
        if len(step) == 2:
            need(step[0] == "function" and not self.function(step[1]).sets,
                 "iterate: not a function of a number")
        else:
            need(step[0] == "map", "iterate: no map")
            step = [*step[:2], self.term(step[2], scope, (*places, name(step[1])))]
        return ("iterate", tuple(step), *(self.term(a, scope, places) for a in rest[1:]))

    def summed(self, kind: str, value: Any) -> Term:
        """The index that a binder introduces."""
        over = self.element(value, None)
        need(self.kind(over) in (COUNTED if kind != "pieces" else ("interval",)),
             f"{kind} over {over[2]!r}, a set of kind {self.kind(over)}")
        return over

    def argument(self, a: Any, over: str | None, scope: Any, places: tuple[str, ...]) -> Term:
        """An element of a set: an index over it, or a number where the elements are numbers."""
        if over is None or self.sets[over].kind not in POINTS:
            return self.term(a, scope, places)
        found = self.element(a, scope)
        need(found[2] == over, f"not an index over {over!r}")
        return found

    def function(self, title: Any) -> Function:
        need(type(title) is str and title in self.functions, f"unknown function {show(title)}")
        return self.functions[title]

    def kind(self, index: Term) -> str:
        return self.sets[index[2]].kind

    def element(self, value: Any, scope: Any) -> Term:
        """An index; scope None: one that a binder introduces."""
        need(type(value) is list and len(value) == 3 and value[0] == "index",
             f"expected an index, found {show(value)}")
        key = self.key(value[1:])
        need(scope is None or key in scope, f"the index {key[0]!r} over {key[1]!r} is free here")
        return ("index", *key)

    def key(self, value: Any) -> Key:
        title, over = pair(value, "an index's name and set")
        need(type(over) is str and over in self.sets, f"unknown set {show(over)}")
        return (name(title), over)

    def relation(self, value: Any, scope: Any) -> tuple[Term, str, Term]:
        need(type(value) is list and len(value) == 3 and value[1] in RELATIONS,
             f"expected [term, relation, term], found {show(value)}")
        return (self.term(value[0], scope), value[1], self.term(value[2], scope))

    def formula(self, value: Any) -> Formula:
        over, distinct, where, relation = fields(
            value, **{"for": list}, distinct=bool, where=(list, type(None)), relation=list)
        keys = tuple(self.key(k) for k in over)
        need(len(set(keys)) == len(keys), "an index stands twice in `for`")
        need(not distinct or len(keys) == 2 and keys[0][1] == keys[1][1],
             "distinct: not exactly two indices over one set")
        scope = frozenset(keys)
        condition = None if where is None else self.relation(where, scope)
        return Formula(keys, distinct, condition, *self.relation(relation, scope))

    def mentions(self, f: Formula) -> set[tuple[str, str]]:
        """What a formula depends on: symbols, sets ("set" of `for`, "bound" by a binder, "arg" or
        "into" of a function) and functions, as pairs with their names."""
        found = {("set", s) for _, s in f.index}
        for term in (f.left, f.right, *(f.where[::2] if f.where else ())):
            found |= {("symbol", p[1]) for p in parts(term) if p[0] == "symbol"}
            found |= {("bound", p[-1][2]) for p in parts(term) if p[0] in BINDERS}
            for g in (self.functions[p[1]] for p in parts(term) if p[0] in ("apply", "function")):
                found |= {("function", g.name), *(("arg", s) for s in g.sets)}
                found |= {("into", g.into)} if g.into else set()
        return found


def read_statement(value: Any) -> Statement:
    """A statement, checked."""
    theorem, given, *tables = fields(value, theorem=str, given=dict, symbols=list, sets=list,
                                     functions=list, claims=list)
    made = Statement(name(theorem), ", ".join(f"{name(k)}={v}" for k, v in given.items()))
    need(all(type(v) is str for v in given.values()) and made.given.isprintable(),
         "given: expected printable text")
    rows: Any = zip(
            ("symbols", "sets", "functions", "claims"),
            (made.symbols, made.sets, made.functions, made.claims), tables,
            (_symbol, _set, _function, _claim), strict=True)
    for title, table, entries, read in rows:
        for n, entry in enumerate(entries):
            with at(f".{title}[{n}]"):
                label, one = read(made, entry)
                need(name(label) not in table, f"{label!r} stands twice in its list")
                table[label] = one
        if title == "functions":
            for s in made.sets.values():
                _check_set(made, s)
    for c in made.claims.values():
        need(not {*c.assuming, c.name} & {HYPOTHESIS} and not set(c.assuming) & set(made.claims),
             f"the claim {c.name!r} or what it assumes: a name that is taken")
    return made


def _symbol(made: Statement, entry: Any) -> tuple[str, Any]:
    title, *flags = fields(entry, name=str, integer=bool, nonnegative=bool, positive=bool)
    need(flags[1] or not flags[2], "positive but not nonnegative")
    return title, tuple(flags)


def _set(made: Statement, entry: Any) -> tuple[str, Set]:
    title, kind, size, first, dimension, elements = fields(
        entry, name=str, kind=str, size=list, first=int, dimension=TEXT, elements=list)
    term, listed = made.term(size, frozenset()), tuple(map(number, elements))
    need(kind in KINDS, f"unknown kind {show(kind)}")
    need({p[0] for p in parts(term)} <= {"num", "symbol", "+", "*", "^"}, "size: a wrong term")
    need(term[0] != "symbol" or made.symbols[term[1]] == (True, True, True),
         "size: the symbol is not declared a positive integer")
    need(kind != "finite" or listed and len(set(listed)) == len(listed), "elements: one twice")
    need(kind != "interval" or len(listed) == 2 and listed[0] <= listed[1], "elements: no ends")
    return title, Set(title, kind, term, first, dimension, listed)


def _check_set(made: Statement, s: Set) -> None:
    with at(f".sets {s.name!r}"):
        if s.kind == "cube":
            over = made.sets.get(str(s.dimension))
            need(over and over.kind == "range" and over.first == 1, "dimension: not a range")
            kind, d = (over or s).size[0], (over or s).size[-1]
            need(s.size == ("^", ("num", 2), (over or s).size) or kind == "num" and type(d) is int
                 and 0 <= d < 9999 and s.size == ("num", 2**d), "size: not 2 to the dimension's")
        else:
            need(s.dimension is None, "dimension: only cubes have one")


def _function(made: Statement, entry: Any) -> tuple[str, Function]:
    title, sets, into = fields(entry, name=str, sets=list, into=TEXT)
    need(all(type(s) is str and s in made.sets for s in (*sets, *([into] if into else []))),
         "sets, into: an unknown set")
    need(into is None or into and made.sets[into].kind in ("range", "naturals"),
         "into: not a range or the naturals")
    return title, Function(title, tuple(sets), into)


def _claim(made: Statement, entry: Any) -> tuple[str, Claim]:
    title, role, scope, formula, assuming = fields(
        entry, name=str, role=str, scope=str, formula=(dict, type(None)), assuming=list)
    need(role in ROLES and scope in ("every", "instance", "false", "cited"), "role or scope")
    need(role != "assumption" or scope == "instance" and not assuming,
         "an assumption has scope instance and assumes nothing")
    with at(".formula"):
        read = None if formula is None else made.formula(formula)
    own: dict[str, Formula] = {}
    for n, hypothesis in enumerate(assuming):
        with at(f".assuming[{n}]"):
            label, text = fields(hypothesis, name=str, formula=dict)
            need(name(label) not in own, "a name stands twice")
            own[label] = made.formula(text)
    return title, Claim(title, role, scope, read, own)
