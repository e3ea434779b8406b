"""The k-fold sawtooth network against its closed form |y - 2 floor((y + 1)/2)|, y = 2^k x, on
all of [0, 1]: piece by piece (the method `breakpoints`), by z3, and by cvc5 where it is installed;
and by Marabou and auto_LiRPA, as far as they go (see breakpoints_peers.py), where they are.

Goals: less CPU than any of them from k = 6 on, and at most 1/500 of z3's from k = 12 on; k = 20
within 0.15 s and k = 24 within 1 s and 0.5 GiB; at most 1.25 times the CPU per piece at k = 24
that k = 18 takes; a network with one wrong weight is refuted in at most 1.25 times the CPU in
which the right one is proved.
All of it runs on one thread, alternated, in this process or (for memory) in a child of its own.

    python -m tests.benchmarks.breakpoints
"""

import os
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable, Iterator

sys.path.insert(0, str(Path(__file__).parent))          # run as a module or as a file

from measure import ONE_THREAD, child, medians, table, verdict  # noqa: E402

for name, value in ONE_THREAD.items():                  # before numpy loads
    os.environ.setdefault(name, value)

import breakpoints_peers as peers  # noqa: E402
import sympy  # noqa: E402

from verify import calculus as c  # noqa: E402
from verify.methods import breakpoints  # noqa: E402
from verify.model import Model, NetworkValues  # noqa: E402
from verify.network import Network, dense  # noqa: E402

ROUNDS = 3
SOLVED = {"z3": (6, 8, 10, 12, 14), "cvc5": (6, 8)}        # beyond these k they take minutes
LARGE = (14, 16, 18, 20, 22, 24)
SECONDS = {20: 0.15, 24: 1.0}
GIGABYTES = 0.5
NOISE = 1.25
RATIOS = {6: 1.0, 8: 1.0, 10: 1.0, 12: 1 / 500, 14: 1 / 500}
VERIFIED = (6, 8, 10, 12, 14)

k = sympy.Symbol("k", integer=True, nonnegative=True)
x = c.Index("x", c.Interval(0, 1))
N = c.Fn("N", x.over)
T = c.Fn("T", definition=lambda z: sympy.Abs(z - 2 * c.Floor((z + 1) / 2)))
FORMULA = c.ForAll((x,), c.Eq(N(x), T(2**k * x)))


def sawtooth(times: int, last: Any = -4) -> Network:
    """The tent composed `times` times, 2 units per tent; `last` is a weight of the output."""
    fold = dense([[2, -4], [2, -4]], [0, "-1/2"], "relu")
    return Network((dense([[1], [1]], [0, "-1/2"], "relu"), *[fold] * (times - 1),
                    dense([[2, last]], [0])))


def instance(times: int, wrong: bool = False) -> Model:
    network = sawtooth(times, Fraction(-31, 8) if wrong else -4)
    return Model(sizes={"k": times}, values={"N": NetworkValues(network, x.over)})


def clocked(run: Callable[[], object], expected: object) -> Callable[[], float]:
    """The CPU seconds of one call, which must return what is expected."""
    def once() -> float:
        start = time.process_time()
        found = run()
        seconds = time.process_time() - start
        if found != expected:
            raise ValueError(f"expected {expected}, found {found}")
        return seconds
    return once


def ours(times: int, wrong: bool = False) -> Callable[[], float]:
    model = instance(times, wrong)
    return clocked(lambda: breakpoints.decide(FORMULA, model).outcome,
                   "refuted" if wrong else "proved")


def goal(times: int) -> Any:
    """z3's solver with the negation, for a network and a closed form written in its terms."""
    import z3

    from verify.arithmetic.smt import Z3
    from verify.network import forward
    point = z3.Real("x")
    y = 2**times * point
    distance = y - 2 * z3.ToReal(z3.ToInt((y + 1) / 2))
    closed = z3.If(distance >= 0, distance, -distance)
    solver = z3.SolverFor("QF_LIRA")
    solver.add(point >= 0, point <= 1, forward(sawtooth(times), [point], Z3)[0] != closed)
    return solver


def by_z3(times: int) -> Callable[[], float]:
    return clocked(lambda: str(goal(times).check()), "unsat")


