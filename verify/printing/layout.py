"""From a term of the calculus to its layout: the one traversal that every format shares."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import sympy
from sympy import Add, Expr, Mul, Pow, Rational, Symbol

from verify.calculus import (
    Apply, Average, Binder, Coordinate, Expect, Floor, Index, Indicator, Inner, Iterate,
    L2NormSquared, Mod2, NormSquared, Partial, PieceCount, ProductOver, Relu, Sign, SumOver)
from verify.printing import as_text
from verify.printing.names import function_name, name
from verify.printing.nodes import (
    COMMA, EQUAL, NABLA, NEGATIVE, ONE, PLACEHOLDER, Big, Cases, Fence, Fraction, Layout, Leaf,
    Level, Notation, Piece, Script, at_least, bold, joined, number, operator, parenthesised,
    raised, row, subscripted, word)
from verify.printing.products import Show, number_piece, power_piece, product_piece, sum_piece
from verify.printing.sets import limits, set_layout
from verify.printing.visible import Hidden, is_function, is_vector, split

_SPACE = Leaf(" ", " ", "mo", "\u2062")
_EXPECTATION = Leaf("E", r"\mathbb{E}", "mi", "𝔼")
_SUM = operator("Σ", r"\sum", "∑")
_PRODUCT = operator("Π", r"\prod", "∏")
_DERIVATIVE = Leaf("∂", r"\partial", "mo", "∂")
_L2 = Leaf("", "L_{2}", "mi", "L₂")
_MODULO = operator(" mod ", r" \bmod ", "mod")
_INDICATOR = Leaf("1", r"\mathbf{1}", "mn", "1", "bold")

_ON = word(" on ")

_CONSTANTS: dict[Expr, Layout] = {
    sympy.pi: name("pi"), sympy.E: name("e"), sympy.oo: Leaf("∞", r"\infty", "mi", "∞")}
_FUNCTIONS: dict[type, tuple[str, str]] = {
    sympy.exp: ("exp", r"\exp"), sympy.log: ("log", r"\log"), sympy.Max: ("max", r"\max"),
    sympy.Min: ("min", r"\min"), Relu: ("relu", r"\operatorname{relu}"),
    sympy.sign: ("sign", r"\operatorname{sign}")}
_BRACKETS: dict[type, tuple[str, str]] = {
    sympy.Abs: ("|", "|"), Floor: ("⌊", "⌋"), sympy.floor: ("⌊", "⌋"), sympy.ceiling: ("⌈", "⌉")}
_RELATIONS = {"==": EQUAL, "=": EQUAL, "!=": operator(" ≠ ", r" \neq ", "≠"),
              "<": operator(" < ", " < ", "<"), "<=": operator(" ≤ ", r" \leq ", "≤"),
              ">": operator(" > ", " > ", ">"), ">=": operator(" ≥ ", r" \geq ", "≥")}
_CONNECTIVES: dict[type, str] = {sympy.And: " and ", sympy.Or: " or "}


def build(term: Expr, hidden: Hidden = Hidden()) -> Piece:
    """The layout of a term, with the hidden indices left out.

    Raises: TypeError for a sympy object that has no place in the calculus (a float, a matrix).
    """
    show = partial(build, hidden=hidden)
    match term:
        case Rational():
            return number_piece(term)
        case Symbol() | Index():
            return Piece(name(term.name), Level.ATOM)
        case Add():
            return sum_piece(term, show, hidden)
        case Mul():
            return product_piece(term, show, hidden)
        case Pow():
            return power_piece(term.base, term.exp, show(term.base), show)
        case Apply():
            return _application(term, show, hidden)
        case Binder():
            return _binder(term, hidden)
    if term in _CONSTANTS:
        return Piece(_CONSTANTS[term], Level.ATOM)
    if term == -sympy.oo:
        return Piece(row(NEGATIVE, _CONSTANTS[sympy.oo]), Level.ADD)
    return _other(term, show, hidden)


def relation(left: Expr, symbol: str, right: Expr, show: Show = build) -> Layout:
    """left symbol right, with symbol one of = == != < <= > >= ."""
    return row(show(left).layout, _RELATIONS[symbol], show(right).layout)


def _other(term: Expr, show: Show, hidden: Hidden) -> Piece:
    arguments = [show(a).layout for a in term.args if isinstance(a, Expr)]
    kind = type(term)
    if isinstance(term, Coordinate):
        point, place = term.args
        if hidden.holds(place):
            return Piece(bold(at_least(show(point), Level.ATOM)), Level.ATOM)
        base = at_least(show(point), Level.ATOM)
        return Piece(subscripted(base, [show(place).layout]), Level.ATOM)
    if isinstance(term, Sign):
        base = parenthesised(row(NEGATIVE, ONE))
        return Piece(raised(base, arguments[0]), Level.POWER)
    if isinstance(term, Mod2):
        operand = at_least(show(term.args[0]), Level.POWER)
        return Piece(row(operand, _MODULO, number(2)), Level.LOOSE)
    if isinstance(term, Indicator):
        condition = Fence("[", joined(arguments, EQUAL), "]")
        return Piece(row(_INDICATOR, condition), Level.POWER)
    if isinstance(term, Iterate):
        start = parenthesised(show(term.args[2]).layout)
        times = show(term.args[1]).layout
        return Piece(row(raised(name(term.fn.name), times), start), Level.ATOM)
    if isinstance(term, sympy.Piecewise):
        return Piece(_piecewise(term, show), Level.ATOM)
    if kind in _BRACKETS:
        left, right = _BRACKETS[kind]
        return Piece(Fence(left, arguments[0], right), Level.ATOM)
    if kind in (sympy.Max, sympy.Min):  # sympy keeps no order of its own
        arguments.sort(key=lambda a: as_text.natural(as_text.render(a)))
    if kind in _FUNCTIONS:
        return Piece(_called(function_name(*_FUNCTIONS[kind]), arguments), Level.ATOM)
    if isinstance(term, sympy.core.function.AppliedUndef):
        return Piece(_called(name(term.func.__name__), arguments), Level.ATOM)
    raise TypeError(f"no notation for {kind.__name__}: {term!r}")


def _called(function: Layout, arguments: list[Layout]) -> Layout:
    return row(function, parenthesised(joined(arguments, COMMA)))


def _piecewise(term: sympy.Piecewise, show: Show) -> Layout:
    rows = []
    for value, condition in term.args:
        shown: Layout = word(" otherwise")
        if condition != sympy.true:
            shown = row(word(" if "), _condition(condition, show))
        rows.append((show(value).layout, shown))
    return Cases(tuple(rows))


def _condition(condition: sympy.Basic, show: Show) -> Layout:
    if type(condition) in _CONNECTIVES:
        parts = [_condition(c, show) for c in condition.args]
        parts = [parenthesised(p) if type(c) in _CONNECTIVES else p
                 for p, c in zip(parts, condition.args)]
        parts.sort(key=lambda p: as_text.natural(as_text.render(p)))
        return joined(parts, word(_CONNECTIVES[type(condition)]))
    if isinstance(condition, sympy.core.relational.Relational):
        return relation(condition.lhs, condition.rel_op, condition.rhs, show)
    raise TypeError(f"no notation for the condition {condition!r}")


# ---- applications ----------------------------------------------------------------------------


def _application(term: Apply, show: Show, hidden: Hidden) -> Piece:
    """A function of its arguments: its own notation, or g_j(x)."""
    fn, arguments = term.fn, term.arguments
    shown = tuple(show(a).layout for a in arguments)
    default = _default_application(term, shown, hidden)
    if fn.text is None and fn.latex is None:
        return Piece(default, Level.ATOM)
    absent = frozenset(i for i, a in enumerate(arguments) if hidden.holds(a))
    layout = Notation(fn.text, fn.latex, shown, absent, default)
    return Piece(layout, _level_of(as_text.render(layout)))


def _default_application(term: Apply, shown: tuple[Layout, ...], hidden: Hidden) -> Layout:
    fn, arguments = term.fn, term.arguments
    head, subscripts, points = split(fn, arguments)
    base = name(fn.name) if head is None else shown[head]
    if any(a in hidden.vectors for a in arguments):
        base = bold(base)
    base = subscripted(base, (shown[i] for i in subscripts if not hidden.holds(arguments[i])))
    if all(hidden.holds(arguments[i]) for i in points):
        return base
    return _called(base, [PLACEHOLDER if hidden.holds(arguments[i]) else shown[i] for i in points])


def _level_of(text: str) -> Level:
    """How tightly a function's own notation holds together, judged by its text."""
    depth, outside = 0, ""
    for character in text:
        depth += (character in "([{⟨") - (character in ")]}⟩")
        if depth == 0:
            outside += character
    if outside.startswith("-") or " + " in outside or " - " in outside:
        return Level.ADD
    if "/" in outside:
        return Level.FRACTION
    if " " in outside:
        return Level.MUL
    return Level.POWER if outside[-1:] in "⁰¹²³⁴⁵⁶⁷⁸⁹" or "^" in outside else Level.ATOM


