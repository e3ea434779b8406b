"""An iteration that settles: which blocks are right after how many steps, from several starts."""

from __future__ import annotations

from typing import Any, Sequence

from verify.report.html.markup import Html, element
from verify.report.pictures.picture import Picture

CELL, SMALL, LEFT, TOP, GAP = 20, 9, 84, 30, 40
WIDTH = 620             # starts stand side by side as far as this
MOST_STARTS, MOST_CELLS = 6, 6000


def settling(right: Sequence[Sequence[Sequence[bool]]], names: Sequence[str],
             title: str = "How the iteration settles", what: str = "block") -> Picture | None:
    """right[start][step][block]: whether the block has its final value after the step.

    None where there is more than can be seen.
    """
    steps, blocks = len(right[0]), len(names)
    drawn = min(len(right), MOST_STARTS, MOST_CELLS // (steps * blocks))
    if not drawn:
        return None
    cell = CELL if blocks <= 24 and steps <= 30 else SMALL
    across = max(1, (WIDTH - LEFT) // (cell * steps + 16))
    parts: list[Html] = []
    for start in range(drawn):
        row, column = divmod(start, across)
        x, y = LEFT + column * (cell * steps + 16), TOP + row * (cell * blocks + GAP)
        if column == 0 and cell == CELL:
            parts += [element("text", _short(name), x=LEFT - 6, y=y + cell * n + 14,
                              class_="end small") for n, name in enumerate(names)]
        parts += _grid(right[start], names, x, y, cell, f"start {start + 1}")
    rows = -(-drawn // across)
    width = LEFT + min(drawn, across) * (cell * steps + 16)
    height = TOP + rows * (cell * blocks + GAP)
    last = max(_settled(steps_seen) for steps_seen in right)
    settled = (f"right after {last} step{'s' * (last != 1)} and stay so" if last < steps else
               f"not yet right after {steps - 1} steps")
    few = "" if drawn == len(right) else f" ({drawn} of them drawn)"
    cells = "crossed" if cell == CELL else "hollow"
    caption = (f"Columns are steps, rows are {what}s; {cells} cells differ from the final value. "
               f"From {len(right)} start{'s' * (len(right) != 1)}{few}, all {blocks} {what}s are "
               f"{settled}.")
    return Picture(title, caption, element(
        "svg", *parts, role="img", aria_label=caption, viewBox=f"0 0 {width} {height}",
        width=width, height=height, class_="wide" if width > 900 else None))


def _grid(steps: Sequence[Sequence[bool]], names: Sequence[str], x: int, y: int, cell: int,
          title: str) -> list[Html]:
    parts = [element("text", title, x=x, y=y - 8, class_="small")]
    for step, blocks in enumerate(steps):
        left = x + cell * step
        if cell == SMALL:
            parts += _small(blocks, left, y)
        for block, (name, good) in enumerate(zip(names, blocks) if cell == CELL else ()):
            top = y + cell * block
            about = f"{name} after {step} steps: {'right' if good else 'not yet'}"
            parts.append(element("rect", element("title", about), x=left, y=top, width=cell - 1,
                                 height=cell - 1, class_="right" if good else "wrong"))
            if not good:
                parts.append(element("path", d=f"M{left + 6} {top + 6}l7 7m0 -7l-7 7",
                                     class_="cross"))
        if cell == CELL or step % 5 == 0:
            parts.append(element("text", step, x=left + cell // 2, y=y + cell * len(names) + 12,
                                 class_="middle small muted"))
    return parts


def _small(blocks: Sequence[bool], left: int, y: int) -> list[Html]:
    """A column of cells that are too small to be crossed: those that are wrong are hollow."""
    paths = {True: "", False: ""}
    for block, good in enumerate(blocks):
        paths[bool(good)] += f"M{left} {y + SMALL * block}h7v7h-7z"
    return [element("path", d=path, class_="right" if good else "hollow")
            for good, path in paths.items() if path]


def _settled(steps: Sequence[Sequence[Any]]) -> int:
    """The first step from which on everything is right."""
    wrong = [number for number, blocks in enumerate(steps) if not all(blocks)]
    return max(wrong, default=-1) + 1


def _short(name: str) -> str:
    return name if len(name) <= 13 else name[:12] + "…"
