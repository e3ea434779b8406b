"""A long check can be killed at any moment and taken up again, and no block counts twice."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import verify
from verify.checkpoint import open_checkpoint
from verify.errors import BadInput

ROOT = Path(__file__).parent.parent
CHECK = {"version": "1", "given": {"d": "4"}}

# a check in small windows that kills its own process after so many blocks
KILLED = """
import os, signal, sys
from verify import checkpoint, library
from verify.methods import exhaustive
import verify.sweep
exhaustive.WINDOW_POINTS = 2**7
verify.sweep.WINDOW_ENTRIES = 2**9
whole, left = checkpoint.Checkpoint.once, int(sys.argv[2])
def once(self, key, block):
    global left
    known = len(self.blocks)
    result = whole(self, key, block)
    left -= len(self.blocks) > known
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return result
checkpoint.Checkpoint.once = once
report = library.check("theorem1", d=6, hidden=6, checkpoint=sys.argv[1])
tree = report.to_json()
for claim in tree["claims"]:
    del claim["seconds"]
import json
print(json.dumps(tree))
"""


def run(path, blocks):
    return subprocess.run([sys.executable, "-c", KILLED, str(path), str(blocks)], cwd=ROOT,
                          capture_output=True, text=True, timeout=120)


def blocks_of(path):
    return [json.loads(line)["block"] for line in path.read_text().splitlines()[1:]]


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_killed_and_taken_up_again_the_report_is_the_same(tmp_path):
    whole = run(tmp_path / "whole", 10**6)
    assert whole.returncode == 0, whole.stderr
    total = len(blocks_of(tmp_path / "whole"))
    assert total > 12
    path = tmp_path / "killed"
    deaths = 0
    while (done := run(path, 7)).returncode == -signal.SIGKILL:
        deaths += 1
        assert deaths < total
    assert deaths >= 2 and done.returncode == 0
    assert done.stdout == whole.stdout
    blocks = [tuple(map(str, b)) for b in blocks_of(path)]
    assert len(blocks) == len(set(blocks)) == total
    assert '"verdict": "proved"' in done.stdout
    assert "the finished blocks in the checkpoint file" in done.stdout


def test_a_block_is_worked_out_once(tmp_path):
    calls = []

    def block():
        calls.append(1)
        return [3, None]

    for _ in range(3):
        with open_checkpoint(tmp_path / "c", CHECK) as checkpoint:
            assert checkpoint.once(("a", 1), block) == [3, None]
            assert checkpoint.once(("a", 1), block) == [3, None]
    assert len(calls) == 1


def test_a_line_that_a_crash_cut_short_is_dropped(tmp_path):
    path = tmp_path / "c"
    with open_checkpoint(path, CHECK) as checkpoint:
        checkpoint.once((1,), lambda: "one")
        checkpoint.once((2,), lambda: "two")
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with open_checkpoint(path, CHECK) as checkpoint:
            assert len(checkpoint.blocks) <= data[:length].count(b"\n")
            assert checkpoint.once((1,), lambda: "one") == "one"
            assert checkpoint.once((2,), lambda: "two") == "two"
        assert path.read_bytes() == data


@pytest.mark.parametrize("change, message", [
    (lambda t: t.replace('"result": "one"', '"result": "won"'), "line 2: expected the line as it"),
    (lambda t: "".join(t.splitlines(True)[:1] + t.splitlines(True)[2:]), "line 2: expected the"),
    (lambda t: t.replace('"version": "1"', '"version": "2"'), "version: expected 1, found 2"),
    (lambda t: t.replace('"d": "4"', '"d": "5"'), "given: expected"),
    (lambda t: "not a checkpoint\n", "expected a checkpoint of netproof"),
    (lambda t: t.replace("checkpoint/1", "checkpoint/2"), "schema: expected"),
    (lambda t: t.splitlines(True)[0] + "\n", "line 2: expected the line as it was written"),
])
def test_a_changed_file_is_refused(tmp_path, change, message):
    path = tmp_path / "c"
    with open_checkpoint(path, CHECK) as checkpoint:
        checkpoint.once((1,), lambda: "one")
        checkpoint.once((2,), lambda: "two")
    path.write_text(change(path.read_text()))
    before = path.read_bytes()
    with pytest.raises(BadInput) as caught:
        open_checkpoint(path, CHECK)
    assert message in str(caught.value) and path.read_bytes() == before


def test_the_checkpoint_of_other_numbers_is_refused(tmp_path):
    verify.check("theorem1", d=2, checkpoint=tmp_path / "c")
    with pytest.raises(BadInput, match="given"):
        verify.check("theorem1", d=3, checkpoint=tmp_path / "c")
    with pytest.raises(BadInput, match="theorem"):
        verify.check("deq", checkpoint=tmp_path / "c")


def test_another_witness_is_another_check(tmp_path):
    from constructions import sawtooth
    verify.check("sawtooth", k=2, checkpoint=tmp_path / "c", witness=sawtooth.deep(2))
    with pytest.raises(BadInput, match="witness"):
        verify.check("sawtooth", k=2, checkpoint=tmp_path / "c", witness=sawtooth.merged(2))


def test_a_full_disk_ends_in_one_line(tmp_path):
    resource = pytest.importorskip("resource")

    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))

    done = subprocess.run([sys.executable, "-B", "-m", "verify", "theorem1", "--d", "2",
                           "--checkpoint", str(tmp_path / "c")], cwd=ROOT, capture_output=True,
                          text=True, timeout=60, preexec_fn=full)
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr
    assert "c: expected a file that can be written, found " in done.stderr


def test_what_is_no_file_is_refused():
    if os.path.exists("/dev/full"):
        with pytest.raises(BadInput, match="regular file"):
            open_checkpoint("/dev/full", CHECK)
