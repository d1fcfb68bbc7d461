"""Reading a message of the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Click
from webgen.errands.base import Errand
from webgen.extras.messages import MESSAGES
from webgen.widgets.base import ref_of

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.widgets.base import Moves


def opened(walk: Walk) -> Moves:
    """Open the message of the step unless it is open already."""
    from webgen.oracle import find, need

    subject = next(str(row["subject"]) for row in walk.content.extras[MESSAGES] if row["id"] == walk.step.record)
    if find(walk.now, "heading", subject) is not None and find(walk.now, "button", walk.say("Send reply")) is not None:
        return
    yield from walk.to_page(walk.say("Messages"), "/messages")
    yield from walk.oracle.do(Click(ref_of(need(walk.now, "link", subject))))
    yield from walk.arrive(subject)


class Message(Errand):
    """``record`` is the message."""

    page: ClassVar[str] = "messages"
    table: ClassVar[str] = MESSAGES

    def moves(self, walk: Walk) -> Moves:
        """Open it."""
        yield from opened(walk)
