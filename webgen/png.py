"""Pictures of pages as arrays."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from webgen.errors import InputError

Pixels = NDArray[np.uint8]


def pixels(png: bytes) -> Pixels:
    """Return the pixels of a PNG, shape (height, width, 3), 0 to 255; transparency is dropped.

    Raises:
        InputError: it is no PNG, or a damaged one.
    """
    try:
        with Image.open(BytesIO(png), formats=["PNG"]) as image:
            return np.array(image.convert("RGB"), np.uint8)
    except UnidentifiedImageError:
        raise InputError("not a PNG") from None
    except (OSError, SyntaxError) as error:
        raise InputError(f"a damaged PNG: {error}") from None


def webp(png: bytes) -> bytes:
    """Return a picture as WebP: a quarter of the size of a PNG, and as good for reading a page.

    Raises:
        InputError: it is no PNG, or a damaged one.
    """
    made = BytesIO()
    Image.fromarray(pixels(png)).save(made, "WEBP", quality=80, method=4)
    return made.getvalue()


def reduced(picture: bytes, width: int) -> bytes:
    """Return a PNG or WebP as a WebP of a width in pixels; a narrower one keeps its size.

    Raises:
        InputError: it is neither, or damaged.
    """
    made = BytesIO()
    try:
        with Image.open(BytesIO(picture), formats=["PNG", "WEBP"]) as image:
            small = image.convert("RGB")
            small.thumbnail((width, 10 * width))
            small.save(made, "WEBP", quality=70, method=4)
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise InputError("not a whole PNG or WebP") from None
    return made.getvalue()


def size_of(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or WebP.

    Raises:
        InputError: it is neither, or damaged.
    """
    try:
        with Image.open(BytesIO(picture), formats=["PNG", "WEBP"]) as image:
            image.load()
            return image.size
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise InputError("not a whole PNG or WebP") from None
