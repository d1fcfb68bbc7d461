"""Records whose titles differ by a word or a letter."""

from __future__ import annotations

from webgen.frictions.base import Friction


class NearDuplicates(Friction):
    """Two pairs of look-alike records an entity for each point of strength."""

    near_duplicates = 2
