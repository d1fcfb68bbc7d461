"""What the agent sees: the accessibility tree as text, and the same text read back into nodes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

PREFIX = re.compile(r"\[ref=f\d+(e\d+)\]")
_REF = re.compile(r"\[ref=(f\d+)?(e\d+)\]")


def normalise_refs(text: str) -> str:
    """Drop the frame prefix from every ref (``f3e12`` becomes ``e12``); the numbers stay."""
    return PREFIX.sub(r"[ref=\1]", text)


class FrameRefs:
    """The refs of a tab as agents see them, from those that the engine made.

    An engine numbers all frames it ever makes. Agents see ``e12`` in the page and ``f1e5`` in the first frame of it that
    showed anything: frames are numbered from 1 in each document, in the order in which snapshots first show them, and
    keep their number as long as that document stays.
    """

    def __init__(self) -> None:
        self._page = ""  # the prefix of the document itself
        self._frames: list[str] = []  # the engine's prefixes of its frames, in order of appearance

    def shorten(self, text: str) -> str:
        """Return a snapshot with the refs that agents see."""
        first = _REF.search(text)
        page = (first[1] or "") if first is not None else ""
        if page != self._page:
            self._page, self._frames = page, []
        return _REF.sub(lambda match: f"[ref={self._short(match[1] or '', match[2])}]", text)

    def short(self, ref: str) -> str | None:
        """Return the ref that agents see for one of the engine's; None in a frame that no snapshot has shown."""
        frame, mark, number = ref.rpartition("e")
        if frame != self._page and frame not in self._frames:
            return None
        return self._short(frame, mark + number)

    def long(self, ref: str) -> tuple[str, str] | None:
        """Return the engine's prefix of the frame (empty: the page itself) and its ref; None where there is no such frame."""
        match = re.fullmatch(r"(?:f([1-9]\d*))?(e\d+)", ref)
        if match is None:
            return None
        if match[1] is None:
            return "", self._page + match[2]
        place = int(match[1]) - 1
        if place >= len(self._frames):
            return None
        return self._frames[place], self._frames[place] + match[2]

    def _short(self, frame: str, number: str) -> str:
        if frame == self._page:
            return number
        if frame not in self._frames:
            self._frames.append(frame)
        return f"f{self._frames.index(frame) + 1}{number}"


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the snapshot.

    ``index`` and ``parent`` are positions in :attr:`Snapshot.nodes` (parent -1: top level); ``text`` is the inline
    text or value after the colon; ``states`` holds checked, disabled, expanded, active, invalid, level, pressed,
    selected, aria-hidden, cursor with their values (``"true"`` for bare ones).
    """

    index: int
    parent: int
    depth: int
    role: str
    name: str = ""
    text: str = ""
    ref: str | None = None
    states: dict[str, str] = field(default_factory=dict)
    url: str | None = None
    placeholder: str | None = None

    def has(self, state: str) -> bool:
        """Tell whether a state is present, whatever its value."""
        return state in self.states


@dataclass(frozen=True)
class Snapshot:
    """One observation of a page, taken exactly once per reset and per act.

    Attributes:
        text: the ARIA snapshot with refs.
        url: address of the page.
        title: its title.
        tabs: addresses of all open tabs; ``tab`` is the index of the current one.
        screenshot: PNG bytes when asked for.
        boxes: ref to (x, y, width, height) in CSS pixels when asked for (Chromium only).
    """

    text: str
    url: str
    title: str
    tab: int = 0
    tabs: tuple[str, ...] = ()
    screenshot: bytes | None = None
    boxes: dict[str, tuple[int, int, int, int]] | None = None

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The lines of :attr:`text` as nodes, in document order."""
        return parse(self.text)

    @cached_property
    def by_ref(self) -> dict[str, Node]:
        """Nodes by ref."""
        return {node.ref: node for node in self.nodes if node.ref}

    def children(self, node: Node) -> list[Node]:
        """Return the direct children of a node."""
        return [other for other in self.nodes[node.index + 1 :] if other.parent == node.index]

    def inside(self, node: Node) -> list[Node]:
        """Return all nodes below a node, in document order."""
        found = []
        for other in self.nodes[node.index + 1 :]:
            if other.depth <= node.depth:
                break
            found.append(other)
        return found

    def value(self, node: Node) -> str:
        """Return the value of a field: its inline text, or the one text below it when it has a placeholder."""
        return node.text or next((other.text for other in self.children(node) if other.role == "text"), "")

    def content(self, node: Node) -> str:
        """Return all text of a node and below, joined by spaces."""
        parts = [node.text] if node.text else ([node.name] if node.name else [])
        for other in self.inside(node):
            parts += [part for part in (other.name, other.text) if part]
        return " ".join(parts)


