"""`verify trust`: what one must believe, as a numbered list."""

from __future__ import annotations

import sys

from verify.commands.output import print_json
from verify.trust import GUARANTEED, METHODS, NOT_GUARANTEED, UNTRUSTED, trusted_files

SCHEMA = "netproof-trust/1"
# What no list of our own files can show: the numbered list begins with these.
OUTSIDE = ("Python, its fractions and integers, and numpy's integer operations",
           "sympy's polynomial arithmetic, where a claim says symbolic",
           "z3, where a claim says smt: its unsat is believed, its sat is replayed",
           "the statement of the theorem, which you can read: verify show THEOREM")


def print_trusted(json: bool, color: bool) -> int:
    """Print the trusted files with their lengths."""
    files = trusted_files()
    if json:
        print_json({"schema": SCHEMA, "outside": list(OUTSIDE), "files": [
            {"path": file.path, "lines": file.lines} for file in files],
            "methods": [{"method": m, "rests_on": what, "looked_at_again_by": who}
                        for m, what, who in METHODS],
            "guaranteed": list(GUARANTEED), "not_guaranteed": list(NOT_GUARANTEED)})
        return 0
    from verify.report.layout import make_console, paragraph
    console = make_console(color)
    paragraph(console, "Whoever believes a verdict `proved` believes")
    for number, text in enumerate(OUTSIDE, 1):
        paragraph(console, f"{number:3}. {text}", indent=2)
    for number, file in enumerate(files, len(OUTSIDE) + 1):
        sys.stdout.write(f"  {number:3}. {file.path:<44}{file.lines:6} lines\n")
    paragraph(console, "What proved rests on, method by method, and who looks at it again:")
    for method, what, who in METHODS:
        paragraph(console, f"{method}: {what} ({who})", indent=2)
    for title, lines in (("Guaranteed:", GUARANTEED), ("Not guaranteed:", NOT_GUARANTEED)):
        paragraph(console, title)
        for line in lines:
            paragraph(console, line, indent=2)
    total = sum(file.lines for file in files)
    paragraph(console, f"{len(files)} files, {total} lines. Nobody need believe:")
    for name, why in UNTRUSTED:
        paragraph(console, f"{name}: {why}", indent=2)
    paragraph(console, "constructions, the command, the reports' layout: they decide nothing",
              indent=2)
    return 0
