"""Normal forms never call different things equal: random terms, judged by the plain replay."""

import random
from fractions import Fraction
from typing import Any

import pytest
from sympy import Integer

from verify import calculus as c
from verify.model import Model, Table
from verify.normal_form import Rules, difference, normal_form
from verify.methods.symbolic import decide
from verify.replay import Replay
from verify.statement import NormalForm

n, m = c.Size("n"), c.Size("m")
H, X = c.Range(n, "H"), c.Space("X", m)
B = c.Finite(-1, 0, 2, name="B")
f, g, h, q = c.Fn("f", H), c.Fn("g", X), c.Fn("h", H, X), c.Fn("q", X)
HS = [c.Index(name, H) for name in ("i", "k")]
XS = [c.Index(name, X) for name in ("x", "y")]
BS = [c.Index("b", B)]
CLOSED = 260    # pairs of terms compared


def model(seed: int) -> Model:
    """Random sizes, values and weights; the weights are not uniform and need not sum to 1."""
    r = random.Random(seed)

    def value() -> Fraction:
        return Fraction(r.randint(-3, 3), r.choice((1, 2)))

    rows, columns = r.randint(1, 3), r.randint(1, 3)
    return Model(sizes={"n": rows, "m": columns}, values={
        "f": Table.of([value() for _ in range(rows)]),
        "g": Table.of([value() for _ in range(columns)]),
        "h": Table.of([[value() for _ in range(columns)] for _ in range(rows)]),
        "q": Table.of([value() for _ in range(columns)])})


def term(r: random.Random, depth: int, scope: tuple[Any, ...]) -> Any:
    """A random term whose free indices are in scope."""
    own = [[i for i in scope if i.over == s] for s in (H, X, B)]
    kinds = ["number"] + ["index"] * bool(own[0] or own[2]) + ["f"] * bool(own[0])
    kinds += ["g"] * bool(own[1]) + ["h"] * bool(own[0] and own[1]) + ["delta"] * bool(own[0])
    kinds += ["sign"] * bool(own[0] or own[2])
    if depth:
        kinds += ["+", "*", "*", "^", "sum", "sum", "average", "expect", "finite", "norm"]
    kind = r.choice(kinds)
    if kind == "number":
        return r.choice((Integer(1), Integer(2), Integer(-1), Integer(1) / 2, n, m))
    if kind == "index":
        return r.choice(own[0] + own[2])
    if kind == "f":
        return f(r.choice(own[0]))
    if kind == "g":
        return g(r.choice(own[1]))
    if kind == "h":
        return h(r.choice(own[0]), r.choice(own[1]))
    if kind == "delta":
        return c.Indicator(r.choice(own[0]), r.choice(own[0]))
    if kind == "sign":
        choices = own[0] + own[2]
        return c.Sign(r.choice(choices) * r.choice((1, 2, 3)) + r.choice(choices))
    if kind in "+*":
        left, right = term(r, depth - 1, scope), term(r, depth - 1, scope)
        return left + right if kind == "+" else left * right
    if kind == "^":
        return term(r, depth - 1, scope) ** 2
    index = r.choice(HS if kind in ("average", "sum", "norm") else BS if kind == "finite" else XS)
    body = term(r, depth - 1, tuple(dict.fromkeys((*scope, index))))
    node = {"sum": c.SumOver, "average": c.Average, "finite": c.Expect, "expect": c.Expect,
            "norm": c.NormSquared}[kind]
    return node(body, index)


def rearranged(r: random.Random, t: Any) -> Any:
    """A term that has the same value for most of the moves below, and another for the last."""
    move = r.randrange(6)
    if move == 0:
        return c.SumOver(t, HS[0]) / n if HS[0] not in c.free_indices(t) else t + f(HS[0]) * 0
    if move == 1:
        return t.expand()
    if move == 2:
        swap = {HS[0]: HS[1], HS[1]: HS[0], XS[0]: XS[1], XS[1]: XS[0]}
        return t.xreplace(swap)
    if move == 3:
        return (t + 1)**2 - t**2 - t - 1
    if move == 4:
        binders = [b for b in t.atoms(c.SumOver, c.Average) if c.binds(b)]
        if binders:
            b = r.choice(binders)
            by = n if isinstance(b, c.Average) else 1 / n
            other = c.SumOver if isinstance(b, c.Average) else c.Average
            return t.xreplace({b: other(b.body, b.index) / by})
    binders = sorted(t.atoms(c.Binder), key=str)
    return t.xreplace({binders[0]: binders[0].body}) if binders else t + 1


