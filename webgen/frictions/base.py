"""The contract of a friction: something that gets in the way, and how an expert gets past it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from webgen.actions import Action
from webgen.site.http import Request
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context


class Friction:
    """One friction. Module name = id. Every hook has a neutral default; ``strength`` is 1 to 3."""

    engines: ClassVar[frozenset[str]] = frozenset({"chromium", "twin"})
    near_duplicates: ClassVar[int] = 0  # pairs of look-alike records for each point of strength

    def overlay(self, context: Context, strength: int) -> dict[str, Any] | None:
        """Return ``{"template": …, …}`` shown over the page, or None."""
        return None

    def latency(self, strength: int, request: Request) -> int:
        """Return the virtual ms a hypermedia answer takes."""
        return 0

    def confirms(self, strength: int) -> bool:
        """Tell whether destructive acts ask for confirmation."""
        return False

    def extra_field(self, strength: int) -> dict[str, str] | None:
        """Return ``{"name", "label", "error"}`` of a check that create and edit forms demand, or None."""
        return None

    def resolve(self, snapshot: Snapshot) -> Action | None:
        """Return what the expert does about it on this page, or None when nothing is in the way."""
        return None
