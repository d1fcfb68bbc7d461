"""Pictures of pages become arrays."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from webgen.errors import InputError
from webgen.png import pixels


def png(image: np.ndarray) -> bytes:
    out = BytesIO()
    Image.fromarray(image).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("channels", [3, 4])
def test_pixels_survive(channels: int) -> None:
    image = np.random.default_rng(7).integers(0, 256, (6, 9, channels), np.uint8)
    read = pixels(png(image))
    assert read.dtype == np.uint8
    assert np.array_equal(read, image[:, :, :3])
    read[0, 0] = 1  # the array is the caller's own


def test_other_things_are_refused() -> None:
    with pytest.raises(InputError, match="not a PNG"):
        pixels(b"GIF89a")
    with pytest.raises(InputError, match="damaged"):
        pixels(png(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))[:900])
