# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Set an exercise, and mark it
#
# "Build a network with two hidden units that computes exclusive or." You have eighty answers by
# tomorrow. One of them is right in a way that you did not think of, one is wrong in a way that no
# test with a tolerance sees, and one is not a network at all but wants to know what your computer
# does with it. Who gets how many points, and what do you tell the others?

# %%
import contextlib
import io
import json
import tempfile
from fractions import Fraction
from pathlib import Path

import verify
from verify.cli import main
from verify.confined.layers import can_confine
from verify.network import Network, dense, forward
from verify.report.pictures.choosing import of_object

folder = tempfile.TemporaryDirectory()
here = Path(folder.name)


def command(*words):
    """Do as the command `verify` does, and print the same; the scratch folder is not printed."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        code = main([*map(str, words)])
    assert code == 0
    line = " ".join(["$ verify", *map(str, words)])
    print((line + "\n" + printed.getvalue()).replace(f"{here}/", ""), end="")


# %% [markdown]
# ## Set it
#
# Some exercises are ready to be changed. One file says what is asked, and it says it as a
# specification: what the network must compute, on which inputs, and with how much.

# %%
command("assignment", "list")
command("assignment", "new", "--from", "xor", "-o", here / "hw1")
print(*(line for line in (here / "hw1/assignment.toml").read_text().splitlines()
        if line.startswith(("spec", "limits"))), sep="\n")

# %% [markdown]
# Before a student sees it, the exercise itself is tested: your solution must get all points, an
# empty answer none, and each of the wrong answers that you foresee must be found wrong.

# %%
command("assignment", "test", here / "hw1")

# %% [markdown]
# ## The class
#
# * **ada** counts on differences, not on "one" and "both" as the hint has it;
# * **bob** computes *or*;
# * **cy** is right, and off by a thousandth;
# * **dora** hands in ada's network with its two units in the other order;
# * **eve** hands in a hundred thousand brackets, one inside the other;
# * **fay** hands in a number that would fill the memory, if one worked it out.


# %%
def hand_in(student, content):
    file = here / "class" / student / "network.json"
    file.parent.mkdir(parents=True)
    if isinstance(content, Network):
        verify.save(content, file)
    else:
        file.write_text(content)


def two_units(hidden, biases, out, bias=0):
    return Network((dense(hidden, biases, "step"), dense([out], [bias])))


ada = two_units([[1, -1], [-1, 1]], [0, 0], [1, 1])
bob = two_units([[1, 1], [1, 1]], ["-1/2", "-3/2"], [1, 0])
cy = two_units([[1, -1], [-1, 1]], [0, 0], [1, 1], "1/1000")
dora = two_units([[-1, 1], [1, -1]], [0, 0], [1, 1])
for student, network in (("ada", ada), ("bob", bob), ("cy", cy), ("dora", dora)):
    hand_in(student, network)
hand_in("eve", '{"format": "netproof-network/1", "layers": ' + "[" * 100_000 + "]" * 100_000 + "}")
hand_in("fay", '{"format": "netproof-network/1", "layers": [{"weight": [["1", "1"]], '
               '"bias": ["1e999999999"], "activation": "step"}]}')

# %% [markdown]
# ## Mark it
#
# One command for all of them. It succeeds whatever they handed in, and every answer has a word of
# its own: a wrong network is not the same as a broken file.

# %%
command("grade", here / "hw1", here / "class", "--out", here / "marks")
index = json.loads((here / "marks/results.json").read_text())
results = {}
for entry in index["submissions"]:
    result = json.loads((here / "marks" / entry["results"]).read_text())
    results[entry["student"]] = result
    print(f"{entry['student']:5} {result['score']} of {result['max_score']}  "
          f"{result['verdict']:11} {result['tests'][0]['output']}")
assert {name: (r["score"], r["verdict"]) for name, r in results.items()} == {
    "ada": (2, "correct"), "bob": (0, "incorrect"), "cy": (0, "incorrect"),
    "dora": (2, "correct"), "eve": (0, "over_limit"), "fay": (0, "malformed")}

# %% [markdown]
# ## Bob's counterexample
#
# Bob is not told "wrong", and not "3 of 4 tests passed". He is told an input, and can work it out
# by hand: at (1, 1) the first unit fires, the second one does too, and its weight is 0.

# %%
found = results["bob"]["tests"][0]["counterexample"]
at = [Fraction(number) for number in found["input"]]
assert str(forward(bob, at)[0]) == found["got"] == "1" and found["want"] == "0"
print(f"at {', '.join(map(str, at))}: hidden units "
      f"{[int(v) for v in forward(Network(bob.layers[:1]), at)]}, output {found['got']}, "
      f"should be {found['want']}")

# %%
of_object("bob's network", bob)

# %% [markdown]
# Each student gets a page with this on it; the same command at home, on one file, says the same.

# %%
pages = sorted((here / "marks").glob("*/feedback.html"))
assert len(pages) == len(results) == 6
print(f"{len(pages)} pages, {sum(page.stat().st_size for page in pages) // 1000} kB in all")

# %% [markdown]
# ## A surprise: two networks, one idea
#
# Cy's network rounds to the right answer everywhere and is exact nowhere; the exercise
# says `output = "bit"`, so it gets nothing. And dora's file has no line in common with ada's, yet
# one network is the other with its hidden units in another order. That changes no mark, for short
# exercises have few solutions. It is there for a person to look at.

# %%
assert all(abs(forward(cy, (a, b))[0] - (a ^ b)) == Fraction(1, 1000)
           for a in (0, 1) for b in (0, 1))
(group,) = index["alike"]
assert group["students"] == ["ada", "dora"] and group["item"] == "net"
print(f"{group['how']}: {' and '.join(group['students'])}")

# %% [markdown]
# ## When the answer is a program
#
# "A network for the parity of n bits, for every n" is answered by a program, `build.py`. Marking it
# means to run a stranger's code: it runs in a process that may open no file and reach no network,
# and all that is believed of it is the text that it returns. Where that cannot be had
# (`verify doctor`), it is not run at all.

# %%
HONEST, HOSTILE = here / "honest" / "build.py", here / "hostile" / "build.py"
command("assignment", "new", "--from", "parity-family", "-o", here / "hw2")
for file, text in (
        (HONEST, (here / "hw2/author/reference/build.py").read_text()),
        (HOSTILE, f"open({str(here / 'marks.csv')!r}, 'w').write('full marks for me')\n")):
    file.parent.mkdir()
    file.write_text(text)
for file in (HONEST, HOSTILE):
    command("grade", here / "hw2", file, "--out", here / "marks2" / file.parent.name)
    result = json.loads((here / "marks2" / file.parent.name / "results.json").read_text())
    wanted = 3 if file == HONEST and can_confine() else 0
    assert result["score"] == wanted
assert not (here / "marks.csv").exists()
folder.cleanup()
