"""Reading the body of a form submission, in the two encodings browsers send."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

Pairs = tuple[tuple[str, str], ...]
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
_PARAMETER = re.compile(r'(?<![\w*])(name|filename)="([^"]*)"')


def parse_form(content_type: str, body: bytes) -> Pairs:
    """Return the fields of a form body in the order they were sent; a file counts with its name as value.

    Any other kind of body has no fields.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return tuple(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    boundary = _BOUNDARY.search(content_type)
    if kind == "multipart/form-data" and boundary:
        return tuple(_parts(boundary.group(1).encode("latin-1"), body))
    return ()


def _parts(boundary: bytes, body: bytes) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, blank, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not blank or part.startswith(b"--"):
            continue
        parameters = dict(_PARAMETER.findall(_disposition(head)))
        if "name" in parameters:
            text = parameters["filename"] if "filename" in parameters else value.decode("utf-8", "replace")
            fields.append((_unescape(parameters["name"]), _unescape(text) if "filename" in parameters else text))
    return fields


def _disposition(head: bytes) -> str:
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            return value
    return ""


def _unescape(text: str) -> str:
    """Undo what browsers escape in names: quotes and line breaks."""
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
