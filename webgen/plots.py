"""Charts as inline SVG, coloured by the classes ``s0`` to ``s4`` of the page they stand in.

Every function returns one ``<svg>`` element as text; all labels are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH = 720


@dataclass(frozen=True, slots=True)
class Line:
    """One series: points (x, y), and a band (x, low, high) around it where there is one. ``colour`` is 0 to 4."""

    label: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...] = ()
    colour: int = 0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval."""

    value: float
    low: float
    high: float
    colour: int = 0
    title: str = ""


def percent(value: float) -> str:
    """Write a share as a percentage without decimals."""
    return f"{round(100 * value)} %"


def _svg(width: int, height: int, body: Iterable[str], label: str) -> str:
    inside = "\n".join(body)
    return f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">\n{inside}\n</svg>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "label") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return round numbers from low to high, about ``count`` of them."""
    span = high - low
    if span <= 0:
        return [low]
    raw = span / count
    unit = 10.0 ** floor(log10(raw))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= raw)
    return [step * number for number in range(ceil(low / step), floor(high / step + 1e-9) + 1)]


def line_chart(
    lines: Sequence[Line], *, x_label: str, y_label: str, y_range: tuple[float, float] | None = (0.0, 1.0), height: int = 300
) -> str:
    """Draw series over x; with the default range the values are shares. Empty text where there is nothing to draw."""
    points = [point for line in lines for point in line.points]
    if not points:
        return ""
    left, right, top, bottom = 68, 16, 16, 44
    x0, x1 = min(x for x, _ in points), max(x for x, _ in points)
    x0, x1 = (x0 - 0.5, x1 + 0.5) if x0 == x1 else (x0, x1)
    y0, y1 = y_range or (0.0, max(y for _, y in points) * 1.08 or 1.0)

    def px(x: float) -> float:
        return left + (x - x0) / (x1 - x0) * (WIDTH - left - right)

    def py(y: float) -> float:
        return height - bottom - (min(max(y, y0), y1) - y0) / (y1 - y0) * (height - top - bottom)

    body = []
    for tick in _ticks(y0, y1):
        body.append(f'<line class="grid" x1="{left}" x2="{WIDTH - right}" y1="{py(tick):.1f}" y2="{py(tick):.1f}"/>')
        text = percent(tick) if y_range == (0.0, 1.0) else f"{tick:g}"
        body.append(_text(left - 8, py(tick) + 4, text, anchor="end"))
    for tick in _ticks(x0, x1, 8):
        if float(tick).is_integer():
            body.append(_text(px(tick), height - bottom + 18, f"{tick:g}", anchor="middle"))
    body.append(_text((left + WIDTH - right) / 2, height - 6, x_label, anchor="middle", kind="axis"))
    body.append(f'<text class="axis" transform="translate(14 {(top + height - bottom) / 2:.0f}) rotate(-90)" text-anchor="middle">{escape(y_label)}</text>')
    for line in lines:
        if line.band:
            upper = [f"{px(x):.1f},{py(high):.1f}" for x, _, high in line.band]
            lower = [f"{px(x):.1f},{py(low):.1f}" for x, low, _ in reversed(line.band)]
            body.append(f'<polygon class="band s{line.colour}" points="{" ".join(upper + lower)}"/>')
    for line in lines:
        path = " ".join(f"{px(x):.1f},{py(y):.1f}" for x, y in line.points)
        dashed = ' stroke-dasharray="5 4"' if line.dashed else ""
        body.append(f'<polyline class="line s{line.colour}" points="{path}"{dashed}/>')
        if len(line.points) <= 40:
            body += [
                f'<circle class="dot s{line.colour}" cx="{px(x):.1f}" cy="{py(y):.1f}" r="3"><title>{escape(line.label)}: {y:.3g} at {x:g}</title></circle>'
                for x, y in line.points
            ]
    return _svg(WIDTH, height, body, f"{y_label} by {x_label}")


def interval_chart(rows: Mapping[str, Sequence[Mark]], *, label: str, row_height: int = 34) -> str:
    """Draw shares with their intervals, a row for each name; several marks in a row stand one above the other."""
    if not rows:
        return ""
    left, right, top, bottom = 200, 28, 8, 30
    heights = [max(row_height, 15 * len(marks) + 8) for marks in rows.values()]
    height = top + sum(heights) + bottom

    def px(value: float) -> float:
        return left + value * (WIDTH - left - right)

    body = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        body.append(f'<line class="grid" x1="{px(tick):.1f}" x2="{px(tick):.1f}" y1="{top}" y2="{height - bottom}"/>')
        body.append(_text(px(tick), height - bottom + 18, percent(tick), anchor="middle"))
    y = float(top)
    for (name, marks), tall in zip(rows.items(), heights, strict=True):
        body.append(_text(left - 12, y + tall / 2 + 4, name, anchor="end", kind="name"))
        for number, mark in enumerate(marks):
            at = y + tall / 2 + (number - (len(marks) - 1) / 2) * 14
            body.append(
                f'<g class="mark s{mark.colour}"><title>{escape(mark.title)}</title>'
                f'<line x1="{px(mark.low):.1f}" x2="{px(mark.high):.1f}" y1="{at:.1f}" y2="{at:.1f}"/>'
                f'<circle cx="{px(mark.value):.1f}" cy="{at:.1f}" r="5"/></g>'
            )
        y += tall
    return _svg(WIDTH, height, body, label)


def heat_map(rows: Mapping[str, Sequence[float]], *, label: str, x_label: str, notes: Mapping[str, str] | None = None) -> str:
    """Draw shares as tinted cells, a row for each name, a column for each time; ``notes`` stand at the end of rows."""
    if not rows:
        return ""
    left, right, top, bottom, tall = 226, 64, 26, 40, 20
    count = max(len(values) for values in rows.values())
    wide = (WIDTH - left - right) / max(count, 1)
    height = top + tall * len(rows) + bottom
    most = max((value for values in rows.values() for value in values), default=0) or 1.0
    body = []
    for number, (name, values) in enumerate(rows.items()):
        y = top + number * tall
        body.append(_text(left - 12, y + tall * 0.7, name, anchor="end", kind="name small"))
        for column, value in enumerate(values):
            body.append(
                f'<rect class="heat" x="{left + column * wide:.2f}" y="{y}" width="{wide + 0.3:.2f}" height="{tall - 2}" '
                f'fill-opacity="{0.04 + 0.96 * value / most:.3f}"><title>{escape(name)}, {column + 1}: {percent(value)}</title></rect>'
            )
        if notes and name in notes:
            body.append(_text(WIDTH - right + 10, y + tall * 0.7, notes[name], kind="name small"))
    for tick in _ticks(1, count, 8):
        if float(tick).is_integer() and tick >= 1:
            body.append(_text(left + (tick - 0.5) * wide, height - bottom + 16, f"{tick:g}", anchor="middle"))
    body.append(_text(left + (WIDTH - left - right) / 2, height - 6, x_label, anchor="middle", kind="axis"))
    if notes:
        body.append(_text(WIDTH - right + 10, top - 10, "solved", kind="axis"))
    return _svg(WIDTH, height, body, label)
