"""The layout of sums, products and powers: their order, their signs, their fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Callable, Sequence

from sympy import Add, Expr, Integer, Mul, NumberSymbol, Pow, Rational, Symbol

from verify.calculus import (
    Apply, Coordinate, Index, L2NormSquared, NormSquared, Sign, free_indices)
from verify.printing import as_text, nodes
from verify.printing.nodes import (
    MINUS, NEGATIVE, ONE, PLUS, Layout, Leaf, Level, Piece, Root, Row, Script,
    at_least, factor, number, operator, parenthesised, raised, row)
from verify.printing.visible import Hidden

Show = Callable[[Expr], Piece]

_TIMES = Leaf(" ", r"\, ", "mo", "\u2062")  # invisible times
_BESIDE = replace(_TIMES, latex=" ")        # where LaTeX leaves a gap by itself
_DOT = operator("·", r" \cdot ", "·")
_HALF = Leaf("½", r"\frac{1}{2}", "mn", "½")

_NUMBER, _SCALAR, _FUNCTION, _SUM, _BIG = range(5)  # the order of factors
_LAST = (True, True, _BIG + 1)                      # after the key of every factor


@dataclass(frozen=True)
class _Factor:
    """base^exponent in a product; below: it stands under the bar, the exponent without its sign."""

    base: Expr
    exponent: Expr
    below: bool
    piece: Piece
    rank: int
    key: tuple[Any, ...]


def number_piece(value: Rational) -> Piece:
    """A rational number standing alone."""
    over, under = number(abs(value.p)), number(value.q)
    size: Layout = over if value.q == 1 else nodes.Fraction(over, under)
    if value < 0:
        return Piece(row(NEGATIVE, size), Level.ADD)
    return Piece(size, Level.ATOM if value.q == 1 else Level.FRACTION)


def sum_piece(term: Add, show: Show, hidden: Hidden) -> Piece:
    """A sum: the positive terms first, numbers last among them."""
    terms = [_factors_of(argument, show, hidden) for argument in term.args]
    terms.sort(key=lambda t: (bool(t[0] < 0), _term_key(t[1])))
    items: list[Layout] = []
    for coefficient, factors in terms:
        size = at_least(_size(abs(coefficient), factors), Level.BIG)
        if coefficient < 0:
            items += [MINUS if items else NEGATIVE, size]
        else:
            items += [PLUS, size] if items else [size]
    return Piece(row(*items), Level.ADD)


def product_piece(term: Mul, show: Show, hidden: Hidden) -> Piece:
    """A product: numbers, symbols, functions, sums in brackets; what extends to the right last."""
    coefficient, factors = _factors_of(term, show, hidden)
    piece = _size(abs(coefficient), factors)
    if coefficient >= 0:
        return piece
    return Piece(row(NEGATIVE, at_least(piece, Level.BIG)), Level.ADD)


def power_piece(base: Expr, exponent: Expr, shown: Piece, show: Show) -> Piece:
    """A power, a root or a reciprocal; `shown` is the layout of its base."""
    if isinstance(exponent, Rational) and exponent < 0:
        under = _linear(power_piece(base, -exponent, shown, show))
        return Piece(nodes.Fraction(ONE, under), Level.FRACTION)
    if exponent == 1:
        return shown
    if isinstance(base, (NormSquared, L2NormSquared)) and (2 * exponent).is_Integer:
        norm = shown.layout  # ||v||^2 to the power 3/2 is ||v||^3
        if isinstance(norm, Script):
            if 2 * exponent == 1:
                return Piece(norm.base if norm.sub is None else replace(norm, sup=None), Level.ATOM)
            return Piece(replace(norm, sup=number(int(2 * exponent))), Level.POWER)
    if exponent == Rational(1, 2):
        return Piece(Root(shown.layout), Level.POWER)
    return Piece(raised(at_least(shown, Level.ATOM), show(exponent).layout), Level.POWER)


# ---- products --------------------------------------------------------------------------------


def _factors_of(term: Expr, show: Show, hidden: Hidden) -> tuple[Rational, list[_Factor]]:
    """A term as a rational coefficient and its factors in the order in which they are shown."""
    coefficient, terms = _opened(term)
    factors = [_factor(t, show, hidden) for t in terms]
    return coefficient, sorted(factors, key=lambda f: f.key)


def _opened(term: Expr) -> tuple[Rational, list[Expr]]:
    """The rational coefficient of a term and its other factors, nested products opened."""
    if isinstance(term, Rational):
        return term, []
    if not isinstance(term, Mul):
        return Rational(1), [term]
    coefficient, factors = Rational(1), list[Expr]()
    for argument in term.args:
        inner, more = _opened(argument)
        coefficient, factors = coefficient * inner, factors + more
    return coefficient, factors


def _factor(term: Expr, show: Show, hidden: Hidden) -> _Factor:
    base, exponent = (term.base, term.exp) if isinstance(term, Pow) else (term, Integer(1))
    below = isinstance(exponent, Rational) and bool(exponent < 0)
    exponent = -exponent if below else exponent
    shown = show(base)
    piece = power_piece(base, exponent, shown, show)
    rank, text = _rank(base, piece), as_text.render(factor(shown))
    subscripts: tuple[Any, ...] = (9,)
    if isinstance(base, (Apply, Coordinate)):  # scalars h(x) before components g_j(x)
        found = re.findall(r"_(\{[^}]*\}|\w+)", text)
        subscripts = (len(found), as_text.natural(",".join(found)))
    vector = bool(free_indices(base) & hidden.vectors)
    key = (rank == _BIG, vector, rank, subscripts, as_text.natural(text))
    return _Factor(base, exponent, below, piece, rank, key)


def _size(coefficient: Rational, factors: Sequence[_Factor]) -> Piece:
    """A term with a coefficient >= 0: its number and symbols over one bar, then the rest."""
    p, q = int(coefficient.p), int(coefficient.q)
    under = [f for f in factors if f.below]
    over = [f for f in factors if not f.below]
    if q == 1 and not under:
        return _times(_numbers(p, over) + [f.piece for f in over])
    top = [f for f in over if f.rank <= _SCALAR]
    rest = [f for f in over if f.rank > _SCALAR]
    if under and len(rest) == 1 and _narrow(rest[0], p, top):
        top, rest = top + rest, []
    if (p, q) == (1, 2) and not top and not under and rest:
        fraction = Piece(_HALF, Level.ATOM)
    else:
        bottom = [number_piece(Integer(q))] if q > 1 else []
        fraction = _fraction(_times(_numbers(p, top) + [f.piece for f in top]),
                             _times(bottom + [f.piece for f in under]))
    return _times([fraction] + [f.piece for f in rest])


def _rank(base: Expr, piece: Piece) -> int:
    if piece.level == Level.BIG:
        return _BIG
    if isinstance(base, (Rational, Sign)):
        return _NUMBER
    if isinstance(base, (Symbol, Index, NumberSymbol)):
        return _SCALAR
    return _FUNCTION if piece.level >= Level.POWER and not isinstance(base, Add) else _SUM


def _narrow(only: _Factor, p: int, scalars: Sequence[_Factor]) -> bool:
    """Whether the one factor that is no scalar looks better above the bar than behind it."""
    if isinstance(only.base, Add):
        return only.exponent == 1 and p == 1 and not scalars
    return isinstance(only.base, (Apply, Coordinate))


def _numbers(p: int, factors: Sequence[_Factor]) -> list[Piece]:
    return [number_piece(Integer(p))] if p != 1 or not factors else []


def _fraction(over: Piece, under: Piece) -> Piece:
    top = over.layout
    if over.level < Level.MUL:
        top = parenthesised(top, linear=True)
    return Piece(nodes.Fraction(top, _linear(under)), Level.FRACTION)


def _linear(under: Piece) -> Layout:
    """What stands under a bar: in text it needs brackets unless it is one factor."""
    if under.level >= Level.POWER:
        return under.layout
    return parenthesised(under.layout, linear=True)


def _times(pieces: Sequence[Piece]) -> Piece:
    """The pieces side by side.  Only the last may be one that extends to the right."""
    if len(pieces) == 1:
        return pieces[0]
    big = [p for p in pieces if p.level == Level.BIG]
    level = Level.BIG if len(big) == 1 and pieces[-1].level == Level.BIG else Level.MUL
    items: list[Layout] = []
    for i, piece in enumerate(pieces):
        last = level == Level.BIG and i == len(pieces) - 1
        item = piece.layout if last else factor(piece)
        if items:
            items.append(_between(pieces[i - 1], item))
        items.append(item)
    return Piece(Row(tuple(items)), level)


def _between(before: Piece, item: Layout) -> Leaf:
    text = as_text.render(item)
    if text[:1].isdigit():
        return _DOT
    plain = isinstance(before.layout, Leaf) and before.layout.tag == "mn"
    wide = plain or before.level == Level.FRACTION or text[:1] in "(ΣΠ"
    return _BESIDE if wide else _TIMES


# ---- the order of terms ----------------------------------------------------------------------


def _term_key(factors: Sequence[_Factor]) -> tuple[Any, ...]:
    """Higher powers first and numbers last: x^2 + x y + x + 1."""
    powers = ((f.key, _power(f)) for f in factors)
    return (*powers, (_LAST, Fraction(0)))


def _power(factor: _Factor) -> Fraction:
    if not isinstance(factor.exponent, Rational):
        return Fraction(0)
    power = Fraction(int(factor.exponent.p), int(factor.exponent.q))
    return power if factor.below else -power