def test_equal_normal_forms_have_equal_values() -> None:
    r = random.Random(20)
    equal = different = 0
    for _ in range(CLOSED):
        t = term(r, 3, ())
        u = rearranged(r, t)
        if c.free_indices(t) | c.free_indices(u):
            continue
        if difference(t, u, Rules()):
            different += 1
            continue
        equal += 1
        for seed in range(4):
            example = model(seed)
            assert Replay(example).at(t, {}) == Replay(example).at(u, {}), (t, u, seed)
    assert equal > 60 and different >= 15    # the test tests something


def test_colliding_terms_have_equal_values() -> None:
    """Many small terms: all that share a normal form share their values."""
    r = random.Random(21)
    seen: dict[Any, tuple[Any, list[Fraction]]] = {}
    shared = 0
    for _ in range(400):
        t = term(r, 2, ())
        key = frozenset(normal_form(t, Rules()).items())
        values = [Replay(model(seed)).at(t, {}) for seed in range(3)]
        if key in seen and seen[key][0] != t:
            shared += 1
            assert values == seen[key][1], (t, seen[key][0])
        seen.setdefault(key, (t, values))
    assert shared > 30


@pytest.mark.parametrize("over", [c.Cube(2, "C"), c.SignCube(2, "C")], ids=["cube", "sign-cube"])
def test_bits_and_signs(over: c.IndexSet) -> None:
    """Products of powers of -1 and of coordinates, on both cubes of dimension 2."""
    x, i = c.Index("x", over), c.Index("i", over.dimension)  # type: ignore[arg-type]
    r, seen = random.Random(22), {}  # type: ignore[var-annotated]
    atoms = [c.Coordinate(x, i), c.Coordinate(x, i) + 1, i, Integer(2), i + c.Coordinate(x, i)]
    for _ in range(120):
        a, b = r.choice(atoms), r.choice(atoms)
        t = r.choice((c.Sign(a), c.Sign(a) * c.Sign(b), c.Sign(a * b), a**2 * b, c.Mod2(a + b)))
        closed = c.Expect(r.choice((c.SumOver, c.ProductOver))(t, i), x)
        key = frozenset(normal_form(closed, Rules()).items())
        value = Replay(Model()).at(closed, {})
        assert seen.setdefault(key, value) == value, closed


def test_the_test_would_notice() -> None:
    """Terms that differ at some model have different normal forms."""
    i, k = HS
    assert difference(c.SumOver(f(i), i)**2, c.SumOver(f(i)**2, i), Rules())
    assert difference(f(i), f(k), Rules())
    assert difference(c.SumOver(f(i) * f(k), k), f(i) * f(i) * n, Rules())
    assert difference(c.Expect(Integer(1), XS[0]), Integer(1), Rules())


def test_a_function_with_another_gradient_is_another_function():
    """One name, two gradients: what is proved of the one is not remembered for the other."""
    weights, space = c.Range(c.Size("n"), "W"), c.Space("X", c.Size("m"))
    j, x = c.Index("j", weights), c.Index("x", space)
    g, other = c.Fn("g", weights, space), c.Fn("k", weights, space)
    outcomes = []
    for gradient in (g, other):
        p = c.Fn("p", space, gradient=gradient)
        claim = c.Eq(c.Partial(c.Expect(p(x)**2, x), j), c.Expect(2 * p(x) * g(j, x), x))
        outcomes.append(decide(claim, NormalForm(), {}).outcome)
    assert outcomes == ["proved", "unknown"]
