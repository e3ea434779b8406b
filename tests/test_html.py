"""Pages of reports: whole, self-contained, escaped, readable by everyone, and true."""

import functools
import importlib.util
import json
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verify
from constructions import computations, weight_tied
from verify import cli
from verify.circuits.circuit import circuit, logic
from verify.network import Network, dense
from verify.report.html import bars, style
from verify.report.html.markup import Html, element, text
from verify.report.html.page import command_line, reproduce
from verify.report.html.prose import prose
from verify.report.model import ReportClaim
from verify.report.pictures import matrix, networks, settling
from verify.report.pictures.choosing import of_object
from verify.report.pictures.picture import Picture
from verify.report.pictures.plot import Mark, line, plot
from verify.sparse import from_rows

sys.path.insert(0, str(Path(__file__).parent))
from pages import Page, axe, browser, contrast, look_at, missing_browser  # noqa: E402

ROOT = Path(__file__).parent.parent
THEOREMS = {"sawtooth": {"k": 3}, "theorem1": {"d": 2}, "weight-tied": {"depth": 2, "width": 2}}
BROKEN = Network((dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0], "relu"),
                  dense([[1], [1]], [0, "-1/2"], "relu"), dense([["2", "-7/2"]], [0], "relu")))
HOSTILE = "</style><script>alert('x')</script>&\"<img src=x onerror=alert(1)>\x00\x1b]]>"


@functools.cache
def checked(name):
    return verify.check(name, **THEOREMS[name])


@functools.cache
def refuted():
    return verify.check("sawtooth", k=2, witness=BROKEN)


@functools.cache
def page_of(name):
    return Page(checked(name).to_html())


def pages():
    return [*(page_of(name) for name in THEOREMS), Page(refuted().to_html())]


# ---- whole, and alone ------------------------------------------------------------------------


def test_pages_are_whole():
    for page in pages():
        assert len(page.ids) == len(set(page.ids))
        wanted = {a["href"][1:] for a in page.of("a") if a.get("href", "").startswith("#")}
        wanted |= {a["aria-labelledby"] for _, a in page.all if "aria-labelledby" in a}
        assert wanted and wanted <= set(page.ids)


def test_nothing_is_asked_of_a_network():
    for page in pages():
        attributes = [a for _, a in page.all]
        assert not [a for a in attributes if {"src", "srcset", "action", "poster", "xlink:href"}
                    & set(a)]
        assert not page.of("link", "script", "iframe", "object", "embed", "img", "base", "form")
        assert "url(" not in page.style and "@import" not in page.style
        for a in page.of("a"):
            assert a["href"].startswith("#") or a["href"].startswith("data:") and a["download"]
        assert not [name for a in attributes for name in a if name.startswith("on")]
        (policy,) = [a["content"] for a in page.of("meta")
                     if a.get("http-equiv") == "Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")


def spoken(words):
    """What a reader is told of a sentence: powers and indices are elements, not signs."""
    return " ".join(unescape(re.sub("<[^>]*>", "", prose(words))).split())


@pytest.mark.parametrize("words, wanted", [
    ("2^k", "2<sup>k</sup>"), ("r^(e+1)", "r<sup>e+1</sup>"),
    ("2^(c n^(1/(d - 1)))", "2<sup>c n<sup>1/(d − 1)</sup></sup>"),
    ("h_i(x) - y' - 1", "h<sub>i</sub>(x) − y&#x27; − 1"), ("∇F_i", "∇F<sub>i</sub>"),
    ("family_size --learning_rate x - the mean-square", "family_size --learning_rate x − the "
     "mean-square"), ("<b>x</b> & a <= b", "&lt;b&gt;x&lt;/b&gt; &amp; a ≤ b"), ("^ _ ( ^(", None),
    ("W^[0]", None), ("Var(x)", None)])
def test_words_are_set_as_mathematics(words, wanted):
    assert prose(words) == (words if wanted is None else wanted)


def test_setting_words_loses_none_of_them():
    for theorem in verify.theorems():
        for words in (theorem.title, theorem.statement, *(c.name for c in theorem.claims)):
            kept = re.sub(r"[\^_(){}\s<>=!−≤≥≠|‖-]", "", words.replace("||", ""))
            assert kept == re.sub(r"[\^_(){}\s<>=!−≤≥≠|‖⇔⇒→-]", "", spoken(words)), words


