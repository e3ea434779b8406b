"""`verify selftest`: the tool against itself; exit 0 only when nothing is missed."""

from __future__ import annotations

import time
from typing import Sequence

from verify.commands.output import print_json
from verify.report.progress import watched


def run_selftest(names: Sequence[str], quick: bool, json: bool, color: bool) -> int:
    """Test the theorems and constructions of these names (all, if there are none); 1 if a mistake
    would not have been seen."""
    from verify.report.selftest import print_head, print_tested, print_totals
    from verify.selftest.run import selftest, to_json
    from verify.selftest.tally import Record, missed

    started = time.monotonic()
    done: list[Record] = []
    with watched() as progress:
        for tested in selftest(names, quick=quick, progress=progress):
            if not json and not done:
                print_head()
            if not json:
                print_tested(tested, color)
            done.append(tested)
    seconds = time.monotonic() - started
    if json:
        print_json(to_json(done, quick, seconds))
    else:
        print_totals(done, seconds, color)
    return 1 if missed(done) else 0