_STATE = re.compile(r"\[([a-z-]+)(?:=([^\]]*))?\]")
_KEY = re.compile(r'([a-z]+)(?: ("(?:[^"\\]|\\.)*"))?((?: \[[^\]]*\])*)$')


def _scalar(text: str) -> str:
    """Read a YAML value as the snapshot writes it: plain or double quoted."""
    if text.startswith('"') and text.endswith('"') and len(text) >= 2:
        return str(json.loads(re.sub(r"\\x([0-9a-f]{2})", r"\\u00\1", text), strict=False))
    return text


def _split_line(body: str) -> tuple[str, str, bool]:
    """Split ``key: value`` into key, value and whether children follow; a quoted key is unquoted."""
    if body.startswith("'"):
        end = 1
        while body[end] != "'" or body[end + 1 : end + 2] == "'":
            end += 2 if body[end] == "'" else 1
        key, rest = body[1:end].replace("''", "'"), body[end + 1 :]
    else:
        # names are JSON strings: a colon inside quotes does not end the key
        match = re.match(r'[^":]*(?:"(?:[^"\\]|\\.)*"[^":]*)?', body)
        key = match.group(0) if match else body
        rest = body[len(key) :]
    if rest == ":":
        return key, "", True
    if rest.startswith(": "):
        return key, _scalar(rest[2:]), False
    return key + rest, "", False


def _unquoted(text: str) -> str:
    return str(json.loads(text)) if "\\" in text else text[1:-1]


@lru_cache(maxsize=1 << 16)
def _fields(body: str) -> tuple[str, str, str, str | None, dict[str, str]]:
    """Read one line into (role, name, text, ref, states). Most lines of a page are the same as a step before."""
    key, value, _ = _split_line(body)
    match = _KEY.match(key)
    if match is None:  # pragma: no cover - the law tests would show it
        raise ValueError(f"not a snapshot line: {body!r}")
    states = {name: value_ or "true" for name, value_ in _STATE.findall(match.group(3))}
    ref = states.pop("ref", None)
    return match.group(1), _unquoted(match.group(2)) if match.group(2) else "", value, ref, states


def parse(text: str) -> tuple[Node, ...]:
    """Read an ARIA snapshot back into nodes; the states of equal lines are one dictionary, not to be changed."""
    nodes: list[Node] = []
    stack: list[int] = []  # index of the open node at each depth
    for line in text.split("\n"):
        body = line.lstrip(" ")
        if not body.startswith("- "):
            continue
        depth = (len(line) - len(body)) // 2
        del stack[depth:]
        parent = stack[-1] if stack else -1
        body = body[2:]
        if body.startswith(("/url: ", "/placeholder: ")):
            name, _, value = body[1:].partition(": ")
            object.__setattr__(nodes[parent], name, _scalar(value))
            continue
        role, name, value, ref, states = _fields(body)
        nodes.append(Node(len(nodes), parent, depth, role, name, value, ref, states))
        stack.append(len(nodes) - 1)
    return tuple(nodes)
