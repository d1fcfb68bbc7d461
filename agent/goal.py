"""A goal sentence read once for an episode: its words, its values, and how well page labels fit the words before them."""

from __future__ import annotations

from functools import lru_cache

from agent.words import places, tokens
from webgen.candidates import spans

MAX_GOAL = 128  # tokens kept of a goal
_STOPS = frozenset((",", ":", ";", ".", "?", "!", '"', "“", "”", "and", "set", "where", "that", "so", "with"))
_JOINTS = frozenset(("to", "is", "as", "the", "its", "a", "an", "of", "from", "now", "on"))
_BEFORE = 7  # words looked at before a value


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@lru_cache(maxsize=65536)
def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in tokens(text) if word not in _JOINTS and word[0].isalnum())


_MONTHS = {name: number for number, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december"))}  # fmt: skip


def month_of(text: str) -> int | None:
    """Return the month a text names, counted from year 0, or None."""
    words = tokens(text)
    name = next((word for word in words if word in _MONTHS), None)
    year = next((word for word in words if len(word) == 4 and word.isdigit()), None)
    return int(year) * 12 + _MONTHS[name] if name and year else None


class Goal:
    """A goal sentence read once for an episode, with what was looked up in it.

    ``values`` are the tokens (from, to) of pieces that could be values, one for each start; ``months`` the months of
    its dates, with the token each starts at.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = tokens(text)[:MAX_GOAL]
        self.places = places(text)[:MAX_GOAL]
        self.spaced = " " + " ".join(self.words) + " "
        self._at = {0: 0}  # character of the spaced text to token
        place = 0
        for number, word in enumerate(self.words):
            self._at[place] = number
            place += len(word) + 1
        self._found: dict[str, tuple[int, int]] = {}
        self._overlaps: dict[tuple[str, int], float] = {}
        self._windows = [self._window(start) for start in range(len(self.words) + 1)]
        self._before = [
            frozenset(_stem(word) for word in self.words[low:start] if word not in _JOINTS)
            for start, low in enumerate(self._windows)
        ]
        self.stems = frozenset(_stem(word) for word in self.words)
        quoted, inside = [], False
        for word in self.words:
            if word in '"“”':
                inside = not inside
                quoted.append(False)
            else:
                quoted.append(inside)
        self.quoted = quoted
        found = {}
        for span in reversed(spans(text)):
            start, end = self.tokens_of((span.start, span.end))
            if start >= 0:
                found[start] = (start, end)
        self.values = sorted(found.values())
        dated = [(start, month_of(" ".join(self.words[start:end]))) for start, end in self.values]
        self.months = [(start, month) for start, month in dated if month is not None]

    def _window(self, start: int) -> int:
        """Return where the words begin that say what the value at ``start`` is for: back to the last stop."""
        low = start
        if low and self.words[low - 1] in ('"', "“"):
            low -= 1
        end = low
        while low > max(0, end - _BEFORE) and self.words[low - 1] not in _STOPS:
            low -= 1
        return low

    def find(self, text: str) -> tuple[int, int]:
        """Return the tokens (from, to) of the goal that read like a text, or (-1, -1)."""
        found = self._found.get(text)
        if found is None:
            wanted = tokens(text)
            found = (-1, -1)
            if wanted and (place := self.spaced.find(" " + " ".join(wanted) + " ")) >= 0:
                start = self._at.get(place, -1)
                found = (start, start + len(wanted)) if start >= 0 else (-1, -1)
            self._found[text] = found
        return found

    def tokens_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return the tokens (from, to) of a range of characters."""
        inside = [number for number, (low, high) in enumerate(self.places) if low < span[1] and high > span[0]]
        return (inside[0], inside[-1] + 1) if inside else (-1, -1)

    def overlap(self, label: str, start: int) -> float:
        """Return how well a label fits the words before a value, as the F1 of their words, in [0, 1]."""
        key = (label, start)
        found = self._overlaps.get(key)
        if found is None:
            wanted, given = _stems(label), self._before[start]
            both = len(wanted & given)
            found = 2.0 * both / (len(wanted) + len(given)) if both else 0.0
            self._overlaps[key] = found
        return found

    def share_before(self, text: str, start: int) -> float:
        """Return the share of the words before a value that a text has."""
        given = self._before[start]
        return len(given & _stems(text)) / len(given) if given else 0.0

    def share(self, text: str) -> float:
        """Return the share of a text's words that the goal has too."""
        stems = _stems(text)
        return len(stems & self.stems) / len(stems) if stems else 0.0

    def before(self, start: int) -> int:
        """Return where the words before a value begin."""
        return self._windows[start]
