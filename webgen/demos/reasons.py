"""Why the expert does what it does, one sentence for each action.

The sentences are made from what the expert is after (:class:`webgen.oracle.Aim`), from the step of its plan and from the
goal's own words: what the goal says is told from what had to be found out. They are English; what stands on pages is
quoted as it stands there.
"""

from __future__ import annotations

from unicodedata import category

from webgen.actions import Action, Done, GiveUp, Wait
from webgen.oracle import Aim, Oracle
from webgen.spec import Level

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


def reason(oracle: Oracle, action: Action) -> str:
    """Return why an expert takes the action that it has just returned."""
    match action:
        case Done(answer):
            return _done(oracle.level, answer)
        case GiveUp():
            return "Give up: what the goal speaks of is not there, so that it cannot be done."
        case Wait():
            return "Wait until the page has answered."
        case _:
            return _after(oracle.aim, oracle)


def _after(aim: Aim, oracle: Oracle) -> str:
    name, value = _quoted(aim.name), _quoted(aim.value)
    match aim.what:
        case "field":
            return _field(oracle, aim)
        case "list":
            return f"Open {name}, where {value} should be." if aim.value else f"Open {name}, where the task goes on."
        case "open" if aim.name and aim.name in oracle.level.task.goal:
            return f"Open {name}, which the goal names."
        case "step":
            return _STEPS.get(aim.name, "Go on with the task.").format(name=value if aim.value else "what the goal is about")
        case "search" if aim.name in oracle.level.task.goal:
            return f"Search for {name}, which the goal names."
        case what:
            return _PLAIN[what].format(name=name, value=value, bare=aim.name.replace("_", " "))


def _field(oracle: Oracle, aim: Aim) -> str:
    """Tell apart what the goal says, what follows from it, and what is only tried."""
    name = _quoted(aim.name)
    if not aim.value:
        return f"Leave {name} without a value, as the goal asks."
    step = oracle.step
    tried = step is not None and any(str(value) == aim.value for value in step.refused.values())
    said = _bare(aim.value) in _bare(oracle.level.task.goal)
    why = "to see whether it is taken" if tried else "as the goal asks" if said else "which follows from the goal"
    return f"Set {name} to {_quoted(aim.value)}, {why}."


def _done(level: Level, answer: str | None) -> str:
    if answer is not None:
        return f"Answer {_quoted(answer)}, which is what the pages say."
    if level.task.variant == "satisfied":
        return "Say that it is done: what the goal asks for was so already."
    return "Say that it is done: everything that the goal asks for is as it should be."


def _bare(text: str) -> str:
    """Return a text without spaces and marks of direction, in which locales differ."""
    return "".join(char for char in text if category(char) not in ("Zs", "Cf"))


def _quoted(text: str) -> str:
    short = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
    return f"“{' '.join(short.split())}”"
