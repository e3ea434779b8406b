"""Sentences of a theorem's author as a page sets them: powers raised, indices lowered, signs whole.

What is checked are formulas, and those are set from their terms; here only words are made readable.
"""

from __future__ import annotations

import re

from verify.report.html.markup import Html, element, join, text

_SIGNS = {"<=>": "⇔", "<=": "≤", ">=": "≥", "!=": "≠", "=>": "⇒", "->": "→", "||": "‖"}
_INNER = r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*"
_PART = re.compile(
    "|".join((
        rf"\^\((?P<raised>{_INNER})\)|\^(?P<power>-?\w+|\*)",
        r"(?<!\w)(?P<base>∇?[^\W\d_]|[Σ𝔼])_(?P<index>\w{1,2}|\{[^{}]*\})(?!\w)",
        f"(?P<sign>{'|'.join(map(re.escape, _SIGNS))})",
        r"(?<=[\w)|\]'′]) (?P<minus>-) (?=[\w(|])")))


def prose(words: str) -> Html:
    """A sentence as markup; whatever is no mathematics stays as it is.

    >>> prose("2^(n-1) terms of h_i <= G^2, family_size")
    '2<sup>n−1</sup> terms of h<sub>i</sub> ≤ G<sup>2</sup>, family_size'
    >>> prose("a < b & 2^k")
    'a &lt; b &amp; 2<sup>k</sup>'
    """
    parts: list[Html] = []
    at = 0
    for found in _PART.finditer(words):
        parts += [text(words[at:found.start()]), _set(found)]
        at = found.end()
    return join(*parts, text(words[at:]))


def _set(found: re.Match[str]) -> Html:
    raised = found["raised"] or found["power"]
    if raised is not None:
        return element("sup", prose(raised.replace("-", "−")))
    if found["base"] is not None:
        return join(found["base"], element("sub", found["index"].strip("{}")))
    if found["minus"] is not None:
        return text(" − ")
    return text(_SIGNS[found["sign"]])
