"""A limit holds wherever the time goes: in Python, inside z3 and cvc5, in any thread.

What is stopped is unknown, reason "time"; never proved.
"""

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import verify
from verify import calculus as c
from verify import timelimit
from verify.finding import Finding
from verify.methods import smt
from verify.methods.equivalence import decide, questions
from verify.model import Model
from verify.network import Network, dense
from verify.statement import Claim, Measured, Smt, Source, Theorem
from verify.timelimit import TimeLimit, remaining, require_time, time_limit

ROOT = Path(__file__).parent.parent
TENT = (dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0]))
BENT = (dense([[2], [-2]], [-1, 1], "relu"), dense([[-1, -1]], [1]))
HARD = Network(TENT * 14), Network(BENT * 14)   # 2^14 pieces: z3 needs far longer than any limit
# of two inputs, for one interval is decided piece by piece, without z3
MEAN = dense([["1/2", "1/2"]], [0])
HARD_ON_A_SQUARE = Network((MEAN, *TENT * 14)), Network((MEAN, *BENT * 14))
SLACK = 1.5   # seconds after the limit that a busy machine may need


def cubes(z3):
    """x^3 + y^3 + z^3 != 114 for all integers: nobody knows."""
    a, b, d = z3.Ints("a b d")
    return a * a * a + b * b * b + d * d * d != 114


def everywhere(call):
    """What the call returns in this thread, and in another."""
    results = [call()]
    thread = threading.Thread(target=lambda: results.append(call()))
    thread.start()
    thread.join(30)
    assert len(results) == 2, "the other thread raised, or hangs"
    return results


def timed(call):
    started = time.monotonic()
    return call(), time.monotonic() - started


def stopped(call, limit):
    """The words of the TimeLimit that ends the call."""
    try:
        with time_limit(limit):
            call()
    except TimeLimit as reached:
        return str(reached)
    return "it ran to its end"


# ---- the limit itself ---------------------------------------------------------------------------


def spin():
    while True:
        pass


def test_a_loop_is_stopped_in_any_thread():
    def run():
        return timed(lambda: stopped(spin, 0.1))
    for words, seconds in everywhere(run):
        assert words == "the limit of 0.1 seconds is reached"
        assert 0.09 <= seconds < 0.1 + SLACK


def test_a_block_that_is_done_in_time_is_left_alone_afterwards():
    def run():
        with time_limit(0.05):
            inside = remaining()
        time.sleep(0.1)
        for _ in range(10**5):    # an exception left over would strike here
            pass
        return inside, remaining()
    for inside, after in everywhere(run):
        assert 0 < inside <= 0.05 and after is None
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


def test_of_nested_limits_the_first_to_end_holds():
    def run():
        words = []
        with time_limit(60):
            words.append(stopped(spin, 0.05))
            assert 50 < remaining() <= 60
        try:
            with time_limit(0.05):
                words.append(stopped(spin, 60))     # the outer one ends it
        except TimeLimit as reached:
            words.append(str(reached))
        try:
            with time_limit(0.2):
                words.append(stopped(spin, 0.05))
                spin()                              # the outer one still rings
        except TimeLimit as reached:
            words.append(str(reached))
        return words
    short, longer = (f"the limit of {n} seconds is reached" for n in (0.05, 0.2))
    for words in everywhere(run):
        assert words == [short, short, short, longer]


def test_time_that_is_up_is_noticed_though_the_alarm_was_lost(monkeypatch):
    monkeypatch.setattr(timelimit.signal, "setitimer", lambda *arguments: None)
    with pytest.raises(TimeLimit):
        with time_limit(0.01):
            time.sleep(0.02)
            assert remaining() == 0
            require_time()
    require_time()


@pytest.mark.parametrize("seconds", [1e12, 1e300])
def test_a_limit_beyond_all_timers_is_none(seconds):
    def run():
        with time_limit(seconds):
            return remaining()
    assert all(left > 1e7 for left in everywhere(run))


# ---- solvers ------------------------------------------------------------------------------------


def test_z3_is_stopped_inside_one_long_call():
    """Neither a signal nor an exception reaches the solver's own code."""
    for found, seconds in everywhere(lambda: timed(lambda: decide(*HARD, [(0, 1)], limit=0.5))):
        assert (found.outcome, found.reason) == ("unknown", "time")
        assert found.note == "the limit of 0.5 seconds is reached"
        assert 0.4 < seconds < 0.5 + SLACK


def test_a_goal_is_stopped_too():
    goal = Smt(cubes)
    for words, seconds in everywhere(
            lambda: timed(lambda: stopped(lambda: smt.decide_goal(goal), 0.5))):
        assert words == "the limit of 0.5 seconds is reached"
        assert 0.4 < seconds < 0.5 + SLACK


def test_cvc5_is_stopped_inside_one_long_call():
    pytest.importorskip("cvc5", reason="cvc5 is not installed")
    from verify.methods.second_opinion import ask
    (formula, model), = questions(*HARD, [(0, 1)])

    def opinion():
        return ask(Finding("smt", "proved"), formula, model)

    def both():
        return (timed(lambda: stopped(opinion, 0.5)),
                timed(lambda: stopped(lambda: ask(Finding("smt", "proved"), Smt(cubes)), 0.5)))
    for results in everywhere(both):
        for words, seconds in results:
            assert words == "the limit of 0.5 seconds is reached"
            assert 0.4 < seconds < 0.5 + SLACK


def test_a_limit_around_equivalence_is_its_callers():
    with pytest.raises(TimeLimit, match="0.2 seconds"):
        with time_limit(0.2):
            decide(*HARD, [(0, 1)], limit=20)
    assert decide(Network(TENT), Network(BENT), [(0, 1)], limit=20).outcome == "proved"