def test_every_claim_is_there_with_its_formula():
    for name in THEOREMS:
        report, page = checked(name), page_of(name)
        alternatives = [ElementTree.fromstring(f).get("alttext") for f in page.formulas]
        for number, claim in enumerate(report.claims, 1):
            assert f"claim-{number}" in page.ids and spoken(claim.name) in page.text
            if claim.latex:
                assert claim.text in alternatives
            assert spoken(claim.printed) in page.text
            for assumed in claim.hypotheses:
                assert assumed.text in claim.note and assumed.text in alternatives
            if not claim.hypotheses:
                assert spoken(claim.note) in page.text
        assert spoken(report.statement) in page.text
        for trusted in report.trusts:
            assert trusted in page.text


def test_the_verdict_comes_first():
    for page, word in zip(pages(), ("Proved", "Proved", "Proved", "Refuted")):
        assert page.text.index(word) < page.text.index("Statement")
        body = page.source[page.source.index("<body"):]
        assert body.index(f">{word}<") < body.index("<h1")


def test_the_report_is_inside_its_page():
    for name in THEOREMS:
        assert page_of(name).download(".report.json") == json.loads(
            json.dumps(checked(name).to_json()))


def test_the_certificate_is_inside_when_there_is_one(report):
    assert not [a for a in Page(report().to_html()).of("a")
                if a.get("download", "").endswith(".certificate.json")]
    certificate = {"schema": "netproof-certificate/1", "claims": ["</a>", "é"]}
    page = Page(report(certificate=certificate).to_html())
    assert page.download(".certificate.json") == certificate
    assert "verify recheck toy.certificate.json" in page.text


def test_the_certificate_of_a_page_is_accepted(tmp_path):
    page = Page(verify.check("sawtooth", k=2, certify=True).to_html())
    file = tmp_path / "sawtooth.certificate.json"
    file.write_text(json.dumps(page.download(".certificate.json")), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "verify.recheck", str(file)], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.returncode in (0, 3), done.stderr    # 3: but for what a solver was asked


def test_two_pages_of_one_report_are_the_same():
    assert checked("sawtooth").to_html() == checked("sawtooth").to_html()


# ---- escaped ---------------------------------------------------------------------------------


def hostile(report):
    claim = replace(report().claims[0], name=HOSTILE, text=HOSTILE, note=HOSTILE, scope=HOSTILE,
                    reason=HOSTILE, group=HOSTILE, using=(HOSTILE, "gone"), trusts=(HOSTILE,),
                    printed=HOSTILE, repair=f"claim '{HOSTILE}'", values={
                        HOSTILE: HOSTILE, "lhs": HOSTILE, "rhs": HOSTILE, "rel": HOSTILE},
                    counterexample={"at": {HOSTILE: HOSTILE}, "functions": {HOSTILE: [[HOSTILE]]},
                                    "model": HOSTILE, "lhs": HOSTILE, "rhs": HOSTILE,
                                    "relation": HOSTILE, HOSTILE: {HOSTILE: [HOSTILE]}})
    roles = ("assumption", "step", "erratum")
    return report(title=HOSTILE, source=HOSTILE, statement=HOSTILE, where=((HOSTILE, HOSTILE),),
                  notes=((HOSTILE, HOSTILE),), given={"d": HOSTILE}, trusts=(HOSTILE,),
                  quantities={HOSTILE: HOSTILE, "list": [HOSTILE]}, versions={HOSTILE: HOSTILE},
                  aliases=(HOSTILE,), certificate={HOSTILE: HOSTILE}, pictures=(Picture(
                      HOSTILE, HOSTILE, element("svg", HOSTILE)),),
                  claims=tuple(replace(claim, role=role, name=f"{role} {HOSTILE}")
                               for role in roles))


def test_a_strangers_words_are_words(report):
    page = Page(hostile(report).to_html(HOSTILE))
    assert not page.of("script", "img") and "\x00" not in page.source and "\x1b" not in page.source
    assert page.text.count("<script>alert('x')</script>") > 20
    assert len([tag for tag, _ in page.all if tag == "style"]) == 1


def test_attributes_are_escaped():
    assert element("a", "x", title='"><b>', href="'") == (
        '<a title="&quot;&gt;&lt;b&gt;" href="&#x27;">x</a>')
    assert text(Html("<b>")) == "<b>" and text("<b>") == "&lt;b&gt;"


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=60)
def test_any_text_survives_escaping(words):
    page = Page("<!DOCTYPE html>\n" + element("html", element("p", words, title=words)))
    shown = "".join(c if c in "\t\n\r" or ord(c) >= 32 and ord(c) != 127 and not (
        0xD800 <= ord(c) < 0xE000 or ord(c) in (0xFFFE, 0xFFFF)) else "\ufffd" for c in words)
    assert "".join(page.words) == f"\n{shown}" and page.of("p")[0]["title"] == shown


