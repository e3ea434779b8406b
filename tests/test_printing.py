"""Printing: the lecture's chain and the traps of parentheses, as tables."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
import sympy
from sympy import Add, Mul, Pow, Rational, Symbol

from verify.calculus import (
    Average, Coordinate, Cube, Eq, Expect, Finite, Fn, ForAll, Index, Indicator, Inner, Interval,
    L2NormSquared, Le, Lt, Mod2, Naturals, Ne, NormSquared, Partial, ProductOver, Range, Relu,
    Sign, SignCube, Size, Space, SumOver)
from verify.printing import latex, mathml, set_text, text

H, n = Range(Size("|H|"), "H"), Range(Size("n"), "n")
X, cube = Space("X", Size("m")), Cube(Size("d"))
h, k, i, prime = (Index(name, H) for name in ("h", "k", "i", "h'"))
j, x, z, v, u = Index("j", n), Index("x", X), Index("x", cube), Index("v", cube), Index("u", cube)
bit = Index("i", cube.dimension)
a, b, c, N, d = (Symbol(name) for name in "abcNd")
p, g, target = Fn("p", X), Fn("g", n, X), Fn("h", H, X)
dF = Fn("dF", H, n, text=lambda h, j="": f"∂_{j}F_{h}" if j else f"∇F_{h}",
        latex=lambda h, j="": rf"\partial_{{{j}}} F_{{{h}}}" if j else rf"\nabla F_{{{h}}}")
G = Fn("G", text=lambda: "G(w)")
mean = Expect(p(x) * g(j, x), x)

CHAIN = [
    (mean, "E_x[p(x) g_j(x)]", r"\mathbb{E}_{x}\left[p(x)\, g_{j}(x)\right]"),
    (Average(NormSquared(dF(h, j) - Average(dF(k, j), k), j), h),
     "E_h ‖∇F_h - E_k[∇F_k]‖²",
     r"\mathbb{E}_{h} \left\|\nabla F_{h} - \mathbb{E}_{k}\left[\nabla F_{k}\right]\right\|^{2}"),
    (Average(NormSquared(dF(h, j) - mean, j), h),
     "E_h ‖∇F_h - E_x[p(x) g(x)]‖²",
     r"\mathbb{E}_{h} \left\|\nabla F_{h} - "
     r"\mathbb{E}_{x}\left[p(x)\, \mathbf{g}(x)\right]\right\|^{2}"),
    (Average(NormSquared(Expect((p(x) - target(h, x)) * g(j, x), x) - mean, j), h),
     "E_h ‖E_x[(p(x) - h(x)) g(x)] - E_x[p(x) g(x)]‖²",
     r"\mathbb{E}_{h} \left\|\mathbb{E}_{x}\left[(p(x) - h(x))\, \mathbf{g}(x)\right] - "
     r"\mathbb{E}_{x}\left[p(x)\, \mathbf{g}(x)\right]\right\|^{2}"),
    (Average(NormSquared(Expect(target(h, x) * g(j, x), x), j), h),
     "E_h ‖E_x[h(x) g(x)]‖²",
     r"\mathbb{E}_{h} \left\|\mathbb{E}_{x}\left[h(x)\, \mathbf{g}(x)\right]\right\|^{2}"),
    (Average(SumOver(Expect(target(h, x) * g(j, x), x)**2, j), h),
     "E_h Σ_j (E_x[h(x) g_j(x)])²",
     r"\mathbb{E}_{h} \sum_{j=1}^{n} "
     r"\left(\mathbb{E}_{x}\left[h(x)\, g_{j}(x)\right]\right)^{2}"),
    (Average(SumOver(Inner(target(h, x), g(j, x), x)**2, j), h),
     "E_h Σ_j ⟨h, g_j⟩²",
     r"\mathbb{E}_{h} \sum_{j=1}^{n} \langle h, g_{j}\rangle_{L_{2}}^{2}"),
    (SumOver(SumOver(Inner(target(i, x), g(j, x), x)**2, i) / H.size, j),
     "Σ_j (1/|H|) Σ_i ⟨h_i, g_j⟩²",
     r"\sum_{j=1}^{n} \frac{1}{|\mathcal{H}|} \sum_{i=1}^{|\mathcal{H}|} "
     r"\langle h_{i}, g_{j}\rangle_{L_{2}}^{2}"),
    (SumOver(L2NormSquared(g(j, x), x) / H.size, j),
     "Σ_j (1/|H|) ‖g_j‖²",
     r"\sum_{j=1}^{n} \frac{1}{|\mathcal{H}|} \left\|g_{j}\right\|_{L_{2}}^{2}"),
    (SumOver(Expect(g(j, x)**2, x), j) / H.size,
     "(1/|H|) Σ_j E_x[g_j(x)²]",
     r"\frac{1}{|\mathcal{H}|} \sum_{j=1}^{n} \mathbb{E}_{x}\left[g_{j}(x)^{2}\right]"),
    (Le(Expect(NormSquared(g(j, x), j), x) / H.size, G()**2 / H.size),
     "(1/|H|) E_x[‖g(x)‖²] ≤ G(w)²/|H|",
     r"\frac{1}{|\mathcal{H}|} \mathbb{E}_{x}\left[\left\|\mathbf{g}(x)\right\|^{2}\right] \leq "
     r"\frac{G(w)^{2}}{|\mathcal{H}|}"),
    (ForAll((h, prime), Eq(Expect(target(h, x) * target(prime, x), x), 0), distinct=True),
     "for all h ≠ h' in H: E_x[h(x) h'(x)] = 0",
     r"\text{for all }h \neq h' \in \mathcal{H}\colon\; "
     r"\mathbb{E}_{x}\left[h(x)\, h'(x)\right] = 0"),
]

TEXTS = [
    # parentheses
    ((a + b) * (b + c) * a, "a (a + b) (b + c)"),
    (Mul(-1, Add(a, b), evaluate=False), "-(a + b)"),
    (c - Mul(1, Add(a, b), evaluate=False), "c - (a + b)"),
    (Pow(-a, 3, evaluate=False), "(-a)³"), (-a**2, "-a²"), (Pow(-2, Symbol("m")), "(-2)^m"),
    (1 / (1 + 1 / (1 + 1 / a)), "1/(1/(1/a + 1) + 1)"), (a / (b * c), "a/(b c)"),
    (Rational(2, 3)**d, "(2/3)^d"), (2 * 2**(d / 2), "2·2^(d/2)"), ((a**b)**c, "(a^b)^c"),
    (3 * 2**d / N, "3·2^d/N"), (2**-d, "2^(-d)"), (a**-2, "1/a²"), (a**12, "a¹²"),
    ((a + b) / N, "(a + b)/N"), (p(x) / N, "p(x)/N"), (-a / 2, "-a/2"), (p(x) / 2, "½ p(x)"),
    (Rational(3, 4) * p(x), "(3/4) p(x)"), ((p(x) - c)**2 / 2, "½ (p(x) - c)²"),
    (SumOver(-a, j) * SumOver(a + b, j), "(Σ_j (-a)) (Σ_j (a + b))"),
    (SumOver(a, j)**2 - SumOver(a, j), "(Σ_j a)² - Σ_j a"),
    (ProductOver(2 * a, j) / N, "(1/N) Π_j (2 a)"),
    (Average(a * dF(h, j), h) * a, "a E_h[a ∂_jF_h]"),
    (Average(NormSquared(g(j, x), j), h)**2, "(E_h ‖g(x)‖²)²"),
    (1 - Mod2(a + b) * Mod2(c), "1 - ((a + b) mod 2) (c mod 2)"), (Mod2(a * b), "(a b) mod 2"),
    # order
    (-target(h, x) + p(x), "p(x) - h(x)"), (a + 1 - b, "a + 1 - b"), (-a - b, "-a - b"),
    (a + b * a + a**2 + 1, "a² + a b + a + 1"),
    (Symbol("x10") + Symbol("x2") + Symbol("w_0"), "w_0 + x2 + x10"),
    (p(x) * (a + b) * c * 2, "2 c p(x) (a + b)"),
    (target(k, x) * g(j, x) * p(x), "p(x) g_j(x) h_k(x)"),
    # norms, inner products, and what is shown in them
    (NormSquared(Partial(Fn("F", H)(h), j), j), "‖∇F_h‖²"),
    (Partial(p(x) * a, j), "∂/∂w_j (a p(x))"), (Partial(p(x), j), "∂/∂w_j p(x)"),
    (NormSquared(Coordinate(u, bit) - Coordinate(v, bit), bit), "‖u - v‖²"),
    (NormSquared(g(j, x)**2, j), "‖(g_j(x)²)_j‖²"),      # no vector has squared components
    (NormSquared(g(j, x) + 1, j), "‖(g_j(x) + 1)_j‖²"),  # nor is a number added to it
    (NormSquared(Fn("F", n, text=lambda j: f"∂_{j}F")(j), j), "‖(∂_jF)_j‖²"),
    (NormSquared(g(j, x), j)**2, "‖g(x)‖⁴"), (sympy.sqrt(NormSquared(g(j, x), j)), "‖g(x)‖"),
    (Inner(p(x) - 2 * target(h, x), g(j, x), x), "⟨p - 2 h, g_j⟩"),
    (Inner(Sign(Coordinate(z, bit)), Fn("q", cube)(z), z), "⟨(-1)^(x_i), q(x)⟩_x"),
    (Inner(Fn("f", cube, cube)(v, z), Fn("f", cube, cube)(u, z), z), "⟨f(v, ·), f(u, ·)⟩"),
    (L2NormSquared(p(x) * x, x), "‖x p(x)‖_x²"),
    # the rest of the language
    (Sign(SumOver(Coordinate(v, bit) * Coordinate(z, bit), bit)), "(-1)^(Σ_i v_i x_i)"),
    (ProductOver(Indicator(Coordinate(v, bit), 0), bit), "Π_i 1[v_i = 0]"),
    (Relu(2 * a - 1), "relu(2 a - 1)"), (abs(a - b) / 2, "½ |a - b|"),
    (sympy.Max(a, 0) - sympy.Min(b, a), "max(0, a) - min(a, b)"),
    (sympy.exp(-a) * sympy.log(b) / sympy.sqrt(a + 1), "(1/√(a + 1)) exp(-a) log(b)"),
    (sympy.Piecewise((a, a <= 0), (0, True)), "{a if a ≤ 0, 0 otherwise}"),
    (Fn("r'")(p(x)), "r'(p(x))"), (target(prime, x), "h'(x)"), (target(2, x), "h_2(x)"),
    (Fn("f", H, n, X)(i, j, x), "f_{i,j}(x)"), (Fn("c")(), "c"),
    # formulas and sets
    (Lt(a, b), "a < b"), (Ne(a, -b), "a ≠ -b"), (3, "3"),
    (ForAll((z,), Eq(a, b), where=Ne(u, v)), "for all x in {0,1}^d with u ≠ v: a = b"),
    (ForAll((h, i, k), Eq(a, b), distinct=True), "for all distinct h, i, k in H: a = b"),
    (ForAll((j, x), Eq(a, b)), "for all j in 1..n, x in X: a = b"),
    (ForAll((i, k), Eq(a, b), distinct=True), "for all i ≠ k in H: a = b"),
]


@pytest.mark.parametrize("term, line, tex", CHAIN)
def test_the_lectures_chain(term, line, tex):
    assert text(term) == line
    assert latex(term) == tex


@pytest.mark.parametrize("term, line", TEXTS)
def test_text(term, line):
    assert text(term) == line


def test_sets():
    shown = [cube, SignCube(3), Interval(0, 1), n, H, X, Finite(0, "1/2"), Naturals, Range(4, "H")]
    assert [set_text(s) for s in shown] == [
        "{0,1}^d", "{-1,1}³", "[0, 1]", "1..n", "H", "X", "{0, 1/2}", "ℕ", "1..4"]


@pytest.mark.parametrize("term", [line[0] for line in CHAIN + TEXTS])
def test_every_format_is_well_formed(term):
    tex = re.sub(r"\\[{}]", "", latex(term))
    depth = 0
    for character in tex:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0 and tex.isascii()
    assert len(re.findall(r"\\left(?![a-z])", tex)) == len(re.findall(r"\\right(?![a-z])", tex))
    root = ElementTree.fromstring(mathml(term))
    assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert root.attrib["alttext"] == text(term)
    counts = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munderover": 3, "munder": 2}
    for element in root.iter():
        tag = element.tag.split("}")[1]
        assert len(element) == counts.get(tag, len(element))


def test_mathml_tokens():
    tokens = list(ElementTree.fromstring(mathml(CHAIN[3][0])).itertext())
    assert "".join(tokens).replace("\u2062", "") == "𝔼h‖𝔼x[(p(x)-h(x))g(x)]-𝔼x[p(x)g(x)]‖2"
    own = ElementTree.fromstring(mathml(dF(h, j))).iter()
    assert [(e.tag.split("}")[1], e.text) for e in own if e.text] == [
        ("mtext", "∂"), ("mtext", "j"), ("mtext", "F"), ("mtext", "h")]
    assert "<munderover><mo>∑</mo><mrow><mi>j</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>" in mathml(
        SumOver(a, j))


def test_names():
    names = {"lambda": r"\lambda", "ε": r"\varepsilon", "w_0": "w_{0}", "x1": "x_{1}", "x'": "x'",
             "depth": r"\mathrm{depth}", "|H|": r"|\mathcal{H}|", "v*": "v^{*}",
             "50%": r"\mathrm{50\%}"}
    assert {name: latex(Symbol(name)) for name in names} == names
    assert latex(Symbol("x'")**2) == "{x'}^{2}"
    assert latex(Coordinate(Index("x_1", cube), bit)) == "x_{1,i}"
    assert text(Symbol("lambda") * Symbol("x1")**2) == "x1² λ"
    assert "a&lt;b" in mathml(Symbol("a<b"))


def test_own_notation_in_every_format():
    only_text = Fn("r'", text=lambda s: f"∇r′({s})²")
    assert text(only_text(a)**2) == "(∇r′(a)²)²"
    assert latex(only_text(Symbol("beta"))) == r"\nabla r'({\beta})^{2}"
    of_index = Fn("F", H, text=lambda h: f"F_{h}")
    assert [latex(of_index(s)) for s in (h, prime, 12)] == ["F_h", "F_{h'}", "F_{12}"]
    assert "<msub><mtext>F</mtext><mtext>h'</mtext></msub>" in mathml(of_index(prime))
    assert "<mtext>∇r′(a)²</mtext>" in mathml(only_text(a))
    only_latex = Fn("q", latex=lambda s: rf"\tilde q({s})")
    assert (text(only_latex(a)), latex(only_latex(a))) == ("q(a)", r"\tilde q(a)")
    assert "<mi>q</mi>" in mathml(only_latex(a))
    total = Fn("t", text=lambda s: f"{s} + 1")
    assert (text(2 * total(a)), text(total(a)**2)) == ("2 (a + 1)", "(a + 1)²")


def test_what_cannot_be_printed_says_so():
    for wrong in (sympy.Float(0.5), sympy.I, sympy.zoo, "a", True, sympy.Integral(a, a)):
        with pytest.raises(TypeError):
            text(wrong)


def test_import_needs_sympy_only():
    code = ("import sys, verify.printing\n"
            "print({m.split('.')[0] for m in sys.modules}"
            " & {'z3', 'torch', 'numpy', 'networkx', 'onnx', 'typer', 'rich', 'jinja2'})")
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "set()\n"


def test_nesting_stays_cheap():
    term, custom = a, Fn("f", text=lambda s: f"f({s})")
    for _ in range(20):
        term = custom(b * (term + 1) * c - 2)
    assert text(term).count("f(") == 20
