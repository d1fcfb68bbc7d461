"""The contract of an engine: what runs a site for an agent.

A level goes in, snapshots come out. Both engines take the same actions, make the same mistakes with the same words
and show the same text; Chromium decides what is true.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self
from urllib.parse import urljoin, urlsplit

from webgen.actions import Action, Done, GiveUp
from webgen.errors import ActionError
from webgen.site.http import Request, Response
from webgen.snapshot import Snapshot

ACT_MS = 400  # virtual ms each act advances before what is due settles
VIEWPORT = (1280, 720)


class SiteLike(Protocol):
    """What an engine needs of a site: answer a request. State and log are the site's own business."""

    def handle(self, request: Request) -> Response:
        """Answer one request."""

    def checkpoint(self) -> Any:
        """Return a copy of the whole state."""

    def restore(self, state: Any) -> None:
        """Go back to a state from :meth:`checkpoint`."""


@dataclass(frozen=True, slots=True)
class World:
    """What a session opens: sites by host, and where it starts.

    ``sites`` maps a host such as ``shop.test`` to its site; ``start`` is an absolute address; ``files`` holds the
    episode's own files by name.
    """

    sites: Mapping[str, SiteLike]
    start: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What one act led to. ``error`` is the agent's mistake, if it made one; ``ended`` after ``done`` or ``give_up``."""

    snapshot: Snapshot
    error: ActionError | None = None
    ended: bool = False


class Session(ABC):
    """One episode in an engine. The snapshot is taken exactly once per open and per act, because refs advance with it."""

    world: World
    snapshot: Snapshot
    ending: Done | GiveUp | None = None
    clock: int = 0  # virtual ms since the session opened
    history: list[Action]

    @abstractmethod
    def act(self, action: Action) -> Step:
        """Do one action, advance the clock, settle, and look once.

        An agent's mistake comes back in :attr:`Step.error`; the page is then untouched.

        Raises:
            EngineFault: our infrastructure failed.
        """

    @abstractmethod
    def screenshot(self) -> bytes:
        """Return the page as PNG (Chromium only)."""

    @abstractmethod
    def checkpoint(self) -> Any:
        """Return something :meth:`restore` takes."""

    @abstractmethod
    def restore(self, state: Any) -> None:
        """Go back; the snapshot afterwards equals the one at the checkpoint."""

    @abstractmethod
    def close(self) -> None:
        """Free what the session holds."""


class Engine(ABC):
    """Opens sessions. ``name`` is ``chromium`` or ``twin``."""

    name: str

    @abstractmethod
    def open(self, world: World) -> Session:
        """Open a world at its start address and take the first snapshot."""

    @abstractmethod
    def close(self) -> None:
        """Free what the engine holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


# ---- the words of the agent's mistakes, shared so that both engines say the same --------------------------------


def unknown_ref(ref: str) -> ActionError:
    """No such ref in the last snapshot."""
    return ActionError("unknown_ref", f"There is no element {ref!r} in the current snapshot; use a ref that it shows.")


def hidden(ref: str) -> ActionError:
    """The element has no visible box any more."""
    return ActionError("hidden", f"Element {ref} is not visible now; use an element of the current snapshot.")


def disabled(ref: str, role: str) -> ActionError:
    """The element is disabled or read-only."""
    return ActionError("disabled", f"The {role} {ref} is disabled or read-only; what enables it must come first.")


def covered(ref: str, role: str) -> ActionError:
    """Another element takes the click."""
    return ActionError("covered", f"The {role} {ref} is covered by another element; close the dialog in front of it.")


def wrong_element(ref: str, role: str, verb: str, works: str) -> ActionError:
    """The action does not fit the element; ``works`` says what would."""
    return ActionError("wrong_element", f"Cannot {verb} the {role} {ref}; {works}.")


def bad_option(ref: str, value: str, options: list[str]) -> ActionError:
    """A select has no such option."""
    known = ", ".join(repr(option) for option in options[:20])
    return ActionError("bad_option", f"The list {ref} has no option {value!r}; it has {known}.")


def bad_value(ref: str, value: str, wants: str) -> ActionError:
    """A control cannot hold the value."""
    return ActionError("bad_value", f"The field {ref} cannot hold {value!r}; it wants {wants}.")


def bad_key(key: str, works: str) -> ActionError:
    """A key that is not offered, or not there."""
    return ActionError("bad_key", f"The key {key!r} does nothing here; {works}.")


def not_allowed(url: str, hosts: list[str]) -> ActionError:
    """Navigation outside the level's sites."""
    return ActionError("not_allowed", f"The address {url!r} is outside this level; it has {', '.join(sorted(hosts))}.")


def no_history(direction: str) -> ActionError:
    """Back or forward with nowhere to go."""
    return ActionError("no_history", f"There is no page to go {direction} to.")


def no_tab(index: int | None, count: int) -> ActionError:
    """No tab has this index, or the index is missing."""
    return ActionError("no_tab", f"There is no tab {index}; tabs 0 to {count - 1} are open.")


def last_tab() -> ActionError:
    """The only tab cannot be closed."""
    return ActionError("no_tab", "This is the only tab and cannot be closed; end with done or give_up.")


def no_file(name: str, names: Iterable[str]) -> ActionError:
    """The episode has no file of this name."""
    known = ", ".join(repr(item) for item in sorted(names)) or "none"
    return ActionError("no_file", f"The episode has no file {name!r}; it has {known}.")


def not_offered(what: str, works: str) -> ActionError:
    """An input that no engine offers here; ``works`` says what to do instead."""
    return ActionError("not_offered", f"{what} is not offered; {works}.")


def resolve(current: str, url: str, hosts: Iterable[str]) -> str | None:
    """Return the absolute address of ``url`` seen from ``current``, or None where it leads outside ``hosts``."""
    text = url.strip(" ")
    if "\\" in text or any(ord(char) <= 32 or ord(char) == 127 for char in text):
        return None
    try:
        parts = urlsplit(urljoin(current, text))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme != "http" or "@" in parts.netloc or port not in (None, 80) or parts.hostname not in set(hosts):
        return None
    return parts._replace(netloc=parts.hostname or "", path=parts.path or "/").geturl()
