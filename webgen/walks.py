"""Walks over a level: the expert's, and random ones with mistakes in them. Used by parity, attacks and benchmarks."""

from __future__ import annotations

from collections.abc import Callable

from webgen.actions import (
    Action,
    Back,
    Check,
    Click,
    Drag,
    Fill,
    Forward,
    Hover,
    Navigate,
    Press,
    Scroll,
    Select,
    Tab,
    Type,
    Upload,
    Wait,
)
from webgen.snapshot import Node, Snapshot
from webgen.streams import Stream

KEYS = (
    "Enter", "Space", "Tab", "Shift+Tab", "Escape", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft",
    "ArrowRight", "Home", "End", "ControlOrMeta+A", "a", "7", "PageDown", "F13", "Control+W",
)  # fmt: skip
TEXTS = ("a", "blue", "12", "2026-05-17", "3.50", "x" * 130, 'O\'Neil "Q" <b>', "two  spaces ", "-4", "")
ADDRESSES = (
    "/",
    "/settings",
    "/nowhere",
    "http://elsewhere.test/",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "?q=a",
)
KINDS: dict[str, float] = {
    "click": 12, "fill": 5, "type": 2, "select": 3, "check": 2, "press": 5, "hover": 0.3, "scroll": 0.3, "wait": 0.7,
    "navigate": 0.7, "back": 0.6, "forward": 0.3, "tab": 0.3, "drag": 0.3, "upload": 0.1,
}  # fmt: skip
FITTING = {
    "fill": ("textbox", "searchbox", "spinbutton", "combobox"),
    "type": ("textbox", "searchbox", "spinbutton", "combobox"),
    "select": ("combobox", "listbox"),
    "check": ("checkbox", "radio", "switch"),
    "drag": ("listitem",),
    "click": ("link", "button", "tab", "option", "menuitem", "combobox", "checkbox", "radio", "switch"),
}


def kind_of(action: Action) -> str:
    """Return the short name of an action's kind: ``click``, ``fill``, …"""
    return type(action).__name__.lower()


def random_action(snapshot: Snapshot, stream: Stream) -> Action:
    """Return one action: mostly one that fits the page, sometimes a mistake of any kind."""
    kind = stream.child("kind").weighted(KINDS)
    nodes = [node for node in snapshot.nodes if node.ref]
    ref = _ref(nodes, kind, stream)
    text = stream.child("text").pick(TEXTS)
    build: dict[str, Callable[[], Action]] = {
        "click": lambda: _click(ref, stream),
        "fill": lambda: Fill(ref, text, submit=stream.child("submit").chance(0.15)),
        "type": lambda: Type(ref, text[:12], submit=stream.child("submit").chance(0.15)),
        "select": lambda: Select(ref, (_option(snapshot, ref, stream),)),
        "check": lambda: Check(ref, stream.child("on").chance(0.6)),
        "press": lambda: Press(stream.child("key").pick(KEYS)),
        "hover": lambda: Hover(ref),
        "scroll": lambda: Scroll(0, stream.child("dy").integer(-400, 400)),
        "wait": lambda: Wait(stream.child("ms").integer(0, 3000)),
        "navigate": lambda: Navigate(stream.child("url").pick(ADDRESSES)),
        "back": Back,
        "forward": Forward,
        "tab": lambda: _tab(stream),
        "drag": lambda: Drag(ref, _ref(nodes, kind, stream.child("end"))),
        "upload": lambda: Upload(ref, ("nothing.txt",)),
    }
    return build[kind]()


def _ref(nodes: list[Node], kind: str, stream: Stream) -> str:
    if not nodes or stream.child("lost").chance(0.02):
        return "e99999"
    fitting = [node for node in nodes if node.role in FITTING.get(kind, ())]
    pool = fitting if fitting and stream.child("fit").chance(0.85) else nodes
    index = stream.child("which").integer(0, len(pool) - 1)
    return pool[index].ref or ""


def _click(ref: str, stream: Stream) -> Click:
    button = stream.child("button").weighted({"left": 30, "right": 1, "middle": 1})
    modifiers = ("Shift",) if stream.child("modifier").chance(0.02) else ()
    return Click(ref, button, modifiers, stream.child("double").chance(0.03))  # type: ignore[arg-type]


def _option(snapshot: Snapshot, ref: str, stream: Stream) -> str:
    node = snapshot.by_ref.get(ref)
    names = [item.name for item in snapshot.inside(node) if item.role == "option"] if node else []
    if not names or stream.child("wrong").chance(0.1):
        return "no such option"
    return names[stream.child("option").integer(0, len(names) - 1)]


def _tab(stream: Stream) -> Tab:
    do = stream.child("do").pick(("new", "close", "select"))
    index = stream.child("index").integer(0, 2)
    return Tab(do, None if do == "new" else index)  # type: ignore[arg-type]