# ---- readable --------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [style.LIGHT, style.DARK], ids=["light", "dark"])
def test_colours_have_contrast(theme):
    for one, other in style.TEXT_PAIRS:
        assert contrast(theme[one], theme[other]) >= 4.5, (one, other)
    for one, other in style.SHAPE_PAIRS:
        assert contrast(theme[one], theme[other]) >= 3, (one, other)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_every_colour_comes_from_the_themes():
    page = page_of("sawtooth")
    rest = page.style
    for theme in (style.LIGHT, style.DARK):
        assert style.variables(theme) in rest
        rest = rest.replace(style.variables(theme), "")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", rest)
    used = set(re.findall(r"var\(--([a-z-]+)\)", rest))
    assert used <= set(style.LIGHT) == set(style.DARK)
    for name in ("prefers-color-scheme:dark", "@media print", "max-width:30rem"):
        assert name in rest


def test_headings_tables_and_pictures_speak():
    for page in pages():
        levels = [int(tag[1]) for tag, _ in page.all if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(b - a <= 1 for a, b in zip(levels, levels[1:]))
        assert all(a.get("scope") in ("row", "col") for a in page.of("th"))
        assert len(page.of("caption")) == len(page.of("table"))
        for a in page.of("svg"):
            assert a["role"] == "img" and a["aria-label"]
        assert page.of("html")[0]["lang"] == "en" and page.of("title")
        assert {a["name"] for a in page.of("meta") if "name" in a} >= {"viewport", "color-scheme"}
        assert page.of("a")[0] == {"class": "skip", "href": "#content"}


def test_what_scrolls_can_be_reached_with_the_keyboard():
    page = page_of("theorem1")
    for tag, a in page.all:
        if a.get("class") in ("scroll",) or tag == "pre":
            assert a["tabindex"] == "0" and a["aria-label"]
    long = [c for c in checked("theorem1").claims if len(c.text) > 60 and c.latex]
    reached = [a for a in page.of("div") if a.get("class") == "formula" and "tabindex" in a]
    assert len(reached) >= len(long) > 5


# ---- true ------------------------------------------------------------------------------------


def test_values_on_the_page_are_the_values_found():
    report = checked("theorem1")
    page = page_of("theorem1")
    for claim in report.claims:
        values = claim.values or {}
        if values.get("rel") == "<=" and "lhs" in values and claim.counterexample is None:
            slack = Fraction(values["rhs"]) - Fraction(values["lhs"])
            assert bars.slack(values) == slack >= 0
            assert f"slack{slack}" in page.text.replace(" ", "")
    for name, value in report.quantities.items():
        assert name in page.text and value in page.text


@given(st.fractions(-9, 9, max_denominator=50), st.fractions(-9, 9, max_denominator=50))
@settings(deadline=None)
def test_bars_are_to_scale(lhs, rhs):
    drawn = bars.bar({"lhs": str(lhs), "rel": "<=", "rhs": str(rhs)})
    if lhs == rhs == 0:
        assert drawn is None
        return
    first, second = ElementTree.fromstring(drawn.replace("&", "")).findall("rect")
    low, high = min(0, lhs, rhs), max(0, lhs, rhs)
    for rect, one, other in ((first, Fraction(0), lhs), (second, lhs, rhs)):
        wanted = abs(other - one) / (high - low) * bars.WIDTH
        assert abs(Fraction(rect.get("width")) - wanted) <= 1
    assert second.get("class") == ("zero" if lhs <= rhs else "wrong")


def test_what_has_no_slack_has_no_bar():
    for lhs, rel, rhs in (("1", "=", "1"), (["1", "2"], "<", "3"), ("a", "<", "3"),
                          ("1", "<", "1/0"), ("", "", "")):
        values = {"lhs": lhs, "rel": rel, "rhs": rhs}
        assert bars.bar(values) is None and bars.slack(values) is None


def test_an_erratum_is_printed_worked_out_and_repaired():
    page, report = page_of("sawtooth"), checked("sawtooth")
    (wrong,) = [c for c in report.claims if c.name == "equilibrium-E22"]
    at = page.text.index("equilibrium-E22")
    shown = page.text[at:at + 900]
    for words in ("As printed", wrong.printed, "As it should read", "constant parameters",
                  "worked out", "The left side is 3/4", "the right side is 1/2", "is false there"):
        assert words in shown, words
    number = [c.name for c in report.claims].index("constant parameters") + 1
    assert [a for a in page.of("a") if a.get("href") == f"#claim-{number}"]
    assert "proved false" in page.text


def test_the_command_repeats_the_check():
    for name, wanted in THEOREMS.items():
        report = checked(name)
        words = shlex.split(reproduce(report))
        assert words[:2] == ["verify", report.theorem] and reproduce(report) in page_of(name).text
        flags = dict(zip(words[2::2], words[3::2])) if "--no-torch" not in words else {}
        for key, value in wanted.items():
            assert flags.get(f"--{key}", str(value)) == str(value)
    assert shlex.split(command_line(["verify", "x y"], {"a": "$(rm)", "b": None, "c": True})) == [
        "verify", "x y", "--a", "$(rm)", "--c"]


def test_where_the_theorem_says_nothing_the_page_says_so(report):
    assert "says nothing about these numbers" in Page(report(applies=False).to_html()).text
    assert "none" in Page(report(claims=(), quantities={}, notes=()).to_html()).text


# ---- pictures --------------------------------------------------------------------------------


def curve(svg, kind):
    """The points of a curve, in the units of the picture."""
    path = re.search(rf'<path d="([^"]*)" class="{kind}"', svg).group(1)
    return [tuple(map(float, pair.split())) for pair in re.split("[ML]", path) if pair]


def test_the_sawtooth_is_drawn_from_its_pieces():
    (picture, *_) = [p for p in checked("sawtooth").drawn if p.title.endswith("[0, 1]")]
    points = curve(picture.svg, "other")
    assert len(points) == 16    # 8 pieces
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    for x, y in points:
        place = Fraction(round((x - left) / (right - left) * 8), 8)
        assert abs((x - left) / (right - left) - place) < 1e-3
        assert (bottom - y) / (bottom - top) == pytest.approx(place * 8 % 2)
    assert "N(x)" in picture.caption and "8 pieces" in picture.caption


def test_a_counterexample_is_on_the_curve_and_in_the_network():
    report = refuted()
    claim = report.claim("N is the sawtooth on all of [0, 1]")
    place = Fraction(claim.counterexample["at"]["x"])
    plotted, drawn = report.drawn[0], report.drawn[-1]
    assert plotted.svg.count('class="cross"') == 2 and str(place) in plotted.caption
    half = Fraction(1, 2)
    inner = max(0, 2 * place - 4 * max(0, place - half))
    out = max(0, 2 * inner - Fraction(7, 2) * max(0, inner - half))
    assert f"= {out}</text>" in drawn.svg and f"= {place}</text>" in drawn.svg
    assert claim.counterexample["lhs"] == str(out)


def test_networks_are_drawn_unit_by_unit_or_summarised():
    small = networks.network("N", BROKEN)
    assert small.svg.count("<circle") == 7 and small.svg.count('class="minus"') == 2
    large = Network((dense([[1]] * 400, [0] * 400, "relu"), dense([[1] * 400], [0])))
    summary = networks.network("N", large)
    assert "<circle" not in summary.svg and "column 1: 400, 400 lines into it" in summary.svg
    assert of_object("x", object()) is None


def test_the_block_matrix_has_its_blocks_where_the_weights_are():
    (picture,) = [p for p in checked("weight-tied").drawn if p.title.startswith("The block matrix")]
    assert picture.svg.count('class="block"') == 1      # z1 is read by block 2
    assert "block 2 reads z1: 4 of 4" in picture.svg or "block 2 reads z1" in picture.svg
    assert "block 1 reads z1: 0 of 4" in picture.svg and "block 2 reads x: 0 of 4" in picture.svg


def test_a_layer_that_is_not_a_chain_of_layers_is_drawn_as_it_is():
    found = weight_tied.tied(2, 2)
    assert "row j of its blocks reads block j - 1 alone" in matrix.tied("t", found).caption
    ones = from_rows([[1] * found.size] * len(found.bias))
    assert "3 blocks beside" in matrix.tied("t", replace(found, weight=ones)).caption


def test_a_cycle_of_computations_has_no_picture():
    assert networks.computation("g", computations.cyclic("many")) is None
    drawn = networks.computation("g", computations.diamonds(2))
    assert drawn.svg.count("<circle") == len(computations.diamonds(2).names)


def test_circuits_are_drawn_gate_by_gate():
    half = circuit(2, [logic("sum", "xor", "x1", "x2"), logic("carry", "and", "x1", "x2")],
                   "sum", "carry")
    drawn = of_object("half", half)
    assert drawn.svg.count("<circle") == 4 and drawn.svg.count("<path") == 4
    assert "2 gates, depth 1" in drawn.caption


def test_what_is_too_fine_is_drawn_in_part():
    page = verify.check("sawtooth", k=40)
    part = next(p for p in page.drawn if "1/2^36" in p.title)
    assert "16 pieces" in part.caption and "too many pieces" in part.caption


def test_settling_says_after_which_step():
    right = [[[False, False], [True, False], [True, True], [True, True]]] * 2
    picture = settling.settling(right, ["a", "b"])
    assert "all 2 blocks are right after 2 steps" in picture.caption
    assert picture.svg.count('class="wrong"') == 6 and picture.svg.count('class="right"') == 10
    assert settling.settling([[[True] * 9000]], ["a"] * 9000) is None
    never = settling.settling([[[False], [True], [False]]], ["a"])
    assert "not yet right after 2 steps" in never.caption
    small = settling.settling([[[n < k for n in range(30)] for k in range(32)]],
                              [str(n) for n in range(30)])
    hollow = re.search('d="([^"]*)" class="hollow"', small.svg).group(1)
    assert "after 30 steps" in small.caption and hollow.count("M") == 30    # before any step


def test_plots_of_one_point_and_of_huge_numbers():
    for values in ([(1, Fraction(3))], [(1, Fraction(1)), (2, Fraction(1))],
                   [(1, Fraction(10**400)), (2, Fraction(1, 10**400))]):
        ElementTree.fromstring(plot([line("a", values)], label="l", powers=True))
    zero, one = Fraction(0), Fraction(1)
    marked = plot([line("a", [(0, zero), (1, one)])], [Mark((zero, zero), "m")])
    assert "<title>m</title>" in marked


def test_a_notebook_shows_a_picture_in_its_own_colours():
    picture = checked("sawtooth").drawn[0]
    page = Page("<!DOCTYPE html>\n" + picture._repr_html_())
    assert picture.caption in page.text and len(page.of("svg")) == 1
    assert style.LIGHT["accent"] in page.source and "url(" not in page.style


# ---- the command -----------------------------------------------------------------------------


def test_html_flag_writes_the_page(runner, installed, toy, tmp_path, capsys):
    installed(("here", "toy", toy()))
    target = tmp_path / "page.html"
    assert cli.main(["toy", "--d", "2", "--html", str(target), "--quiet"]) == 0
    page = Page(target.read_text(encoding="utf-8"))
    assert capsys.readouterr().out == "proved\n"
    assert "verify toy --d 2 --loss square" in page.text
    assert list(tmp_path.iterdir()) == [target]
    assert cli.main(["toy", "--html", str(tmp_path / "none" / "page.html")]) == 2
    assert "a file that can be written" in capsys.readouterr().err


def test_a_claim_without_formula_or_method_has_a_place(report):
    bare = ReportClaim("bare", "crosscheck", "only words", "", "unknown", "", "", reason="time")
    page = Page(report(claims=(bare,)).to_html())
    assert "only words" in page.text and "because: time" in page.text


# ---- in a browser ----------------------------------------------------------------------------

needs_browser = pytest.mark.skipif(bool(missing_browser()), reason=missing_browser() or "there")


@pytest.mark.slow
@needs_browser
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("width, dark", [(1200, False), (360, True)])
def test_pages_in_chromium(tmp_path, width, dark):
    """No errors, nothing fetched, formulas set as mathematics, nothing wider than the screen."""
    driver = browser(width, dark)
    try:
        for name, report in {**{n: checked(n) for n in THEOREMS}, "refuted": refuted()}.items():
            file = tmp_path / f"{name}.html"
            file.write_text(report.to_html(), encoding="utf-8")
            look_at(driver, file, width)
            look = driver.execute_script
            assert look("return getComputedStyle(document.body).backgroundColor") == (
                "rgb(21, 24, 28)" if dark else "rgb(255, 255, 255)")
            # an exponent stands higher and is smaller than its base: MathML is not read as text
            higher, smaller = look("""
                const [base, above] = document.querySelector("msup").children;
                const a = base.getBoundingClientRect(), b = above.getBoundingClientRect();
                return [b.top < a.top, b.height < a.height];""")
            assert higher and smaller
    finally:
        driver.quit()


def test_axe_is_found_where_it_is_installed():
    assert (axe() is not None) >= (importlib.util.find_spec("axe_core_python") is not None)
