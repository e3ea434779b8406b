"""What the README says outside of its transcripts: names, flags, endings and numbers.

Every number of its prose is either in a table here, beside what the code says, or is explained by
a pattern: a year, a power, the number in a theorem's own name.
"""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

from constructions import gates, parity, sawtooth
from theorems.expressivity import parity_circuit, parity_circuit_instance
from theorems.expressivity import sawtooth as sawtooth_theorem
from verify import catalogue, interchange
from verify.commands.app import fixed_commands
from verify.commands.completion import following
from verify.formal import coq
from verify.interchange import onnx_graph, onnx_write
from verify.report.model import EXIT_CODE

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GENERATED = re.compile(r"<!-- verify list --markdown -->\n(.*?)<!-- end -->\n", re.DOTALL)
PROSE = re.sub(r"^```.*?^```", "", GENERATED.sub("", README), flags=re.DOTALL | re.MULTILINE)
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")
REGISTERED = [line.split(" = ")[0] for line in SETUP["options.entry_points"][
    "netproof.theorems"].strip().splitlines()]


def rows(heading):
    """The cells of the table below a heading, without its head."""
    part = PROSE.split(f"\n{heading}")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_the_catalogue_is_the_catalogue():
    named, aliases = [], []
    for name, statement, how in rows("## What is checked so far"):
        found = re.findall(r"`([a-z0-9-]+)`", name)
        theorem = catalogue.find(found[0])
        if "(" in name:
            assert theorem.name == found[0] and set(found[1:]) <= set(theorem.also)
            aliases += found[1:]
            found = found[:1]
        named += found
        assert statement and how
        for cited in re.findall(r"\(([^()]*\d{4}[^()]*)\)", statement):
            year = re.search(r"\d{4}", cited)[0]
            cites = " ".join(catalogue.find(n).source.cite for n in found)
            assert year in cites and cited.split(",")[0].split()[0] in cites, cited
    assert sorted(named) == sorted({catalogue.find(name).name for name in REGISTERED})
    assert set(aliases) == set(REGISTERED) - set(named)


def test_the_table_is_generated():
    from verify.report.listing import to_markdown
    assert GENERATED.findall(README) == [to_markdown(catalogue.theorems())]


def spans():
    """What stands in `code`, as words, where it is a command of ours."""
    for span in re.findall(r"`([^`]+)`", PROSE.replace("\n", " ")):
        words = span.replace(",", " ").split()
        if words[:1] == ["verify"] and len(words) > 1 and "=" not in words[1]:
            yield words[1:]


def known_flags(word):
    return set(following(f"verify {word} --", fixed_commands()))


THEOREM_WORDS = {"THEOREM", "NAME"}


@pytest.mark.parametrize("words", list(spans()), ids=" ".join)
def test_every_command_in_the_prose_is_one(words):
    first = words[0]
    if first in THEOREM_WORDS:
        first = "sawtooth"
    if first not in fixed_commands().commands:
        assert catalogue.find(first)
    flags = {word.split("=")[0] for word in words if word.startswith("--")}
    short = {word for word in words if word.startswith("-") and not word.startswith("--")}
    given = {"build": {"-o", "--output", "--k", "--n"}}.get(first, set())
    assert flags <= known_flags(first) | given, flags - known_flags(first)
    assert short <= {"-o"}


def test_every_flag_in_the_prose_is_one():
    every = {flag for word in [*fixed_commands().commands, *REGISTERED]
             for flag in known_flags(word)} | {"--round", "--vnnlib", "--runslow"}
    said = {word for span in re.findall(r"`([^`]+)`", PROSE.replace("\n", " "))
            if not span.startswith(("apt-get", "pip"))
            for word in re.findall(r"(?<![\w-])--[a-z][a-z-]*", span)}
    assert said and said <= every | {"--no-install-recommends"}, said - every


def test_endings_are_those_that_are_written():
    said = {ending for row in rows("## Networks to look at")
            for ending in re.findall(r"`(\.[a-z0-9]+)`", row[0])}
    assert said == set(interchange.WRITABLE)


def given(theorem, name):
    return next(p for p in catalogue.find(theorem).given if p.name == name)


def test_the_python_of_the_readme_runs():
    (code,) = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    shown = "print(report.verdict, len(report.claims), report.quantities['variance'])"
    done = subprocess.run([sys.executable, "-c", code + shown], capture_output=True, text=True,
                          cwd=ROOT, timeout=300)
    assert done.stderr == ""
    verdict, claims, variance = done.stdout.split()
    proved, cited = re.search(r"^(\d+) proved, (\d+) cited", README, re.MULTILINE).groups()
    assert verdict == "proved" and int(claims) == int(proved) + int(cited)
    assert f"variance     {variance} ~" in README       # the transcript of the same check


