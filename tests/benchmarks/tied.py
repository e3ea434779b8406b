"""One step of a weight-tied network against one forward pass of the network that it was made from.

Goal: for 1000 blocks of width 3 (9 million weights if W_z and W_x were dense) a step takes at most
20 times a forward pass, on fractions and on exact arrays, and so does tying. L steps are then at
most 20 L forward passes, where the theorem's count of operations says L.

    python -m tests.benchmarks.tied
"""

import os
import sys
import time
from pathlib import Path
from typing import Any, Callable

sys.path.insert(0, str(Path(__file__).parent))          # run as a module or as a file

from measure import ONE_THREAD, medians, table, verdict  # noqa: E402

for name, value in ONE_THREAD.items():                  # before numpy loads
    os.environ.setdefault(name, value)

from constructions.weight_tied import seeded, tie  # noqa: E402
from verify.arithmetic.exact import FRACTION  # noqa: E402
from verify.arithmetic.exact_array import ExactArray  # noqa: E402
from verify.arithmetic.integers import INTEGERS  # noqa: E402
from verify.network import forward  # noqa: E402
from verify.tied import output, states, step  # noqa: E402

ROUNDS = 5
BLOCKS, WIDTH, POINTS = 1000, 3, 16
GOAL = 20


def clocked(run: Callable[[], object]) -> Callable[[], float]:
    """The CPU seconds of one call."""
    def once() -> float:
        start = time.process_time()
        run()
        return time.process_time() - start
    return once


def main() -> None:
    """Check the last block on a shorter network, measure in turns and print the table."""
    short = seeded(20, WIDTH)
    if output(tie(short), states(tie(short), (1, 2, 3), (9,) * 60, 20)[-1]) != forward(
            short, (1, 2, 3)):
        raise ValueError("the tied network disagrees")
    network = seeded(BLOCKS, WIDTH)
    tied = tie(network)
    x, state = (1, 2, 3), (1,) * tied.size
    step(tied, state, x)                                # gathers the rows, once and for all
    many: Any = ExactArray.of([x] * POINTS), ExactArray.of([state] * POINTS)
    seconds = medians({
        "forward, fractions": clocked(lambda: forward(network, x)),
        "step, fractions": clocked(lambda: step(tied, state, x, FRACTION)),
        "tie and gather": clocked(lambda: tie(network).readers),
        "forward, arrays": clocked(lambda: forward(network, many[0], INTEGERS)),
        "step, arrays": clocked(lambda: step(tied, many[1], many[0], INTEGERS))}, ROUNDS)
    rows = []
    for case, against in (("step, fractions", "forward, fractions"),
                          ("tie and gather", "forward, fractions"),
                          ("step, arrays", "forward, arrays")):
        ratio = seconds[case] / seconds[against]
        rows.append([case, f"{seconds[case]:.4f}", against, f"{seconds[against]:.4f}",
                     f"{ratio:.2f}", f"{GOAL}", verdict(ratio, GOAL)])
    table(f"{BLOCKS} blocks of width {WIDTH}, CPU seconds, medians of {ROUNDS}",
          ["what", "seconds", "against", "seconds", "ratio", "goal", ""], rows)


if __name__ == "__main__":
    main()
