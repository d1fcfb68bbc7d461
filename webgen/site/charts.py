"""Charts as inline SVG, drawn from the same numbers as the table beside them.

Every shape has a width and a height and there is no text inside, so a snapshot shows one labelled image; what it says
stands in the legend and in the table.
"""

from __future__ import annotations

from html import escape
from math import cos, pi, sin
from typing import NamedTuple

from markupsafe import Markup

WIDTH, HEIGHT = 320, 150
TONES = 6


class Series(NamedTuple):
    """Names and their numbers, in order."""

    rows: list[tuple[str, int]]


def chart(kind: str, series: Series, title: str) -> Markup:
    """Return a picture of a series: ``bars``, a ``line`` or a ``donut``."""
    drawn = {"bars": _bars, "line": _line, "donut": _donut}[kind](series.rows)
    return Markup(
        f'<svg class="chart" role="img" aria-label="{escape(title)}" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}">{drawn}</svg>'
    )


def _top(rows: list[tuple[str, int]]) -> int:
    return max([1, *(number for _, number in rows)])


def _ground() -> str:
    lines = "".join(
        f'<rect class="chart-line" x="8" y="{HEIGHT - 12 - step * 32}" width="{WIDTH - 16}" height="1"/>' for step in range(5)
    )
    return f'<g aria-hidden="true">{lines}</g>'


def _bars(rows: list[tuple[str, int]]) -> str:
    space = (WIDTH - 24) / max(1, len(rows))
    parts = [_ground()]
    for at, (_, number) in enumerate(rows):
        height = max(2.0, 128 * number / _top(rows))
        parts.append(
            f'<rect class="chart-{at % TONES}" x="{12 + at * space + space * 0.16:.1f}" y="{HEIGHT - 12 - height:.1f}"'
            f' width="{space * 0.68:.1f}" height="{height:.1f}" rx="3"/>'
        )
    return "".join(parts)


def _line(rows: list[tuple[str, int]]) -> str:
    space = (WIDTH - 48) / max(1, len(rows) - 1)
    points = [(24 + at * space, HEIGHT - 16 - 116 * number / _top(rows)) for at, (_, number) in enumerate(rows)]
    path = " ".join(f"{'M' if at == 0 else 'L'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(points))
    area = f"{path} L{points[-1][0]:.1f} {HEIGHT - 12} L{points[0][0]:.1f} {HEIGHT - 12} Z"
    dots = "".join(f'<circle class="chart-0" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in points)
    return f'{_ground()}<path class="chart-area" d="{area}"/><path class="chart-stroke" d="{path}"/>{dots}'


def _donut(rows: list[tuple[str, int]]) -> str:
    total = max(1, sum(number for _, number in rows))
    x, y, outer, inner = WIDTH / 2, HEIGHT / 2, 68.0, 40.0
    parts, start = [], -pi / 2
    for at, (_, number) in enumerate(rows):
        if not number:
            continue
        turn = min(2 * pi * number / total, 2 * pi - 0.001)
        end, large = start + turn, int(turn > pi)
        a, b = (x + outer * cos(start), y + outer * sin(start)), (x + outer * cos(end), y + outer * sin(end))
        c, d = (x + inner * cos(end), y + inner * sin(end)), (x + inner * cos(start), y + inner * sin(start))
        parts.append(
            f'<path class="chart-{at % TONES}" d="M{a[0]:.1f} {a[1]:.1f} A{outer:g} {outer:g} 0 {large} 1 {b[0]:.1f} {b[1]:.1f}'
            f' L{c[0]:.1f} {c[1]:.1f} A{inner:g} {inner:g} 0 {large} 0 {d[0]:.1f} {d[1]:.1f} Z"/>'
        )
        start = end
    return "".join(parts) or _ground()
