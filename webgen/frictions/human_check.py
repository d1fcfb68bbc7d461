"""A riddle that only a person may solve: an assistant hands it over and waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.actions import Action, Click, Wait
from webgen.frictions._parts import find, place, posting
from webgen.frictions.base import Friction, Say
from webgen.locales import spoken
from webgen.site.http import Response
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.site.app import Context

TITLE = spoken("Are you a person?")
ASK = spoken("Ask a person to do this")
FRESH = {"times": 0, "pages": 0, "until": 0, "open": False, "wrong": False}
SHAPES = ("M4 20 12 4l8 16z", "M4 4h16v16H4z", "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z", "M12 3l9 9-9 9-9-9z")


class HumanCheck(Friction):
    """A page in place of the one asked for, ``strength`` times. Whatever is typed is refused; asking a person lets on.

    The stand-in for a CAPTCHA: no answer opens it, because solving it is not an assistant's business.
    """

    steps = 4
    signs = (TITLE,)

    def intercept(self, context: Context, strength: int) -> Response | None:
        """Come up after a few pages, and stay until a person has had the time to answer."""
        if context.request.method != "GET" or context.partial:
            return None
        seen = context.notes.get(self.name, FRESH)
        if seen["open"]:
            if not seen["until"] or context.request.now < seen["until"]:
                return self.page(context, seen)
            seen = FRESH | {"times": seen["times"] + 1}
        elif seen["times"] < strength and seen["pages"] >= 6 - strength:
            seen = seen | {"open": True}
            context.note(self.name, seen)
            return self.page(context, seen)
        context.note(self.name, seen | {"pages": seen["pages"] + 1})
        return None

    def page(self, context: Context, seen: dict[str, Any]) -> Response:
        """Show the riddle, or that it has been handed over."""
        stream = place(context, self.name, seen["times"])
        ms = max(0, seen["until"] - context.request.now)
        return context.page(
            "human_check",
            context.say(TITLE),
            heading=context.say(TITLE),
            asked=bool(seen["until"]),
            wrong=seen["wrong"],
            shapes=[stream.child(at).pick(SHAPES) for at in range(5)],
            post=posting(context, self.name),
            about=self.name,
            ms=ms,
            seconds=-(-ms // 1000),
            back=context.here,
        )

    def answered(self, context: Context, strength: int) -> str:
        """Hand it over, or refuse what was typed."""
        seen = context.notes.get(self.name, FRESH)
        if seen["open"] and context.form.get("ask") == "1":
            context.note(self.name, seen | {"until": context.request.now + 1_000 + 1_500 * strength, "wrong": False})
        elif seen["open"]:
            context.note(self.name, seen | {"wrong": True})
        return ""

    def resolve(self, snapshot: Snapshot, say: Say) -> Action | None:
        """Ask a person, wait, go on."""
        if find(snapshot, "heading", say(TITLE)) is None:
            return None
        button = find(snapshot, "button", say(ASK)) or find(snapshot, "link", say("Continue"))
        return Wait(3_000) if button is None else Click(button.ref or "")