# ---- binders ---------------------------------------------------------------------------------


def _binder(term: Binder, hidden: Hidden) -> Piece:
    if isinstance(term, Partial):
        return _partial(term, hidden)
    inside = hidden.without(term.index)
    show = partial(build, hidden=inside)
    index = name(term.index.name)
    match term:
        case SumOver() | ProductOver():
            return _large(term, index, show)
        case Average() | Expect():
            return _expectation(term, index, show)
        case NormSquared():
            return _norm(term, inside)
        case L2NormSquared():
            return Piece(raised(_over_points(term, "‖", "‖", inside), number(2)), Level.POWER)
        case PieceCount():
            body = row(build(term.body, hidden).layout, _ON, set_layout(term.index.over, show))
            return Piece(_called(word("pieces"), [body]), Level.ATOM)
        case Inner():
            return Piece(_over_points(term, "⟨", "⟩", inside), Level.ATOM)
    raise TypeError(f"no notation for {type(term).__name__}")


def _large(term: Binder, index: Layout, show: Show) -> Piece:
    sign, least = (_SUM, Level.BIG) if isinstance(term, SumOver) else (_PRODUCT, Level.POWER)
    below, above = limits(index, term.index.over, show)
    body = at_least(show(term.body), least)
    return Piece(row(Big(sign, index, below, above), body), Level.BIG)


