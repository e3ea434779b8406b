"""Terms of the calculus written out in the few terms that a certificate knows.

Averages, expectations, norms and inner products become sums; |a|, max and min become relus; signs
and remainders modulo 2 become powers of -1; a derivative is taken; a sum over listed numbers is
written out; a point of {-1,1}^d is written by its bits. What is hashed is the result.
"""

from __future__ import annotations

from typing import Any, Mapping

from verify import calculus as c
from verify.errors import NotCertified

Json = list[Any]
ONE, MINUS, TWO = ["num", "1"], ["num", "-1"], ["num", "2"]
BINDERS = ("sum", "product", "pieces")


def minus(a: Json, b: Json) -> Json:
    """a - b"""
    return ["+", a, ["*", MINUS, b]]


def inverse(a: Json) -> Json:
    """1 / a"""
    return ["^", a, MINUS]


def core(kind: str, parts: list[Any], sets: Mapping[str, c.IndexSet], size: Json | None = None,
         functions: Mapping[str, c.Fn] | None = None) -> Json:
    """A term of this kind with these (written out) parts, written out; `size`: of a binder's set.

    >>> core("max", [["symbol", "a"], ["num", "0"]], {})
    ['+', ['symbol', 'a'], ['relu', ['+', ['num', '0'], ['*', ['num', '-1'], ['symbol', 'a']]]]]
    """
    if kind == "sign":
        return ["^", MINUS, parts[0]]
    if kind == "mod2":
        return ["*", ["num", "1/2"], minus(ONE, ["^", MINUS, parts[0]])]
    if kind == "abs":
        return ["+", ["relu", parts[0]], ["relu", ["*", MINUS, parts[0]]]]
    if kind in ("max", "min"):
        found = parts[0]
        for other in parts[1:]:
            found = (["+", found, ["relu", minus(other, found)]] if kind == "max" else
                     minus(found, ["relu", minus(found, other)]))
        return found
    if kind == "coordinate" and sets[parts[0][2]].kind == "sign-cube":
        return minus(ONE, ["*", TWO, [kind, *parts]])
    if kind == "partial":
        return derivative(parts[0], parts[1], functions or {})
    if kind in ("norm2", "l2"):
        kind, parts = {"norm2": "sum", "l2": "expect"}[kind], [["^", parts[0], TWO], parts[1]]
    if kind == "inner":
        kind, parts = "expect", [["*", parts[0], parts[1]], parts[2]]
    if kind in ("average", "expect"):
        over = sets[parts[-1][2]]
        if kind == "expect" and over.kind == "space":
            weight = ["apply", over.weight, parts[-1]]
            return ["sum", ["*", weight, parts[0]], parts[-1]]
        count = ["num", str(len(over.elements))] if over.kind == "finite" else size
        if count is None:
            raise NotCertified(f"{kind} over {over.name}")
        return ["*", inverse(count), core("sum", parts, sets)]
    if kind in ("sum", "product") and sets[parts[1][2]].kind == "finite":
        return [{"sum": "+", "product": "*"}[kind],
                *(put(parts[0], parts[1], ["num", str(e)]) for e in sets[parts[1][2]].elements)]
    return [kind, *parts]


def put(term: Any, index: Json, value: Json) -> Any:
    """The term with a value for a free index."""
    if term == index:
        return value
    if not isinstance(term, list) or term and term[0] in BINDERS and term[-1] == index:
        return term
    return [put(a, index, value) for a in term]


def weighted(term: Any, functions: Mapping[str, c.Fn]) -> bool:
    """Whether a function with a gradient occurs."""
    return isinstance(term, list) and (
        len(term) > 1 and term[0] == "apply" and functions[term[1]].gradient is not None
        or any(weighted(a, functions) for a in term))


def derivative(term: Json, j: Json, functions: Mapping[str, c.Fn]) -> Json:
    """d term / d w_j by the rules of calculus, for a written out term.

    Raises
        NotCertified: for a term that there is no rule for.
    """
    kind, rest = term[0], term[1:]
    gradients = {f.gradient.name for f in functions.values() if f.gradient is not None}
    if _applied(term) & gradients:
        raise NotCertified("a derivative of a gradient")
    if not weighted(term, functions):
        return ["num", "0"]
    if kind == "+":
        return ["+", *(derivative(a, j, functions) for a in rest)]
    if kind == "*":
        return ["+", *(["*", *rest[:n], derivative(a, j, functions), *rest[n + 1:]]
                       for n, a in enumerate(rest) if weighted(a, functions))]
    if kind == "^" and rest[1][0] == "num" and rest[1][1].isdigit() and int(rest[1][1]) > 0:
        return ["*", rest[1], ["^", rest[0], ["num", str(int(rest[1][1]) - 1)]],
                derivative(rest[0], j, functions)]
    if kind == "sum" and rest[1] != j:
        return ["sum", derivative(rest[0], j, functions), rest[1]]
    if kind == "apply":
        f, inner = functions[rest[0]], [weighted(a, functions) for a in rest[1:]]
        if f.gradient is not None and not any(inner) and f.gradient.sets[0].name == j[2]:
            return ["apply", f.gradient.name, j, *rest[1:]]
        if f.gradient is None and f.derivative is not None and inner[0] and not any(inner[1:]):
            return ["*", ["apply", f.derivative.name, *rest[1:]],
                    derivative(rest[1], j, functions)]
    raise NotCertified(f"a derivative of {kind}")


def _applied(term: Any) -> set[str]:
    """The functions that occur in a term."""
    if not isinstance(term, list):
        return set()
    own = {term[1]} if len(term) > 1 and term[0] in ("apply", "function") else set()
    return own.union(*map(_applied, term))
