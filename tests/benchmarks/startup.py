"""How soon the command answers, against the imports that such a command cannot avoid.

Goal, in CPU seconds of whole processes: `verify --help` at most 2 times the import of typer and
rich; `verify list` at most 2 times the import of sympy; `verify theorem1 --d 10` at most 3 times
(hoped: 2) the import of numpy, sympy and z3.

    python -m tests.benchmarks.startup
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))          # run as a module or as a file

from measure import child, medians, table, verdict  # noqa: E402

ROUNDS = 5
CASES = (
    (("--help",), "typer, rich", 2),
    (("list",), "sympy", 2),
    (("theorem1", "--d", "10"), "numpy, sympy, z3", 3),
)


def main() -> None:
    """Measure every command beside its imports and print the table."""
    rows = []
    for command, modules, goal in CASES:
        arguments, imports = ("-m", "verify", *command), ("-c", f"import {modules}")
        child(*arguments)                               # once, so that bytecode and files are warm
        child(*imports)
        seconds = medians({"command": lambda: child(*arguments).seconds,
                           "imports": lambda: child(*imports).seconds}, ROUNDS)
        ratio = seconds["command"] / seconds["imports"]
        rows.append(["verify " + " ".join(command), f"{seconds['command']:.2f}",
                     f"import {modules}", f"{seconds['imports']:.2f}", f"{ratio:.2f}",
                     f"{goal}", verdict(ratio, goal)])
    table(f"CPU seconds, medians of {ROUNDS}",
          ["command", "seconds", "against", "seconds", "ratio", "goal", ""], rows)


if __name__ == "__main__":
    main()
