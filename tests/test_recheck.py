"""The independent rechecker: small certificates written by hand, each kind accepted, and what would
let a false claim through rejected for the stated reason."""

import ast
import hashlib
import json
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from verify.certificate.hints.write import hinted
from verify.recheck.claims import check
from verify.recheck.reading import Rejected, parse

FOLDER = Path(__file__).parent.parent / "verify" / "recheck"
MOST_LINES = 2_602


# ---- certificates by hand ------------------------------------------------------------------------

def num(value):
    return ["num", str(value)]


def sym(name):
    return ["symbol", name]


def ix(name, over):
    return ["index", name, over]


def ap(function, *arguments):
    return ["apply", function, *arguments]


def plus(*terms):
    return ["+", *terms]


def times(*terms):
    return ["*", *terms]


def minus(a, b):
    return plus(a, times(num(-1), b))


def square(a):
    return ["^", a, num(2)]


def over(kind, body, *indices):
    """A sum or product; an average over a range, an expectation over X or over V."""
    for index in indices:
        size = {"V": ["^", num(2), sym("d")], "fewer": plus(sym("N"), num(-1))}.get(
            index[2], sym("N"))
        if kind == "expect" and index[2] == "X":
            body = ["sum", times(ap("q", index), body), index]
        elif kind in ("expect", "average"):
            body = times(["^", size, num(-1)], ["sum", body, index])
        else:
            body = [kind, body, index]
    return body


def sign(e):
    return ["^", num(-1), e]


def size_of(a):
    return plus(["relu", a], ["relu", times(num(-1), a)])


def a_set(name, kind="range", size=None, first=1, dimension=None, elements=()):
    own = num(len(elements) if kind == "finite" else 0)
    return {"name": name, "kind": kind, "size": size or own, "first": first,
            "dimension": dimension, "elements": list(elements)}


def a_function(name, *sets, into=None):
    return {"name": name, "sets": list(sets), "into": into}


def a_symbol(name, kind="real"):
    return {"name": name, "integer": kind in ("size", "natural", "integer"),
            "nonnegative": kind in ("size", "natural", "positive"),
            "positive": kind in ("size", "positive")}


def formula(left, rel, right, *indices, distinct=False, where=None):
    return {"for": [list(i[1:]) for i in indices], "distinct": distinct, "where": where,
            "relation": [left, rel, right]}


def use(name, *at):
    """A fact, each of its indices at another."""
    return ["use", name, [[list(a[1:]), list(b[1:])] for a, b in at]]


def identity(*zeros, using=()):
    return {"kind": "identity", "using": list(using), "zeros": list(zeros)}


def slack(*amounts, using=()):
    return {"kind": "slack", "using": list(using), "zeros": [], "amounts": list(amounts)}


def ground(proof, *facts, products=()):
    return {"kind": "instances", "facts": [{"fact": f, "at": at} for f, at in facts],
            "integers": [], "products": [list(p) for p in products], "proof": proof}


def farkas(*rows):
    return {"farkas": [[term, rel, str(m)] for term, rel, m in rows]}


