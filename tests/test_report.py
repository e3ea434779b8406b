"""The report as text, and a theorem's page in all its formats."""

import dataclasses
import io
import re
import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from rich.console import Console

from verify.report import bibtex, listing, show_html, show_latex, show_text, text
from verify.report.model import ReportClaim
from verify.report.numbers import decimal, difference, exact
from verify.report.page import page


def printed(render, thing, width=80):
    file = io.StringIO()
    render(thing, Console(file=file, width=width, color_system=None, highlight=False))
    return file.getvalue()


def test_the_verdict_comes_first_and_everything_is_there(report):
    shown = printed(text.render, report())
    assert shown.startswith("proved: toy (toy1), d = 3, loss = square\n")
    for part in ("Someone 2020", "Assumptions", "Proof", "Conclusions", "[every d; symbolic]",
                 "both sides are 9/4 ~ 2.25", "slack 81/256 ~ 0.316406", "variance  275/128",
                 "should read: add 2ab", "printed in: page 7", "letters", "4 proved. 1.2 s.",
                 "Trusts: verify kernel."):
        assert part in shown, part
    assert "Sharper" not in shown  # a section without claims is left out


@pytest.mark.parametrize("width", [40, 80])
def test_nothing_is_wider_than_the_screen_nor_padded(report, width):
    long = ReportClaim("a name " * 20, "step", "x" * 300, "", "unknown", "every d", "smt",
                       reason="time", values={"lhs": "1" * 500, "rhs": f"1/{'7' * 900}"})
    shown = printed(text.render, report(claims=(long,), verdict="undecided"), width)
    assert max(map(len, shown.splitlines())) <= width
    assert not [line for line in shown.splitlines() if line != line.rstrip()]
    assert "\x1b" not in shown


def test_a_refutation_can_be_replayed(report):
    claim = ReportClaim("bound", "conclusion", "V ≤ G", "", "refuted", "d = 3", "exhaustive",
                        counterexample={"at": {"h": "(0, 1, 1)"}, "functions":
                                        {"x": ["1/2", "3"]}, "numbers": {}},
                        values={"lhs": "2", "rhs": "1"})
    shown = printed(text.render, report(claims=(claim,), verdict="refuted", applies=False))
    assert shown.startswith("refuted: toy")
    assert "at: h = (0, 1, 1)" in shown and "functions: x = [1/2, 3]" in shown
    assert "numbers:" not in shown  # there are none
    assert "here 2 <= 1, slack -1" in shown
    assert "An assumption fails here" in shown


@pytest.mark.parametrize("words, values, line", [
    ("a = b", {"lhs": "1", "rhs": "1"}, "here both sides are 1"),
    ("a = b", {"lhs": "1", "rhs": "2"}, "here 1 and 2"),
    ("a ≤ b", {"lhs": "1", "rhs": "1"}, "here 1 <= 1, slack 0"),
    ("a < b", {"lhs": "1", "rhs": "3/2"}, "here 1 < 3/2 ~ 1.5, slack 1/2 ~ 0.5"),
    ("a ≠ b", {"lhs": "1", "rhs": "2"}, "here 1 != 2"),
    ("whatever", {"lhs": "1", "rhs": "2", "rel": "<="}, "here 1 <= 2, slack 1"),
    ("a ≤ b", {"lhs": ["1.41", "1.42"], "rhs": "2"}, "here between 1.41 and 1.42 <= 2"),
    ("counts", {"points": 8}, "points = 8"), ("nothing", {}, "")])
def test_values_at_the_instance(words, values, line):
    claim = ReportClaim("c", "step", words, "", "proved", "", "", values=values)
    assert text.instance(claim) == line


@pytest.mark.parametrize("number", ["1/3", "-22/7", "123456789/1000", "1/1024", "99999995/10"])
def test_decimals_round_correctly(number):
    """Against Python's own formatting of the quotient, which these sizes allow."""
    assert Fraction(decimal(number)) == Fraction(f"{float(Fraction(number)):.6g}")


def test_long_numbers_are_abbreviated_but_not_lost():
    assert exact(str(2**200)) == "160693...301376 (61 digits) ~ 1.60694e60"
    assert exact(f"1/{'3' * 9000}").endswith("(9000 digits) ~ 3e-9000")
    assert difference("1" * 9000, "1") is None  # beyond what Python reads; the line goes without
    assert len(exact("x" * 1000)) < 400


