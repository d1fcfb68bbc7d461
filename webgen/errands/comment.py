"""Commenting on a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Click, Fill, Type
from webgen.errands.base import Errand
from webgen.spec import Level, PlanStep
from webgen.streams import Stream
from webgen.widgets.base import ref_of

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.widgets.base import Moves


class Comment(Errand):
    """``entity`` and ``record`` say where, ``values`` hold the ``text``."""

    page: ClassVar[str] = "comments"
    acts: ClassVar[bool] = True

    def moves(self, walk: Walk) -> Moves:
        """Open the record, write and post."""
        from webgen.oracle import need

        yield from walk.to_record()
        before = self._count(walk)
        box = ref_of(need(walk.now, "textbox", walk.say("Add a comment")))
        act = Type if walk.oracle.style == "keyboard" else Fill
        yield from walk.oracle.do(act(box, str(walk.step.values["text"])))
        yield from walk.oracle.do(Click(ref_of(need(walk.now, "button", walk.say("Post comment")))))
        yield from walk.until(lambda: self._count(walk) > before, "the comment does not appear")

    @staticmethod
    def _count(walk: Walk) -> int:
        from webgen.oracle import find

        region = find(walk.now, "region", walk.say("Comments"))
        return sum(node.role == "listitem" for node in walk.now.inside(region)) if region is not None else 0

    def astray(self, level: Level, step: PlanStep, stream: Stream) -> Iterator[tuple[str, PlanStep]]:
        """Write something else, and under another record."""
        yield "one_field_off", step.model_copy(update={"values": {"text": f"{step.values['text']} Thanks"}})
        others = [row for row in level.sites[step.site].records[step.entity] if row["id"] != step.record]
        other = stream.pick(others, key=lambda row: str(row["id"]))
        yield "wrong_record", step.model_copy(update={"record": int(other["id"] or 0)})
