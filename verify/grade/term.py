"""Lines of a proof as students write them, read into the calculus that the theorems are written in.

    avg_i(sum_j(inner_x(h(i,x), g(j,x))^2)) + E_x(g(j,x)^2) / N

Numbers, names, + - * / ^, functions of the theorem, and binders: a word, `_`, and the index that it
binds.  Parsed by hand; how many products and how long numbers the term can become is bounded before
it is built.  Only integers are exponents, only numbers and sizes are denominators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Sequence

from sympy import Expr, Integer, Symbol

from verify import calculus as c
from verify.grade.cleaning import clean
from verify.grade.outcome import Stop

LONGEST, DEEPEST, MOST_TOKENS, LARGEST_POWER = 4096, 40, 400, 8
MOST_PRODUCTS, MOST_BITS = 512, 512
_TOKEN = re.compile(r"[ \t\r\n]*(?:([A-Za-z][A-Za-z0-9]{0,30}(?:_[A-Za-z][A-Za-z0-9]{0,30})?)"
                    r"|([0-9]{1,60})|([-+*/^(),]))")
Tree = tuple[Any, ...]      # ("number", 3), ("call", "g", [trees]), ("bind", "E", "x", [trees])

BINDERS: dict[str, tuple[Callable[..., Any], int]] = {
    "sum": (c.SumOver, 1), "prod": (c.ProductOver, 1), "avg": (c.Average, 1), "E": (c.Expect, 1),
    "norm2": (c.NormSquared, 1), "L2norm2": (c.L2NormSquared, 1), "inner": (c.Inner, 2)}
NODES: dict[str, tuple[Callable[..., Any], int]] = {
    "sign": (c.Sign, 1), "mod2": (c.Mod2, 1), "at": (c.Coordinate, 2)}
_WORD = {**{kind: word for word, (kind, _) in BINDERS.items()},
         **{kind: word for word, (kind, _) in NODES.items()}}


@dataclass(frozen=True)
class Language:
    """The names of a theorem as a student writes them: functions, sizes and numbers, indices."""

    functions: Mapping[str, c.Fn]
    symbols: Mapping[str, Symbol]
    indices: Mapping[str, c.Index]

    @property
    def names(self) -> dict[Any, str]:
        """The written name of each."""
        return {value: key for table in (self.functions, self.symbols, self.indices)
                for key, value in table.items()}


def language_of(terms: Sequence[Any], spelt: Mapping[str, str]) -> Language:
    """The language of the names in these terms; `spelt` writes those that are no plain words.

    Where terms use one name for two things, the first term's is meant; a name that is ambiguous
    within that term is no name.
    """
    other = {printed: plain for plain, printed in spelt.items()}

    def named(kind: type) -> dict[str, Any]:
        meant: dict[str, Any] = {}
        for term in terms:
            here: dict[str, set[Any]] = {}
            for atom in term.atoms(kind):
                here.setdefault(other.get(atom.name, atom.name), set()).add(atom)
            for name in sorted(here.keys() - meant.keys()):
                meant[name] = here[name].pop() if len(here[name]) == 1 else None
        return {name: atom for name, atom in meant.items()
                if atom is not None and name.isascii() and name.isalnum()}

    return Language(named(c.Fn), named(Symbol), named(c.Index))


def words_of(term: Any, language: Language) -> set[str]:
    """The words that a term is written in: its functions, numbers and binders, no indices.

    >>> x = c.Index("x", c.Space("X", 2)); p = c.Fn("p", x.over)
    >>> sorted(words_of(c.Expect(p(x), x), language_of([p(x)], {})))
    ['E', 'p']
    """
    names = language.names
    atoms = {*term.atoms(c.Fn), *term.atoms(Symbol)}
    nodes = {type(node) for node in term.atoms(c.Node) if type(node) in _WORD}
    return {names.get(atom, atom.name) for atom in atoms} | {_WORD[kind] for kind in nodes}


def read_term(text: object, language: Language, words: Sequence[str], free: set[c.Index],
              place: str) -> Expr:
    """The term that a fill writes in these words.

    Raises: Stop (malformed or over_limit) naming `place`.

    >>> x = c.Index("x", c.Space("X", 2)); p = c.Fn("p", x.over)
    >>> read_term("2*E_x(p(x))", language_of([p(x)], {}), ["p", "E"], set(), "L")
    2*Expect(Apply(p, x), x)
    """
    tree = _Parser(text, place).whole()
    products, bits = _size(tree, place)
    if products > MOST_PRODUCTS or bits > MOST_BITS:
        raise Stop("over_limit", f"{place}: multiplied out, the line has more than {MOST_PRODUCTS} "
                                 "terms or too long numbers")
    return _built(tree, language, words, frozenset(free), place)


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: object, place: str):
        if not isinstance(text, str):
            raise Stop("malformed", f"{place}: expected a line of the proof as a text")
        if len(text) > LONGEST:
            raise Stop("over_limit", f"{place}: at most {LONGEST} characters, found {len(text)}")
        self.place, self.tokens, self.at = place, [], 0     # type: ignore[var-annotated]
        position, end = 0, len(text.rstrip(" \t\r\n"))
        while position < end:
            match = _TOKEN.match(text, position, end)
            if match is None:
                raise self.bad(text[position:position + 20].strip())
            self.tokens.append(match.groups())
            position = match.end()
        if len(self.tokens) > MOST_TOKENS:
            raise Stop("over_limit", f"{place}: at most {MOST_TOKENS} signs and names")

    def whole(self) -> Tree:
        tree = self.sum(0)
        if self.at < len(self.tokens):
            raise self.bad(self.peek())
        return tree

    def bad(self, found: str) -> Stop:
        shown = repr(clean(found, 20)) if found else "the end"
        return Stop("malformed", f"{self.place}: expected a term such as E_x(h(i,x)), "
                                 f"found {shown}")

    def peek(self) -> str:
        return next(filter(None, self.tokens[self.at])) if self.at < len(self.tokens) else ""

    def take(self, sign: str) -> bool:
        """Whether the next token is this sign, which is then passed."""
        if self.at < len(self.tokens) and self.tokens[self.at][2] == sign:
            self.at += 1
            return True
        return False

    def sum(self, depth: int) -> Tree:
        tree = self.product(depth)
        while (plus := self.take("+")) or self.take("-"):
            tree = ("+" if plus else "-", tree, self.product(depth))
        return tree

    def product(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise Stop("over_limit", f"{self.place}: nested more than {DEEPEST} deep")
        if self.take("-"):
            return ("*", ("number", -1), self.product(depth + 1))
        tree = self.power(depth)
        while (times := self.take("*")) or self.take("/"):
            tree = ("*" if times else "/", tree, self.power(depth))
        return tree

    def power(self, depth: int) -> Tree:
        tree = self.atom(depth)
        if not self.take("^"):
            return tree
        number = self.tokens[self.at][1] if self.at < len(self.tokens) else None
        if number is None or int(number) > LARGEST_POWER:
            raise Stop("malformed", f"{self.place}: expected an exponent from 0 to {LARGEST_POWER}")
        self.at += 1
        return ("^", tree, int(number))

    def atom(self, depth: int) -> Tree:
        if self.take("("):
            tree = self.sum(depth + 1)
            if not self.take(")"):
                raise self.bad(self.peek())
            return tree
        if self.at >= len(self.tokens):
            raise self.bad("")
        name, number, _ = self.tokens[self.at]
        if number is not None:
            self.at += 1
            return ("number", int(number))
        if name is None:
            raise self.bad(self.peek())
        self.at += 1
        word, _, index = name.partition("_")
        if not self.take("("):
            if index:
                raise self.bad(self.peek())
            return ("name", name)
        arguments = [self.sum(depth + 1)]
        while self.take(","):
            arguments.append(self.sum(depth + 1))
        if not self.take(")"):
            raise self.bad(self.peek())
        return ("bind", word, index, arguments) if index else ("call", word, arguments)


def _size(tree: Tree, place: str) -> tuple[int, int]:
    """Bounds on the products of the term when multiplied out, and on the bits of its numbers."""
    kind = tree[0]
    if kind == "number":
        return 1, abs(tree[1]).bit_length() + 1
    if kind == "name":
        return 1, 1
    if kind == "^":
        products, bits = _size(tree[1], place)
        found = products**tree[2], bits * max(1, tree[2])
    elif kind in "+-*/":
        (one, bits), (two, more) = _size(tree[1], place), _size(tree[2], place)
        found = one * two if kind in "*/" else one + two, bits + more
    else:
        sizes = [_size(each, place) for each in tree[-1]]
        products = 1
        for each, _ in sizes:
            products *= each
        if kind == "bind" and tree[1] in ("norm2", "L2norm2"):
            products *= products
        found = products, 2 * sum(bits for _, bits in sizes)
    if max(found) > 2**20:
        raise Stop("over_limit", f"{place}: the line is too long when multiplied out")
    return found


def _built(tree: Tree, language: Language, words: Sequence[str], bound: frozenset[c.Index],
           place: str) -> Any:
    kind = tree[0]
    if kind == "number":
        return Integer(tree[1])
    if kind == "name":
        index = language.indices.get(tree[1])
        if index is not None and index in bound:
            return index
        if tree[1] not in language.symbols or tree[1] not in words:
            raise _unknown(tree[1], words, place)
        return language.symbols[tree[1]]
    if kind == "call":
        name, arguments = tree[1], [_built(each, language, words, bound, place) for each in tree[2]]
        _known(name, name in language.functions or name in NODES, words, place)
        if name in language.functions:
            fn = language.functions[name]
            wanted = [over.name for over in fn.sets]
            found = [each.over.name if isinstance(each, c.Index) else "" for each in arguments]
            if wanted != found:
                raise Stop("malformed", f"{place}: expected {name} with the indices of its own, "
                                        f"found other arguments")
            return fn(*arguments)
        return _applied(name, NODES, arguments, place)
    if kind == "bind":
        _, name, index_name, inner = tree
        _known(name, name in BINDERS, words, place)
        index = language.indices.get(index_name)
        if index is None or (name in ("E", "inner", "L2norm2")) != (index.over.kind in (
                "space", "cube", "sign-cube")) and name not in ("sum", "prod", "avg"):
            raise Stop("malformed", f"{place}: {name}_ goes with another index than "
                                    f"{clean(index_name, 20)!r}")
        arguments = [_built(each, language, words, bound | {index}, place) for each in inner]
        return _applied(name, BINDERS, [*arguments, index], place, 1)
    left = _built(tree[1], language, words, bound, place)
    if isinstance(left, c.Index) or kind != "^" and isinstance(
            right := _built(tree[2], language, words, bound, place), c.Index):
        raise Stop("malformed", f"{place}: an index stands where a number should")
    if kind == "^":
        return left**tree[2]
    if kind == "/":
        if not right.is_number and not (isinstance(right, Symbol) and right.is_positive):
            raise Stop("malformed", f"{place}: only numbers and sizes may be denominators")
        if right == 0:
            raise Stop("incorrect", f"{place}: a division by 0")
    return (left + right if kind == "+" else left - right if kind == "-" else
            left * right if kind == "*" else left / right)


def _known(name: str, known: bool, words: Sequence[str], place: str) -> None:
    if not known or name not in words:
        raise _unknown(name, words, place)


def _unknown(name: str, words: Sequence[str], place: str) -> Stop:
    return Stop("malformed", f"{place}: expected only {', '.join(words)} and bound indices, "
                             f"found {clean(name, 20)!r}")


def _applied(name: str, table: Mapping[str, tuple[Callable[..., Any], int]], arguments: list[Any],
             place: str, extra: int = 0) -> Any:
    node, count = table[name]
    if len(arguments) != count + extra:
        raise Stop("malformed", f"{place}: {name} takes {count}, found {len(arguments) - extra}")
    if name != "at" and any(isinstance(each, c.Index) for each in arguments[:count]):
        raise Stop("malformed", f"{place}: an index stands where a number should")
    return node(*arguments)