def test_colours_only_on_a_terminal(report, monkeypatch, capsys):
    from verify.report.layout import make_console
    for color, environment, escaped in ((True, {}, True), (False, {}, False),
                                        (True, {"NO_COLOR": "1"}, False)):
        with monkeypatch.context() as patch:
            patch.setenv("FORCE_COLOR", "1")  # rich's way to pretend that there is a terminal
            patch.setenv("TERM", "xterm-256color")
            patch.delenv("NO_COLOR", raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            text.render(report(), make_console(color))
        assert ("\x1b[" in capsys.readouterr().out) is escaped


def test_the_page_on_a_terminal(toy):
    shown = printed(show_text.render, page(toy()))
    for part in ("toy (toy1)", "Statement", "Where", "another <number>", "1. expand",
                 "by normal form, using a is a number", "judged on the instance",
                 "should read: add 2ab", "no step of square of a sum uses it", "n is also d"):
        assert part in shown, part


class Balanced(HTMLParser):
    """Fails on tags that do not match, and collects the text."""

    def __init__(self):
        super().__init__()
        self.open, self.words = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "!doctype"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_as_html_is_whole_and_escaped(toy):
    shown = show_html.render(page(toy(title="<script>alert(1)</script>")))
    parser = Balanced()
    parser.feed(shown)
    assert parser.open == [] and "<script" not in shown
    policy = re.findall(r'http-equiv="([^"]*)" content="([^"]*)"', shown)    # and nothing else
    assert shown.count("http-equiv") == 1 and policy[0][0] == "Content-Security-Policy"
    assert policy[0][1].startswith("default-src &#x27;none&#x27;")
    assert "another <number>" in "".join(parser.words)
    for formula in shown.split("<math")[1:]:
        ElementTree.fromstring("<math" + formula.split("</math>")[0] + "</math>")
    assert shown.count("<math") == 4  # one for every claim that has a formula


def test_the_page_as_latex_is_balanced_and_escaped(toy):
    shown = show_latex.render(page(toy(title="50% of G² & more")))
    assert r"50\% of G\ensuremath{^2} \& more" in shown
    assert shown.count(r"\[") == shown.count(r"\]") == 4
    for name in ("document", "description"):
        assert shown.count(rf"\begin{{{name}}}") == shown.count(rf"\end{{{name}}}")
    bare = shown.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")


def test_what_a_claim_assumes_is_on_every_page(toy):
    from sympy import Symbol

    from verify.calculus import Le
    from verify.statement import Claim, Slack
    y = Symbol("y")
    claim = Claim("shifted", "conclusion", Le(0, y + 1), Slack(y**2, y), assuming=(
        ("y is not negative", Le(0, y)),))
    shown = printed(show_text.render, page(toy(claims=(claim,))))
    assert "if y is not negative: 0 ≤ y" in shown and "slack y² + y, nonnegative" in shown
    assert show_html.render(page(toy(claims=(claim,)))).count("<math") == 2
    assert show_latex.render(page(toy(claims=(claim,)))).count(r"\[") == 2


def test_bibtex_has_every_source_once(toy):
    from verify.statement import Cite, Claim, Source
    other = Source("other1999", "Other 1999", "A. Other, B. Other and C. Other", "50% & more")
    cited = Claim("cited", "step", by=Cite(other))
    theorem = toy(claims=(*toy().claims, cited, dataclasses.replace(cited, name="again")))
    shown = bibtex.render(theorem)
    assert shown.count("@misc{") == 2 and "@misc{someone2020," in shown
    assert "author = {A. Other and B. Other and C. Other}" in shown
    assert r"title = {{50\% \& more}}" in shown


def test_the_catalogue_as_text_and_json(toy):
    shown = printed(listing.render, [toy()])
    assert "--d: an integer from 1 to 5, default 3" in shown
    assert "by exhaustive, normal form, counterexample, not needed" in shown
    [entry] = listing.to_json([toy()])["theorems"]
    assert entry["given"][0] == {
        "name": "d", "flag": "--d", "kind": "integer", "default": 3, "help": "how many",
        "symbol": "n", "low": 1, "high": 5}
    assert entry["given"][1]["choices"] == ["square", "hinge"]