def test_several_threads_may_ask_at_once():
    """z3's own main context serves one thread; terms built there by two become each other's."""
    found = []

    def run():
        for _ in range(5):
            found.extend(decide(Network(TENT * 4), Network(BENT * k), [(0, 1)], limit=20).outcome
                         for k in (4, 3))
    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == ["proved"] * 20 + ["refuted"] * 20


def test_without_a_limit_z3_is_bounded_by_its_own_count_of_work(monkeypatch):
    monkeypatch.setattr(smt, "RLIMIT", 100_000)
    found = decide(*HARD, [(0, 1)])
    assert (found.outcome, found.reason) == ("unknown", "solver")
    assert decide(*HARD, [(0, 1)], limit=30) == found


# ---- whole checks -------------------------------------------------------------------------------

TEXT = '''
from verify import calculus as c
from verify.methods.equivalence import questions
from verify.model import Model
from verify.network import Network, dense
from verify.statement import Claim, Smt, Source, Theorem

tent = dense([[1], [1]], [0, "-1/2"], "relu"), dense([[2, -4]], [0])
bent = dense([[2], [-2]], [-1, 1], "relu"), dense([[-1, -1]], [1])
mean = dense([["1/2", "1/2"]], [0])
(formula, model), = questions(Network((mean, *tent * 14)), Network((mean, *bent * 14)),
                              [(0, 1), (0, 1)])
theorem = Theorem("sawteeth", "two deep sawteeth", Source("nobody", "Nobody"),
                  (Claim("easy", "step", c.Eq(c.Size("n"), 3)),
                   Claim("equal", "conclusion", formula)),
                  lambda given, network: Model(sizes={"n": 3}, values=model.values))
'''


def theorem(*claims, instance=lambda given, network: Model(sizes={"n": 3}), **fields):
    last = Claim("last", "conclusion", c.Le(c.Size("n"), 3))
    return Theorem("slow", "slow", Source("nobody", "Nobody"), (*claims, last), instance, **fields)


def by_hand(given, model):
    spin()


def sawteeth():
    (formula, model), = questions(*HARD_ON_A_SQUARE, [(0, 1), (0, 1)])
    return theorem(Claim("equal", "step", formula), instance=lambda given, network: Model(
        sizes={"n": 3}, values=model.values))


SLOW = {
    "formula": sawteeth,
    "goal": lambda: theorem(Claim("cubes", "crosscheck", None, Smt(cubes), text="no 114")),
    "Python": lambda: theorem(Claim("m", "crosscheck", None, Measured(by_hand), text="measured")),
    "instance": lambda: theorem(instance=by_hand),
    "quantities": lambda: theorem(quantities=lambda given, model, sides: spin()),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_check_ends_in_time_wherever_the_time_goes(name):
    slow = SLOW[name]()
    for report, seconds in everywhere(lambda: timed(lambda: verify.check(slow, limit=0.5))):
        assert 0.4 < seconds < 0.5 + SLACK
        statuses = {k.name: (k.status, k.reason) for k in report.claims}
        if name == "quantities":            # every claim was judged before
            assert report.verdict == "proved" and report.quantities == {}
            continue
        assert set(statuses.values()) == {("unknown", "time")}
        assert (report.verdict, report.exit_code) == ("undecided", 3)
        assert {k.note for k in report.claims} >= {"the limit of 0.5 seconds is reached"}
        json.dumps(report.to_json())


def test_what_was_judged_in_time_stays_judged():
    first = Claim("first", "step", c.Eq(c.Size("n"), 3))
    slow = theorem(first, Claim("m", "crosscheck", None, Measured(by_hand), text="measured"))
    report = verify.check(slow, limit=0.3)
    assert [k.status for k in report.claims] == ["proved", "unknown", "unknown"]
    assert report.verdict == "undecided"


def test_two_limited_runs_differ_in_seconds_only():
    def stripped():
        tree = verify.check(sawteeth(), limit=0.3).to_json()
        return [{k: v for k, v in claim.items() if k != "seconds"} for claim in tree["claims"]]
    assert stripped() == stripped()


def test_an_assumption_that_fails_before_the_time_is_up_is_heeded():
    slow = theorem(Claim("few", "assumption", c.Le(c.Size("n"), 2)),
                   Claim("m", "crosscheck", None, Measured(by_hand), text="measured"))
    report = verify.check(slow, limit=0.3)
    assert (report.verdict, report.applies) == ("refuted", False)
    assert report.claim("last").reason == "assumption"


def test_the_command_ends_in_time_with_exit_code_3(tmp_path):
    file = tmp_path / "sawteeth.py"
    file.write_text(TEXT)
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "verify", "run", str(file), "--limit", "1",
                           "--json"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    seconds = time.monotonic() - started
    assert (done.returncode, done.stderr) == (3, "")
    report = json.loads(done.stdout)
    assert report["verdict"] == "undecided"
    claim = next(k for k in report["claims"] if k["name"] == "equal")
    assert (claim["status"], claim["reason"]) == ("unknown", "time")
    assert seconds < 1 + 3 * SLACK      # the interpreter and its libraries load in this time too


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_alarm_that_is_swallowed_rings_again(monkeypatch):
    monkeypatch.setattr(timelimit, "AGAIN", 0.1)

    class Slow:
        def __del__(self):      # what is raised here, Python drops
            time.sleep(0.2)

    with pytest.raises(TimeLimit), time_limit(0.1):
        slow = Slow()
        del slow
        for _ in range(200):
            time.sleep(0.01)
