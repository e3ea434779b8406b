"""Printing, read back: parentheses in text, LaTeX and MathML mean what the term means.

A tree of tuples is made into a term, printed, read by a strict parser and evaluated; the tree's own
value must come out.  Nothing of the printer, and nothing of sympy's arithmetic, judges.
"""

import re
from fractions import Fraction
from math import prod
from xml.etree import ElementTree

import pytest
import sympy
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sympy import Add, Mul, Pow, Rational, Symbol

from verify.calculus import Fn, Index, Mod2, ProductOver, Range, SumOver
from verify.printing import latex, mathml, text

RANGE = Range(3, "three")
INDICES = {name: Index(name, RANGE) for name in "ik"}
ENVIRONMENTS = [dict(zip("abcik", map(Fraction, row))) for row in
                ((2, 3, 5, 1, 2), ("-7/3", 11, "2/5", 3, 1))]
F = Fn("f")

leaves = st.one_of(st.fractions(-9, 9, max_denominator=6), st.sampled_from("abcik"))
trees = st.recursive(leaves, lambda t: st.one_of(
    st.tuples(st.just("add"), t, t), st.tuples(st.just("mul"), t, t),
    st.tuples(st.just("mul"), t, t), st.tuples(st.just("sub"), t, t),
    st.tuples(st.just("pow"), t, st.integers(-3, 3)), st.tuples(st.sampled_from(("f", "mod")), t),
    st.tuples(st.sampled_from("ΣΠ"), t, st.sampled_from("ik"))), max_leaves=9)


def f(value):
    return 3 * value**2 - 5 * value + 7


def value_of(tree, at):
    match tree:
        case Fraction():
            return tree
        case str():
            return at[tree]
        case ("add" | "sub" | "mul", left, right):
            left, right = value_of(left, at), value_of(right, at)
            return {"add": left + right, "sub": left - right, "mul": left * right}[tree[0]]
        case ("pow", base, exponent):
            return value_of(base, at)**exponent
        case ("f", argument):
            return f(value_of(argument, at))
        case ("mod", argument):
            return value_of(argument, at) % 2
    fold = sum if tree[0] == "Σ" else prod
    return fold(value_of(tree[1], {**at, tree[2]: Fraction(m)}) for m in (1, 2, 3))


def term_of(tree, evaluate):
    match tree:
        case Fraction():
            return Rational(tree.numerator, tree.denominator)
        case str():
            return INDICES.get(tree) or Symbol(tree)
        case ("add", left, right):
            return Add(term_of(left, evaluate), term_of(right, evaluate), evaluate=evaluate)
        case ("sub", left, right):
            minus = Mul(-1, term_of(right, evaluate), evaluate=evaluate)
            return Add(term_of(left, evaluate), minus, evaluate=evaluate)
        case ("mul", left, right):
            return Mul(term_of(left, evaluate), term_of(right, evaluate), evaluate=evaluate)
        case ("pow", base, exponent):
            return Pow(term_of(base, evaluate), exponent, evaluate=evaluate)
        case ("f" | "mod", argument):
            return (F if tree[0] == "f" else Mod2)(term_of(argument, evaluate))
    binder = SumOver if tree[0] == "Σ" else ProductOver
    return binder(term_of(tree[1], evaluate), INDICES[tree[2]])


TOKEN = re.compile(r"[ΣΠ]_[ik]| mod 2| [+-] |[0-9]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[a-z]\(?|[ ½·/^()-]")


