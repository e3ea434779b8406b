"""Curves and points on two axes; places are computed in fractions and rounded at the very end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Sequence

from verify.report.html.markup import Html, element
from verify.report.numbers import decimal

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 300, 64, 16, 14, 34
STYLES = ("curve", "other", "third")
LEGEND = 18
Point = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Curve:
    """A curve as straight segments, each of two points; jumps are gaps between segments."""

    name: str
    segments: tuple[tuple[Point, Point], ...]
    dots: bool = False      # a dot at every point, for values at whole numbers only


@dataclass(frozen=True)
class Mark:
    """A point that something is to be said of, as a cross."""

    at: Point
    text: str


def plot(curves: Sequence[Curve], marks: Sequence[Mark] = (), label: str = "", x_name: str = "x",
         powers: bool = False, knots: Sequence[Fraction] = ()) -> Html:
    """The SVG; with `powers` the values (all positive) stand on a logarithmic scale.

    `knots` are marked on the axis of x: the ends of the pieces.
    """
    points = [p for curve in curves for segment in curve.segments for p in segment]
    points += [mark.at for mark in marks]
    axes = _Axes(points, powers, all(curve.dots for curve in curves))
    legend = [(curve.name, STYLES[n % len(STYLES)]) for n, curve in enumerate(curves)]
    parts = [axes.drawn(x_name)]
    bottom = HEIGHT - BOTTOM
    parts += [element("path", d=f"M{axes.x(x)} {bottom - 4}V{bottom + 4}", class_="minus")
              for x in knots]
    for number, curve in enumerate(curves):
        style = STYLES[number % len(STYLES)]
        path = "".join(f"M{axes.at(a)}L{axes.at(b)}" for a, b in curve.segments if a != b)
        parts.append(element("path", d=path, class_=style))
        if curve.dots:
            seen = sorted({p for segment in curve.segments for p in segment})
            parts += [element("circle", element("title", f"{curve.name}: {y} at {x_name} = {x}"),
                              cx=axes.x(x), cy=axes.y(y), r=3.2,
                              class_=f"dot {style}-dot") for x, y in seen]
    for mark in marks:
        x, y = axes.x(mark.at[0]), axes.y(mark.at[1])
        parts.append(element("path", element("title", mark.text), class_="cross",
                             d=f"M{x - 6} {y - 6}L{x + 6} {y + 6}M{x - 6} {y + 6}L{x + 6} {y - 6}"))
    for row, (name, style) in enumerate(legend):
        y = HEIGHT + LEGEND * row + 10
        parts += [element("path", d=f"M{LEFT} {y}h28", class_=style),
                  element("text", _clipped(name), x=LEFT + 36, y=y + 4)]
    height = HEIGHT + LEGEND * len(legend) + 8
    return element("svg", *parts, role="img", aria_label=label, viewBox=f"0 0 {WIDTH} {height}",
                   width=WIDTH, height=height)


class _Axes:
    """Where a point stands on the page."""

    def __init__(self, points: Sequence[Point], powers: bool, whole: bool):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self.powers, self.whole = powers, whole
        self.low, self.high = min(xs), max(xs)
        self.bottom, self.top = min(ys), max(ys)
        if not powers:
            self.bottom, self.top = min(self.bottom, Fraction(0)), max(self.top, Fraction(0))

    def x(self, x: Fraction) -> float:
        part = (x - self.low) / (self.high - self.low) if self.high > self.low else Fraction(1, 2)
        return round(float(LEFT + part * (WIDTH - LEFT - RIGHT)), 2)

    def y(self, y: Fraction) -> float:
        if self.powers:
            low, high = _logarithm(self.bottom), _logarithm(self.top)
            part = (_logarithm(y) - low) / (high - low) if high > low else 0.5
        else:
            span = self.top - self.bottom
            part = float((y - self.bottom) / span) if span else 0.5
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 2)

    def _ticks(self) -> list[Fraction]:
        """The numbers written below the axis of x: all whole ones, where only those occur."""
        if self.whole and self.high - self.low <= 16:
            return [self.low + n for n in range(int(self.high - self.low) + 1)]
        return list(dict.fromkeys((self.low, (self.low + self.high) / 2, self.high)))

    def at(self, point: Point) -> str:
        return f"{self.x(point[0])} {self.y(point[1])}"

    def drawn(self, x_name: str) -> Html:
        floor = HEIGHT - BOTTOM
        parts = [element("path", d=f"M{LEFT} {TOP}V{floor}H{WIDTH - RIGHT}", class_="axis")]
        for x in self._ticks():
            style = "middle" if self.low < x < self.high else "end" if x > self.low else None
            shown = f"{x_name} = {_number(x)}" if x == self.low else _number(x)
            parts.append(element("text", shown, x=self.x(x), y=floor + 20, class_=style))
        ticks = (self.bottom, self.top) if self.powers or self.bottom * self.top >= 0 else (
            self.bottom, Fraction(0), self.top)
        for y in dict.fromkeys(ticks):
            parts += [element("text", _number(y), x=LEFT - 8, y=self.y(y) + 4, class_="end"),
                      element("path", d=f"M{LEFT} {self.y(y)}H{WIDTH - RIGHT}", class_="faint")]
        return element("g", *parts)


def line(name: str, values: Sequence[tuple[int, Fraction | int]]) -> Curve:
    """Values at whole numbers, joined by straight lines that mean nothing but the order."""
    points = [(Fraction(x), Fraction(y)) for x, y in values]
    pairs = tuple(zip(points, points[1:])) or tuple((p, p) for p in points)
    return Curve(name, pairs, dots=True)


def _number(value: Fraction) -> str:
    text = str(value)
    return text if len(text) <= 7 else f"{Decimal(decimal(text)):.3g}"


def _clipped(name: str) -> str:
    return name if len(name) < 90 else name[:88] + "…"


def _logarithm(value: Fraction) -> float:
    """log2, for a place on the page only; integers of any size have one."""
    return math.log2(value.numerator) - math.log2(value.denominator)
