"""A feed: the latest records of everything the site holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.homes.base import HomeKind, latest, state_of
from webgen.site.http import Response

if TYPE_CHECKING:
    from webgen.site.app import Context

EACH = 4


class Activity(HomeKind):
    """Entities take turns, each with its newest record first."""

    def show(self, context: Context) -> Response:
        """Show the page."""
        feeds = [
            [
                item | {"noun": entity.label, "icon": entity.icon, "badge": state_of(entity, item["row"])}
                for item in latest(context, entity, EACH)
            ]
            for entity in context.domain.entities
        ]
        turns: list[dict[str, Any]] = [feed[at] for at in range(EACH) for feed in feeds if at < len(feed)]
        return context.page("home_activity", context.say("Activity"), feed=turns)