class Reader:
    """A strict reader: a product after a slash, or two slashes, are errors and not a guess."""

    def __init__(self, line):
        self.tokens = TOKEN.findall(line) + ["end"]
        if "".join(self.tokens[:-1]) != line:
            raise ValueError(line)

    def take(self, *wanted):
        if self.tokens[0] in wanted:
            return self.tokens.pop(0)
        return ""

    def expect(self, token):
        if not self.take(token):
            raise ValueError(f"{self.tokens[0]!r} where {token!r} should be")

    def whole(self):
        """The value, as a function of the variables' values."""
        result = self.sum()
        self.expect("end")
        return result

    def sum(self):
        terms = [(-1 if self.take("-") else 1, self.product())]
        if self.single and terms[0][0] == 1 and self.take(" mod 2"):
            return lambda at: terms[0][1](at) % 2
        while sign := self.take(" + ", " - "):
            terms.append((-1 if sign == " - " else 1, self.product()))
        return lambda at: sum(s * t(at) for s, t in terms)

    def product(self):
        over, under = [self.power()], []
        while sign := self.take(" ", "·", "/"):
            if under:
                raise ValueError("a factor after a slash")
            (under if sign == "/" else over).append(self.power())
        self.single = len(over + under) == 1
        return lambda at: prod(t(at) for t in over) / prod(t(at) for t in under)

    def power(self):
        head = self.tokens.pop(0)
        if head[0] in "ΣΠ":
            self.expect(" ")
            body, index, fold = self.product(), head[2], sum if head[0] == "Σ" else prod
            return lambda at: fold(body({**at, index: Fraction(m)}) for m in (1, 2, 3))
        base = self.atom(head)
        raised = self.tokens[0].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
        if self.tokens[0][0] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
            self.tokens.pop(0)
            return lambda at: base(at)**int(raised)
        if self.take("^"):
            exponent = self.atom(self.tokens.pop(0))
            return lambda at: base(at)**int(exponent(at))
        return base

    def atom(self, head):
        if head == "(":
            inner = self.sum()
            self.expect(")")
            return inner
        if head == "f(":
            argument = self.sum()
            self.expect(")")
            return lambda at: f(argument(at))
        if head == "½" or head.isdecimal():
            return lambda at: Fraction(1, 2) if head == "½" else Fraction(head)
        return lambda at: at[head]


def read_latex(tex):
    """LaTeX as the text that the strict reader knows."""
    tex = re.sub(r"\\sum_\{(\w)=1\}\^\{3\}", r"Σ_\1", tex)
    tex = re.sub(r"\\prod_\{(\w)=1\}\^\{3\}", r"Π_\1", tex)
    for old, new in ((r"\left", ""), (r"\right", ""), (r" \cdot ", "·"), (r"\, ", " "),
                     (r" \bmod ", " mod ")):
        tex = tex.replace(old, new)
    before = ""
    while before != tex:  # innermost braces first
        before = tex
        tex = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", tex)
        tex = re.sub(r"\^\{([^{}]*)\}", r"^(\1)", tex)
    return Reader(tex).whole()


def read_mathml(xml):
    """MathML as the text that the strict reader knows."""
    return Reader(_linear(ElementTree.fromstring(xml))).whole()


def _linear(element):
    tag, parts = element.tag.split("}")[1], [_linear(e) for e in element]
    match tag:
        case "mfrac":
            return f"(({parts[0]})/({parts[1]}))"
        case "msup":
            return f"{parts[0]}^({parts[1]})"
        case "munderover":
            return {"∑": "Σ", "∏": "Π"}[parts[0]] + "_" + parts[1][0] + " "
        case "mo":
            spaced = {"\u2062": " ", "+": " + ", "mod": " mod ", "=": "="}
            return spaced.get(element.text, element.text)
    if not parts:
        return element.text
    return parts[0] + "".join(" - " if p == "-" else p for p in parts[1:])


def check(tree, evaluate):
    try:
        wanted = [value_of(tree, at) for at in ENVIRONMENTS]
        term = term_of(tree, evaluate)
    except ZeroDivisionError:
        assume(False)
    assume(not term.has(sympy.zoo, sympy.nan))
    for read in (Reader(text(term)).whole(), read_latex(latex(term)), read_mathml(mathml(term))):
        try:
            found = [read(at) for at in ENVIRONMENTS]
        except ZeroDivisionError:
            assume(False)
        assert found == wanted, text(term)


@given(trees)
@example(("pow", ("mul", Fraction(-1), "a"), 2))
@example(("sub", "a", ("sub", "b", ("sub", "c", "a"))))
@example(("mul", ("Σ", ("sub", "i", "a"), "i"), ("Π", ("mul", "a", "i"), "i")))
@example(("pow", ("pow", ("add", "a", ("pow", "b", -1)), -1), -2))
def test_terms_as_sympy_simplifies_them(tree):
    check(tree, True)


@given(trees)
@example(("mul", Fraction(1, 2), ("add", "a", "b")))
@example(("mul", ("mul", "a", ("pow", "b", -1)), ("pow", ("mul", "c", Fraction(2, 3)), -1)))
@example(("sub", "a", ("mul", Fraction(-1, 2), ("mod", ("Σ", ("mul", "i", "a"), "i")))))
def test_terms_exactly_as_they_are_built(tree):
    check(tree, False)


@pytest.mark.parametrize("line", ["a/b c", "a/b/c", "a mod 2 + 1", "a b mod 2", "a  b", "a(b)"])
def test_the_reader_refuses_what_is_ambiguous(line):
    with pytest.raises(ValueError):
        Reader(line).whole()
