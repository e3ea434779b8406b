"""A function's own notation: a callable from printed arguments to a string (`Fn.text`, `Fn.latex`).

An argument may be left out of it (j in a norm over j) when the callable never shows it, or when
its parameter has a string as default, which is then what it receives:

    text=lambda h, j="": f"∂F_{h}/∂w_{j}" if j else f"∇F_{h}"
"""

from __future__ import annotations

import inspect
from typing import Callable, Sequence


def call(notation: Callable[..., str], printed: Sequence[str], hidden: frozenset[int]) -> str:
    """The notation of the printed arguments, those at the hidden positions left out.

    >>> call(lambda h, j="": f"∂_{j}F_{h}" if j else f"∇F_{h}", ["h", "j"], frozenset({1}))
    '∇F_h'
    """
    defaults = _defaults(notation, len(printed))
    return notation(*((defaults[i] or "") if i in hidden else p for i, p in enumerate(printed)))


def can_omit(notation: Callable[..., str], place: int, count: int) -> bool:
    """Whether the notation of `count` arguments reads well without the one at this place."""
    marks = [f"\ue000{i}" for i in range(count)]
    return (_defaults(notation, count)[place] is not None
            or marks[place] not in notation(*marks))


def _defaults(notation: Callable[..., str], count: int) -> list[str | None]:
    parameters = list(inspect.signature(notation).parameters.values())[:count]
    found = [p.default if isinstance(p.default, str) else None for p in parameters]
    return found + [None] * (count - len(found))
