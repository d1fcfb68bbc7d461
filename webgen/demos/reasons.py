"""Why the expert does what it does, one sentence for each action.

The sentences are made from what the expert is after (:class:`webgen.oracle.Aim`), from the step of its plan and from the
goal's own words: what the goal says is told from what had to be found out. What neither the goal has said nor a page has
shown so far is not named, though the expert knows it. They are English; what stands on pages is quoted as it stands there.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from unicodedata import category

from webgen.actions import Action, Done, GiveUp, Wait
from webgen.oracle import Aim, Oracle
from webgen.snapshot import Snapshot

LONGEST = 80  # characters of what is quoted

_PLAIN = {
    "begin": "Look at what the site shows first.",
    "sign in": "Sign in, because the site asks for it.",
    "cross": "Go to {name}, where the next part of the task is to be done.",
    "page": "Open {name}, where the task goes on.",
    "search": "Search for {name} instead of going through everything.",
    "seek": "Look through {name} for {value}, which fits what the goal describes.",
    "open": "Open {name} to go on with it.",
    "reach": "Get to {name}, which is not in view yet.",
    "shortcut": "Do it to {name} right here, where the list offers that.",
    "act": "Use {name} on {value}.",
    "form": "Open the form {name} to enter what is asked for.",
    "submit": "Send the form with {name}, because everything in it is as it should be.",
    "try": "Send the form with {name} to see whether it is taken.",
    "shut": "Close the window, because its form is saved.",
    "sort": "Sort by {name}, so that what the goal asks about stands first.",
    "survey": "Read the whole list of {name}, because the goal is about all of them.",
    "several": "Choose the {name} that the goal is about, to deal with them at once.",
    "compare": "Put the {name} side by side to compare them.",
    "friction": "Deal with what is in the way first ({bare}).",
}  # fmt: skip
_UNSEEN = {
    "open": "Open what the goal describes to go on with it.",
    "shortcut": "Do it right here, where the list offers that.",
    "search": "Search for what the goal describes instead of going through everything.",
}
_STEPS = {
    "create": "Go on with entering what is to be new.",
    "edit": "Go on with changing {name}.",
    "delete": "Go on with deleting {name}.",
    "verb": "Go on with {name}.",
    "setting": "Go on with the settings.",
    "look": "Go on to what the goal asks about {name}.",
    "article": "Read the article of the help centre that the task depends on.",
    "buy": "Go on with the order of {name}.",
    "comment": "Write the comment that the goal asks for.",
    "file": "Find the file that the task is about.",
    "file_change": "Change the file as the goal asks.",
    "message": "Read the message that the goal is about.",
    "profile": "Change the profile as the goal asks.",
    "reply": "Answer the message as the goal asks.",
}  # fmt: skip


class Reasons:
    """Says why an expert acts, and remembers what the pages have shown it."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self._texts = {oracle.level.task.goal: _bare(oracle.level.task.goal)}

    def why(self, now: Snapshot, action: Action) -> str:
        """Return why the expert takes the action that it has just returned on a page."""
        if now.text not in self._texts:
            self._texts[now.text] = _bare(now.text)
        match action:
            case Done(answer):
                return self._done(answer)
            case GiveUp():
                return "Give up: what the goal speaks of is not there, so that it cannot be done."
            case Wait():
                return "Wait until the page has answered."
            case _:
                return self._after(self.oracle.aim)

    def _known(self, text: str) -> bool:
        """Tell whether the goal says or a page has shown it."""
        bare = _bare(text)
        escaped = _bare(json.dumps(text, ensure_ascii=False)[1:-1])
        return any(bare in seen or escaped in seen for seen in self._texts.values())

    def _after(self, aim: Aim) -> str:
        what, goal = aim.what, self.oracle.level.task.goal
        value = _quoted(aim.value) if aim.value and self._known(aim.value) else ""
        name = _quoted(aim.name)
        match what:
            case "field":
                return self._field(aim)
            case "list":
                return f"Open {name}, where {value} should be." if value else f"Open {name}, where the task goes on."
            case "seek" if not value:
                return f"Look through {name} for what the goal describes."
            case "open" if aim.name and aim.name in goal:
                return f"Open {name}, which the goal names."
            case "open" | "shortcut" | "search" if not self._known(aim.name):
                return _UNSEEN[what]
            case "step":
                return _STEPS.get(aim.name, "Go on with the task.").format(name=value or "what the goal is about")
            case "search" if aim.name in goal:
                return f"Search for {name}, which the goal names."
            case _:
                return _PLAIN[what].format(name=name, value=value or "what the goal is about", bare=aim.name.replace("_", " "))

    def _field(self, aim: Aim) -> str:
        """Tell apart what the goal says, what follows from it, and what is only tried."""
        name = _quoted(aim.name)
        if not aim.value:
            return f"Leave {name} without a value, as the goal asks."
        step, goal = self.oracle.step, _bare(self.oracle.level.task.goal)
        tried = step is not None and any(str(value) == aim.value for value in step.refused.values())
        said = _bare(aim.value) in goal or all(_bare(part) in goal for part in aim.value.split(", "))
        why = "to see whether it is taken" if tried else "as the goal asks" if said else "which follows from the goal"
        return f"Set {name} to {_quoted(aim.value)}, {why}."

    def _done(self, answer: str | None) -> str:
        if answer is not None:
            told = "is what the pages say" if self._known(answer) else "follows from what the pages say"
            return f"Answer {_quoted(answer)}, which {told}."
        if self.oracle.level.task.variant == "satisfied":
            return "Say that it is done: what the goal asks for was so already."
        return "Say that it is done: everything that the goal asks for is as it should be."


def _bare(text: str) -> str:
    """Return a text without spaces and marks of direction, in which locales differ."""
    return _left_out().sub("", text)


@cache
def _left_out() -> re.Pattern[str]:
    found = (char for char in map(chr, range(sys.maxunicode + 1)) if category(char) in ("Zs", "Cf"))
    return re.compile(f"[{re.escape(''.join(found))}]+")


def _quoted(text: str) -> str:
    short = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
    return f"“{' '.join(short.split())}”"
