"""The layout tree: what a formula looks like, before any format.

`layout` builds it once from a term; `as_text`, `as_latex` and `as_mathml` each render it.  A leaf
knows its spelling in all three formats; every other node is structure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Callable, Iterable


class Level(IntEnum):
    """How tightly a piece of a formula holds together, which decides the parentheses around it."""

    LOOSE = 0     # e mod 2
    ADD = 1       # a + b, and anything with a leading minus
    BIG = 2       # a sum, a product or an average that extends to the right: nothing may follow
    MUL = 3       # a b
    FRACTION = 4  # a/b: parentheses beside a factor in text, none where the bar is drawn
    POWER = 5     # already has an exponent, or brackets of its own: safe beside a factor
    ATOM = 6      # a name, a number, f(x): safe under an exponent


@dataclass(frozen=True)
class Leaf:
    """One symbol: its text, its LaTeX, and its MathML element `tag` with the content `shown`."""

    text: str
    latex: str
    tag: str
    shown: str
    variant: str = ""


@dataclass(frozen=True)
class Row:
    items: tuple["Layout", ...]


@dataclass(frozen=True)
class Script:
    """A base with a subscript, a superscript or both; `joined`: in text x1, not x_1."""

    base: "Layout"
    sub: "Layout | None" = None
    sup: "Layout | None" = None
    joined: bool = False


@dataclass(frozen=True)
class Fraction:
    over: "Layout"
    under: "Layout"


@dataclass(frozen=True)
class Root:
    body: "Layout"


@dataclass(frozen=True)
class Big:
    """A large operator with limits; text shows only the bare `index`."""

    sign: Leaf
    index: "Layout"
    below: "Layout"
    above: "Layout | None" = None


@dataclass(frozen=True)
class Fence:
    """A body in brackets; `linear`: brackets that only the one-line text needs."""

    left: str
    body: "Layout"
    right: str
    linear: bool = False


@dataclass(frozen=True)
class Cases:
    """Values with their conditions."""

    rows: tuple[tuple["Layout", "Layout"], ...]


@dataclass(frozen=True)
class Notation:
    """A function application in its own notation; `default` is for a format that has none.

    hidden  the positions of the arguments that are not shown here
    """

    text: Callable[..., str] | None
    latex: Callable[..., str] | None
    arguments: tuple["Layout", ...]
    hidden: frozenset[int]
    default: "Layout"


Layout = Leaf | Row | Script | Fraction | Root | Big | Fence | Cases | Notation


@dataclass(frozen=True)
class Piece:
    """A layout together with how tightly it holds together."""

    layout: Layout
    level: Level


def operator(text: str, latex: str, shown: str) -> Leaf:
    return Leaf(text, latex, "mo", shown)


def word(text: str, latex: str = "") -> Leaf:
    """Running text; its spaces survive in every format."""
    return Leaf(text, latex or rf"\text{{{text}}}", "mtext", text.replace(" ", "\u00a0"))


def number(value: int) -> Leaf:
    return Leaf(str(value), str(value), "mn", str(value))


COMMA = operator(", ", ", ", ",")
TIGHT_COMMA = operator(",", ",", ",")  # between subscripts
PLUS = operator(" + ", " + ", "+")
MINUS = operator(" - ", " - ", "-")
NEGATIVE = operator("-", "-", "-")
EQUAL = operator(" = ", " = ", "=")
FROM = operator("=", "=", "=")  # below a sum: i=1
PLACEHOLDER = operator("·", r"\cdot", "·")  # where a function waits for its point: f(y, ·)
MEMBER = operator("∈", r" \in ", "∈")
NABLA = operator("∇", r"\nabla ", "∇")
ONE = number(1)


def row(*items: Layout) -> Layout:
    """The items side by side; a single one stands for itself."""
    return items[0] if len(items) == 1 else Row(items)


def joined(items: Iterable[Layout], separator: Leaf) -> Layout:
    """The items with the separator between them."""
    shown: list[Layout] = []
    for item in items:
        shown += [separator, item] if shown else [item]
    return row(*shown)


def parenthesised(layout: Layout, linear: bool = False) -> Layout:
    return Fence("(", layout, ")", linear)


def at_least(piece: Piece, level: Level) -> Layout:
    """The piece, in parentheses unless it holds together at least this tightly."""
    return piece.layout if piece.level >= level else parenthesised(piece.layout)


def factor(piece: Piece) -> Layout:
    """The piece as it stands beside another factor."""
    if piece.level == Level.FRACTION:
        return parenthesised(piece.layout, linear=True)
    return at_least(piece, Level.POWER)


def subscripted(base: Layout, subscripts: Iterable[Layout]) -> Layout:
    """The base with subscripts, after those that it already has."""
    added = tuple(subscripts)
    if not added:
        return base
    if isinstance(base, Script) and base.sup is None and base.sub is not None:
        return Script(base.base, joined((base.sub, *added), TIGHT_COMMA))
    return Script(base, joined(added, TIGHT_COMMA))


def raised(base: Layout, exponent: Layout) -> Layout:
    """The base with an exponent, set above the subscript that it may have."""
    if isinstance(base, Script) and base.sup is None:
        return replace(base, sup=exponent)
    return Script(base, sup=exponent)


def bold(layout: Layout) -> Layout:
    """The name of a vector."""
    if isinstance(layout, Script):
        return replace(layout, base=bold(layout.base))
    if not isinstance(layout, Leaf) or layout.tag != "mi":
        return layout
    style = r"\boldsymbol" if layout.latex.startswith("\\") else r"\mathbf"
    return replace(layout, latex=f"{style}{{{layout.latex}}}", variant="bold")
