"""The matrix of a weight-tied layer, block by block: what it reads of input and state."""

from __future__ import annotations

from typing import Any

from verify.report.html.markup import element
from verify.report.pictures.picture import Picture

SIZE, LEFT, TOP = 360, 70, 40
MOST_BLOCKS, APART = 40, 10


def tied(name: str, found: Any) -> Picture:
    """(W_x | W_z | b): blocks that hold nonzero weights are filled, those of zeros are empty."""
    if found.depth > MOST_BLOCKS:
        caption = f"{found.depth} blocks, {found.nonzeros} weights that are not 0: too many."
        return Picture(f"The block matrix: {name}", caption, element(
            "svg", element("text", caption, x=4, y=20), role="img", aria_label=caption,
            viewBox="0 0 640 30", width=640, height=30))
    columns: list[tuple[str, int, Any, Any]] = [
        ("x", found.inputs, range(found.inputs), found.injection)]
    columns += [(f"z{n + 1}", len(place), place, found.weight)
                for n, place in enumerate(found.column_ranges)]
    columns.append(("b", 1, None, None))
    apart = ("x", columns[-2][0])     # the columns of W_x, W_z and b stand apart
    widths, heights = _shares([c[1] for c in columns]), _shares([len(r) for r in found.row_ranges])
    parts, y, filled, elsewhere = [], TOP, 0, 0
    for number, (rows, height) in enumerate(zip(found.row_ranges, heights), 1):
        x = LEFT
        if height >= 14 or number % 5 == 0:
            parts.append(element("text", f"block {number}", x=LEFT - 8, y=y + height // 2 + 4,
                                 class_="end small"))
        for column, ((title, _, places, matrix), width) in enumerate(zip(columns, widths)):
            count = _nonzeros(found, rows, places, matrix)
            filled += bool(count) and title != "b"
            elsewhere += bool(count) and title != "b" and column != number - 1
            style = ("warm-block" if title in ("x", "b") else "block") if count else "zero"
            entries = len(rows) * (len(places) if places is not None else 1)
            about = f"block {number} reads {title}: {count} of {entries} entries are not 0"
            parts.append(element("rect", element("title", about), x=x, y=y, width=width,
                                 height=height, class_=style))
            if count and width > 28 and height > 14:
                shape = f"{len(rows)}×{len(places) if places is not None else 1}"
                parts.append(element("text", shape, x=x + width // 2, y=y + height // 2 + 4,
                                     class_="middle small"))
            x += width + (APART if title in apart else 0)
        y += height
    x = LEFT
    for number, ((title, _, _, _), width) in enumerate(zip(columns, widths)):
        if width > 22 or title in apart or title == "b" or number % 5 == 0:
            parts.append(element("text", title, x=x + width // 2, y=TOP - 8,
                                 class_="middle small"))
        x += width + (APART if title in apart else 0)
    shape = ("row j of its blocks reads block j - 1 alone (the input, if j = 1), all else is 0"
             if not elsewhere else f"{elsewhere} blocks beside those just below the diagonal are "
                                   f"not 0")
    caption = (f"(W_x | W_z | b) of the one layer, {len(found.bias)} rows: {shape}. {filled} "
               f"blocks of W_x and W_z are filled; {found.nonzeros} of all {found.parameters} "
               f"weights and biases are not 0.")
    return Picture(f"The block matrix: {name}", caption, element(
        "svg", *parts, role="img", aria_label=caption, viewBox=f"0 0 {x + 6} {y + 8}", width=x + 6,
        height=y + 8))


def _shares(sizes: list[int]) -> list[int]:
    """Lengths on the page in proportion to the sizes, none invisible."""
    total = sum(sizes)
    return [max(12, SIZE * size // total) for size in sizes]


def _nonzeros(found: Any, rows: range, places: Any, matrix: Any) -> int:
    if matrix is None:
        return sum(found.bias[row] != 0 for row in rows)
    return sum(column in places for row in rows for column, _ in matrix.row(row))
