"""From what a person's mouse and keyboard did over the picture of a page to the environment's own actions.

An event is a JSON object from the panel with a ``kind``; :meth:`Hand.take` does it. Coordinates are CSS pixels of the
1280x720 viewport. An event may bring along ``edit``: the text that a person was writing in a field when it happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from webgen.actions import (
    MAX_TEXT,
    MAX_WAIT_MS,
    MODIFIERS,
    Action,
    Back,
    Click,
    Done,
    Drag,
    Fill,
    Forward,
    GiveUp,
    Modifier,
    Navigate,
    Press,
    Scroll,
    Select,
    Tab,
    Type,
    Upload,
    Wait,
)
from webgen.demos.human.seat import Seat
from webgen.engines import rules
from webgen.engines.chromium.glass import Spot
from webgen.errors import BadAction

Event = Mapping[str, Any]
Facts = dict[str, Any]
BUTTONS = ("left", "middle", "right")
PICKED = ("select", "listbox", "file")  # a person chooses from a list of ours
_HALF = re.compile("[\ud800-\udfff]")
LAID = ("range", "color")  # cannot be clicked; an editor is laid over them


class Hand:
    """Does a person's events in a seat.

    Attributes:
        said: a sentence for the person about the last event, empty where there is nothing to say.
        menu: the facts about the field whose choices are open, if one is.
        laid: the facts about the field that an editor lies over though it has no focus.
        copied: the text that was marked with the mouse.
    """

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.said = self.copied = ""
        self.menu: Facts | None = None
        self.laid: Facts | None = None
        self._last: tuple[str | None, int] = (None, 0)  # what was clicked last, in which document
        self._kinds: dict[str, Callable[[Event], object]] = {
            "click": self._click, "drag": self._drag, "wheel": self._wheel, "key": self._key, "edit": self._edited,
            "choose": self._choose, "files": self._files, "go": self._go, "back": lambda event: self._act(Back()),
            "forward": lambda event: self._act(Forward()), "tab": self._tab, "wait": self._wait, "idle": self._idle,
            "undo": self._undo, "done": self._done, "give_up": self._give_up, "look": lambda event: None,
        }  # fmt: skip

    def take(self, event: Event) -> None:
        """Do an event.

        Raises:
            BadAction: it is none; nothing was done.
            EngineFault: the browser failed.
        """
        run = self._kinds.get(str(event.get("kind")))
        if run is None:
            raise BadAction(f"an event is one of {', '.join(self._kinds)}, not {event.get('kind')!r:.80}")
        if event["kind"] in ("idle", "look"):
            run(event)
            return
        self.said = self.copied = ""
        self.menu = self.laid = None
        run(event)

    def _act(self, action: Action, **noted: Any) -> bool:
        """Do one action; tell the person what was wrong with it. Return whether it was done."""
        step = self.seat.act(action, **noted)
        if step.error is not None:
            self.said = step.error.message
        return step.error is None

    # ---- mouse

    def _click(self, event: Event) -> None:
        x, y = _number(event, "x"), _number(event, "y")
        button, modifiers = _button(event), _modifiers(event)
        spot = self.seat.glass.at(x, y)  # before the text is put in: a person means what was under the mouse
        if event.get("count") == 2 and not self._same(spot):
            return
        if not self._edit(event):
            return
        if _opens_tab(spot, button, modifiers):
            self._act(Tab("new", url=spot.href))
            return
        if spot.field is not None and button == "left" and self._opened(spot.field):
            return
        shown = tuple(ref for ref in spot.refs if ref in self.seat.episode.snapshot.by_ref)
        ref = self.seat.glass.clickable(shown, button=button, plain=not modifiers)
        if ref is None:
            self.said = "There is nothing there that can be clicked."
            return
        self._act(Click(ref, button, modifiers, bool(event.get("double"))))  # type: ignore[arg-type]
        self._last = (ref, self.seat.glass.documents)

    def _same(self, spot: Spot) -> bool:
        """Tell whether the second click of two meets what the first one met, in the same document."""
        ref, documents = self._last
        return ref in spot.refs and documents == self.seat.glass.documents

    def _opened(self, facts: Facts) -> bool:
        """Open what a click cannot: choices, files, a slider, a colour. Return whether it was one of these."""
        if facts["kind"] not in (*PICKED, *LAID):
            return False
        if facts["locked"]:
            self.said = "That field is disabled; what enables it must come first."
        elif facts["kind"] in LAID:
            self.laid = facts
        else:
            self.menu = facts
        return True

    def _drag(self, event: Event) -> None:
        start, end = (_number(event, "x"), _number(event, "y")), (_number(event, "x2"), _number(event, "y2"))
        first, last = self.seat.glass.at(*start), self.seat.glass.at(*end)
        if not self._edit(event):
            return
        if first.drags and first.refs and last.refs:
            self._act(Drag(first.refs[0], last.refs[0]))
            return
        self.copied = self.seat.glass.words(start, end)
        self.said = f"Copied: {self.copied}" if self.copied else "Nothing there can be dragged."

    def _wheel(self, event: Event) -> None:
        dx, dy = round(_number(event, "dx")), round(_number(event, "dy"))
        if self.seat.glass.scroll_inside(_number(event, "x"), _number(event, "y"), dx, dy):
            return  # a box inside the page: whoever acts in it later scrolls it by itself
        self._act(Scroll(dx, dy))

    # ---- keyboard

    def _key(self, event: Event) -> None:
        if not self._edit(event):
            return
        key = rules.canonical_key(_text(event, "key"))
        if key is None:
            self.said = f"The key {event['key']} is not offered; {rules.KEYS_HINT}."
        else:
            self._act(Press(key))

    def _edited(self, event: Event) -> None:
        self._edit({"edit": event})

    def _edit(self, event: Event) -> bool:
        """Put what a person wrote into its field; return whether the rest of the event can follow."""
        edit = event.get("edit")
        if edit is None:
            return True
        if not isinstance(edit, Mapping):
            raise BadAction(f"edit is an object, not {edit!r:.80}")
        ref, text, base = _text(edit, "ref"), _text(edit, "text"), _text(edit, "base")
        submit = bool(edit.get("submit"))
        now = self.seat.glass.focused()
        if now is not None and now["ref"] == ref:
            base = now["value"]  # part of it may have been put in since the person wrote it
        if text == base and not submit:
            return True
        noted = {"masked": True} if edit.get("secret") else {}
        if edit.get("live") and base and text.startswith(base) and text != base:
            return self._act(Type(ref, text[len(base) :], submit), **noted)
        return self._act(Fill(ref, text, submit), **noted)

    # ---- choices

    def _choose(self, event: Event) -> None:
        values = _texts(event, "values")
        self._act(Select(_text(event, "ref"), values))

    def _files(self, event: Event) -> None:
        names = _texts(event, "names")
        self._act(Upload(_text(event, "ref"), names))

    # ---- the browser around the page

    def _go(self, event: Event) -> None:
        if self._edit(event):
            self._act(Navigate(_text(event, "url")))

    def _tab(self, event: Event) -> None:
        do, index = event.get("do"), event.get("index")
        if do not in ("new", "select", "close") or not (index is None or type(index) is int):  # True is an int too
            raise BadAction(f"a tab is opened (new), selected or closed by its index, not {do!r:.80} {index!r:.80}")
        if index is not None and not 0 <= index < len(self.seat.episode.snapshot.tabs):
            raise BadAction("There is no such tab any more.")
        self._act(Tab(do, index))

    def _wait(self, event: Event) -> None:
        ms = round(_number(event, "ms"))
        if not 0 <= ms <= MAX_WAIT_MS:
            raise BadAction(f"cannot wait {ms} ms; 0 to {MAX_WAIT_MS}")
        self._act(Wait(ms))

    def _idle(self, event: Event) -> None:
        if self.menu is None and self.laid is None and self.seat.idle():
            self.said = ""

    def _undo(self, event: Event) -> None:
        self.said = "The last step is taken back." if self.seat.undo() else "There is no step to take back."

    # ---- the end

    def _done(self, event: Event) -> None:
        if self._edit(event):
            answer = event.get("answer")
            self.seat.end(Done(None if answer in (None, "") else _text(event, "answer")))

    def _give_up(self, event: Event) -> None:
        if self._edit(event):
            self.seat.end(GiveUp("" if event.get("reason") is None else _text(event, "reason")))


def _opens_tab(spot: Spot, button: str, modifiers: tuple[Modifier, ...]) -> bool:
    """Tell whether a click asks the browser itself for a new tab."""
    aside = button == "middle" or (button == "left" and bool({"Control", "Meta"} & set(modifiers)))
    return aside and spot.href is not None


def _button(event: Event) -> str:
    button = event.get("button", "left")
    if button not in BUTTONS:
        raise BadAction(f"button is one of {', '.join(BUTTONS)}, not {button!r:.80}")
    return str(button)


def _modifiers(event: Event) -> tuple[Modifier, ...]:
    given = event.get("modifiers", [])
    if not isinstance(given, list) or not set(map(str, given)) <= set(MODIFIERS):
        raise BadAction(f"modifiers is a list of {', '.join(MODIFIERS)}, not {given!r:.80}")
    return tuple(name for name in MODIFIERS if name in given)


def _number(event: Event, name: str) -> float:
    value = event.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e6:
        raise BadAction(f"{name} is a number, not {value!r:.80}")
    return float(value)


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    if not _is_text(value):
        raise BadAction(f"{name} is a text of at most {MAX_TEXT} characters, not {value!r:.80}")
    return str(value)


def _texts(event: Event, name: str) -> tuple[str, ...]:
    values = event.get(name)
    if not isinstance(values, list) or not all(map(_is_text, values)):
        raise BadAction(f"{name} is a list of texts, not {values!r:.80}")
    return tuple(values)


def _is_text(value: object) -> bool:
    """Tell whether it is a text that a file can hold: half of a pair of surrogates is none."""
    return isinstance(value, str) and len(value) <= MAX_TEXT and not _HALF.search(value)
