"""Charts as inline SVG, drawn by matplotlib and coloured by the page they stand in.

Every function returns one ``<svg>`` element as text. It holds no ids, so a page may hold many; its text takes the
font of the page, its colours are the CSS variables ``--c0`` to ``--c7``, ``--heat``, ``--ink``, ``--soft`` and ``--line``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from warnings import catch_warnings, filterwarnings
from xml.etree import ElementTree

import numpy as np
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from webgen.shares import percent

WIDTH = 720
LONGEST = 40  # characters of a row's name
MANY = 40  # points, up to which a line has dots
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
NO_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FONT = re.compile(r"font-family: [^;]*; ?")
TITLE = "title:"  # what follows it in the id of an artist is shown while the pointer is over it
# matplotlib draws with colours that only stand for the variables of the page
PAINT = {name: f"#fe00{number:02x}" for number, name in enumerate((*(f"c{number}" for number in range(8)), "heat", "ink", "soft", "line"))}
VARIABLE = {paint: f"var(--{name})" for name, paint in PAINT.items()}
STAND_IN = re.compile("|".join(PAINT.values()))
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "webgen",
    "text.parse_math": False,
    "path.simplify": False,
    "font.size": 12,
    "axes.labelsize": 12,
    "axes.labelcolor": PAINT["soft"],
    "axes.axisbelow": True,
    "text.color": PAINT["soft"],
    "xtick.color": PAINT["soft"],
    "xtick.labelsize": 12,
    "xtick.major.size": 0,
    "xtick.major.pad": 7,
    "ytick.color": PAINT["soft"],
    "ytick.labelsize": 12,
    "ytick.major.size": 0,
    "ytick.major.pad": 9,
    "grid.color": PAINT["line"],
    "grid.linewidth": 1,
    "lines.linewidth": 2.5,
    "lines.solid_capstyle": "round",
    "lines.scale_dashes": False,
    "lines.markeredgewidth": 0,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One series: points (x, y), and a band (x, low, high) around it where there is one. ``colour`` is 0 to 7."""

    label: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float, float], ...] = ()
    colour: int = 0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval; ``title`` is shown while the pointer is over it."""

    value: float
    low: float
    high: float
    colour: int = 0
    title: str = ""


@style.context(STYLE, after_reset=True)
def line_chart(
    lines: Sequence[Line], *, x_label: str, y_label: str, y_range: tuple[float, float] | None = (0.0, 1.0), height: int = 300
) -> str:
    """Draw series over x; with the default range the values are shares. Empty text where there is nothing to draw."""
    points = [point for line in lines for point in line.points]
    if not points:
        return ""
    figure, axes = _blank(height)
    x0, x1 = min(x for x, _ in points), max(x for x, _ in points)
    axes.set_xlim(*((x0 - 0.5, x1 + 0.5) if x0 == x1 else (x0, x1)))
    y0, y1 = y_range or (0.0, max(y for _, y in points) * 1.08 or 1.0)
    axes.set_ylim(y0, y1)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter((lambda value, _: percent(value)) if y_range == (0.0, 1.0) else "{x:g}")
    axes.set_xlabel(x_label, labelpad=8)
    axes.set_ylabel(y_label, labelpad=8)
    axes.grid(axis="y", clip_on=False)
    for line in lines:
        paint = PAINT[f"c{line.colour}"]
        if line.band:
            across, low, high = np.array(line.band).T
            axes.fill_between(across, low.clip(y0, y1), high.clip(y0, y1), color=paint, alpha=0.16, linewidth=0, clip_on=False)
        across, up = np.array(line.points).reshape(-1, 2).T
        axes.plot(across, up.clip(y0, y1), color=paint, linestyle=(0, (5, 4)) if line.dashed else "-", clip_on=False)
        for x, y in line.points if len(line.points) <= MANY else ():
            title = f"{TITLE}{line.label}: {y:.3g} at {x:g}"
            axes.plot(x, min(max(y, y0), y1), "o", color=paint, markersize=6, clip_on=False, gid=title)
    return _svg(figure, f"{y_label} by {x_label}")


@style.context(STYLE, after_reset=True)
def interval_chart(rows: Mapping[str, Sequence[Mark]], *, label: str, row_height: int = 34) -> str:
    """Draw shares with their intervals, a row for each name; several marks in a row stand one above the other."""
    if not rows:
        return ""
    heights = np.array([max(row_height, 15 * len(marks) + 8) for marks in rows.values()])
    middles = heights.cumsum() - heights / 2
    figure, axes = _blank(int(heights.sum()) + 38)
    axes.set_xlim(0, 1)
    axes.set_ylim(heights.sum(), 0)
    axes.set_xticks((0, 0.25, 0.5, 0.75, 1))
    axes.xaxis.set_major_formatter(lambda value, _: percent(value))
    _name(axes, middles.tolist(), rows, size=13)
    axes.grid(axis="x", clip_on=False)
    for middle, marks in zip(middles, rows.values(), strict=True):
        for number, mark in enumerate(marks):
            y = middle + (number - (len(marks) - 1) / 2) * 14
            paint, title = PAINT[f"c{mark.colour}"], TITLE + mark.title
            axes.hlines(y, mark.low, mark.high, colors=paint, alpha=0.45, linewidth=3, clip_on=False, gid=title)
            axes.plot(mark.value, y, "o", color=paint, markersize=10, clip_on=False, gid=title)
    return _svg(figure, label)


@style.context(STYLE, after_reset=True)
def heat_map(rows: Mapping[str, Sequence[float]], *, label: str, x_label: str, notes: Mapping[str, str] | None = None) -> str:
    """Draw shares as tinted cells, a row for each name, a column for each time; ``notes`` stand at the end of rows."""
    if not rows:
        return ""
    count = max(1, *(len(values) for values in rows.values()))
    most = max((value for values in rows.values() for value in values), default=0) or 1.0
    figure, axes = _blank(20 * len(rows) + 70)
    axes.set_xlim(0.5, count + 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_xlabel(x_label, labelpad=8)
    _name(axes, range(len(rows)), rows, size=11.5)
    for number, (name, values) in enumerate(rows.items()):
        tints = [to_rgba(PAINT["heat"], 0.04 + 0.96 * value / most) for value in values]
        cells = axes.bar(range(1, len(values) + 1), 0.9, 1, number - 0.45, color=tints, linewidth=0, clip_on=False)
        for column, (cell, value) in enumerate(zip(cells, values, strict=True), 1):
            cell.set_gid(f"{TITLE}{name}, {column}: {percent(value)}")
        if notes and name in notes:
            axes.annotate(notes[name], (count + 0.5, number), (8, 0), textcoords="offset points", va="center_baseline", color=PAINT["ink"], size=11.5)
    if notes:
        axes.annotate("solved", (count + 0.5, -0.5), (8, 6), textcoords="offset points")
    return _svg(figure, label)


def _blank(height: int) -> tuple[Figure, Axes]:
    """Return a figure of the given height and its axes; one unit of length is one pixel where the page is wide."""
    figure = Figure((WIDTH / 72, height / 72), frameon=False, layout="constrained")
    return figure, figure.add_subplot(frame_on=False)


def _name(axes: Axes, places: Sequence[float], names: Iterable[str], size: float) -> None:
    """Write the names of rows."""
    short = [name if len(name) <= LONGEST else name[: LONGEST - 1] + "…" for name in names]
    axes.set_yticks(places, short, color=PAINT["ink"], size=size)


def _svg(figure: Figure, label: str) -> str:
    """Return the figure as an element that can stand in any page."""
    written = StringIO()
    with catch_warnings():
        filterwarnings("ignore", "Glyph .* missing from font")  # the page has fonts of its own
        figure.savefig(written, format="svg", metadata={"Date": None})
    drawn = ElementTree.fromstring(NO_XML.sub("", written.getvalue()))
    shapes = {f"#{node.get('id')}": node.get("d", "") for node in drawn.iter(f"{SVG}path")}
    root = ElementTree.Element("svg", {"class": "chart", "role": "img", "aria-label": NO_XML.sub("", label)})
    root.attrib |= {"viewBox": drawn.get("viewBox", ""), "stroke-linejoin": "round"}
    root.extend(drawn.findall(f"{SVG}g"))
    for node in list(root.iter()):
        node.tag = node.tag.removeprefix(SVG)
        name, paint = node.attrib.pop("id", ""), node.get("style")
        if name.startswith(TITLE) and name != TITLE:
            title = ElementTree.Element("title")
            title.text = name.removeprefix(TITLE)
            node.insert(0, title)
        if paint:
            node.set("style", STAND_IN.sub(lambda found: VARIABLE[found[0]], FONT.sub("", paint)))
        for shared in node.findall(f"{SVG}defs"):
            node.remove(shared)
        if node.tag == "use":
            node.tag = "path"
            place = f"translate({node.attrib.pop('x')} {node.attrib.pop('y')})"
            node.attrib |= {"d": shapes[node.attrib.pop(LINK)], "transform": place}
    return ElementTree.tostring(root, encoding="unicode")
