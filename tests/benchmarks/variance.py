"""Theorem 1's exact variance: against the direct loop, and how cost grows with the dimension.

Goal: with about 1,000 parameters at d = 16, at least 100 times faster than the direct double loop
over the pairs (h, x), in less than 2 GB. The loop is run at d = 8 in Python integers, must find
the same variance there, and is extrapolated by 4**8 (its parameters would grow too: ignored).

With --large also d = 20: the general route in less than 4 GB, the structured one in less than 2.

    python -m tests.benchmarks.variance [--large]
"""

import argparse
import json
import math
import statistics
import sys
from fractions import Fraction
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))          # run as a module or as a file

from measure import Child, child, medians, table, verdict  # noqa: E402

HIDDEN, SMALL, BIG = 55, 8, 16                           # (16 + 2) * 55 + 1 = 991 parameters
LARGE, LARGE_HIDDEN = 20, 45                            # (20 + 2) * 45 + 1 = 991 parameters
FASTER, GIGABYTES = 100, 2
LARGE_GIGABYTES = {"general": 4, "structured": 2}
GROWTH = range(8, 15)


def theorem1(d: int, hidden: int, route: str = "general") -> Child:
    """The command as a whole, its report in JSON."""
    return child("-m", "verify", "theorem1", "--d", f"{d}", "--hidden", f"{hidden}",
                 "--route", route, "--json")


def command_seconds(d: int) -> float:
    """The CPU seconds of the command at dimension d."""
    return theorem1(d, HIDDEN).seconds


def against_direct() -> None:
    """d = 16 beside the loop at d = 8, in turns, after checking that the loop agrees at d = 8."""
    script = Path(__file__).with_name("direct_loop.py")
    loop = (str(script), f"{SMALL}", f"{HIDDEN}")
    found = Fraction(json.loads(theorem1(SMALL, HIDDEN).output)["quantities"]["variance"])
    if Fraction(child(*loop).output.strip()) != found:
        raise ValueError(f"the loop and the command disagree on the variance at d = {SMALL}")
    peaks = []

    def command() -> float:
        finished = theorem1(BIG, HIDDEN)
        peaks.append(finished.gigabytes)
        return finished.seconds

    seconds = medians({"command": command, "loop": lambda: child(*loop).seconds})
    factor = 4 ** (BIG - SMALL)
    faster = seconds["loop"] * factor / seconds["command"]
    rows = [["command, seconds", f"{seconds['command']:.1f}", "", ""],
            [f"loop at d = {SMALL}, seconds", f"{seconds['loop']:.1f}", "", ""],
            [f"loop * {factor} / command", f"{faster:.0f}", f">= {FASTER}",
             verdict(FASTER, faster)],
            ["peak memory, GB", f"{max(peaks):.2f}", f"< {GIGABYTES}",
             verdict(max(peaks), GIGABYTES)]]
    table(f"theorem1 --d {BIG} --hidden {HIDDEN}, CPU seconds, medians of 3",
          ["what", "measured", "goal", ""], rows)


def growth() -> None:
    """The factor per input bit: a line fitted to log2 of the seconds beyond those at d = 1."""
    seconds = medians({f"{d}": partial(command_seconds, d) for d in (1, *GROWTH)})
    start = seconds.pop("1")
    beyond = {d: total - start for d, total in seconds.items() if total > start}
    slope, _ = statistics.linear_regression([int(d) for d in beyond],
                                            [math.log2(more) for more in beyond.values()])
    table(f"growth with --hidden {HIDDEN}, CPU seconds, medians of 3; d = 1: {start:.2f}",
          ["d", "seconds", "beyond d = 1"],
          [[d, f"{seconds[d]:.2f}", f"{more:.2f}"] for d, more in beyond.items()])
    print(f"  factor per bit, fitted: {2 ** slope:.2f} (2: as the points; 4: the loop)\n",
          flush=True)


def large() -> None:
    """d = 20 once by either route: seconds and peak memory."""
    rows = []
    for route, goal in LARGE_GIGABYTES.items():
        finished = theorem1(LARGE, LARGE_HIDDEN, route)
        rows.append([route, f"{finished.seconds:.1f}", f"{finished.gigabytes:.2f}", f"< {goal}",
                     verdict(finished.gigabytes, goal)])
    table(f"theorem1 --d {LARGE} --hidden {LARGE_HIDDEN}, once",
          ["route", "CPU seconds", "peak GB", "goal", ""], rows)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Theorem 1's exact variance, measured.")
    parser.add_argument("--large", action="store_true", help="also d = 20, which takes minutes")
    arguments = parser.parse_args()
    against_direct()
    growth()
    if arguments.large:
        large()


if __name__ == "__main__":
    main()
