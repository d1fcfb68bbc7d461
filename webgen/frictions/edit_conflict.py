"""Somebody else has the same record open: saving has to be meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from webgen.actions import Action, Click
from webgen.frictions._parts import find, place
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.site.http import Response
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

CONFLICT = "/conflict"
TITLE = spoken("Somebody else has this open")
KEEP = spoken("Save my version")
PEOPLE = ("Robin Marsh", "Jo Whitfield", "Sam Okafor", "Alex Lindqvist", "Kim Duarte")
_SAVED = re.compile(r"/[a-z-]+/\d+")


class EditConflict(Friction):
    """The first ``strength`` times that a record is saved, the site asks whose version is to count; nobody else saves."""

    steps = 2
    signs = (TITLE,)

    def intercept(self, context: Context, strength: int) -> Response | None:
        """Keep what was sent for the page that asks; nothing else is done with it."""
        if context.request.method != "POST" or not _SAVED.fullmatch(context.request.path):
            return None
        seen = context.notes.get(self.name, {"times": 0})
        if seen["times"] >= strength or not context.accepted():
            return None
        times = seen["times"] + 1
        who = place(context, self.name, times).pick(PEOPLE)
        sent = {"times": times, "who": who, "action": context.request.path, "form": list(context.request.form)}
        context.note(self.name, sent)
        return context.go(CONFLICT)

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Save what was entered."""
        button = find(snapshot, "button", say(KEEP)) if find(snapshot, "heading", say(TITLE)) else None
        return Click(button.ref or "") if button else None
