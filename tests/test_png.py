"""Reading pictures: every row filter of PNG, with and without transparency."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from webgen.errors import InputError
from webgen.png import Pixels, pixels


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def predicted(kind: int, left: int, up: int, corner: int) -> int:
    """Return what a filter expects a byte to be (PNG specification, 9.2)."""
    if kind == 4:
        guess = left + up - corner
        return min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
    return {0: 0, 1: left, 2: up, 3: (left + up) // 2}[kind]


def png(image: Pixels, filters: list[int], *, header: tuple[int, ...] | None = None) -> bytes:
    height, width, channels = image.shape
    raw = bytearray()
    for y, kind in enumerate(filters):
        raw.append(kind)
        for x in range(width):
            for channel in range(channels):
                left = int(image[y, x - 1, channel]) if x else 0
                up = int(image[y - 1, x, channel]) if y else 0
                corner = int(image[y - 1, x - 1, channel]) if x and y else 0
                raw.append((int(image[y, x, channel]) - predicted(kind, left, up, corner)) % 256)
    fields = header or (width, height, 8, 2 if channels == 3 else 6, 0, 0, 0)
    half = zlib.compress(bytes(raw))
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", *fields)), chunk(b"tEXt", b"a\0b"), chunk(b"IDAT", half[:20])]
    return b"\x89PNG\r\n\x1a\n" + b"".join([*parts, chunk(b"IDAT", half[20:]), chunk(b"IEND", b"")])


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("filters", [[0] * 6, [1] * 6, [2] * 6, [3] * 6, [4] * 6, [4, 1, 3, 0, 2, 4]], ids=str)
def test_pixels_survive(filters: list[int], channels: int) -> None:
    image = np.random.default_rng(7).integers(0, 256, (6, 9, channels), np.uint8)
    assert np.array_equal(pixels(png(image, filters)), image[:, :, :3])


def test_other_things_are_refused() -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    with pytest.raises(InputError, match="not a PNG"):
        pixels(b"GIF89a")
    with pytest.raises(InputError, match="depth 16"):
        pixels(png(image, [0, 0], header=(2, 2, 16, 2, 0, 0, 0)))
