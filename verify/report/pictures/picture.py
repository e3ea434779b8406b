"""A picture: inline SVG made from exact numbers, with words for those who do not see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """`svg` is one <svg> element without ids, scripts or colours of its own (see html/style);
    `caption` says what there is to be seen.  A notebook shows it as it is on a page."""

    title: str
    caption: str
    svg: str

    def _repr_html_(self) -> str:
        from html import escape

        from verify.report.html.style import LIGHT, drawings, variables
        return (f'<figure style="{variables(LIGHT)};background:var(--page)">'
                f"<style>{drawings()}</style>{self.svg}"
                f'<figcaption style="color:var(--text)">{escape(self.caption)}</figcaption>'
                "</figure>")
