"""Words as hashed buckets, phrases as short rows of words: one table for goals and pages alike.

A word is the bucket of itself and of up to seven of its letter trigrams, so that "projects" lies near "project" and a
word never seen before still has a place. Phrases are interned by their text: a page repeats most of its phrases from
step to step, and a minibatch embeds each phrase once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

BUCKETS = 8192
WORDS = 8  # words kept of a phrase
PARTS = 8  # buckets of a word: itself and seven trigrams
_TOKEN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|-?\d[\d,]*(?:\.\d+)?(?![\w])|\w+|[^\w\s]")


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """Return the lower-case words, numbers and signs of a text."""
    return tuple(match.group(0).lower() for match in _TOKEN.finditer(text))


def places(text: str) -> list[tuple[int, int]]:
    """Return where each token of a text starts and ends, in characters."""
    return [match.span() for match in _TOKEN.finditer(text)]


def _bucket(part: str) -> int:
    """Return a bucket in 1..BUCKETS-1; 0 is padding."""
    return 1 + int.from_bytes(blake2b(part.encode("utf-8"), digest_size=4).digest(), "big") % (BUCKETS - 1)


@lru_cache(maxsize=65536)
def buckets(word: str) -> tuple[int, ...]:
    """Return the buckets of a word, padded with zeros to :data:`PARTS`."""
    plain = word.replace(",", "") if word[:1].isdigit() else word
    framed = f"^{plain}$"
    grams = [framed[at : at + 3] for at in range(len(framed) - 2)]
    chosen = dict.fromkeys([plain, *grams])
    row = [_bucket(part) for part in list(chosen)[:PARTS]]
    return tuple(row + [0] * (PARTS - len(row)))


class Vocabulary:
    """Interns phrases; phrase 0 is the empty one.

    ``table`` gives for each phrase its words' buckets, shape (phrases, WORDS, PARTS), zeros as padding.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._index: dict[str, int] = {}
        self._table = np.zeros((1024, WORDS, PARTS), np.int16)
        self.index("")

    def __len__(self) -> int:
        return len(self.texts)

    def index(self, text: str) -> int:
        """Return the number of a phrase, a new one if need be."""
        found = self._index.get(text)
        if found is not None:
            return found
        number = len(self.texts)
        if number == len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        for place, word in enumerate(tokens(text)[:WORDS]):
            self._table[number, place] = buckets(word)
        self._index[text] = number
        self.texts.append(text)
        return number

    @property
    def table(self) -> NDArray[np.int16]:
        """Buckets of every phrase."""
        return self._table[: len(self.texts)]

    def adopt(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Take in another vocabulary's phrases; return this one's number for each of them."""
        return np.array([self.index(text) for text in texts], np.int32)
