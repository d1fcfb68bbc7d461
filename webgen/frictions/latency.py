"""Answers that take their time."""

from __future__ import annotations

from webgen.frictions.base import Friction
from webgen.site.http import Request


class Latency(Friction):
    """Hypermedia answers arrive after 500 ms of virtual time for each point of strength."""

    def latency(self, strength: int, request: Request) -> int:
        """Delay every answer alike."""
        return 500 * strength
