"""The language that statements and proofs are written in: sympy terms with binders over index sets.

Where
    IndexSet    a set that an index runs over: a range 1..n of symbolic size, a finite probability
                space, the cube {0,1}^d or {-1,1}^d, an interval, an explicit list of numbers
    Index       an element of such a set: h in H, x in X, j in 1..n
    Fn, f(i,x)  an uninterpreted function of indices (or of terms); it may carry a definition, a
                derivative, the finitely many values that it takes, and its own notation
    binders     SumOver, ProductOver, Average (over a family), Expect (over a probability space),
                Inner, NormSquared, L2NormSquared, Partial (the derivative d/dw_j)
    Sign(e)     (-1)^e for an integer e;  Mod2(e)  its parity;  Indicator(a, b)  1 if a = b else 0
    Floor(e)    the largest integer <= e;  Iterate(f, n, e)  f applied n times to e
    PieceCount  the number of affine pieces of a function of x on an interval

Every node is an ordinary sympy expression whose `args` rebuild it, so `xreplace` and friends work.
Meaning is given in two places only: `normal_form` (for all sizes) and `evaluate` (at numbers).
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, Callable

import sympy
from sympy import Expr, Symbol

from verify.errors import Refused


@dataclass(frozen=True)
class IndexSet:
    """A set that an index runs over.  `name` is unique within one theorem.

    kind
        range      first, first + 1, ..., size indices in all; first is 1 unless it is said
        space      a finite probability space with `size` points and weights `weight`
        cube       {0,1}^d with uniform weights; `dimension` is the range of its coordinates
        sign-cube  {-1,1}^d likewise
        finite     the listed `elements`, uniform when an expectation is taken
        interval   the real numbers from elements[0] to elements[1]
        naturals   0, 1, 2, ...
        integers, reals   all of them
    """

    name: str
    kind: str
    size: Expr = sympy.Integer(0)
    weight: str = ""
    dimension: "IndexSet | None" = None
    elements: tuple[Expr, ...] = ()
    latex: str = ""
    first: int = 1

    def __str__(self) -> str:
        return self.name


def Size(name: str) -> Symbol:
    """A symbol for the size of a set: a positive integer."""
    return Symbol(name, integer=True, positive=True)


def Range(size: Expr | int, name: str, first: int = 1) -> IndexSet:
    """The indices first, ..., first + size - 1."""
    return IndexSet(name, "range", sympy.sympify(size), first=first)


def Space(name: str, size: Expr | int, weight: str = "q") -> IndexSet:
    """A finite probability space: `size` points with weights named `weight`."""
    return IndexSet(name, "space", sympy.sympify(size), weight)


def Cube(d: Expr | int | IndexSet, name: str = "X") -> IndexSet:
    """{0,1}^d with uniform weights."""
    coordinates = d if isinstance(d, IndexSet) else Range(d, f"{name}.coordinates")
    return IndexSet(name, "cube", 2**coordinates.size, dimension=coordinates)


def SignCube(d: Expr | int | IndexSet, name: str = "X") -> IndexSet:
    """{-1,1}^d with uniform weights."""
    coordinates = d if isinstance(d, IndexSet) else Range(d, f"{name}.coordinates")
    return IndexSet(name, "sign-cube", 2**coordinates.size, dimension=coordinates)


def Finite(*elements: Any, name: str = "") -> IndexSet:
    """The listed rational numbers."""
    values = tuple(sympy.Rational(e) for e in elements)
    return IndexSet(name or "{" + ", ".join(map(str, values)) + "}", "finite",
                    sympy.Integer(len(values)), elements=values)


def Interval(low: Any, high: Any, name: str = "") -> IndexSet:
    """The real numbers from `low` to `high`, ends included."""
    low, high = sympy.Rational(low), sympy.Rational(high)
    return IndexSet(name or f"[{low}, {high}]", "interval", elements=(low, high))


Naturals = IndexSet("naturals", "naturals")
Integers = IndexSet("integers", "integers")
Reals = IndexSet("reals", "reals")
INFINITE = ("interval", "naturals", "integers", "reals")


@lru_cache(maxsize=2**10)
def _identity(over: IndexSet) -> tuple:
    """What tells index sets apart, as plain values that sympy can compare."""
    dimension = _identity(over.dimension) if over.dimension is not None else ()
    return (over.name, over.kind, str(over.size), over.weight, tuple(map(str, over.elements)),
            dimension, over.first)


class Index(sympy.AtomicExpr):
    """An element of an index set; as a number it is its own value (1..n, a listed element, ...)."""

    is_commutative = True
    name: str
    over: IndexSet

    def __new__(cls, name: str, over: IndexSet) -> "Index":
        self = super().__new__(cls)
        self.name, self.over = name, over
        return self

    def _hashable_content(self) -> tuple:
        return (self.name, *_identity(self.over))

    def _sympystr(self, printer: Any) -> str:
        return self.name

    def __getnewargs__(self) -> tuple:
        return (self.name, self.over)


_serials = count(1)
_gradients: set[tuple] = set()    # functions that are some predictor's gradient: they vary with w


class Fn(sympy.Atom):
    """An uninterpreted function: `Fn("h", H, X)` is applied as `h(i, x)`.

    sets        the index sets of its arguments; empty for a function of terms (r'(z)) or a constant
    values      the finitely many values it takes, e.g. (-1, 1); () when any
    into        the range or the naturals, if its values are elements of such a set
    gradient    for the predictor p: the Fn g with dp(x)/dw_j = g(j, x)
    derivative  for a function of terms: the Fn of its derivative in its first argument
    definition  a function from the arguments to the term that the application abbreviates
    text, latex notation: functions from the printed arguments to a string; None for f(a, b)
    """

    name: str

    def __new__(cls, name: str, *sets: IndexSet, values: tuple[int, ...] = (),
                into: IndexSet | None = None,
                gradient: "Fn | None" = None, derivative: "Fn | None" = None,
                definition: Callable[..., Expr] | None = None,
                text: Callable[..., str] | None = None,
                latex: Callable[..., str] | None = None) -> "Fn":
        self = super().__new__(cls)
        self.name, self.sets, self.values, self.into = name, sets, values, into
        if into is not None and into.kind not in ("range", "naturals"):
            raise ValueError(f"{name}: into is a range or the naturals, not {into.name}")
        self.gradient, self.derivative, self.definition = gradient, derivative, definition
        if gradient is not None:
            _gradients.add(gradient._hashable_content())
        self.text, self.latex = text, latex
        # two definitions are never one function, whatever they are called
        self.serial = next(_serials) if definition is not None else 0
        return self

    def _hashable_content(self) -> tuple:
        # all that gives the function a meaning: else one proof's answer would serve another's
        into = _identity(self.into) if self.into is not None else ()
        slopes = tuple(f._hashable_content() if f is not None else ()
                       for f in (self.gradient, self.derivative))
        return (self.name, tuple(_identity(s) for s in self.sets), self.values, into, slopes,
                self.serial)

    @property
    def is_gradient(self) -> bool:
        """Whether it is the gradient of a function, and so depends on the weights itself."""
        return self._hashable_content() in _gradients

    def _sympystr(self, printer: Any) -> str:
        return self.name

    def __call__(self, *arguments: Any) -> "Apply":
        return Apply(self, *arguments)


class Node(Expr):
    """A term of the calculus: rebuilt from its args, never evaluated on construction."""

    is_commutative = True

    def __new__(cls, *args: Any) -> Any:
        return super().__new__(cls, *(sympy.sympify(a) for a in args))

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({', '.join(printer._print(a) for a in self.args)})"


class Apply(Node):
    """f(arguments): args = (Fn, *arguments)."""

    @property
    def fn(self) -> Fn:
        return self.args[0]  # type: ignore[return-value]

    @property
    def arguments(self) -> tuple[Expr, ...]:
        return self.args[1:]  # type: ignore[return-value]

    def unfold(self) -> Expr:
        """What a defined function abbreviates here.

        Raises
            Refused: if the definition binds an index that an argument mentions.
        """
        if self.fn.definition is None:
            raise ValueError(f"{self.fn.name} has no definition")
        body = sympy.sympify(self.fn.definition(*self.arguments))
        bound = bound_indices(body)
        for argument in self.arguments:
            if bound & free_indices(argument):
                raise Refused("ill-formed", f"{self.fn.name} binds an index of its own argument")
        return body


class Coordinate(Node):
    """x_i for x in a cube and i in the range of its coordinates: args = (x, i)."""


class Sign(Node):
    """(-1)^e for an integer-valued e: args = (e,)."""


class Mod2(Node):
    """e mod 2, 0 or 1, for an integer-valued e: args = (e,)."""


class Indicator(Node):
    """1 if a = b, else 0: args = (a, b); a and b are terms, or indices of one set."""


class Relu(Node):
    """max(0, e): args = (e,)."""


class Floor(Node):
    """The largest integer that is at most e: args = (e,)."""


class Iterate(Node):
    """f applied n times, f(f(...f(e))), for a function f of one number: args = (f, n, e)."""

    @property
    def fn(self) -> Fn:
        return self.args[0]  # type: ignore[return-value]


class Binder(Node):
    """A node that binds its last argument, an Index, in the arguments before it."""

    @property
    def body(self) -> Expr:
        return self.args[0]  # type: ignore[return-value]

    @property
    def index(self) -> Index:
        return self.args[-1]  # type: ignore[return-value]


class SumOver(Binder):
    """The sum of body over index: args = (body, index)."""


class ProductOver(Binder):
    """The product of body over index: args = (body, index)."""


class Average(Binder):
    """1/size times the sum over index (uniform prior on a family): args = (body, index)."""


class Expect(Binder):
    """The expectation of body over index in a probability space: args = (body, index)."""


class NormSquared(Binder):
    """The squared Euclidean norm of the vector with components body(j): args = (body, j)."""


class L2NormSquared(Binder):
    """The squared L2 norm E_x[body^2]: args = (body, x)."""


class Inner(Binder):
    """The inner product E_x[f g]: args = (f, g, x)."""


class PieceCount(Binder):
    """The number of maximal intervals on which body is affine in x, for x in an interval:
    args = (body, x)."""


class Partial(Binder):
    """The derivative of body by the weight w_j: args = (body, j); j stays free in the result."""


@dataclass(frozen=True)
class Relation:
    """lhs rel rhs, with rel one of = <= < != ; its free indices are universally quantified."""

    lhs: Expr
    rel: str
    rhs: Expr


def Eq(lhs: Any, rhs: Any) -> Relation:
    return Relation(sympy.sympify(lhs), "=", sympy.sympify(rhs))


def Le(lhs: Any, rhs: Any) -> Relation:
    return Relation(sympy.sympify(lhs), "<=", sympy.sympify(rhs))


def Lt(lhs: Any, rhs: Any) -> Relation:
    return Relation(sympy.sympify(lhs), "<", sympy.sympify(rhs))


def Ne(lhs: Any, rhs: Any) -> Relation:
    return Relation(sympy.sympify(lhs), "!=", sympy.sympify(rhs))


@dataclass(frozen=True)
class ForAll:
    """For all indices (pairwise distinct if `distinct`): the relation.  `where` is a condition."""

    indices: tuple[Index, ...]
    relation: Relation
    distinct: bool = False
    where: Relation | None = None


Formula = Relation | ForAll


# What a relation says of two values that can be compared: numbers, or terms of a solver.
HOLDS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<=": operator.le, "<": operator.lt}


def binds(node: Expr) -> bool:
    """Whether this node binds its index (Partial only names the weight it differentiates by)."""
    return isinstance(node, Binder) and not isinstance(node, Partial)


def free_indices(term: Expr) -> set[Index]:
    """The indices that occur free in a term.

    >>> x = Index("x", Space("X", Size("m"))); p = Fn("p", x.over)
    >>> free_indices(Expect(p(x), x)), free_indices(p(x))
    (set(), {x})
    """
    if isinstance(term, Index):
        return {term}
    found: set[Index] = set()
    for argument in term.args:
        found |= free_indices(argument)
    if binds(term):
        found.discard(term.index)  # type: ignore[attr-defined]
    return found


def relation_of(formula: Formula) -> Relation:
    return formula.relation if isinstance(formula, ForAll) else formula


def quantified(formula: Formula) -> tuple[Index, ...]:
    """The universally quantified indices: the declared ones, else the free ones in name order."""
    relation = relation_of(formula)
    free = free_indices(relation.lhs) | free_indices(relation.rhs)
    declared = formula.indices if isinstance(formula, ForAll) else ()
    return declared + tuple(sorted(free - set(declared), key=lambda i: i.name))


def bound_indices(term: Expr) -> set[Index]:
    """Every index that some binder in the term binds, definitions not unfolded."""
    return {b.index for b in term.atoms(Binder) if binds(b)}


def functions(term: Expr) -> set[Fn]:
    """Every function that occurs in a term, definitions not unfolded."""
    return set(term.atoms(Fn))


@lru_cache(maxsize=2**12)
def unfolded(term: Expr) -> Expr:
    """The term with every defined function replaced by what it abbreviates."""
    while True:
        defined = [a for a in term.atoms(Apply) if a.fn.definition is not None]
        if not defined:
            return term
        term = term.xreplace({a: a.unfold() for a in defined})