# A sentence of the README with one number (or more), and the numbers as the code has them.
FACTS = [
    (r"Python (3\.\d+) or newer", lambda: [SETUP["options"]["python_requires"].strip(">=")]),
    (r"Coq (\S+) with MathComp (\S+) \(", lambda: [coq.VERSION, coq.MATHCOMP]),
    (r"opset (\d+);", lambda: [str(onnx_opset())]),
    (r"piece by piece up to k = (\d+)", lambda: [str(sawtooth_theorem.ENUMERATED)]),
    (r"every input up to n = (\d+), by SAT up to (\d+)", lambda: [
        str(parity_circuit_instance.EXHAUSTIVE), str(parity_circuit.theorem.given[0].high)]),
    (r"(\d+), (\d+) and (\d+) NANDs, and no fewer", lambda: [
        str(len(circuit.gates)) for circuit in (gates.xor(), gates.half_adder(),
                                                gates.full_adder())]),
    (r"Exit codes: (\d) proved, (\d) refuted, (\d) bad usage or input, (\d) undecided", lambda: [
        *(str(EXIT_CODE[word]) for word in ("proved", "refuted")), "2",
        str(EXIT_CODE["undecided"])]),
    (r"\(exit (\d)\) and refused", lambda: ["3"]),     # tests/test_recheck.py
    (r"`not checked` and exits (\d)", lambda: [str(EXIT_CODE["undecided"])]),
    (r"for every n >= (\d+); every function of up to (\d) bits with its least", lambda: [
        str(given("shannon", "n").low), "3"]),      # tests/test_shannon.py
    (r"for every n >= (\d+), for every function", lambda: re.findall(
        r"functions of d >= (\d+) bits", catalogue.find("shallow-networks").statement)),
    (r"in depth (\d) parity takes exactly", lambda: ["2"]),    # a normal form: terms, and an or
    (r"least circuits of depth (\d) for up to (\d) bits", lambda: [
        str(given("constant-depth-parity", name).low if name == "depth" else
            given("constant-depth-parity", name).high) for name in ("depth", "bits")]),
    (r"`--vnnlib (\d)` or `(\d)`", lambda: ["1", "2"]),
]


def onnx_opset():
    return next(getattr(module, "OPSET") for module in (onnx_write, onnx_graph)
                if hasattr(module, "OPSET"))


@pytest.mark.parametrize("sentence, numbers", FACTS, ids=[pattern for pattern, _ in FACTS])
def test_numbers_are_those_of_the_code(sentence, numbers):
    (found,) = re.findall(sentence, PROSE.replace("\n", " ")) or [None]
    assert found is not None, "the README says it in other words: change the pattern"
    assert [*(found if isinstance(found, tuple) else [found])] == numbers()


@pytest.mark.parametrize("k", range(1, 7))
def test_formulas_of_the_catalogue(k):
    """2^k pieces from at most 3k units; d hidden units for a parity; 4(n - 1) NANDs."""
    assert sawtooth.deep(k).relus <= 3 * k and "at most 3k units" in PROSE
    assert parity.zigzag(k).units == k and "with d hidden units computes each" in PROSE
    from constructions import parity_circuits
    for build in (parity_circuits.chain, parity_circuits.tree):
        assert len(build(k + 1).gates) == 4 * k and "4(n-1) NANDs" in PROSE


def test_the_numbers_of_the_transcripts_are_computed():
    """Not run, and not matched away by dots: each of these is the number that it should be."""
    assert 2**10 * (2**10 - 1) == 1047552 and "checked = 1047552" in README
    assert 4**8 == 65536 and "checked = 65536" in README
    pair = re.search(r"here both sides are (\d+)/(\d+) ~ (\S+)\n", README)
    assert f"{int(pair[1]) / int(pair[2]):.6}" == pair[3]
    for value in re.findall(r"(\d+)/(\d+) ~ (\S+)", README):
        assert abs(int(value[0]) / int(value[1]) - float(value[2])) < 1e-6


NAMES = r"""(?x)
    theorem[0-9] | Theorem\ [0-9.]+ | \b(?:19|20)\d\d\b | utf-?8 | SHA-256 | float(?:64|32)
    | hw1 | x[0-9] | z3 | cvc5 | SMT-LIB\ [0-9.]+ | \b\d\^ | \^\d | \b2n\b | n\ \+\ 1 | [dk]\ =\ \d+
    | --[a-z]+\ \d+ | --table\ \d+ | layers\.0 | (?<=\s)\d\.(?=\s)     # the last: numbered lists
"""
# Formulas and inputs, which are about every size or are shown in a transcript.
WORDED = ("{0,1}", "[0, 1]", "4^d", "G²", "4(n-1) NANDs", "2^(n-1) terms",
          "2^(n/2) neurons", "2^(n/k - 1) of them", "det(I - J) = 1", "in depth 2, a recurrent net")


def test_every_number_of_the_prose_is_accounted_for():
    """Whoever writes another number has to say where it comes from: FACTS, NAMES or WORDED."""
    text = PROSE.replace("\n", " ")
    for pattern, _ in FACTS:
        text = re.sub(pattern, " ", text)
    for word in WORDED:
        text = text.replace(word, " ")
    text = re.sub(NAMES, " ", text, flags=re.IGNORECASE)
    assert re.findall(r"[^ |]* ?[^ |]*\b\d[\d.,^]*\b[^ |]* ?[^ |]*", text) == []


def test_a_number_that_is_changed_is_noticed():
    for pattern, numbers in FACTS[:6]:
        (found,) = re.finditer(pattern, PROSE.replace("\n", " "))
        changed = found[0].replace(found[1], found[1] + "1", 1)
        again = re.search(pattern, changed)
        assert again is None or [*again.groups()] != numbers()
