"""The colours a theme is mixed from: grounds, text and accent, every text legible on every ground it may stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from webgen.site.colour import legible, oklch
from webgen.streams import Stream


@dataclass(frozen=True)
class Palette:
    """The colours everything else is mixed from; hues in degrees."""

    mode: str
    hue: int
    grey_hue: int
    chroma: float
    bg: str
    surface: str
    subtle: str
    row_hover: str
    text: str
    muted: str
    line: str
    line_strong: str
    accent: str
    on_accent: str
    link: str

    @property
    def dark(self) -> bool:
        """Whether light text stands on dark ground."""
        return self.mode == "dark"

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds that plain text may stand on."""
        return (self.bg, self.surface, self.subtle, self.row_hover)

    def soft(self, hue: int, chroma: float = 0.05) -> tuple[str, str]:
        """Return a quiet ground of a hue and a text that is legible on it."""
        ground = oklch(0.30, chroma, hue) if self.dark else oklch(0.935, chroma, hue)
        return ground, legible(0.85 if self.dark else 0.38, 0.11, hue, (ground,))

    def solid(self, lightness: float, chroma: float, hue: int) -> tuple[str, str, str]:
        """Return a strong ground, its hover shade and a text that is legible on both."""
        sign = 1 if lightness > 0.7 else -1
        for step in range(40):
            ground = oklch(round(lightness + sign * 0.01 * step, 4), chroma, hue)
            hover = oklch(round(lightness + sign * (0.01 * step + 0.05), 4), chroma, hue)
            try:
                return ground, hover, legible(0.25 if sign > 0 else 1.0, 0.03, hue, (ground, hover))
            except ValueError:
                continue
        raise ValueError(f"no solid ground near lightness {lightness} of hue {hue}")


class Grounds(NamedTuple):
    """Page, cards, quiet areas and hovered rows; two strengths of line."""

    bg: str
    surface: str
    subtle: str
    hover: str
    line: str
    line_strong: str


#: lightness of page, cards and quiet areas, and how much more colour than the theme's tint they carry
LIGHT_MODES: dict[str, tuple[float, float, float, float]] = {
    "white": (1.0, 1.0, 0.965, 0.0),
    "grey": (0.968, 1.0, 0.955, 0.0),
    "tinted": (0.962, 0.998, 0.948, 0.006),
    "paper": (0.972, 0.99, 0.948, 0.004),
}


def _grounds(stream: Stream, mode: str, tint: float, hue: int) -> Grounds:
    if mode == "dark":
        base = stream.child("depth").pick((0.17, 0.21, 0.25))
        steps = ((0.0, 0.006), (0.04, 0.006), (0.085, 0.006), (0.065, 0.006), (0.14, 0.0), (0.24, 0.006))
        return Grounds(*(oklch(base + up, tint + more, hue) for up, more in steps))
    page, card, quiet, more = LIGHT_MODES[mode]
    steps = ((page, more), (card, more), (quiet, more), (quiet + 0.012, more), (0.905, 0.0), (0.82, 0.006))
    return Grounds(*(oklch(shade, tint + extra, hue) for shade, extra in steps))


def _grey(stream: Stream, hue: int) -> int:
    """Return the hue of the greys: the accent's own, cool or warm."""
    return {"own": hue, "cool": 255, "warm": 75}[stream.child("grey").weighted({"own": 0.5, "cool": 0.3, "warm": 0.2})]


def palette(stream: Stream) -> Palette:
    """Draw the colours of a theme."""
    mode = stream.child("mode").weighted({"white": 0.22, "grey": 0.2, "tinted": 0.2, "paper": 0.16, "dark": 0.22})
    dark = mode == "dark"
    hue = stream.child("hue").integer(0, 35) * 10
    grey_hue = 85 if mode == "paper" else _grey(stream, hue)
    tint = stream.child("tint").pick((0.004, 0.007, 0.011))
    on = _grounds(stream, mode, tint, grey_hue)
    vivid = stream.child("vivid").pick((0.09, 0.13, 0.17, 0.21))
    bright = stream.child("bright").chance(0.75 if dark else 0.2)
    accent = _accent(bright, vivid, hue)
    grounds = on[:4]
    return Palette(
        mode=mode,
        hue=hue,
        grey_hue=grey_hue,
        chroma=vivid,
        bg=on.bg,
        surface=on.surface,
        subtle=on.subtle,
        row_hover=on.hover,
        text=legible(0.93 if dark else 0.26, 0.012, grey_hue, grounds, 7.0),
        muted=legible(0.72 if dark else 0.52, tint + 0.008, grey_hue, grounds),
        line=on.line,
        line_strong=on.line_strong,
        accent=accent,
        on_accent=legible(0.2 if bright else 1.0, 0.02, hue, (accent,)),
        link=legible(0.78 if dark else 0.47, min(vivid, 0.16), hue, grounds),
    )


def _accent(bright: bool, chroma: float, hue: int) -> str:
    """Return an accent for near-black text (bright) or one for white text."""
    if bright:
        return oklch(0.8 if 60 <= hue <= 200 else 0.74, chroma, hue)
    return legible(0.5, chroma, hue, ("#ffffff",))
