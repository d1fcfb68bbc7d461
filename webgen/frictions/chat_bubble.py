"""A corner that offers a chat nobody answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.frictions._parts import place, posting
from webgen.frictions.base import Friction
from webgen.locales import spoken

if TYPE_CHECKING:
    from webgen.site.app import Context

WORDINGS = spoken((
    {"button": "Chat with us", "hello": "Hi, I am Robin. What can I do for you today?", "send": "Send message"},
    {"button": "Need a hand?", "hello": "Hello! Ask me anything about this site.", "send": "Ask"},
    {"button": "Talk to our team", "hello": "We usually reply within a few minutes.", "send": "Start the chat"},
))


class ChatBubble(Friction):
    """A disclosure at the end of the page; a strong one claims a new message, a stronger one is open already."""

    steps = 0
    signs = tuple(words["button"] for words in WORDINGS)

    def overlay(self, context: Context, strength: int) -> dict[str, Any] | None:
        """Show it on every page."""
        drawn = place(context, self.name).pick(WORDINGS, key=lambda item: item["button"])
        words: dict[str, Any] = context.site.locale.told(drawn)
        shape = {"badge": context.say("1 new") if strength == 2 else "", "open": strength == 3}
        return {"template": self.name, "place": "after"} | words | posting(context, self.name) | shape

    def answered(self, context: Context, strength: int) -> str:
        """Put whoever wrote into a queue."""
        return context.say("Thanks for your message. All our agents are busy; we will get back to you.")
