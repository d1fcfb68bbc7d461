"""Editing the profile of the account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from webgen.errands.base import Errand
from webgen.errors import UnknownName
from webgen.extras.profile import FIELDS, PROFILE, form, value
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
        fields = {field.name: field for field in FIELDS}
        yield from walk.fill_form(fields, form(walk.site).fields, dict(walk.step.values), walk.say("Save profile"), mine)

    def astray(self, level: Level, step: PlanStep, stream: Stream) -> Iterator[tuple[str, PlanStep]]:
        """Set another value, and another field in addition."""
        row = level.sites[step.site].extras[PROFILE][0]
        rich = [name for name in sorted(step.values) if name != "visible"]
        others = [field.name for field in FIELDS if field.name not in step.values]
        more = stream.child("more").pick(others)
        extra = {more: value(more, stream.child("value", more), [row[more]])}
        yield "extra_change", step.model_copy(update={"values": {**step.values, **extra}})
        if rich:
            wrong = {rich[0]: value(rich[0], stream.child("off"), [row[rich[0]], step.values[rich[0]]])}
            yield "one_field_off", step.model_copy(update={"values": {**step.values, **wrong}})
        yield "wrong_record", step.model_copy(update={"values": extra})

    def check(self, level: Level, step: PlanStep, *, where: str) -> None:
        """Know every field."""
        super().check(level, step, where=where)
        known = [field.name for field in FIELDS]
        for name in step.values:
            if name not in known:
                raise UnknownName("field", name, known, where=where)
