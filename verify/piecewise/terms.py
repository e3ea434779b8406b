"""Terms of the calculus as functions of one real variable: numbers or Piecewise functions."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any, Mapping

import sympy
from sympy import Expr

from verify import calculus as c
from verify.arithmetic.exact import NoExactValue
from verify.model import Model, NetworkValues, Slope
from verify.network import forward
from verify.piecewise.comparing import Affine
from verify.piecewise.function import Piecewise
from verify.piecewise.vertices import NotAffine, TooManyPieces
from verify.piecewise.windows import windows
from verify.values import NotEvaluated

MOST_TERMS = 2**16      # of a sum, or steps of an iteration

Number = Fraction | Piecewise
Env = Mapping[Any, Number]          # index (or bound symbol) -> its value


def value(term: Expr, model: Model, env: Env) -> Number:
    """The value of a term, its indices (of intervals: the function x) as given by `env`.

    Raises
        NotEvaluated: for a term that is not affine in pieces, or has no exact value.
        TooManyPieces: if there are more pieces than are held at once.
    """
    try:
        return _Terms(model).at(term, env)
    except (NotAffine, NoExactValue) as reason:
        raise NotEvaluated(str(reason)) from None
    except ZeroDivisionError:
        raise NotEvaluated("a division by 0") from None
    except KeyError as reason:
        raise NotEvaluated(str(reason.args[0])) from None


def ends(index: c.Index) -> tuple[Fraction, Fraction]:
    """The ends of the interval that an index runs over.

    Raises NotEvaluated unless they are rational.

    >>> ends(c.Index("x", c.Interval(0, "1/2")))
    (Fraction(0, 1), Fraction(1, 2))
    """
    if index.over.kind != "interval":
        raise NotEvaluated(f"{index.over.name} is no interval")
    low, high = index.over.elements
    if not (isinstance(low, sympy.Rational) and isinstance(high, sympy.Rational)):
        raise NotEvaluated(f"{index.over.name} has an end that is no fraction")
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))


def positions(index: c.Index, model: Model) -> list[Fraction]:
    """The numbers that an index of a range or a finite set stands for, in order."""
    over = index.over
    if over.kind == "finite":
        return [Fraction(int(e.p), int(e.q)) for e in over.elements]
    if over.kind != "range":
        raise NotEvaluated(f"{over.name} is no range")
    size = model.number(over.size)
    if size > MOST_TERMS:
        raise NotEvaluated(f"{size} terms are more than {MOST_TERMS}")
    return [Fraction(over.first + n) for n in range(size)]


class _Terms:
    """A recursion over terms: a case for every node that keeps functions affine in pieces."""

    def __init__(self, model: Model):
        self.model = model

    def at(self, term: Expr, env: Env) -> Number:
        if term in env:
            return env[term]
        if isinstance(term, sympy.Rational):
            return Fraction(int(term.p), int(term.q))
        if isinstance(term, sympy.Symbol):
            found = self.model.numbers.get(term.name)
            return Fraction(self.model.size(term.name)) if found is None else Fraction(found)
        method = getattr(self, "_" + type(term).__name__, None)
        if method is None:
            raise NotEvaluated(f"no piecewise value is defined for {type(term).__name__}")
        return method(term, env)

    def integer(self, term: Expr, env: Env) -> int:
        """The value of a term that is one integer."""
        found = self.constant(self.at(term, env))
        if found is None or found.denominator != 1:
            raise NotEvaluated(f"{term} is not one integer")
        return int(found)

    def constant(self, found: Number) -> Fraction | None:
        return found.as_constant() if isinstance(found, Piecewise) else found

    def _Index(self, term: c.Index, env: Env) -> Number:
        raise NotEvaluated(f"{term.name} is not quantified")

    def _Add(self, term: Expr, env: Env) -> Number:
        return _folded(add, [self.at(a, env) for a in term.args])

    def _Mul(self, term: Expr, env: Env) -> Number:
        return _folded(mul, [self.at(a, env) for a in term.args])

    def _Pow(self, term: Expr, env: Env) -> Number:
        base, exponent = self.at(term.args[0], env), self.integer(term.args[1], env)
        number = self.constant(base)
        if number is not None:
            if abs(exponent) > MOST_TERMS:
                raise NotEvaluated(f"the exponent {exponent} is more than {MOST_TERMS}")
            return Fraction(number**exponent)
        if exponent == 0:
            return Fraction(1)
        if exponent != 1:
            raise NotAffine("a power of a function that varies")
        return base

    def _Abs(self, term: Expr, env: Env) -> Number:
        found: Any = self.at(term.args[0], env)
        return abs(found)

    def _Relu(self, term: Expr, env: Env) -> Number:
        found = self.at(term.args[0], env)
        return found.relu() if isinstance(found, Piecewise) else max(found, Fraction(0))

    def _Floor(self, term: Expr, env: Env) -> Number:
        found = self.at(term.args[0], env)
        return found.floor() if isinstance(found, Piecewise) else Fraction(found // 1)

    def _Max(self, term: Expr, env: Env) -> Number:
        return _folded(_maximum, [self.at(a, env) for a in term.args])

    def _Min(self, term: Expr, env: Env) -> Number:
        return -_folded(_maximum, [-self.at(a, env) for a in term.args])

    def _Mod2(self, term: Expr, env: Env) -> Number:
        found = self.at(term.args[0], env)
        if isinstance(found, Piecewise):
            if not found.equal(found.floor()):
                raise NotEvaluated("e mod 2 needs an integer e")
            return found - found.scaled(Fraction(1, 2)).floor().scaled(2)
        if found.denominator != 1:
            raise NotEvaluated("e mod 2 needs an integer e")
        return found % 2

    def _Sign(self, term: Expr, env: Env) -> Number:
        return 1 - self._Mod2(term, env) * 2

    def _Indicator(self, term: Expr, env: Env) -> Number:
        difference = self.at(term.args[0], env) - self.at(term.args[1], env)
        if isinstance(difference, Piecewise):
            return 1 - abs(difference.sign())
        return Fraction(difference == 0)

    def _SumOver(self, term: c.Binder, env: Env) -> Number:
        parts = [self.at(term.body, {**env, term.index: n})
                 for n in positions(term.index, self.model)]
        return sum(parts, Fraction(0))

    # ---- functions ---------------------------------------------------------------------------

    def _Apply(self, term: c.Apply, env: Env) -> Number:
        if term.fn.definition is not None:
            return self.at(term.unfold(), env)
        provider = self.model.values.get(term.fn.name)
        if isinstance(provider, NetworkValues):
            if len(term.arguments) != 1:
                raise NotEvaluated(f"{term.fn.name} has more than one argument")
            return self._network(provider, self.at(term.arguments[0], env))
        if provider is None or isinstance(provider, Slope) or not term.fn.sets:
            raise NotEvaluated(f"no piecewise value is defined for {term.fn.name}")
        return self._table(term, provider, env)

    def _table(self, term: c.Apply, provider: Any, env: Env) -> Number:
        """A number of a table, by the numbers of its indices."""
        places = []
        for argument, over in zip(term.arguments, term.fn.sets, strict=True):
            if isinstance(argument, c.Index) and argument.over.kind == "finite":
                numbers: list[Any] = list(positions(argument, self.model))
                number = numbers.index(self.at(argument, env))
            else:
                number = self.integer(argument, env) - over.first
            places.append((number, number + 1))
        if any(not 0 <= first < size for (first, _), size in zip(places, provider.shape)):
            raise NotEvaluated(f"{term} is outside of its table")
        return provider.window(places).reshape(-1).item(0)

    def _network(self, provider: NetworkValues, argument: Number) -> Number:
        if provider.network.inputs != 1:
            raise NotEvaluated(f"a network with {provider.network.inputs} inputs")
        if isinstance(argument, Piecewise):
            outputs = argument.through(provider.network)
        else:
            outputs = list(forward(provider.network, (argument,)))
        if len(outputs) != 1:
            raise NotEvaluated(f"a network with {len(outputs)} outputs")
        return outputs[0]

    def _Iterate(self, term: Any, env: Env) -> Number:
        fn, times, found = term.fn, self.integer(term.args[1], env), self.at(term.args[2], env)
        if not 0 <= times <= MOST_TERMS:
            raise NotEvaluated(f"{times} steps: negative, or more than {MOST_TERMS}")
        if fn.definition is None:
            provider = self.model.values.get(fn.name)
            if not isinstance(provider, NetworkValues):
                raise NotEvaluated(f"no piecewise value is defined for {fn.name}")
            for _ in range(times):
                found = self._network(provider, found)
            return found
        argument = sympy.Dummy()
        body = fn(argument).unfold()
        for _ in range(times):
            found = self.at(body, {**env, argument: found})
        return found

    def _PieceCount(self, term: c.Binder, env: Env) -> Number:
        return Fraction(piece_count(term.body, term.index, self.model, env))


def _folded(operation: Any, parts: list[Number]) -> Number:
    """The sum (product, maximum) of the parts, numbers first, for they cost nothing."""
    found: Any = reduce(operation, sorted(parts, key=lambda part: isinstance(part, Piecewise)))
    return found


def _maximum(a: Number, b: Number) -> Number:
    if isinstance(a, Piecewise):
        return a.maximum(b)
    return b.maximum(a) if isinstance(b, Piecewise) else max(a, b)


def piece_count(body: Expr, x: c.Index, model: Model, env: Env | None = None) -> int:
    """The least number of open intervals on which body is affine and which, with points between
    them, make up the interval of x.

    Raises
        NotEvaluated: for a term that is not affine in pieces, or too many pieces.

    >>> x = c.Index("x", c.Interval(-1, 1))
    >>> piece_count(sympy.Abs(x), x, Model())
    2
    """
    low, high = ends(x)
    if low == high:
        return 1

    def part(a: Fraction, b: Fraction) -> tuple[int, tuple[int, Any, Any]]:
        found = value(body, model, {**(env or {}), x: Piecewise.variable(a, b)})
        if not isinstance(found, Piecewise):
            found = Piecewise.constant(found, a, b)
        pieces, found = found.pieces, found.normalised()
        first, last = (_with_value(found, *at) for at in ((0, a), (found.pieces - 1, b)))
        return pieces, (found.pieces, first, last)

    total, before = 0, None
    try:
        for pieces, first, last in windows(low, high, part):
            total += pieces - (before == first and first[1])
            before = last
    except TooManyPieces as reason:
        raise NotEvaluated(str(reason)) from None
    return total


def _with_value(f: Piecewise, number: int, x: Fraction) -> tuple[Affine, bool]:
    """The affine function on a piece that ends at x, and whether it gives the value at x."""
    slope, offset = f.piece(number)
    return Affine(slope, offset), slope * x + offset == f(x)
