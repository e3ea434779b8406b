"""The JSON Schemas of netproof's file formats, one file per format and version.

They describe the shape for other tools; the readers themselves are stricter where a schema cannot
be (rows of one length, widths that fit, a key that stands twice, 1.0 in place of 1).
"""

import json
from importlib.resources import files
from typing import Any

NAMES = ("network-1", "report-1", "assignment-1", "results-1", "results-index-1", "proof-1",
         "counterexample-1")


def schema(name: str) -> dict[str, Any]:
    """The schema called `name` as a dict; KeyError for a name not in NAMES.

    >>> schema("network-1")["title"]
    'netproof-network/1'
    """
    if name not in NAMES:
        raise KeyError(name)
    return json.loads(files(__name__).joinpath(f"{name}.schema.json").read_text("utf-8"))
