"""The theorems proved once more, for all sizes and over any ordered field, in Coq with MathComp.

Each `.v` file lists its end statements at its top; `pins.toml` types them a second time, beside the
claims of ours that they restate.  The `Printed*.v` files prove what the tool itself prints: those
statements are made from the claims, by the names in `printed.toml`.  `verify formal` checks all of
it; `verify THEOREM --formal` adds it to a report.
"""

from pathlib import Path

PINS = str(Path(__file__).parent / "pins.toml")
