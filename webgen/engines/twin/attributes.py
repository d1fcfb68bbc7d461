"""What the hx-* attributes of an element say: triggers, inheritance, extra values. Nothing here touches a page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from webgen.engines.twin import focus
from webgen.engines.twin.dom import Element

Entries = list[tuple[str, str]]
UNESCAPED = "-_.!~*'()"  # what encodeURIComponent leaves alone
FIELDS = frozenset(("input", "select", "textarea"))


@dataclass(frozen=True, slots=True)
class Trigger:
    """One part of ``hx-trigger``."""

    kind: str
    delay: int = 0
    every: int = 0
    changed: bool = False


def _milliseconds(text: str) -> int:
    number = re.match(r"[\d.]+", text)
    return round(float(number[0]) * (1 if text.endswith("ms") else 1000)) if number else 0


def _parse_trigger(text: str) -> Trigger:
    head, *rest = text.split() or [""]
    if head == "every":
        return Trigger("every", every=_milliseconds(rest[0]))
    delay = next((_milliseconds(word[6:]) for word in rest if word.startswith("delay:")), 0)
    return Trigger(head, delay=delay, changed="changed" in rest)


@lru_cache(maxsize=1024)
def parse_triggers(text: str) -> tuple[Trigger, ...]:
    """Read an ``hx-trigger`` attribute."""
    return tuple(_parse_trigger(part) for part in text.split(","))


def default_kind(node: Element) -> str:
    """Return the event an element waits for where ``hx-trigger`` does not say."""
    if node.tag == "form":
        return "submit"
    if node.tag == "input" and node.get("type") in ("button", "submit"):
        return "click"
    return "change" if node.tag in FIELDS else "click"


def triggers_of(node: Element) -> tuple[Trigger, ...]:
    """Return what makes an element ask."""
    given = node.get("hx-trigger")
    return parse_triggers(default_kind(node) if given is None else given)


def holder_of(node: Element, name: str) -> Element | None:
    """Return the element, or its nearest ancestor, that has an attribute."""
    at: Element | None = node
    while at is not None:
        if name in at.attrs:
            return at
        at = at.parent
    return None


def inherited(node: Element, name: str) -> str | None:
    """Return an attribute of the element or its nearest ancestor that has it."""
    holder = holder_of(node, name)
    return None if holder is None else holder.attrs[name]


def encode(entries: Entries) -> str:
    """Write values as a query string, as ``encodeURIComponent`` does."""
    return "&".join(f"{quote(name, safe=UNESCAPED)}={quote(value, safe=UNESCAPED)}" for name, value in entries)


def _script_text(value: Any) -> str:
    """Write a JSON value as JavaScript's ``String`` does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def override(entries: Entries, winners: Entries) -> Entries:
    """Return the entries with those of the same names replaced by the winners."""
    names = {name for name, _ in winners}
    return [entry for entry in entries if entry[0] not in names] + winners


def extra_values(node: Element) -> Entries:
    """Return what ``hx-vals`` adds; the nearest element wins."""
    merged: dict[str, Any] = {}
    at: Element | None = node
    while at is not None:
        if "hx-vals" in at.attrs:
            for name, value in json.loads(at.attrs["hx-vals"]).items():
                if merged.get(name) is None:
                    merged[name] = value
        at = at.parent
    return [(name, _script_text(value)) for name, value in merged.items()]


def cancels(node: Element, kind: str) -> bool:
    """Tell whether the browser's own answer to the event has to be kept back."""
    if kind == "submit":
        return True
    if kind != "click":
        return False
    button = node.closest(lambda one: one.tag in ("button", "input"))
    if button is not None and button.type == "submit" and button.form is not None:
        return True
    link = node.closest(lambda one: one.tag == "a" and "href" in one.attrs)
    return link is not None and not re.match(r"#.", link.get("href", ""))


def form_around(node: Element) -> Element | None:
    """Return the form an element belongs to."""
    if node.tag in focus.FORM_CONTROLS and node.form is not None:
        return node.form
    return node.closest(lambda one: one.tag == "form" and one.scope is node.scope)
