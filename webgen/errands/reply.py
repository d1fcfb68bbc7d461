"""Replying to a message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Click, Fill, Type
from webgen.errands.base import Errand
from webgen.errands.message import opened
from webgen.extras.messages import MESSAGES
from webgen.spec import Level, PlanStep
from webgen.streams import Stream
from webgen.widgets.base import ref_of

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.widgets.base import Moves


class Reply(Errand):
    """``record`` is the message, ``text`` what is replied."""

    page: ClassVar[str] = "messages"
    table: ClassVar[str] = MESSAGES
    acts: ClassVar[bool] = True

    def moves(self, walk: Walk) -> Moves:
        """Open the message, write and send."""
        from webgen.oracle import need

        yield from opened(walk)
        before = self._replies(walk)
        box = ref_of(need(walk.now, "textbox", walk.say("Your reply")))
        act = Type if walk.oracle.style == "keyboard" else Fill
        yield from walk.oracle.do(act(box, walk.step.text))
        yield from walk.oracle.do(Click(ref_of(need(walk.now, "button", walk.say("Send reply")))))
        yield from walk.until(lambda: self._replies(walk) > before, "the reply does not appear")

    @staticmethod
    def _replies(walk: Walk) -> int:
        return sum(node.role == "article" and node.name == walk.say("Reply") for node in walk.now.nodes)

    def astray(self, level: Level, step: PlanStep, stream: Stream) -> Iterator[tuple[str, PlanStep]]:
        """Reply something else, and to another message."""
        yield "one_field_off", step.model_copy(update={"text": f"{step.text} Thanks"})
        others = [row for row in level.sites[step.site].extras[MESSAGES] if row["id"] != step.record]
        other = stream.pick(others, key=lambda row: str(row["id"]))
        yield "wrong_record", step.model_copy(update={"record": int(other["id"] or 0)})
