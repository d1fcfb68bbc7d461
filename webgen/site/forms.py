"""Reading the body of a form submission, in the two encodings browsers send."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser

Pairs = tuple[tuple[str, str], ...]


async def parse_form(content_type: str, body: bytes) -> Pairs:
    """Return the fields of a form body in the order they were sent; a file counts with its name as value.

    Any other kind of body, and one that is malformed, has no fields.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return tuple(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if kind != "multipart/form-data":
        return ()
    parser = MultiPartParser(Headers({"content-type": content_type}), _whole(body), max_part_size=len(body) + 1)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):  # a KeyError where the boundary is missing
        return ()
    fields = tuple(
        (_unescape(name), value if isinstance(value, str) else _unescape(value.filename or ""))
        for name, value in form.multi_items()
    )
    await form.close()
    return fields


async def _whole(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body


def _unescape(text: str) -> str:
    """Undo what browsers escape in names: quotes and line breaks."""
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
