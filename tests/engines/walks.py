"""Playing the same actions in both engines and comparing what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from webgen.actions import (
    Action,
    Back,
    Check,
    Click,
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
from webgen.engines.base import Engine, Session, Step, World
from webgen.snapshot import Node, Snapshot
from webgen.streams import Stream

KEYS = (
    "Enter", "Space", "Tab", "Shift+Tab", "Escape", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft",
    "ArrowRight", "Home", "End", "PageDown", "Control+A", "a", "7", "F5",
)  # fmt: skip
TEXTS = ("", "os", "be", "Ada Lovelace", "x@y.org", "7", "-2.5", "2026-03-04", "14:30", "2026-05", "AB12", "abcdefghij",
         "two\nlines", "naïve €", "http://x.test/")  # fmt: skip
FIELDS = ("textbox", "searchbox", "combobox", "spinbutton", "slider")
PLACES = ("/", "/widgets", "/hyper", "/list?page=2", "#bottom", "http://other.test/", "/posted#end", "javascript:1")


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing on which the engines differ."""

    at: int
    actions: tuple[Action, ...]
    what: str
    first: str
    second: str

    def __str__(self) -> str:
        lines = [f"after action {self.at} {self.actions[-1] if self.actions else 'open'}: {self.what} differs"]
        lines += [f"  {action!r}," for action in self.actions]
        pair = (self.first.split("\n"), self.second.split("\n"))
        return "\n".join([*lines, *unified_diff(*pair, "first", "second", lineterm="", n=2)])


def seen(snapshot: Snapshot) -> dict[str, str]:
    """Return what must be equal in both engines."""
    return {
        "url": snapshot.url,
        "title": snapshot.title,
        "tabs": f"{snapshot.tab} of {snapshot.tabs}",
        "text": snapshot.text,
    }


def told(step: Step) -> dict[str, str]:
    """Return what a step says, in comparable form."""
    return {"error": repr(step.error), **seen(step.snapshot)}


def first_difference(one: dict[str, str], other: dict[str, str]) -> tuple[str, str, str] | None:
    """Return name and both values of the first entry that differs."""
    for name, value in one.items():
        if other[name] != value:
            return name, value, other[name]
    return None


def _pick_ref(stream: Stream, nodes: Sequence[Node], roles: Iterable[str] = ()) -> str:
    wanted = frozenset(roles)
    refs = [node.ref for node in nodes if node.ref and (not wanted or node.role in wanted)]
    if not refs or stream.child("bogus").chance(0.02):
        return stream.child("wrong").pick(("e0", "e9999", "x1"))
    return stream.child("ref").pick(refs)


def random_action(stream: Stream, snapshot: Snapshot) -> Action:
    """Return an action that makes sense more often than not."""
    nodes = snapshot.nodes
    verb = stream.child("verb").weighted(
        {
            "click": 10, "deep": 4, "fill": 4, "type": 3, "press": 9, "check": 2, "select": 2, "wait": 1, "back": 0.7,
            "forward": 0.5, "navigate": 0.8, "tab": 0.4, "hover": 0.2, "scroll": 0.2, "upload": 0.3,
            "again": 2,
        }
    )  # fmt: skip
    fields = stream.child("fit").chance(0.85)
    ref = _pick_ref(stream, nodes, FIELDS if fields and verb in ("fill", "type") else ())
    text = stream.child("text").pick(TEXTS)
    submit = stream.child("submit").chance(0.25)
    match verb:
        case "click":
            roles = ("button", "link", "tab", "option", "switch", "combobox", "menuitem", "checkbox", "radio")
            return Click(_pick_ref(stream, nodes, roles))
        case "deep":
            button = stream.child("button").weighted({"left": 8, "right": 1, "middle": 0.5})
            modifiers = ("Shift",) if stream.child("shift").chance(0.05) else ()
            return Click(ref, button, modifiers, stream.child("double").chance(0.1))  # type: ignore[arg-type]
        case "fill":
            return Fill(ref, text, submit)
        case "type":
            return Type(ref, text, submit)
        case "press" | "again":
            return Press(stream.child("key").pick(KEYS))
        case "check":
            boxes = ("checkbox", "radio", "switch") if fields else ()
            return Check(_pick_ref(stream, nodes, boxes), stream.child("on").chance(0.6))
        case "select":
            names = [node.name for node in nodes if node.role == "option" and not node.ref] or ["None"]
            values = tuple(stream.child("values").sample(sorted(set(names)), 1))
            return Select(_pick_ref(stream, nodes, ("combobox", "listbox") if fields else ()), values)
        case "wait":
            return Wait(stream.child("ms").pick((0, 150, 1000, 5000)))
        case "back":
            return Back()
        case "forward":
            return Forward()
        case "navigate":
            return Navigate(stream.child("place").pick(PLACES))
        case "tab":
            do = stream.child("do").pick(("new", "close", "select"))
            index = stream.child("index").pick((None, 0, 1, 2), key=repr)
            return Tab(do, index if do != "new" else None)  # type: ignore[arg-type]
        case "hover":
            return Hover(_pick_ref(stream, nodes, ("button", "link")))
        case "scroll":
            return Scroll(0, 200)
        case "upload":
            files = stream.child("file").pick((("notes.txt",), ("photo.png",), ("none.txt",)), key=repr)
            return Upload(_pick_ref(stream, nodes, ("button", "textbox") if fields else ()), files)
        case _:
            raise AssertionError(verb)