def by_cvc5(times: int) -> Callable[[], float]:
    """The same goal, as SMT-LIB text."""
    import cvc5

    text = "(set-logic QF_LIRA)\n" + goal(times).to_smt2().replace("(set-info :status unknown)", "")

    def run() -> str:
        solver = cvc5.Solver()
        parser = cvc5.InputParser(solver)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "goal")
        manager, answer = parser.getSymbolManager(), ""
        while not (command := parser.nextCommand()).isNull():
            answer += command.invoke(solver, manager)
        return answer.strip()

    return clocked(run, "unsat")


def solvers() -> dict[str, Callable[[int], Callable[[], float]]]:
    found: dict[str, Callable[[int], Callable[[], float]]] = {"z3": by_z3}
    try:
        import cvc5  # noqa: F401
    except ImportError:
        print("cvc5 is not installed\n")
    else:
        found["cvc5"] = by_cvc5
    return found


def beside(name: str) -> Iterator[list[str]]:
    """One row for each k, up to the first at which the verifier gives no answer."""
    for times in VERIFIED:
        seconds, answer = medians({"ours": ours(times)}, ROUNDS)["ours"], peers.ask(name, times)
        text = "WRONG: " + answer.text if peers.is_wrong(answer, wrong=False) else answer.text
        other = peers.LIMIT if answer.seconds is None else answer.seconds
        more = "> " if answer.seconds is None else ""
        yield [f"k = {times}", f"{seconds:.4f}", name, text, f"{more}{other:.3f}",
               f"{'< ' if more else ''}1/{other / seconds:.0f}", verdict(seconds, other)]
        if answer.seconds is None:
            return


def against_verifiers() -> None:
    """The exact proof beside the floats of the verifiers that are installed."""
    rows: list[list[str]] = []
    for name in peers.PEERS:
        if reason := peers.missing(name):
            print(f"{name}: skipped, {reason}\n")
        else:
            rows += beside(name)
    if rows:
        table("an exact proof against an answer in floats, CPU seconds",
              ["", "ours", "against", "answer", "seconds", "ratio", "less"], rows)


def peak(times: int) -> float:
    """The peak memory, in GiB, of a process that does nothing else."""
    script = (f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
              f"import breakpoints as b\n"
              f"print(b.breakpoints.decide(b.FORMULA, b.instance({times})).outcome)")
    done = child("-c", script)
    if done.output != "proved\n":
        raise ValueError(done.output)
    return done.gigabytes


def main() -> None:
    """Measure in turns and print three tables, each with its goals beside."""
    ours(3)()                                            # imports and caches, once
    rows = []
    for solver, make in solvers().items():
        for times in SOLVED[solver]:
            rounds = ROUNDS if times <= 10 else 1
            seconds = medians({"ours": ours(times), solver: make(times)}, rounds)
            ratio = seconds["ours"] / seconds[solver]
            rows.append([f"k = {times}", f"{seconds['ours']:.4f}", solver,
                         f"{seconds[solver]:.3f}", f"1/{1 / ratio:.0f}",
                         f"1/{1 / RATIOS[times]:.0f}", verdict(ratio, RATIOS[times])])
    table("against solvers, CPU seconds",
          ["", "ours", "against", "seconds", "ratio", "goal", ""], rows)
    against_verifiers()

    right = medians({str(n): ours(n) for n in LARGE}, ROUNDS)
    wrong = medians({str(n): ours(n, wrong=True) for n in LARGE}, ROUNDS)
    rows = []
    for times in LARGE:
        proved, refuted = right[str(times)], wrong[str(times)]
        wanted = f"{SECONDS[times]:.2f}" if times in SECONDS else ""
        met = verdict(proved, SECONDS[times]) if times in SECONDS else ""
        rows.append([f"k = {times}", f"{proved:.3f}", wanted, met,
                     f"{1e9 * proved / 2**times:.0f}", f"{refuted:.3f}",
                     f"{refuted / proved:.2f}", f"{NOISE}", verdict(refuted / proved, NOISE)])
    table(f"one network alone, CPU seconds, medians of {ROUNDS}",
          ["", "proved", "goal", "", "ns per piece", "wrong: refuted", "ratio", "goal", ""], rows)

    small, large = right["18"] / 2**18, right["24"] / 2**24
    rows = [["CPU per piece, k = 24 over k = 18", f"{large / small:.2f}", f"{NOISE}",
             verdict(large / small, NOISE)]]
    for times in SECONDS:
        memory = peak(times)
        rows.append([f"GiB, k = {times}", f"{memory:.2f}", f"{GIGABYTES}",
                     verdict(memory, GIGABYTES)])
    table("growth and memory", ["", "found", "goal", ""], rows)


if __name__ == "__main__":
    main()
