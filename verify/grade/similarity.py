"""Networks that several students share, as they are or up to the order of hidden units.

For a person to look at; it changes no grade. Short exercises have few solutions, so that equal
networks alone prove nothing.
"""

from __future__ import annotations

from typing import Any, Mapping


def alike(results: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Groups of at least two students, by item, identical submissions first.

    >>> one = {"submission_sha256": "a", "diagnostics": {"fingerprints": {"net": "f"}}}
    >>> alike({"ann": one, "bob": {**one, "submission_sha256": "b"}})
    [{'how': 'equal networks up to the order of units', 'item': 'net', 'students': ['ann', 'bob']}]
    """
    groups: dict[tuple[str, str, str], list[str]] = {}
    for student, result in results.items():
        if result.get("verdict") not in ("malformed", "missing"):
            key = ("identical submissions", "", result["submission_sha256"])
            groups.setdefault(key, []).append(student)
        for item, print_ in result["diagnostics"].get("fingerprints", {}).items():
            key = ("equal networks up to the order of units", item, print_)
            groups.setdefault(key, []).append(student)
    return [{"how": how, "item": item, "students": students}
            for (how, item, _), students in sorted(groups.items()) if len(students) > 1][::-1]