class Pair:
    """Two sessions in two engines, kept in step."""

    def __init__(self, engines: tuple[Engine, Engine], world: Callable[[], World]) -> None:
        self.worlds = (world(), world())
        self.sessions: tuple[Session, ...] = tuple(
            engine.open(one) for engine, one in zip(engines, self.worlds, strict=True)
        )
        self.actions: list[Action] = []

    def opened(self) -> Difference | None:
        """Compare the first snapshots."""
        return self._difference(seen(self.sessions[0].snapshot), seen(self.sessions[1].snapshot))

    def act(self, action: Action) -> Difference | None:
        """Do one action in both and compare."""
        self.actions.append(action)
        one, other = (told(session.act(action)) for session in self.sessions)
        for told_, world in ((one, self.worlds[0]), (other, self.worlds[1])):
            told_["state"] = repr([getattr(site, "state", None) for site in world.sites.values()])
        return self._difference(one, other)

    def _difference(self, one: dict[str, str], other: dict[str, str]) -> Difference | None:
        found = first_difference(one, other)
        return Difference(len(self.actions), tuple(self.actions), *found) if found else None

    def close(self) -> None:
        """End both."""
        for session in self.sessions:
            session.close()


def play(engines: tuple[Engine, Engine], world: Callable[[], World], actions: Sequence[Action]) -> Difference | None:
    """Play a script in both engines; return the first difference."""
    pair = Pair(engines, world)
    try:
        difference = pair.opened()
        for action in actions:
            difference = difference or pair.act(action)
        return difference
    finally:
        pair.close()


def walk(
    engines: tuple[Engine, Engine], world: Callable[[], World], stream: Stream, steps: int
) -> tuple[int, Difference | None]:
    """Walk at random in both engines; return how many transitions were equal and the first difference."""
    pair = Pair(engines, world)
    try:
        difference = pair.opened()
        for step in range(steps):
            if difference is not None:
                return step, difference
            difference = pair.act(random_action(stream.child(step), pair.sessions[0].snapshot))
        return steps, difference
    finally:
        pair.close()


# ---- scripts: steps that find their elements in the snapshot, and expectations in between ------------------------


@dataclass(frozen=True, slots=True)
class Do:
    """An action on the first element of a role whose name begins so; ``make`` gets its ref (empty: no element)."""

    make: Callable[[str], Action]
    role: str = ""
    name: str = ""

    def action(self, snapshot: Snapshot) -> Action:
        """Find the element."""
        return self.make(find(snapshot, self.role, self.name) if self.role else "")


@dataclass(frozen=True, slots=True)
class Sees:
    """The snapshot has (or lacks) a text; ``#`` and what follows is looked for in the address."""

    text: str
    present: bool = True


def find(snapshot: Snapshot, role: str, name: str = "") -> str:
    """Return the ref of the first element of a role whose name (or content) begins with ``name``."""
    for node in snapshot.nodes:
        if node.ref and node.role == role and (node.name or snapshot.content(node)).startswith(name):
            return node.ref
    raise AssertionError(f"no {role} {name!r} in\n{snapshot.text}")


def click(role: str, name: str = "", **more: object) -> Do:
    """Click an element."""
    return Do(lambda ref: Click(ref, **more), role, name)  # type: ignore[arg-type]


def fill(role: str, name: str, text: str, *, submit: bool = False) -> Do:
    """Fill a field."""
    return Do(lambda ref: Fill(ref, text, submit), role, name)


def type_(role: str, name: str, text: str, *, submit: bool = False) -> Do:
    """Type at the end of a field."""
    return Do(lambda ref: Type(ref, text, submit), role, name)


def check(role: str, name: str, *, on: bool = True) -> Do:
    """Check or clear a box."""
    return Do(lambda ref: Check(ref, on), role, name)


def select(role: str, name: str, *values: str) -> Do:
    """Choose in a native list."""
    return Do(lambda ref: Select(ref, values), role, name)


def upload(role: str, name: str, *paths: str) -> Do:
    """Choose files."""
    return Do(lambda ref: Upload(ref, paths), role, name)


def press(*keys: str) -> list[Do]:
    """Press keys, one act each."""
    return [Do(lambda ref, key=key: Press(key)) for key in keys]  # type: ignore[misc]


def plain(action: Action) -> Do:
    """Do an action that needs no element."""
    return Do(lambda ref: action)


ScriptPart = Do | Sees | list[Do]


def run_script(engines: tuple[Engine, Engine], world: Callable[[], World], *script: ScriptPart) -> None:
    """Play a script in both engines; fail on the first difference and on the first expectation that does not hold."""
    pair = Pair(engines, world)
    try:
        assert (difference := pair.opened()) is None, f"\n{difference}"
        for part in script:
            for step in part if isinstance(part, list) else [part]:
                snapshot = pair.sessions[0].snapshot
                if isinstance(step, Sees):
                    whole = f"{snapshot.text}\n{snapshot.url}\n{snapshot.title}"
                    assert (step.text in whole) == step.present, f"{step} after {pair.actions}\n{whole}"
                    continue
                difference = pair.act(step.action(snapshot))
                assert difference is None, f"\n{difference}"
    finally:
        pair.close()
