"""Standard output of every command: UTF-8 JSON, and text that no old terminal can choke on."""

from __future__ import annotations

import io
import json
import sys
from typing import Any


def print_json(value: Any) -> None:
    """One JSON value and nothing else; JSON is UTF-8 wherever it is written."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def make_printable() -> None:
    """A terminal that lacks a letter shows its number instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
