"""What is wrong with pictures and traces beside a file of lines."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PIL import Image

from tests.demos import made
from webgen.demos.pictures import missing
from webgen.engines.base import VIEWPORT


def sized(kind: str, colour: int = 90) -> bytes:
    content = BytesIO()
    Image.linear_gradient("L").resize(VIEWPORT).point(lambda value: (value + colour) % 256).convert("RGB").save(content, kind)
    return content.getvalue()


def zipped(text: bytes) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        file.writestr("trace.trace", text)
    return content.getvalue()


def told(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_a_picture_that_was_cut_or_replaced_is_reported(kind: str, tmp_path: Path) -> None:
    whole = sized(kind)
    step: dict[str, Any] = {"image": f"one.{kind}", "image_sha256": told(whole)}
    place = tmp_path / f"one.{kind}"
    cases = {"": whole, "whole": whole[:400], "SHA-256": sized(kind, 30), "pixels": made.picture(1, kind)}
    for why, content in cases.items():
        place.write_bytes(content)
        found = missing({"steps": [step]}, tmp_path)
        assert (why in found[0]) if why else found == []
    zeroed = bytearray(whole)
    zeroed[len(whole) // 2 : len(whole) // 2 + 8] = bytes(8)
    place.write_bytes(bytes(zeroed))
    assert len(missing({"steps": [step]}, tmp_path)) == 1
    place.write_bytes(sized(kind, 30))
    assert missing({"steps": [{"image": f"one.{kind}"}]}, tmp_path) == []  # an older line says no hash


def test_a_trace_that_was_cut_emptied_or_replaced_is_reported(tmp_path: Path) -> None:
    whole = zipped(b"{}" * 400)
    place = tmp_path / "one.zip"
    row: dict[str, Any] = {"steps": [], "trace": "one.zip", "trace_sha256": told(whole)}
    spoilt = bytearray(whole)
    spoilt[45] ^= 0xFF
    empty = BytesIO()
    ZipFile(empty, "w").close()
    for content, why in ((whole, ""), (whole[:60], "no whole zip"), (b"", "no whole zip"), (bytes(spoilt), "trace"), (empty.getvalue(), "is empty"), (zipped(b"[]"), "SHA-256")):
        place.write_bytes(content)
        found = missing(row, tmp_path)
        assert (len(found) == 1 and why in found[0]) if why else found == []
    place.unlink()
    assert missing(row, tmp_path) == ["the trace one.zip is missing"]
    place.write_bytes(zipped(b"[]"))
    del row["trace_sha256"]
    assert missing(row, tmp_path) == []
