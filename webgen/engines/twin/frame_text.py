"""The snapshot of a page with its frames: what a frame shows stands below its line, with refs of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from webgen.engines.twin.aria import snapshot_text

if TYPE_CHECKING:
    from webgen.engines.twin.page import Page

_FRAME = re.compile(r"( *)- iframe(?: \[[^\]]*\])*? \[ref=e(\d+)\]")
_REF = re.compile(r"\[ref=e(\d+)\]")


def whole_text(page: Page) -> str:
    """Return the snapshot of a page of a tab, frames included; take exactly one per act."""
    return page.names.shorten(_text(page)) if page.frames else snapshot_text(page.document)


def _text(page: Page) -> str:
    text = snapshot_text(page.document)
    if not page.frames:
        return text
    inside = {
        element._aria_ref[2]: frame for element, frame in page.frames.items() if element._aria_ref is not None
    }  # fmt: skip
    lines: list[str] = []
    for line in text.split("\n"):
        match = _FRAME.match(line)
        frame = inside.get(int(match[2])) if match is not None else None
        if match is None or frame is None:
            lines.append(line)
            continue
        below = _REF.sub(rf"[ref=f{frame.number}e\1]", _text(frame.page))
        if not below:
            lines.append(line)
            continue
        lines.append(f"{line}:")
        lines += [f"{match[1]}  {one}" for one in below.split("\n")]
    return "\n".join(lines)
