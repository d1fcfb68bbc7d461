"""Every exception of the package.

    WebgenError
    ├── InputError        what a person or a program handed us is wrong (exit status 2)
    │   ├── SpecError     a spec, level, domain, workflow or suite that does not hold together
    │   ├── UnknownName   an id that nothing carries; says the nearest one that exists
    │   └── BadAction     JSON that is not an action
    ├── Unsupported       the twin was shown something outside its subset
    └── EngineFault       trouble of ours (browser died, server gone); never a reward of zero

An agent's mistake is none of these: it is an :class:`ActionError` *value* inside a step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, get_args


class WebgenError(Exception):
    """Root of the family."""


class InputError(WebgenError):
    """Bad input; the message says where, what, and what is allowed."""


class SpecError(InputError):
    """A spec, level, domain, workflow or suite that does not hold together."""


class BadAction(InputError):
    """JSON that is not an action."""


class UnknownName(InputError):
    """An id nothing carries. ``UnknownName("widget", "slect", known)`` names the nearest."""

    def __init__(self, kind: str, name: object, known: Iterable[str], *, where: str = "") -> None:
        names = sorted(known)
        near = get_close_matches(str(name), names, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        place = f"{where}: " if where else ""
        super().__init__(f"{place}unknown {kind} {name!r}.{hint} Known: {', '.join(names) or 'none'}.")
        self.kind, self.name = kind, name
        self._made_of = kind, name, names, where

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to other processes whole: an error is made anew from its arguments, and this one takes several."""
        return _again, self._made_of


def _again(kind: str, name: object, known: list[str], where: str) -> UnknownName:
    return UnknownName(kind, name, known, where=where)


class Unsupported(WebgenError):
    """Something outside the twin's HTML, CSS or input subset."""


class EngineFault(WebgenError):
    """Our infrastructure failed; the episode counts for nothing."""


MistakeKind = Literal[
    "unknown_ref",  # no such ref in the last snapshot
    "hidden",  # it is there but has no visible box any more
    "disabled",  # disabled or read-only
    "covered",  # a modal dialog (or another element) takes the click
    "wrong_element",  # fill on a button, select on a text box…
    "bad_option",  # select: no such option
    "bad_value",  # a value the control cannot hold
    "bad_key",  # a key that is not on the keyboard, or makes no sense there
    "not_allowed",  # navigation outside the level's sites
    "no_history",  # back or forward with nowhere to go
    "no_tab",  # no such tab
    "no_file",  # upload of a file the episode does not have
    "not_offered",  # an action the engine does not offer (drag in the twin…)
]
MISTAKE_KINDS: tuple[str, ...] = get_args(MistakeKind)


@dataclass(frozen=True, slots=True)
class ActionError:
    """An agent's mistake: a kind, and a sentence that says what is wrong and what would work."""

    kind: MistakeKind
    message: str
