"""A form for a new record that comes with what somebody entered earlier and never saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from webgen.actions import Action, Click
from webgen.domains.model import Field
from webgen.domains.records import new_record
from webgen.frictions._parts import find, place
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.snapshot import Snapshot
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context

DISCARD = spoken("Discard draft")


class Draft(Friction):
    """Two fields for each point of strength hold other values than a blank form, until the draft is discarded or saved."""

    signs = (DISCARD,)

    def draft(self, context: Context, strength: int, fields: Mapping[str, Field]) -> tuple[Record, str] | None:
        """Draw a record that was never saved; show some of it."""
        if context.entity.name in context.notes.get(self.name, []):
            return None
        stream = place(context, self.name, context.entity.name)
        today = context.site.level.spec.today
        records = {name: list(rows) for name, rows in context.site.content.records.items()}
        drawn = new_record(context.domain, context.entity, stream.child("values"), today, records)
        titles = context.all_titles(fields.values())
        left = [
            name for name, field in sorted(fields.items())
            if drawn[name] not in (None, "", field.initial()) and field.type != "file"
            and (field.type != "ref" or drawn[name] in titles[name])
        ]  # fmt: skip
        chosen = set(stream.child("fields").sample(left, min(len(left), 2 * strength)))
        day = (today - timedelta(stream.child("day").integer(1, 20))).isoformat()
        values: Record = {name: value if not isinstance(value, bool) else int(value) for name, value in drawn.items() if name in chosen}
        return (values, context.site.locale.day(day)) if values else None

    def dropped(self, context: Context) -> None:
        """Show the draft of this kind of record no more."""
        known = context.notes.get(self.name, [])
        if context.entity.name not in known:
            context.note(self.name, [*known, context.entity.name])

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Discard it before anything is entered."""
        node = find(snapshot, "button", say(DISCARD)) or find(snapshot, "link", say(DISCARD))
        return Click(node.ref or "") if node else None
