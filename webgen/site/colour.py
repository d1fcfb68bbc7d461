"""Colours in OKLCH and their contrast: lightness in [0, 1], chroma from 0 to about 0.3, hue in degrees.

OKLab is Ottosson 2020, "A perceptual color space for image processing"; contrast is WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, radians, sin

AA = 4.5  # WCAG AA for text
AA_SHAPE = 3.0  # WCAG AA for control borders and large text


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encode(value: float) -> int:
    value = min(1.0, max(0.0, value))
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))


@lru_cache(maxsize=4096)
def oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return ``#rrggbb``, with the chroma lowered until the colour exists in sRGB."""
    lightness = min(1.0, max(0.0, lightness))
    while chroma > 0 and not all(-1e-4 <= part <= 1.0001 for part in _linear(lightness, chroma, hue)):
        chroma = max(0.0, chroma - 0.004)
    return "#" + "".join(f"{_encode(part):02x}" for part in _linear(lightness, chroma, hue))


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Return the relative luminance in [0, 1] of ``#rrggbb``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def legible(lightness: float, chroma: float, hue: float, grounds: Sequence[str], ratio: float = AA) -> str:
    """Return the colour nearest in lightness that has the contrast ``ratio`` with every ground; ValueError if none."""
    for step in range(101):
        for sign in (-1, 1):
            moved = lightness + sign * step / 100
            if not -0.005 <= moved <= 1.005:
                continue
            colour = oklch(round(moved, 4), chroma, hue)
            if all(contrast(colour, ground) >= ratio for ground in grounds):
                return colour
    raise ValueError(f"no lightness of hue {hue} has contrast {ratio} with all of {', '.join(grounds)}")
