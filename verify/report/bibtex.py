"""A theorem's sources as BibTeX entries."""

from __future__ import annotations

import re
from typing import Any, Iterator

from verify.statement import Cite, Induction, Lemma, Source, Theorem


def render(theorem: Theorem) -> str:
    """Every source that the theorem rests on or cites, each once."""
    found = {source.key: source for source in _sources(theorem)}
    return "\n".join(entry(source) for source in found.values())


def entry(source: Source) -> str:
    """One source as a BibTeX entry.

    >>> print(entry(Source("telgarsky2015", "Telgarsky 2015", "Matus Telgarsky",
    ...                    "Representation benefits", "arXiv:1509.08101", 2015)))
    @misc{telgarsky2015,
      author = {Matus Telgarsky},
      title = {{Representation benefits}},
      howpublished = {arXiv:1509.08101},
      year = {2015}
    }
    <BLANKLINE>
    """
    fields = (("author", _authors(source.authors)),
              ("title", f"{{{_escape(source.title or source.cite)}}}"),
              ("howpublished", _escape(source.venue)), ("year", str(source.year or "")),
              ("url", source.url))
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields if value)
    return f"@misc{{{re.sub('[^A-Za-z0-9:_-]', '', source.key)},\n{body}\n}}\n"


def _authors(authors: str) -> str:
    """BibTeX wants "and" between all names; a sentence has commas between most."""
    return " and ".join(filter(None, re.split(r",\s*(?:and\s+)?|\s+and\s+", _escape(authors))))


def _escape(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def _sources(theorem: Theorem) -> Iterator[Source]:
    yield theorem.source
    for claim in theorem.claims:
        yield from _cited(claim.by)


def _cited(tactic: Any) -> Iterator[Source]:
    if isinstance(tactic, Cite):
        yield tactic.source
    elif isinstance(tactic, Lemma):
        yield tactic.theorem.source
    elif isinstance(tactic, Induction):
        yield from _cited(tactic.base)
        yield from _cited(tactic.step)