def sha(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


H, X, D, V = "H", "X", "D", "V"
i, k, x, y = ix("i", H), ix("k", H), ix("x", X), ix("y", X)
c, v, w, u = ix("c", D), ix("v", V), ix("w", V), ix("u", V)
r, b = ix("r", "[0, 1]"), ix("b", "bit")
N, s = sym("N"), sym("s")
TABLES = {
    "sets": [a_set(H, size=N), a_set(X, "space", sym("m")), a_set(D, size=sym("d")),
             a_set(V, "cube", ["^", num(2), sym("d")], dimension=D),
             a_set("fewer", size=plus(N, num(-1))), a_set("two fewer", size=plus(N, num(-2))),
             a_set("as many", size=N), a_set("naturals", "naturals"),
             a_set("integers", "integers"), a_set("reals", "reals"),
             a_set("[0, 1]", "interval", elements=["0", "1"]),
             a_set("bit", "finite", elements=["0", "1"])],
    "functions": [a_function("h", H, X), a_function("f", H), a_function("g"),
                  a_function("p", X), a_function("q", X), a_function("e", V),
                  a_function("into", H, into="fewer"), a_function("low", "fewer")],
    "symbols": [a_symbol(s, "size") for s in ("N", "m", "d")] + [
        a_symbol("n", "natural"), a_symbol("z", "integer"), a_symbol("s"), a_symbol("G"),
        a_symbol("pos", "positive")],
}
MODEL = {"name": "small", "sizes": {"N": 2, "m": 2, "d": 2, "n": 3, "z": -1},
         "numbers": {"s": "1/2", "G": "4", "pos": "3"},
         "functions": {"h": {"kind": "table", "shape": [2, 2], "values": ["1", "1", "1", "-1"]},
                       "f": {"kind": "table", "shape": [2], "values": ["1", "2"]},
                       "q": {"kind": "table", "shape": [2], "values": ["1/2", "1/2"]},
                       "g": {"kind": "map", "entries": [[["1"], "2"], [["2"], "5"]]}}}


def certificate(*claims, model=MODEL, lemmas=(), verdict=None, tables=TABLES):
    """claims: (name, formula, evidence, more): role, scope, status, assuming."""
    def two(entries):
        stated, shown = [], []
        for name, claimed, evidence, more in entries:
            kind = evidence["kind"] if evidence else None
            role = more.get("role", "step")
            scope = more.get("scope") or ("instance" if role == "assumption" or kind in (
                "evaluation", "pieces") else "false" if kind == "counterexample" else "every")
            stated.append({"name": name, "role": role, "scope": scope, "formula": claimed,
                           "assuming": [{"name": n, "formula": f}
                                        for n, f in more.get("assuming", ())]})
            shown.append({"name": name, "evidence": evidence,
                          "status": more.get("status", "proved" if evidence else "unknown")})
        return {"theorem": "by hand", "given": {"k": "1"}, **deepcopy(tables),
                "claims": stated}, shown

    statement, shown = two([(*c, {})[:4] for c in claims])
    return {"schema": "netproof-certificate/1", "statement": statement, "sha256": sha(statement),
            "networks": [], "model": deepcopy(model), "claims": shown, "versions": {},
            "lemmas": [dict(zip(("statement", "claims"), two([(*c, {})[:4] for c in lemma]),
                                strict=True)) for lemma in lemmas],
            "verdict": verdict or "undecided"}


def accepted(*claims, **more):
    return check(parse(json.dumps(certificate(*claims, **more)).encode()))


def rejected(reason, *claims, **more):
    with pytest.raises(Rejected) as problem:
        accepted(*claims, **more)
    assert reason in str(problem.value), str(problem.value)


def twice(name):
    return identity(times(num(2), use(name)), using=[name])


def assume(name, claimed):
    return (name, claimed, None, {"role": "assumption"})


# ---- identities ----------------------------------------------------------------------------------

hix, hkx = ap("h", i, x), ap("h", k, x)
orthogonal = assume("orthogonal", formula(over("expect", times(hix, hkx), x), "=", num(0), i, k,
                                          distinct=True))
weights = assume("weights", formula(num(0), "<=", ap("q", x), x))
coefficient = over("expect", times(hix, ap("g", ap("p", x))), x)
residual = over("expect", square(minus(ap("g", ap("p", y)),
                                       over("sum", times(coefficient, ap("h", i, y)), i))), y)
expanded = plus(over("expect", square(ap("g", ap("p", x))), x),
                times(num(-2), over("sum", square(coefficient), i)),
                over("sum", times(square(coefficient), over("expect", square(hix), x)), i))


@pytest.mark.parametrize("left, right, indices", [
    (square(plus(sym("s"), num(1))), plus(square(sym("s")), times(num(2), sym("s")), num(1)), ()),
    (over("sum", over("sum", hix, x), i), over("sum", over("sum", hix, i), x), ()),
    (square(over("sum", ap("f", i), i)),
     over("sum", over("sum", times(ap("f", i), ap("f", k)), k), i), ()),
    (over("average", num(3), i), num(3), ()), (over("sum", num(1), i), N, ()),
    (over("sum", times(["indicator", i, k], ap("f", i)), i), ap("f", k), (k,)),
    (sign(over("sum", ["coordinate", v, c], c)),
     sign(times(num(-3), over("sum", ["coordinate", v, c], c))), (v,)),
    (["indicator", ["coordinate", v, c], num(0)], minus(num(1), ["coordinate", v, c]), (v, c)),
    (["^", num(-2), ["coordinate", v, c]], minus(num(1), times(num(3), ["coordinate", v, c])),
     (v, c)),
    (size_of(minus(sym("s"), sym("G"))), size_of(minus(sym("G"), sym("s"))), ()),
    (times(N, ["^", N, num(-1)]), num(1), ()),
    (over("sum", num(1), ix("j", "fewer")), plus(N, num(-1)), ()),
])
def test_identities(left, right, indices):
    accepted(("a", formula(left, "=", right, *indices), identity()))
    rejected("different normal forms",
             ("a", formula(plus(left, num(1)), "=", right, *indices), identity()))


def test_equal_points_have_equal_bits():
    a, b = (["coordinate", point, c] for point in (v, w))
    bits = ["product", plus(num(1), times(num(-1), a), times(num(-1), b), times(num(2), a, b)), c]
    zero = times(num(-1), ["bits", ["v", V], ["w", V]])
    claimed = formula(["indicator", v, w], "=", bits, v, w)
    accepted(("a", claimed, identity(zero)))
    rejected("different normal forms", ("a", claimed, identity()))
    zero[2] = ["bits", ["v", V], ["i", H]]
    rejected("not of two points", ("a", claimed | {"for": [["v", V], ["w", V], ["i", H]]},
                                   identity(zero)))


def test_bessel_is_expanded():
    claimed = formula(residual, "=", expanded)
    at_k = json.loads(json.dumps(coefficient).replace(json.dumps(i), json.dumps(k)))
    zero = over("sum", times(coefficient, at_k, use("orthogonal", (i, i), (k, k))), k, i)
    accepted(orthogonal, ("expanded", claimed, identity(zero, using=["orthogonal"])))
    rejected("not among those used", orthogonal, ("expanded", claimed, identity(zero)))
    rejected("different normal forms", orthogonal, ("expanded", claimed, identity()))


@pytest.mark.parametrize("left, right, indices", [
    (over("sum", num(1), ix("j", "two fewer")), plus(N, num(-2)), ()),      # N = 1: 0 and -1
    (over("average", num(1), ix("j", "fewer")), num(1), ()),                # N = 1: an empty set
    (times(sym("n"), ["^", sym("n"), num(-1)]), num(1), ()),
    (["^", ["^", sym("s"), num(2)], num("1/2")], sym("s"), ()),
    (sign(times(num(2), sym("s"))), num(1), ()),                        # not an integer
    (square(sign(sym("s"))), num(1), ()),
    (["iterate", ["map", "a", ["iterate", ["map", "b", ["place", "a"]], num(2), num(0)]], num(2),
      num(1)], ["iterate", ["map", "a", ["iterate", ["map", "b", ["place", "b"]], num(2), num(0)]],
                num(2), num(1)], ()),
    (["indicator", i, ix("i", "as many")], ["indicator", i, i], (i, ix("i", "as many"))),
    (over("sum", over("sum", ap("f", i), i), i), over("sum", ap("f", i), i), ()),
])
def test_false_or_undefined(left, right, indices):
    rejected("different normal forms", ("a", formula(left, "=", right, *indices), identity()))


def test_facts_at_their_own_indices_only():
    nothing = assume("nothing", formula(sym("s"), "=", num(0), ix("j", "fewer")))
    j, l = ix("j", "fewer"), ix("l", "fewer")
    at = lambda name, *where: identity(use(name, *where), using=[name])
    rejected("not about this index", nothing,
             ("a", formula(s, "=", num(0)), at("nothing", (j, l))))
    rejected("not every index", nothing, ("a", formula(s, "=", num(0)), at("nothing")))
    accepted(nothing, ("a", formula(s, "=", num(0), l), at("nothing", (j, l))))
    other = assume("other", formula(ap("g", j), "=", num(0), j))
    rejected("not about this index", other,
             ("a", formula(ap("g", i), "=", num(0), i), at("other", (j, i))))
    accepted(other, ("a", formula(ap("g", l), "=", num(0), l), at("other", (j, l))))
    where = assume("where", formula(ap("f", i), "=", num(0), i, where=[ap("f", i), "<=", num(0)]))
    rejected("has a condition", where,
             ("a", formula(ap("f", i), "=", num(0), i), at("where", (i, i))))
    rejected("different normal forms", orthogonal, (
        "a", formula(over("expect", square(hix), x), "=", num(0), i),
        at("orthogonal", (i, i), (k, i))))
    less = assume("less", formula(s, "<=", num(0)))
    rejected("has another relation", less, ("a", formula(s, "=", num(0)), at("less")))


def test_equal_terms_in_products_and_functions():
    """Equal factors give equal products; f(v) by cases where v is 1 or -1."""
    same = assume("same", formula(ap("f", i), "=", ap("f'", i), i))
    tables = deepcopy(TABLES)
    tables["functions"].append(a_function("f'", H))
    inner = times(num(-1), use("same", (i, i)))
    factors = ["product", i, ap("f'", i), ap("f", i), use("same", (i, i))]
    claimed = formula(["product", ap("f", i), i], "=", ["product", ap("f'", i), i])
    accepted(same, ("a", claimed, identity(factors, using=["same"])), tables=tables)
    rejected("product: the factors", same,
             ("a", claimed, identity([*factors[:4], inner], using=["same"])), tables=tables)
    signs = assume("signs", formula(square(s), "=", num(1)))
    half = ["num", "1/2"]
    split = plus(times(half, plus(num(1), s), ap("g", num(1))),
                 times(half, minus(num(1), s), ap("g", num(-1))))
    cases = ["cases", "p", ap("g", ["place", "p"]), s, times(num(-1), use("signs"))]
    claimed = formula(split, "=", ap("g", s))
    accepted(signs, ("a", claimed, identity(cases, using=["signs"])))
    cases[4] = times(num(1), use("signs"))
    rejected("cases: not 1 or -1", signs, ("a", claimed, identity(cases, using=["signs"])))


@pytest.mark.parametrize("zero", [
    num(0), times(num(0), num(1)), ["*", num(0)], ["use", "s is 0"], ["relu", num(0)], "s", [],
    ["sum", num(0), i], ["bits", ["v", V], ["w", V]], ["product", i, s, s, num(0)],
])
def test_what_is_not_0_on_its_face(zero):
    with pytest.raises(Rejected):
        accepted(("a", formula(N, "=", N), identity(zero)))


@pytest.mark.parametrize("reason, term", [
    ("is no number", plus(x, num(1))), ("not an index over 'X'", ap("h", i, v)),
    ("is free here", ap("f", ix("other", H))), ("unknown symbol", sym("unknown")),
    ("unknown place", ["place", "a"]), ("takes 2 arguments", ap("h", i)),
    ("unknown or malformed", ["sum", num(1)]), ("unknown or malformed", ["+"]),
    ("unknown or malformed", ["magic", num(1)]), ("exact number", ["num", 1]),
    ("exact number", ["num", "1.5"]), ("denominator of 0", ["num", "1/0"]),
    ("a set of kind interval", over("sum", num(1), r)),
    ("unknown or malformed", ["average", num(1), i]), ("sum over 'bit'", ["sum", num(1), b]),
    ("unknown set", ["index", "a", "none"]), ("expected a term", "s"), ("expected a term", True),
])
def test_ill_formed(reason, term):
    rejected(reason, ("a", formula(term, "=", term, i, x, v), identity()))


def test_facts_that_may_not_be_used():
    true, false = formula(N, "=", N), formula(sym("s"), "=", num(0))
    rejected("is not proved in general before", ("a", false, identity(using=["a"])))
    rejected("is not proved in general before", ("a", false, identity(using=["b"])),
             ("b", false, identity(using=["a"])))
    rejected("is not proved in general before", ("b", formula(N, "=", num(2)),
                                                 {"kind": "evaluation", "points": 1,
                                                  "digest": None}),
             ("a", formula(N, "=", num(2)), identity(using=["b"])))
    rejected("is no fact", ("a", true, identity(using=["nowhere"])))
    rejected("is not proved in general before", ("b", false, None),
             ("a", false, identity(using=["b"])))
    rejected("only an opinion", ("b", false, {"kind": "oracle", "who": "z3", "what": ""},
                                 {"role": "crosscheck"}), ("a", false, identity(using=["b"])))
    own = {"assuming": [("s is 0", false)]}
    double = formula(times(num(2), sym("s")), "=", num(0))
    from_s, from_b = twice("s is 0"), identity(use("b"), using=["b"])
    accepted(("b", double, from_s, own), ("a", double, from_b, own))
    rejected("which is not assumed here", ("b", double, from_s, own), ("a", double, from_b))


# ---- slack ---------------------------------------------------------------------------------------

def test_slack():
    claimed = formula(num(0), "<=", residual)
    amount = ["sum", times(use("weights", (x, y)), residual[1][2]), y]
    accepted(weights, ("a", claimed, slack(amount, using=["weights"])))
    rejected("not nonnegative", weights, ("a", claimed, slack(residual, using=["weights"])))
    rejected("not among those used", weights, ("a", claimed, slack(amount)))
    rejected("not the sum", weights, ("a", claimed, slack(amount, num(1), using=["weights"])))
    rejected("not nonnegative", ("a", formula(num(0), "<=", sym("s")), slack(sym("s"))))
    accepted(("a", formula(num(0), "<=", sym("pos")), slack(sym("pos"))))
    rejected("not nonnegative", ("a", formula(num(0), "<=", num(-1)), slack(num(-1))))
    accepted(("a", formula(times(num(-1), sym("s")), "<=", size_of(sym("s"))),
              slack(times(num(2), ["relu", sym("s")]))))
    rejected("not nonnegative", ("a", formula(num(0), "<=", over("average", N, ix("j", "fewer"))),
                                 slack(over("average", N, ix("j", "fewer")))))
    bound = assume("bound", formula(ap("f", i), "<=", num(1), i))
    accepted(bound, ("a", formula(over("sum", ap("f", i), i), "<=", N),
                     slack(over("sum", use("bound", (i, i)), i), using=["bound"])))
    if_any = assume("if any", formula(sym("s"), "<=", num(0), ix("j", "fewer")))
    rejected("not every index", if_any, ("a", formula(sym("s"), "<=", num(0)),
                                         slack(use("if any"), using=["if any"])))


# ---- induction on the size of a set --------------------------------------------------------------

HYPOTHESIS, new = use("the induction hypothesis"), ix("the new element", H)


def by_size(base, step, over_set=H):
    return {"kind": "induction-on-size", "set": over_set, "base": base, "step": step}


def test_induction_on_size():
    claimed = formula(times(num(2), over("sum", i, i)), "=", times(N, plus(N, num(1))))
    accepted(("a", claimed, by_size(identity(), identity(HYPOTHESIS))))
    rejected("not 0 on its face", ("a", claimed, by_size(identity(), identity(num(0)))))
    wrong = formula(times(num(2), over("sum", i, i)), "=", times(N, plus(N, num(2))))
    rejected("does not follow from the induction hypothesis",
             ("a", wrong, by_size(identity(), identity(HYPOTHESIS))))
    rejected(".base: the two sides", ("a", formula(over("sum", num(1), i), "=", plus(N, num(1))),
                                      by_size(identity(), identity())))
    bound = assume("bound", formula(ap("f", i), "<=", num(1), i))
    less = formula(over("sum", ap("f", i), i), "<=", N)
    accepted(bound, ("a", less, by_size(identity(), slack(
        HYPOTHESIS, use("bound", (i, new)), using=["bound"]))))
    rejected("not among those used", bound, ("a", less, by_size(identity(), slack(
        HYPOTHESIS, use("bound", (i, new))))))
    rejected("not the sum", bound, ("a", less, by_size(identity(), slack(
        use("bound", (i, new)), using=["bound"]))))


def test_parities_are_orthogonal_by_induction_on_the_dimension():
    x, parity = ix("x", V), lambda other: sign(over("sum", times(
        ["coordinate", ix("x", V), c], ["coordinate", other, c]), c))
    mean = over("expect", times(parity(v), parity(w)), x)
    claimed = formula(mean, "=", ["indicator", v, w], v, w)
    made = certificate(("a", claimed, by_size(identity(), identity(), D)))
    hinted(made["statement"], made["claims"])       # as the producer writes it
    check(made)
    made["claims"][0]["evidence"]["step"]["zeros"] = []
    with pytest.raises(Rejected, match="does not follow from the induction hypothesis"):
        check(made)
    rejected("does not follow from the induction hypothesis", ("a", formula(mean, "=", times(
        ["indicator", v, w], ["indicator", w, u]), v, w, u), by_size(identity(), identity(), D)))


def test_what_the_step_may_use_is_about_the_old_set():
    """The hypothesis at its own points alone; what grows along, not of the new element."""
    claimed = formula(over("sum", num(1), i), "=", N)
    accepted(("a", claimed, by_size(identity(), identity(HYPOTHESIS))))
    rejected("not among those used", ("a", claimed, by_size(identity(HYPOTHESIS), identity())))
    grown = ("grown", formula(times(ap("f", i), over("sum", num(1), k)), "=",
                              times(ap("f", i), N), i), identity())
    rejected("not about this element", grown, ("a", claimed, by_size(identity(), identity(
        use("grown", (i, new)), using=["grown"]))))
    rejected("not among those used", grown, ("a", claimed, by_size(identity(
        use("grown", (i, new)), using=["grown"]), identity())))
    bits = formula(over("sum", ["coordinate", v, c], c), "=", num(0), v)
    at_w = use("the induction hypothesis", (v, w))
    rejected("not about this index", ("a", bits, by_size(identity(), identity(at_w), D)))
    rejected("step does not follow", ("a", bits, by_size(identity(), identity(
        use("the induction hypothesis", (v, v))), D)))


def test_inductions_that_would_prove_anything():
    claimed = formula(over("sum", ap("f", i), i), "=", num(0))
    fixed = assume("N is 4", formula(N, "=", num(4)))
    derived = ("derived", formula(times(ap("f", i), minus(N, num(4))), "=", num(0), i),
               identity(times(ap("f", i), use("N is 4")), using=["N is 4"]))
    rejected("mentions the growing size", fixed, derived,
             ("a", claimed, by_size(identity(), identity(using=["derived"]))))
    rejected("mentions the growing size", fixed,
             ("a", claimed, by_size(identity(), identity(using=["N is 4"]))))
    sum_is_0 = assume("sum is 0", claimed)
    rejected("may not grow", sum_is_0,
             ("a", claimed, by_size(identity(), identity(using=["sum is 0"]))))
    rejected("may not grow", ("a", formula(over("sum", over("sum", ap("f", i), ix("j", "as many")),
                                                i), "=", num(0)),
                              by_size(identity(), identity())))
    rejected("may not grow", ("a", formula(ap("f", i), "=", ap("f", i), i),
                              by_size(identity(), identity())))
    rejected("may not grow", ("a", formula(over("sum", ap("e", v), v), "=", num(0)),
                              by_size(identity(), identity(), D)))
    positive = ("positive", formula(num(1), "<=", N), ground(farkas(
        (minus(num(1), N), "<=", 1), (minus(N, num(1)), "<", 1))))
    accepted(positive)
    rejected("not among those used", positive, (
        "a", formula(over("sum", num(1), i), "<=", times(N, N)), by_size(
            identity(), slack(HYPOTHESIS, times(num(2), use("positive")), using=["positive"]))))
    rejected("division by zero", ("a", formula(over("average", num(1), i), "=", num(1)),
                                  by_size(identity(), identity())))


# ---- ground proofs -------------------------------------------------------------------------------

n, z, s, G = sym("n"), sym("z"), sym("s"), sym("G")


def test_farkas():
    below = assume("below", formula(s, "<=", minus(G, num(1))))
    proof = farkas((minus(s, minus(G, num(1))), "<=", 1), (minus(G, s), "<=", 1))
    accepted(below, ("a", formula(s, "<", G), ground({"split": [[[minus(
        s, minus(G, num(1))), "<="]]], "then": [proof]}, ("below", []))))
    rejected("this row is not known", ("a", formula(s, "<", G), ground(proof)))
    rejected("negative multiplier", ("a", formula(s, "<=", s), ground(farkas(
        (num(0), "<", -1)))))
    rejected("contradicts itself", ("a", formula(s, "<=", G), ground(farkas(
        (minus(G, s), "<", 1)))))


def test_only_integers_are_tightened():
    half = ["num", "1/2"]
    claimed = formula(n, "!=", half)
    cut = {"split": [[[n, "<="]], [[minus(num(1), n), "<="]]], "then": [
        farkas((n, "<=", 1), (times(num(-1), minus(n, half)), "<=", 1)),
        farkas((minus(num(1), n), "<=", 1), (minus(n, half), "<=", 1))]}
    accepted(("a", claimed, ground(cut)))
    real = json.loads(json.dumps(cut).replace('"n"', '"s"'))
    rejected("exhaust no known case", ("a", formula(s, "!=", half), ground(real)))
    accepted(("a", formula(num(1), "<=", n, where=[num(0), "<", n]), ground(farkas(
        (times(num(-1), n), "<", 1), (minus(n, num(1)), "<", 1)))))
    rejected("contradicts itself", ("a", formula(num(1), "<=", s, where=[num(0), "<", s]), ground(
        farkas((times(num(-1), s), "<", 1), (minus(s, num(1)), "<", 1)))))


def test_facts_at_terms():
    fact = assume("fact", formula(ap("low", ix("j", "fewer")), "=", num(0), ix("j", "fewer")))
    claimed = formula(ap("low", z), "=", num(0))
    at = [[["j", "fewer"], z]]
    short = {"split": [[[ap("low", z), "="]]], "then": [{"split": [
        [[ap("low", z), "<"]], [[times(num(-1), ap("low", z)), "<"]]], "then": [
            farkas((ap("low", z), "<", 1), (times(num(-1), ap("low", z)), "<=", 1)),
            farkas((times(num(-1), ap("low", z)), "<", 1), (ap("low", z), "<=", 1))]}]}
    rejected("exhaust no known case", fact, ("a", claimed, ground(short, ("fact", at))))
    l = ix("l", "fewer")
    mine = json.loads(json.dumps(short).replace(json.dumps(z), json.dumps(l)))
    accepted(fact, ("a", formula(ap("low", l), "=", num(0), l),
                    ground(mine, ("fact", [[["j", "fewer"], l]]))))
    rejected("no term for its index", fact, ("a", claimed, ground(short, ("fact", []))))
    rejected("not an integer on its face", fact, (
        "a", claimed, ground(short, ("fact", [[["j", "fewer"], s]]))))
    points = assume("points", formula(ap("q", x), "=", num(0), x))
    rejected("not an index over", points, ("a", claimed, ground(short, ("points", [
        [["x", X], num(1)]]))))
    rejected("is about distinct elements", orthogonal, ("a", claimed, ground(short, (
        "orthogonal", [[["i", H], num(1)], [["k", H], num(1)]]))))


def test_into_an_empty_set_is_no_axiom():
    value = ap("into", i)       # N - 1 elements, perhaps none
    rejected("this row is not known", ("a", formula(num(1), "<=", value, i), ground(farkas(
        (minus(num(1), value), "<=", 1), (minus(value, num(1)), "<", 1)))))


def test_proof_nodes():
    claimed = formula(["relu", s], "<=", size_of(s))
    positive, negative = [[times(num(-1), s), "<="], [minus(["relu", s], s), "="]], [
        [s, "<"], [["relu", s], "="]]
    goal = minus(size_of(s), ["relu", s])
    split = {"split": [positive, negative], "then": [
        farkas((goal, "<", 1), (minus(s, ["relu", s]), "<=", 1)),
        farkas((goal, "<", 1), (times(num(-1), ["relu", s]), "<=", 1), (s, "<", 1))]}
    accepted(("a", claimed, ground(split)))
    rejected("exhaust no known case", ("a", claimed, ground(
        {"split": [positive], "then": split["then"][:1]})))
    rejected("not one node per", ("a", claimed, ground({**split, "then": split["then"][:1]})))
    rejected("unknown proof node", ("a", claimed, ground({"magic": []})))
    rejected("unknown key", ("a", claimed, ground({**split, "then2": []})))
    rejected("the equation is not known", ("a", claimed, ground(
        {"rewrite": ["relu", s], "to": s, "then": split})))
    rejected("false: this literal", ("a", claimed, ground({"false": [num(1), "<="]})))
    floor = ["floor", s]
    rejected("occurs already", ("a", claimed, ground({"name": floor, "as": "z", "then": split})))
    rejected("not an integer on its face", ("a", claimed, ground(
        {"name": ["relu", s], "as": "new", "then": split})))
    rejected("unknown symbol", ("a", formula(floor, "<=", s), ground(
        farkas((minus(floor, sym("new")), "<=", 1)))))
    accepted(("a", formula(floor, "<=", s), ground({"name": floor, "as": "new", "then": farkas(
        (minus(s, sym("new")), "<", 1), (minus(sym("new"), s), "<=", 1))})))


# ---- induction on a number -----------------------------------------------------------------------

two_n, larger = ["^", num(2), n], plus(n, num(1))


def by_number(on, base, step):
    return {"kind": "induction-on-number", "on": on, "base": base, "step": step}


BASE = ground(farkas((num(0), "<=", 1)))


def test_induction_on_a_number():
    """n < 2^n"""
    goal, hypothesis = minus(times(num(2), two_n), larger), minus(n, two_n)
    step = ground({"split": [[[hypothesis, "<"]]], "then": [farkas(
        (goal, "<=", 1), (hypothesis, "<", 1), (minus(num(1), two_n), "<=", 1))]},
        ("the induction hypothesis", []))
    base = ground({"false": [num(1), "<="]})
    accepted(("a", formula(n, "<", two_n), by_number(n, base, step)))
    rejected("no induction hypothesis here", ("a", formula(n, "<", two_n), step))
    rejected("no induction hypothesis here", ("a", formula(n, "<", two_n), by_number(
        n, step, step)))
    rejected("not a natural symbol", ("a", formula(z, "<", num(1)), by_number(z, base, step)))
    fixed = assume("n is 1", formula(n, "=", num(1)))
    also = ground({"split": [[[minus(n, num(1)), "="]]], "then": [step["proof"]]},
                  ("n is 1", []), ("the induction hypothesis", []))
    rejected("changes with it", fixed, ("a", formula(n, "<", two_n), by_number(n, base, also)))
    derived = ("derived", formula(times(num(2), n), "=", num(2)), twice("n is 1"))
    also = ground({"split": [[[minus(times(num(2), n), num(2)), "="]]], "then": [step["proof"]]},
                  ("derived", []), ("the induction hypothesis", []))
    rejected("changes with it", fixed, derived,
             ("a", formula(n, "<", two_n), by_number(n, base, also)))


def test_the_induction_stays_in_its_range():
    """Z(k + 1) = Z(k), Z(1) = 0, so Z(k) = 0 for k = 1..N; not for the fact one too far."""
    value = lambda t: ap("f", t)
    start = assume("start", formula(value(num(1)), "=", num(0)))
    step = assume("step", formula(value(plus(ix("l", "fewer"), num(1))), "=",
                                  value(ix("l", "fewer")), ix("l", "fewer")))

    def zero(term):
        return {"split": [[[term, "<"]], [[times(num(-1), term), "<"]]], "then": [
            farkas((term, "<", 1), (times(num(-1), term), "<=", 1)),
            farkas((times(num(-1), term), "<", 1), (term, "<=", 1))]}
    later = value(plus(i, num(1)))
    known = {"rewrite": later, "to": value(i), "then": zero(value(i))}
    inside = {"split": [[[minus(i, num(1)), "<"]], [[minus(minus(N, num(1)), i), "<"]],
                        [[minus(later, value(i)), "="]]],
              "then": [farkas((minus(i, num(1)), "<", 1), (minus(num(1), i), "<=", 1)),
                       farkas((minus(minus(N, num(1)), i), "<", 1),
                              (minus(plus(i, num(1)), N), "<=", 1)), known]}
    evidence = by_number(i, ground({"split": [[[value(num(1)), "="]]], "then": [
        zero(value(num(1)))]}, ("start", [])), ground(
            {"split": [[[value(i), "="]]], "then": [inside]}, ("the induction hypothesis", []),
            ("step", [[["l", "fewer"], i]])))
    accepted(start, step, ("a", formula(value(i), "=", num(0), i), evidence))
    broken = deepcopy(evidence)
    broken["step"]["facts"][0]["at"] = [[["i", H], plus(i, num(1))]]
    rejected("may not be given", start, step, ("a", formula(value(i), "=", num(0), i), broken))


# ---- evidence about other claims -----------------------------------------------------------------

def test_chain():
    one = ("one", formula(over("sum", num(2), i), "=", times(num(2), N)), identity())
    two = ("two", formula(times(num(2), N), "<=", times(num(3), N)), slack(N))
    chain = {"kind": "chain", "steps": ["one", "two"]}
    whole = formula(over("sum", num(2), i), "<=", times(num(3), N))
    accepted(one, two, ("a", whole, chain, {"role": "conclusion"}), verdict="proved")
    rejected("verdict: the claims give proved", one, two,
             ("a", whole, chain, {"role": "conclusion"}), verdict="undecided")
    rejected("do not give =", one, two, ("a", whole | {"relation": [
        over("sum", num(2), i), "=", times(num(3), N)]}, chain))
    accepted(one, two, ("a", whole, {"kind": "chain", "steps": ["two"]}))    # 2N is the sum
    rejected("does not begin where", one, two,
             ("a", whole, {"kind": "chain", "steps": ["two", "one"]}))
    rejected("do not give <", one, ("a", formula(one[1]["relation"][0], "<", times(num(2), N)),
                                    {"kind": "chain", "steps": ["one"]}))
    rejected("steps: none", ("a", whole, {"kind": "chain", "steps": []}))
    more = ("more", formula(times(num(2), N), "<=", times(num(3), N), ix("j", "fewer")), slack(N))
    rejected("other indices", one, more, ("a", whole, {"kind": "chain", "steps": ["one", "more"]}))
    rejected("no claim that is proved", assume("two", two[1]), one, ("a", whole, chain))


def test_lemma():
    claimed = formula(over("sum", num(1), i), "=", N)
    lemma = [("there", claimed, identity())]
    use = {"kind": "lemma", "lemma": 0, "claim": "there"}
    accepted(("a", claimed, use), lemmas=[lemma])
    accepted(("a", claimed, use, {"scope": "instance"}), lemmas=[lemma])
    rejected("no such entry", ("a", claimed, use))
    rejected("no such entry", ("a", claimed, {**use, "lemma": -1}), lemmas=[lemma])
    rejected("another formula", ("a", formula(N, "=", N), use), lemmas=[lemma])
    given = [assume("s is 0", formula(s, "=", num(0))),
             ("there", formula(times(num(2), s), "=", num(0)), twice("s is 0"))]
    rejected("rests on assumptions", ("a", given[1][1], use), lemmas=[given])
    made = certificate(("a", claimed, use), lemmas=[lemma])
    made["lemmas"][0]["statement"]["sets"][0]["first"] = 0
    with pytest.raises(Rejected, match="declared otherwise"):
        check(made)
    judged = [("there", formula(N, "=", num(2)),
               {"kind": "evaluation", "points": 1, "digest": None})]
    rejected("there is no model", ("a", claimed, use), lemmas=[judged])


def test_not_needed():
    known = assume("s is 0", formula(s, "=", num(0)))
    free = ("free", formula(s, "=", s), identity(), {"role": "conclusion"})
    bound = ("bound", formula(times(num(2), s), "=", num(0)), twice("s is 0"))
    again = ("again", formula(times(num(4), s), "=", num(0)), twice("bound"))

    def claim(conclusion, name="'s is 0' is not needed"):
        return (name, None, {"kind": "not-needed", "assumption": "s is 0",
                             "conclusion": conclusion}, {"role": "necessity"})
    accepted(known, free, claim("free"))
    rejected("uses 's is 0'", known, bound, again, claim("again"))
    rejected("the name is without it", known, free, claim("free", "not needed"))
    rejected("not proved in general", known, claim("free"), free)


# ---- the instance --------------------------------------------------------------------------------

def judged(points=1, digest=None):
    return {"kind": "evaluation", "points": points, "digest": digest}


def test_evaluation():
    claimed = formula(over("expect", times(hix, hkx), x), "=", ["indicator", i, k], i, k)
    digest = hashlib.sha256(b"1 1\n0 0\n0 0\n1 1\n").hexdigest()
    answer = accepted(("a", claimed, judged(4, digest)))
    assert answer.tables == "tables f, h, q; maps g"
    rejected("4 were evaluated", ("a", claimed, judged(5)))
    rejected("digest", ("a", claimed, judged(4, "0" * 64)))
    rejected("fails at point 1", ("a", formula(ap("f", i), "=", num(2), i), judged(2)))
    rejected("points: 0", ("a", formula(s, "=", s, i, where=[i, "<", num(0)]), judged(0)))
    rejected("does not give", ("a", formula(ap("e", v), "=", num(0), v), judged(4)))
    rejected("outside of 'H'", ("a", formula(ap("f", num(3)), "=", num(0)), judged()))
    rejected("no list", ("a", formula(r, "<=", num(1), r), judged()))
    rejected("division by zero", ("a", formula(["^", num(0), num(-1)], "=", num(0)), judged()))
    rejected("too large", ("a", formula(["^", num(3), ["^", num(10), num(9)]], "!=", num(0)),
                           judged()))
    rejected("there is no model", ("a", claimed, judged(4)), model=None)
    gap = over("expect", square(minus(hix, hkx)), x)
    accepted(("a", formula(gap, "=", num(2), i, k, distinct=True),
              judged(2)))


@pytest.mark.parametrize("reason, change", [
    ("does not fit its declaration", {"sizes": {**MODEL["sizes"], "N": 0}}),
    ("does not fit its declaration", {"numbers": {"pos": "-1"}}),
    ("another shape", {"functions": {"f": {"kind": "table", "shape": [1], "values": ["1"]}}}),
    ("unknown recipe", {"functions": {"f": {"kind": "guess"}}}),
    ("two values", {"functions": {"f": {"kind": "map", "entries": [[["1"], "1"], [["1"], "2"]]}}}),
    ("wrong type", {"sizes": {"N": 2}, "functions": {"f": {"kind": "network", "network": True}}}),
    ("no integer", {"sizes": {**MODEL["sizes"], "N": True}}),
])
def test_models(reason, change):
    rejected(reason, ("a", formula(ap("f", i), "<=", num(9), i), judged(2)),
             model={**MODEL, **change})


LAYERS = {"format": "netproof-network/1", "layers": [
    {"weight": [["2"], ["4"]], "bias": ["0", "-2"], "activation": "relu"},
    {"weight": [["1", "-1"]], "bias": ["0"], "activation": "identity"}]}


def with_network(*claims, network=LAYERS, recipe=None, verdict=None):
    made = certificate(*claims)
    made["networks"] = [{"name": "tent", "sha256": sha(network), "network": network}]
    made["model"]["functions"]["g"] = recipe or {"kind": "network", "network": 0}
    return made


def test_pieces():
    tent = ap("g", r)
    claimed = formula(tent, "=", minus(
        times(num(2), r), ["relu", minus(times(num(4), r), num(2))]), r)

    def at(*points):
        return {"kind": "pieces", "points": list(points)}
    check(with_network(("a", claimed, at("0", "1/2", "1"))))
    count = formula(["pieces", tent, r], "=", num(2))
    check(with_network(("a", count, at("0", "1/4", "1/2", "1"))))
    for reason, changed, points in [
            ("a kink lies", claimed, ("0", "1")),
            ("do not rise", claimed, ("0", "1/2", "1/2", "1")),
            ("not from one end", claimed, ("0", "1/2")), ("a kink lies", count, ("0", "1")),
            ("the formula fails: 2 = 3", formula(["pieces", tent, r], "=", num(3)),
             ("0", "1/2", "1")),
            ("fails between", formula(minus(minus(num(1), ["indicator", r, num(0)]),
                                            ["indicator", r, num(1)]), "=", num(0), r),
             ("0", "1"))]:
        with pytest.raises(Rejected, match=reason):
            check(with_network(("a", changed, at(*points))))


def test_gradients():
    network = {"format": "netproof-network/1", "layers": [
        {"weight": [["1", "-2"]], "bias": ["1/2"], "activation": "relu"},
        {"weight": [["3"]], "bias": ["-1"], "activation": "identity"}]}
    tables = deepcopy(TABLES)
    tables["sets"] += [a_set("W", size=num(5)), a_set("Y", "cube", num(4), dimension="two"),
                       a_set("two", size=num(2))]
    tables["functions"] += [a_function("out", "Y"), a_function("slope", "W", "Y")]
    j, at = ix("j", "W"), ix("x", "Y")
    first, second = (["coordinate", at, num(n)] for n in (1, 2))
    claimed = formula(over("sum", times(ap("slope", j, at), ["^", num(10), j]), j), "=", times(
        ["indicator", times(first, minus(num(1), second)), num(1)], num(0)), at)
    made = certificate(("a", formula(ap("out", at), "=", minus(times(num(3), ["relu", plus(
        first, times(num(-2), second), ["num", "1/2"])]), num(1)), at), judged(4)),
        ("b", claimed, None), tables=tables)
    made["networks"] = [{"name": "p", "sha256": sha(network), "network": network}]
    made["model"]["functions"]["out"] = {"kind": "network", "network": 0}
    made["model"]["functions"]["slope"] = {"kind": "gradient", "network": 0}
    check(made)
    # x = (1, 0): dp/dw = (3, 0), 3, then 3/2 and 1
    made["statement"]["claims"][1] |= {"scope": "instance", "formula": formula(
        over("sum", times(ap("slope", j, at), ["^", num(10), j]), j), "=",
        num(3 * 10 + 3 * 1000 + 15000 + 100000), at, where=[minus(second, first), "<", num(0)])}
    made["claims"][1] |= {"status": "proved", "evidence": judged(1)}
    made["sha256"] = sha(made["statement"])
    check(made)
    made["networks"][0]["sha256"] = "0" * 64
    with pytest.raises(Rejected, match="the network's hash"):
        check(made)


def test_counterexamples():
    def against(point, holding=(), model=None):
        return {"kind": "counterexample", "model": model, "at": point, "holding": list(holding)}
    claimed = formula(ap("f", i), "=", num(1), i)
    at_2, at_1 = [[["i", H], 1]], [[["i", H], 0]]
    low = assume("low", formula(ap("f", i), "<=", num(1), i))
    high = assume("high", formula(ap("f", i), "<=", num(2), i))
    accepted(high, ("a", claimed, against(at_2, ["high"])))
    rejected("it does not hold in this model", low, ("a", claimed, against(at_2, ["low"])))
    rejected("the formula holds there", ("a", claimed, against(at_1)))
    rejected("no such element", ("a", claimed, against([[["i", H], 2]])))
    rejected("not every index", ("a", claimed, against([])))
    rejected("not distinct", ("a", formula(i, "!=", k, i, k, distinct=True), against(
        [[["i", H], 0], [["k", H], 0]])))
    rejected("condition does not hold", ("a", formula(i, "<", num(1), i, where=[i, "<", num(2)]),
                                         against(at_2)))
    refuted = {"scope": "instance", "status": "refuted"}
    accepted(("a", claimed, against(at_2), refuted), verdict="refuted")
    rejected("not another", ("a", claimed, against(at_2, model=MODEL), refuted),
             verdict="refuted")
    every = {"scope": "every", "status": "refuted"}
    accepted(high, ("a", claimed, against(at_2), every), verdict="refuted")
    rejected("it does not hold in this model", low, ("a", claimed, against(at_2), every),
             verdict="refuted")


def test_scopes_and_statuses():
    claimed = formula(N, "=", num(2))
    rejected("evidence of kind 'evaluation' for the scope 'every'",
             ("a", claimed, judged(), {"scope": "every"}))
    rejected("evidence of kind 'identity' for the scope 'instance'",
             ("a", formula(N, "=", N), identity(), {"scope": "instance"}))
    rejected("exactly proved and refuted", ("a", claimed, judged(), {"status": "supported"}))
    rejected("exactly proved and refuted", ("a", claimed, None, {"status": "proved"}))
    rejected("a cited claim", ("a", claimed, judged(), {"scope": "cited"}))
    rejected("there is no formula", ("a", None, identity()))
    rejected("verdict", ("a", claimed, judged()), verdict="proved")
    rejected("an assumption has scope instance", ("a", claimed, None, {
        "role": "assumption", "scope": "every"}))
    made = certificate(("a", claimed, judged()), ("b", claimed, judged()))
    made["claims"].reverse()
    with pytest.raises(Rejected, match="another claim"):
        check(made)
    del made["claims"][0]
    with pytest.raises(Rejected, match="one entry per claim"):
        check(made)


# ---- the file and the command --------------------------------------------------------------------

GOOD = certificate(("a", formula(N, "=", N), identity(), {"role": "conclusion"}),
                   ("b", formula(N, "=", num(2)), {"kind": "oracle", "who": "z3", "what": "smt"},
                    {"scope": "instance", "role": "sharper"}), verdict="proved")
PLAIN = certificate(("a", formula(N, "=", N), identity(), {"role": "conclusion"}),
                    verdict="proved")


@pytest.mark.parametrize("reason, text", [
    ("duplicate key", '{"schema": 1, "schema": 1}'), ("floats", '{"schema": 1.5}'),
    ("floats", '{"schema": NaN}'), ("floats", '{"schema": -Infinity}'), ("not JSON", "{"),
    ("not JSON", "\ufeff{}"), ("nested deeper", "[" * 401 + "]" * 401),
    ("more than 10000 digits", "1" * 10_001), ("expected an object", "[]"),
    ("missing key", "{}"), ("nested deeper", '{"a":' * 100_000),
])
def test_strict_json(reason, text):
    with pytest.raises(Rejected, match=reason):
        check(parse(text.encode()))
    with pytest.raises(Rejected, match="not JSON"):
        parse(b"\xff")


def test_hashes_and_tables():
    for reason, change in [
            ("sha256", {"sha256": "0" * 64}), ("schema", {"schema": "netproof-certificate/2"}),
            ("unknown key 'more'", {"more": 1}), ("wrong type", {"lemmas": None}),
            ("sha256", {"statement": {**GOOD["statement"], "theorem": "another"}})]:
        with pytest.raises(Rejected, match=reason):
            check({**GOOD, **change})
    for reason, table, entry in [
            ("stands twice", "sets", a_set(H, size=N)),
            ("unknown kind", "sets", a_set("a", "heap")),
            ("printable", "sets", a_set("a\nb", size=N)), ("ends", "sets", a_set(
                "a", "interval", elements=["1", "0"])), ("one twice", "sets", a_set(
                    "a", "finite", elements=["1", "2/2"])),
            ("not 2 to the", "sets", a_set("a", "cube", num(8), dimension=D)),
            ("is no integer", "sets", a_set("a", size=times(num("1/2"), N))),
            ("positive integer", "sets", a_set("a", size=s)), ("dimension", "sets", a_set(
                "a", "cube", num(8), dimension=X)), ("a wrong term", "sets", a_set(
                    "a", size=["floor", N])),
            ("unknown set", "functions", a_function("a", "none")),
            ("stands twice", "symbols", a_symbol("N"))]:
        made = deepcopy(GOOD)
        made["statement"][table].append(entry)
        made["sha256"] = sha(made["statement"])
        with pytest.raises(Rejected, match=reason):
            check(made)


def run(folder, *words):
    done = subprocess.run([sys.executable, "-I", "-S", str(folder), *map(str, words)],
                          capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_the_command_in_a_plain_copy(tmp_path):
    copy = tmp_path / "any name"
    shutil.copytree(FOLDER, copy)
    plain, good, bad = (tmp_path / n for n in ("plain.json", "good.json", "bad.json"))
    plain.write_text(json.dumps(PLAIN))
    good.write_text(json.dumps(GOOD))
    bad.write_text(json.dumps({**GOOD, "verdict": "refuted"}))
    code, out = run(copy, plain)
    assert (code, out) == (0, f"{plain}: accepted: by hand (k=1) is proved: 1 claims\n"
                              "given: tables f, h, q; maps g\n")
    code, out = run(copy, good)
    assert code == 3 and ": accepted except oracles: b (z3): by hand" in out
    code, out = run(copy, "--no-oracles", good)
    assert code == 1 and ": rejected: claims: " in out
    code, out = run(copy, plain, bad, good, tmp_path / "missing.json")
    assert code == 1 and out.count("rejected: ") == 2 and out.count("accepted") == 2
    assert run(copy, "--expect", PLAIN["sha256"], plain)[0] == 0
    assert run(copy, "--expect", "0" * 64, plain)[0] == 1
    assert run(copy)[0] == run(copy, "--expect")[0] == run(copy, "--what", plain)[0] == 2
    code, out = run(copy, "--json", good)
    assert (code, json.loads(out)["oracles"]) == (3, ["b (z3)"])


def test_bombs_are_rejected(tmp_path):
    """Nothing ends in a traceback, and nothing is accepted."""
    deep = num(1)
    for _ in range(190):
        deep = ["relu", ["+", deep, s]]
    many = plus(*(ap("g", num(n)) for n in range(12)))
    wide = certificate(("a", formula(["^", many, num(60)], "=", num(0)), identity()))
    for n, made in enumerate([
            certificate(("a", formula(deep, "=", num(0)), identity())), wide,
            certificate(("a", formula(["iterate", ["function", "g"], num(10**9), num(1)], "=",
                                      num(0)), judged()),
                        model={**MODEL, "functions": {"g": {"kind": "map",
                                                            "entries": [[["1"], "1"]]}}}),
            certificate(("a", formula(v, "=", num(0), v), judged(1))),
            certificate(("a", formula(over("sum", num(1), v), "=", num(0)), judged(1)),
                        model={**MODEL, "sizes": {**MODEL["sizes"], "d": 40}})]):
        file = tmp_path / f"{n}.json"
        file.write_text(json.dumps(made))
        code, out = run(FOLDER, file)
        assert code == 1 and ": rejected: " in out and "failed" not in out, out


def test_it_stands_alone():
    files = sorted(FOLDER.glob("*.py"))
    assert sum(len(f.read_text().splitlines()) for f in files) <= MOST_LINES
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else (
                [node.module] if isinstance(node, ast.ImportFrom) and node.level == 0 else [])
            assert all(n.split(".")[0] in sys.stdlib_module_names for n in names), (file, names)
            if isinstance(node, ast.ImportFrom) and node.level:
                assert node.level == 1 and (FOLDER / f"{node.module}.py").exists()
            assert not isinstance(node, ast.Assert)
            called = node.func if isinstance(node, ast.Call) else None
            assert not (isinstance(called, ast.Name) and called.id in ("eval", "exec", "compile"))
