"""Font stacks that need no download, and which of them go together."""

from __future__ import annotations

from typing import NamedTuple


class Font(NamedTuple):
    """A stack of generic and locally common families, its size in px and its line height."""

    stack: str
    size: int
    leading: float


ARIAL = Font('"Liberation Sans", Arimo, Helvetica, Arial, sans-serif', 16, 1.55)
DEJAVU = Font('"DejaVu Sans", Verdana, sans-serif', 14, 1.6)
CONDENSED = Font('"DejaVu Sans Condensed", "DejaVu Sans", Tahoma, sans-serif', 15, 1.55)
NARROW = Font('"Liberation Sans Narrow", "Arial Narrow", sans-serif', 17, 1.5)
SYSTEM = Font('system-ui, -apple-system, "Segoe UI", sans-serif', 15, 1.55)
TIMES = Font('"Liberation Serif", Tinos, "Times New Roman", serif', 17, 1.5)
SLAB = Font('"DejaVu Serif", Georgia, serif', 15, 1.6)
MONO = Font('"Liberation Mono", Cousine, "Courier New", monospace', 15, 1.55)
TYPEWRITER = Font('"DejaVu Sans Mono", Menlo, monospace', 14, 1.6)

#: body and headings; several entries are plain on purpose, as most sites are
PAIRINGS: dict[str, tuple[Font, Font]] = {
    "arial": (ARIAL, ARIAL),
    "system": (SYSTEM, SYSTEM),
    "dejavu": (DEJAVU, DEJAVU),
    "condensed": (CONDENSED, CONDENSED),
    "narrow-heads": (ARIAL, NARROW),
    "times-heads": (ARIAL, TIMES),
    "slab-heads": (ARIAL, SLAB),
    "slab-on-dejavu": (DEJAVU, SLAB),
    "all-times": (TIMES, TIMES),
    "all-slab": (SLAB, SLAB),
    "book": (TIMES, ARIAL),
    "mono-heads": (ARIAL, MONO),
    "typewriter-heads": (CONDENSED, TYPEWRITER),
}
