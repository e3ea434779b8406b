"""Broken certificates: each is made from a good one by a few changes, and the independent checker
rejects it for the stated reason.

`rejects/certificates.json` lists them: `of` names the certificate that is broken, `change` what is
done to it, in this order, and `because` a part of the reason, and `where` of the place.

    set PATH VALUE    del PATH    add PATH VALUE (at the end of a list)    copy PATH FROM
    digits PATH N (a number of so many digits)
    swap PATH PATH    text OLD NEW (in the file)    cut N (the file's first N bytes)
    hash (the statement's and the networks' hashes are made right again)

A path is names and numbers joined by dots; a name stands for the element of a list that has it.
"""

import hashlib
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

import pytest

import verify

HERE = Path(__file__).parent
CHECKER = HERE.parent / "verify" / "recheck"
BROKEN = json.loads((HERE / "rejects" / "certificates.json").read_text())
GOOD = {
    "theorem1": ("theorem1", {"d": 2, "hidden": 2}),
    "theorem1, hinge": ("theorem1", {"d": 1, "loss": "hinge", "hidden": 1}),
    "parity-orthogonality": ("parity-orthogonality", {"d": 2}),
    "sawtooth": ("sawtooth", {"k": 2}),
    "deq": ("deq", {"nodes": 3}),
    "weight-tied": ("weight-tied", {"depth": 2, "width": 2}),
    "parity-by-sawtooth": ("parity-by-sawtooth", {"n": 2}),
}


@lru_cache
def good(name):
    theorem, given = GOOD[name]
    return json.dumps(verify.check(theorem, certify=True, **given).certificate)


def sha256(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def step(here, key):
    if isinstance(here, dict):
        return key
    if key.lstrip("-").isdigit():
        return int(key)
    named = [n for n, e in enumerate(here) if key in (e.get("name"), e.get("fact"))]
    assert len(named) == 1, key
    return named[0]


def place(tree, path):
    """The container and the key in it that a path ends with; \\. is a dot in a name."""
    *front, last = path.replace("\\.", "\0").split(".")
    for key in front:
        tree = tree[step(tree, key.replace("\0", "."))]
    return tree, step(tree, last.replace("\0", "."))


def at(tree, path):
    container, key = place(tree, path)
    return container[key]


def broken(of, changes):
    """The bytes of the file."""
    text, tree = None, json.loads(good(of))
    for action, *operands in changes:
        if action == "hash":
            tree["sha256"] = sha256(tree["statement"])
            for network in tree["networks"]:
                network["sha256"] = sha256(network["network"])
        elif action in ("text", "cut"):
            text = json.dumps(tree) if text is None else text
            if action == "text":
                assert operands[0] in text, operands[0]
                text = text.replace(operands[0], operands[1], 1)
            else:
                text = text[:operands[0]]
        elif action == "copy":
            container, key = place(tree, operands[0])
            container[key] = deepcopy(at(tree, operands[1]))
        elif action == "swap":
            (a, i), (b, j) = (place(tree, path) for path in operands)
            a[i], b[j] = b[j], a[i]
        elif action == "add":
            at(tree, operands[0]).append(operands[1])
        else:
            container, key = place(tree, operands[0])
            if action == "del":
                del container[key]
            elif action == "digits":
                container[key] = "1" * operands[1]
            else:
                assert action == "set"
                container[key] = operands[1]
    return (json.dumps(tree) if text is None else text).encode("ascii")


def recheck(*arguments):
    return subprocess.run([sys.executable, "-I", "-S", str(CHECKER), *map(str, arguments)],
                          capture_output=True, text=True, timeout=300)


def test_there_are_enough():
    assert len(BROKEN) >= 100
    assert len({json.dumps([b["of"], b["change"]]) for b in BROKEN}) == len(BROKEN)
    assert len({b["name"] for b in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("name", GOOD)
def test_unbroken_it_is_accepted(name, tmp_path):
    path = tmp_path / "good.json"
    path.write_text(good(name))
    done = recheck(path)
    assert (done.returncode, done.stderr) == (0, "") and ": accepted: " in done.stdout


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The checker's answers to all broken files, by name: few processes with many files each."""
    folder = tmp_path_factory.mktemp("broken")
    groups = {}
    for n, case in enumerate(BROKEN):
        path = folder / f"{n}.json"
        path.write_bytes(broken(case["of"], case["change"]))
        options = tuple(case.get("options", (f"--json={n % 2}",)))  # two halves
        groups.setdefault(options, []).append(path)

    def run(group):
        options, paths = group
        done = recheck(*(o for o in options if not o.startswith("--json=")), *paths)
        assert done.returncode == 1, done.stderr
        return done.stdout.splitlines()

    with ThreadPoolExecutor(2) as threads:
        lines = [line for part in threads.map(run, groups.items()) for line in part]
    found = {}
    for line in lines:
        head = line.split(": ", 1)[0]
        if head.startswith(str(folder)):
            found[int(Path(head).stem)] = line.removeprefix(head)
    return found


@pytest.mark.parametrize("number", range(len(BROKEN)), ids=lambda n: BROKEN[n]["name"])
def test_rejected(number, answers):
    case, first = BROKEN[number], answers[number]
    assert first.startswith(": rejected: "), first
    plain = re.sub(r"\[\d+\]", "", first)        # places without their numbers
    assert case["where"] in plain and case["because"] in first, first
    assert "this checker failed" not in first, first