def _expectation(term: Binder, index: Layout, show: Show) -> Piece:
    sign, body = Script(_EXPECTATION, index), show(term.body)
    if isinstance(term, Average) and isinstance(term.body, (NormSquared, L2NormSquared, SumOver)):
        return Piece(row(sign, _SPACE, body.layout), Level.BIG)
    return Piece(row(sign, Fence("[", body.layout, "]")), Level.POWER)


def _norm(term: NormSquared, hidden: Hidden) -> Piece:
    """A vector without its index, or else the family of its components: (v_j)_j."""
    index = term.index
    if is_vector(term.body, index):
        body = build(term.body, Hidden(hidden.vectors | {index}, hidden.points)).layout
    else:
        components = parenthesised(build(term.body, hidden).layout)
        body = subscripted(components, [name(index.name)])
    return Piece(raised(Fence("‖", body, "‖"), number(2)), Level.POWER)


def _over_points(term: Binder, left: str, right: str, hidden: Hidden) -> Layout:
    """A norm or an inner product of functions: of x, or where x must be shown, over x."""
    index, functions = term.index, term.args[:-1]
    plain = all(is_function(f, index) for f in functions)
    inside = Hidden(hidden.vectors, hidden.points | {index}) if plain else hidden
    parts = joined((build(f, inside).layout for f in functions), COMMA)
    return Script(Fence(left, parts, right), _L2 if plain else name(index.name))


def _partial(term: Partial, hidden: Hidden) -> Piece:
    body = build(term.body, hidden)
    if term.index in hidden.vectors:
        bare = body.level == Level.ATOM or isinstance(term.body, (Average, Expect))
        inner = body.layout if bare else parenthesised(body.layout)
        return Piece(row(NABLA, inner), Level.POWER)
    weight = Script(name("w"), name(term.index.name))
    operation = Fraction(_DERIVATIVE, row(replace(_DERIVATIVE, latex=r"\partial "), weight))
    return Piece(row(operation, _SPACE, at_least(body, Level.POWER)), Level.BIG)
