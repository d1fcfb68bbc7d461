"""Editing the profile of the account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from webgen.errands.base import Errand
from webgen.errors import UnknownName
from webgen.extras.profile import NAMES, PROFILE, fields, form, value
from webgen.spec import Level, PlanStep
from webgen.streams import Stream

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.widgets.base import Moves


class Profile(Errand):
    """``values`` are the fields to set."""

    page: ClassVar[str] = "profile"
    acts: ClassVar[bool] = True

    def moves(self, walk: Walk) -> Moves:
        """Open the form and fill it."""
        mine, edit = walk.say("My profile"), walk.say("Edit profile")
        yield from walk.to_page(mine, "/profile")
        yield from walk.click("link", edit)
        yield from walk.arrive(edit)
        known = fields(walk.site.locale)
        yield from walk.fill_form(known, form(walk.site).fields, dict(walk.step.values), walk.say("Save profile"), mine)

    def astray(self, level: Level, step: PlanStep, stream: Stream) -> Iterator[tuple[str, PlanStep]]:
        """Set another value, and another field in addition."""
        row, language = level.sites[step.site].extras[PROFILE][0], level.spec.sites[step.site].locale
        rich = [name for name in sorted(step.values) if name != "visible"]
        others = [name for name in NAMES if name not in step.values]
        more = stream.child("more").pick(others)
        extra = {more: value(more, stream.child("value", more), [row[more]], language)}
        yield "extra_change", step.model_copy(update={"values": {**step.values, **extra}})
        if rich:
            wrong = {rich[0]: value(rich[0], stream.child("off"), [row[rich[0]], step.values[rich[0]]], language)}
            yield "one_field_off", step.model_copy(update={"values": {**step.values, **wrong}})
        yield "wrong_record", step.model_copy(update={"values": extra})

    def check(self, level: Level, step: PlanStep, *, where: str) -> None:
        """Know every field."""
        super().check(level, step, where=where)
        for name in step.values:
            if name not in NAMES:
                raise UnknownName("field", name, NAMES, where=where)
