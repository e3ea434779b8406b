"""Polynomials with bound indices: the data that normal forms are made of.

A `Mono` is   coefficient * product of atom^power, summed over its binders (each over an index set).
An atom is a nested tuple of strings, references and frozen polynomials; a reference is
    ("free", name, set)   an index of the statement
    ("bound", id)         an index summed over; ids are unique, so nothing is ever captured
    ("last", set)         the element n + 1 while an induction step enlarges a set
    ("const", number)     a listed element
`serialise` names the binders of each connected component canonically, so that two polynomials are
equal for all sizes if their serialised forms are (the converse is not claimed).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import count, groupby, permutations, product
from typing import Any, Iterable, Iterator, Mapping, NamedTuple

from verify.calculus import IndexSet
from verify.errors import Refused

Ref = tuple
Atom = tuple
Frozen = tuple
Key = tuple[tuple[str, int], ...]
NormalFormDict = dict[Key, Fraction]

# kinds of atoms that hold nothing but names and references: most atoms, and the quick ones
FLAT = frozenset({"val", "bit", "sign", "value", "real", "size", "count", "number", "positive"})

_ids = count(1)


def fresh() -> Ref:
    """A bound reference that no other polynomial uses."""
    return ("bound", next(_ids))


class Mono(NamedTuple):
    """coefficient, {atom: power}, {bound id: index set}."""

    coefficient: Fraction
    factors: dict[Atom, int]
    binders: dict[int, IndexSet]


Poly = list[Mono]


def constant(value: Any) -> Poly:
    value = Fraction(value)
    return [Mono(value, {}, {})] if value else []


def atom(a: Atom, power: int = 1) -> Poly:
    return [Mono(Fraction(1), {a: power}, {})]


def scale(poly: Poly, by: Fraction) -> Poly:
    return [Mono(m.coefficient * by, m.factors, m.binders) for m in poly] if by else []


def size(expression: Any) -> Poly:
    """The size of an index set as a polynomial: a number, an atom `size` if it is positive (and may
    be divided by), `count` if it may be 0.

    Raises
        Refused: for a size that may be negative, as n - 2 may.
    """
    if expression.is_Integer and expression >= 0:
        return constant(int(expression))
    if not (expression.is_integer and expression.is_nonnegative):
        raise Refused("ill-formed", f"an index set of size {expression}, which may be negative or "
                                    f"no integer")
    return atom(("size" if expression.is_positive else "count", str(expression)))


def invert(m: Mono) -> Poly:
    """1/m, for a product of sizes and a nonzero number."""
    return [Mono(1 / m.coefficient, {a: -p for a, p in m.factors.items()}, {})]


def rename(item: Any, mapping: Mapping[Ref, Ref]) -> Any:
    """The atom (or frozen polynomial, or reference) with references replaced."""
    if isinstance(item, tuple):
        if item and item[0] in ("free", "bound", "last", "const"):
            return mapping.get(item, item)
        if item and isinstance(item[0], str) and item[0] in FLAT:
            return tuple([mapping.get(p, p) if isinstance(p, tuple) else p for p in item])
        return tuple(rename(part, mapping) for part in item)
    return item


def rename_mono(m: Mono, mapping: Mapping[Ref, Ref]) -> Mono:
    factors: dict[Atom, int] = {}
    for a, power in m.factors.items():
        renamed = rename(a, mapping)
        factors[renamed] = factors.get(renamed, 0) + power
    return Mono(m.coefficient, {a: p for a, p in factors.items() if p}, m.binders)


def refreshed(m: Mono) -> Mono:
    """The same monomial with new ids for its own binders."""
    mapping = {("bound", uid): fresh() for uid in m.binders}
    moved = rename_mono(m, mapping)
    return moved._replace(binders={mapping[("bound", u)][1]: s for u, s in m.binders.items()})


def multiply(left: Poly, right: Poly) -> Poly:
    """The product; a right factor that shares a binder with the left one gets new binders."""
    result = []
    for a, b0 in product(left, right):
        b = b0 if a.binders.keys().isdisjoint(b0.binders) else refreshed(b0)
        factors = dict(a.factors)
        for x, power in b.factors.items():
            factors[x] = factors.get(x, 0) + power
            if not factors[x]:
                del factors[x]
        result.append(Mono(a.coefficient * b.coefficient, factors, {**a.binders, **b.binders}))
    return result


def mentions(item: Atom, ref: Ref) -> bool:
    """Whether a reference occurs in an atom."""
    return ref in (item if item[0] in FLAT else _references(item))


@lru_cache(maxsize=2**14)
def _references(item: Any) -> frozenset[Ref]:
    return frozenset(references(item))


def _bound_ids(a: Atom, among: Mapping[int, IndexSet]) -> set[int]:
    """The binders, of these, that an atom mentions."""
    refs = [r for r in a[1:] if isinstance(r, tuple)] if a[0] in FLAT else _references(a)
    return {r[1] for r in refs if r[0] == "bound" and r[1] in among}


def references(item: Any) -> Iterator[Ref]:
    """Every reference that occurs in an atom or frozen polynomial."""
    if isinstance(item, tuple):
        if item and item[0] in ("free", "bound", "last", "const"):
            yield item
        else:
            for part in item:
                yield from references(part)


def freeze(poly: Poly) -> Frozen:
    """A hashable form, to stand inside an atom."""
    return tuple(("mono", m.coefficient, tuple(m.factors.items()), tuple(m.binders.items()))
                 for m in poly)


def thaw(frozen: Frozen) -> Poly:
    """The polynomial of a frozen form, with new binders."""
    return [refreshed(Mono(c, dict(f), dict(b))) for _, c, f, b in frozen]


# ---- canonical names -----------------------------------------------------------------------


def _ref_text(ref: Ref, names: Mapping[int, str]) -> str:
    if ref[0] == "bound":
        # a binder that is not (yet) named keeps its id: different binders never look alike
        return names.get(ref[1], f"@{ref[1]}")
    if ref[0] == "const":
        return f"={ref[1]}"
    # names are quoted, so that none of them can look like another's, or like a binder's
    return f"last {ref[1]!r}" if ref[0] == "last" else f"{ref[1]!r}:{ref[2]!r}"


def _item_text(item: Any, names: Mapping[int, str]) -> str:
    if isinstance(item, tuple):
        if item and isinstance(item[0], str) and item[0] in FLAT:
            parts = [repr(p) if isinstance(p, str) else _ref_text(p, names) for p in item]
            return f"({','.join(parts)})"
        if item and item[0] in ("free", "bound", "last", "const"):
            return _ref_text(item, names)
        if item and item[0] == "product":
            _, uid, over, body = item
            return f"prod[{over!r}]({_poly_text(body, {**names, uid: '#' + str(len(names))})})"
        if item and item[0] == "delta":
            return "delta(" + ",".join(sorted(_ref_text(r, names) for r in item[1:])) + ")"
        if not item or isinstance(item[0], tuple) and item[0] and item[0][0] == "mono":
            return "{" + _poly_text(item, names) + "}"
        return "(" + ",".join(_item_text(part, names) for part in item) + ")"
    return repr(item) if isinstance(item, str) else str(item)


def _poly_text(frozen: Frozen, names: Mapping[int, str]) -> str:
    collected = collect([Mono(c, dict(f), dict(b)) for _, c, f, b in frozen], names)
    return "+".join(f"{c}*{key}" for key, c in sorted(collected.items()))


def _component_text(factors: list[tuple[Atom, int]], binders: dict[int, IndexSet],
                    names: Mapping[int, str]) -> str:
    """The least text over all namings of the binders (only ties are permuted)."""
    depth = len(names)

    def signature(uid: int) -> tuple:
        marked = {**names, **dict.fromkeys(binders, "?"), uid: "!"}
        return tuple(sorted(f"{_item_text(a, marked)}^{p}" for a, p in factors
                            if mentions(a, ("bound", uid))))

    groups: list[list[int]] = []
    for _, same_set in groupby(sorted(binders, key=lambda u: binders[u].name),
                               key=lambda u: binders[u].name):
        members = list(same_set)
        if len(members) == 1:
            groups.append(members)
        else:
            keyed = sorted((signature(u), u) for u in members)
            groups += [[u for _, u in tied] for _, tied in groupby(keyed, key=lambda e: e[0])]
    best = ""
    for choice in product(*(permutations(g) for g in groups)):
        flat = [uid for group in choice for uid in group]
        full = {**names, **{uid: f"#{depth + n}" for n, uid in enumerate(flat)}}
        merged: dict[str, int] = {}
        for a, power in factors:
            text = _item_text(a, full)
            merged[text] = merged.get(text, 0) + power
        body = "*".join(f"{t}^{p}" for t, p in sorted(merged.items()) if p)
        head = ",".join(f"{full[uid]}:{binders[uid].name!r}" for uid in flat)
        text = f"sum[{head}]({body})" if flat else body
        if not best or text < best:
            best = text
    return best


def components(m: Mono) -> list[tuple[list[tuple[Atom, int]], dict[int, IndexSet]]]:
    """The factors grouped by shared binders; a factor with no binder is a group of its own."""
    groups: list[tuple[list[tuple[Atom, int]], set[int]]] = []
    for a, power in m.factors.items():
        touched = _bound_ids(a, m.binders)
        members = [(a, power)]
        rest = []
        for group in groups:
            if touched & group[1]:
                members, touched = group[0] + members, touched | group[1]
            else:
                rest.append(group)
        groups = rest + [(members, touched)]
    return [(fs, {u: m.binders[u] for u in us}) for fs, us in groups]


def collect(poly: Iterable[Mono], names: Mapping[int, str] | None = None) -> NormalFormDict:
    """Like terms added up, under canonical names: {((component, power), ...): coefficient}."""
    result: NormalFormDict = {}
    for m in poly:
        powers: dict[str, int] = {}
        for factors, binders in components(m):
            if binders:
                text, power = _component_text(factors, binders, names or {}), 1
            else:
                text, power = _item_text(factors[0][0], names or {}), factors[0][1]
            powers[text] = powers.get(text, 0) + power
        key = tuple(sorted((t, p) for t, p in powers.items() if p))
        result[key] = result.get(key, Fraction(0)) + m.coefficient
    return {k: c for k, c in result.items() if c}
