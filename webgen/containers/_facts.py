"""What containers share that cover single facts."""

from __future__ import annotations

from typing import Any

from webgen.streams import Stream


def covered(facts: list[dict[str, Any]], stream: Stream) -> list[dict[str, Any]]:
    """Mark two thirds of the facts that say something as ``covered``; the labels stay."""
    able = [fact["label"] for fact in facts if fact["text"] != "—"]
    chosen = set(stream.sample(able, -(-2 * len(able) // 3)))
    return [fact | {"covered": fact["label"] in chosen} for fact in facts]
