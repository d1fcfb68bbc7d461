"""Pictures of pages as arrays: reads what browsers write (8-bit RGB or RGBA PNG, not interlaced)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from webgen.errors import InputError

Pixels = NDArray[np.uint8]
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def pixels(png: bytes) -> Pixels:
    """Return the pixels of a PNG, shape (height, width, 3); transparency is dropped.

    Raises:
        InputError: it is no PNG, or one of another kind.
    """
    if not png.startswith(_SIGNATURE):
        raise InputError("not a PNG")
    header, packed = b"", []
    for kind, body in _chunks(png):
        if kind == b"IHDR":
            header = body
        elif kind == b"IDAT":
            packed.append(body)
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if depth != 8 or colour not in (2, 6) or interlaced:
        raise InputError(f"a PNG of depth {depth} and colour type {colour}; wanted: 8-bit RGB or RGBA, not interlaced")
    channels = 3 if colour == 2 else 4
    rows = np.frombuffer(zlib.decompress(b"".join(packed)), np.uint8).reshape(height, 1 + width * channels)
    return _unfiltered(rows, width, channels)[:, :, :3].copy()


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place < len(png):
        (size,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        place += size + 12


def _unfiltered(rows: Pixels, width: int, channels: int) -> Pixels:
    """Undo the filter of each row (PNG specification, section 9)."""
    out = np.zeros((len(rows), width, channels), np.uint8)
    above = np.zeros((width, channels), np.uint8)
    for index, row in enumerate(rows):
        line = row[1:].reshape(width, channels)
        match row[0]:
            case 0:
                out[index] = line
            case 1:
                np.cumsum(line, axis=0, dtype=np.uint8, out=out[index])
            case 2:
                out[index] = line + above
            case 3:
                out[index] = _averaged(line, above)
            case _:
                out[index] = _paeth(line, above)
        above = out[index]
    return out


def _averaged(line: Pixels, above: Pixels) -> Pixels:
    out = np.zeros_like(line)
    for channel in range(line.shape[1]):
        left, values = 0, []
        for value, up in zip(line[:, channel].tolist(), above[:, channel].tolist(), strict=True):
            left = (value + ((left + up) >> 1)) & 255
            values.append(left)
        out[:, channel] = values
    return out


def _paeth(line: Pixels, above: Pixels) -> Pixels:
    out = np.zeros_like(line)
    for channel in range(line.shape[1]):
        left, corner, values = 0, 0, []
        for value, up in zip(line[:, channel].tolist(), above[:, channel].tolist(), strict=True):
            to_left, to_up = abs(up - corner), abs(left - corner)
            to_corner = abs(left + up - 2 * corner)
            near = left if to_left <= to_up and to_left <= to_corner else up if to_up <= to_corner else corner
            left, corner = (value + near) & 255, up
            values.append(left)
        out[:, channel] = values
    return out
