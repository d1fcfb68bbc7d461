"""What one press of Backspace or Delete takes away: a character as people see it."""

from __future__ import annotations

import regex

_CLUSTER = regex.compile(r"\X")
# sequences that Backspace takes as a whole; of others, such as a letter with an accent of its own, only the last part
_WHOLE = regex.compile(r"\p{Regional_Indicator}|\p{Emoji_Modifier}|\u200d|\ufe0f|\u20e3|\r\n")


def behind(text: str, caret: int) -> int:
    """Return where the text that Backspace deletes begins."""
    if caret <= 0:
        return 0
    start = 0
    for cluster in _CLUSTER.finditer(text[:caret]):
        start = cluster.start()
    return start if _WHOLE.search(text[start:caret]) else caret - 1


def ahead(text: str, caret: int) -> int:
    """Return where the text that Delete deletes ends."""
    cluster = _CLUSTER.match(text, caret)
    return cluster.end() if cluster is not None else caret
