"""What an agent can do: a closed union of frozen dataclasses, and its JSON wire form.

The wire form is a tool call with the names and arguments of the Playwright MCP server
(``{"name": "browser_click", "arguments": {"target": "e12"}}``) plus ``done`` and ``give_up``. Nothing is ever executed
as code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from webgen.errors import BadAction, UnknownName

Modifier = Literal["Alt", "Control", "Meta", "Shift"]
MODIFIERS: tuple[Modifier, ...] = ("Alt", "Control", "Meta", "Shift")
BUTTONS = ("left", "right", "middle")


@dataclass(frozen=True, slots=True)
class Click:
    """Press and release a mouse button on an element. A click in a text field puts the caret at its end."""

    ref: str
    button: Literal["left", "right", "middle"] = "left"
    modifiers: tuple[Modifier, ...] = ()
    double: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """Replace the whole value of a text-like field; ``submit`` presses Enter afterwards."""

    ref: str
    text: str
    submit: bool = False


@dataclass(frozen=True, slots=True)
class Type:
    """Focus an element and type key by key at the end of its text; ``submit`` presses Enter afterwards."""

    ref: str
    text: str
    submit: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """Choose options of a native select by value or label."""

    ref: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """Bring a check box, radio button or switch into a state; nothing happens if it is there already."""

    ref: str
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Press:
    """Press one key (``Enter``, ``Shift+Tab``, ``a``) on the focused element."""

    key: str


@dataclass(frozen=True, slots=True)
class Hover:
    """Move the mouse over an element."""

    ref: str


@dataclass(frozen=True, slots=True)
class Drag:
    """Drag one element onto another."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Upload:
    """Put the episode's own files (by name) into a file input."""

    ref: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scroll:
    """Scroll the page by CSS pixels."""

    dx: int = 0
    dy: int = 0


@dataclass(frozen=True, slots=True)
class Navigate:
    """Go to an address within the level's sites."""

    url: str


@dataclass(frozen=True, slots=True)
class Back:
    """Go back in history."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Go forward in history."""


@dataclass(frozen=True, slots=True)
class Tab:
    """Open (``new``), close or focus (``select``) a browser tab by index."""

    do: Literal["new", "close", "select"]
    index: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Let virtual milliseconds pass."""

    ms: int = 1000


@dataclass(frozen=True, slots=True)
class Done:
    """End the episode: the task is done; ``answer`` where the goal asks for one."""

    answer: str | None = None


@dataclass(frozen=True, slots=True)
class GiveUp:
    """End the episode: the task cannot be done."""

    reason: str = ""


Action: TypeAlias = (
    Click | Fill | Type | Select | Check | Press | Hover | Drag | Upload | Scroll | Navigate | Back | Forward | Tab
    | Wait | Done | GiveUp
)  # fmt: skip
MAX_TEXT = 10_000
MAX_WAIT_MS = 60_000

_STR = {"type": "string"}
_TARGET = {"type": "string", "description": "ref of the element in the page snapshot, such as e12"}
_BOOL = {"type": "boolean"}
_INT = {"type": "integer"}


def _strings(**extra: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", **extra}}


# name: (description, properties, required)
_TOOLS: dict[str, tuple[str, dict[str, dict[str, Any]], tuple[str, ...]]] = {
    "browser_click": (
        "Click an element.",
        {
            "target": _TARGET,
            "doubleClick": _BOOL,
            "button": {"type": "string", "enum": list(BUTTONS)},
            "modifiers": _strings(enum=list(MODIFIERS)),
        },
        ("target",),
    ),
    "browser_type": (
        "Replace the text of a field; slowly: type key by key at its end instead; submit: press Enter afterwards.",
        {"target": _TARGET, "text": _STR, "submit": _BOOL, "slowly": _BOOL},
        ("target", "text"),
    ),
    "browser_select_option": ("Choose options of a drop-down.", {"target": _TARGET, "values": _strings()},
                              ("target", "values")),
    "browser_check": ("Tick a check box, radio button or switch.", {"target": _TARGET}, ("target",)),
    "browser_uncheck": ("Clear a check box or switch.", {"target": _TARGET}, ("target",)),
    "browser_press_key": ("Press a key, such as Enter, Tab or ArrowDown.", {"key": _STR}, ("key",)),
    "browser_hover": ("Move the mouse over an element.", {"target": _TARGET}, ("target",)),
    "browser_drag": ("Drag one element onto another.", {"startTarget": _TARGET, "endTarget": _TARGET},
                     ("startTarget", "endTarget")),
    "browser_file_upload": ("Choose files for a file field.", {"target": _TARGET, "paths": _strings()},
                            ("target", "paths")),
    "browser_mouse_wheel": ("Scroll the page.", {"deltaX": _INT, "deltaY": _INT}, ()),
    "browser_navigate": ("Go to an address.", {"url": _STR}, ("url",)),
    "browser_navigate_back": ("Go back in history.", {}, ()),
    "browser_navigate_forward": ("Go forward in history.", {}, ()),
    "browser_tabs": (
        "Open, close or select a tab.",
        {"action": {"type": "string", "enum": ["new", "close", "select"]}, "index": _INT, "url": _STR},
        ("action",),
    ),
    "browser_wait_for": ("Wait for a time in seconds.", {"time": {"type": "number"}}, ("time",)),
    "done": ("The task is done; give the answer if the goal asks for one.", {"answer": _STR}, ()),
    "give_up": ("The task cannot be done.", {"reason": _STR}, ()),
}  # fmt: skip


def tool_schemas() -> list[dict[str, Any]]:
    """Return the actions as JSON-schema function tools, as language-model interfaces take them."""
    return [
        {
            "type": "function",
            "function": {
                "name": name,
                "description": description,
                "parameters": {
                    "type": "object",
                    "properties": properties,
                    "required": list(required),
                    "additionalProperties": False,
                },
            },
        }
        for name, (description, properties, required) in _TOOLS.items()
    ]


_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list, tuple),
}


def _check_argument(tool: str, name: str, value: object, schema: Mapping[str, Any]) -> None:
    kind = schema["type"]
    wrong_bool = isinstance(value, bool) and kind != "boolean"
    if wrong_bool or not isinstance(value, _JSON_TYPES[kind]):
        raise BadAction(f"{tool}: {name} must be a JSON {kind}, not {value!r}")
    if "enum" in schema and value not in schema["enum"]:
        raise BadAction(f"{tool}: {name} must be one of {', '.join(schema['enum'])}, not {value!r}")
    if kind == "array":
        for item in value:  # type: ignore[attr-defined]
            _check_argument(tool, f"each of {name}", item, schema["items"])
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise BadAction(f"{tool}: {name} is {len(value)} characters; {MAX_TEXT} at most")


def _wait(seconds: float) -> Wait:
    if not 0 <= seconds <= MAX_WAIT_MS / 1000:
        raise BadAction(f"browser_wait_for: time must be 0 to {MAX_WAIT_MS // 1000} seconds, not {seconds}")
    return Wait(round(seconds * 1000))


_BUILD: dict[str, Callable[[dict[str, Any]], Action]] = {
    "browser_click": lambda a: Click(
        a["target"], a.get("button", "left"), tuple(a.get("modifiers", ())), a.get("doubleClick", False)
    ),
    "browser_type": lambda a: (Type if a.get("slowly") else Fill)(a["target"], a["text"], a.get("submit", False)),
    "browser_select_option": lambda a: Select(a["target"], tuple(a["values"])),
    "browser_check": lambda a: Check(a["target"], True),
    "browser_uncheck": lambda a: Check(a["target"], False),
    "browser_press_key": lambda a: Press(a["key"]),
    "browser_hover": lambda a: Hover(a["target"]),
    "browser_drag": lambda a: Drag(a["startTarget"], a["endTarget"]),
    "browser_file_upload": lambda a: Upload(a["target"], tuple(a["paths"])),
    "browser_mouse_wheel": lambda a: Scroll(a.get("deltaX", 0), a.get("deltaY", 0)),
    "browser_navigate": lambda a: Navigate(a["url"]),
    "browser_navigate_back": lambda a: Back(),
    "browser_navigate_forward": lambda a: Forward(),
    "browser_tabs": lambda a: Tab(a["action"], a.get("index"), a.get("url")),
    "browser_wait_for": lambda a: _wait(a["time"]),
    "done": lambda a: Done(a.get("answer")),
    "give_up": lambda a: GiveUp(a.get("reason", "")),
}


def from_json(call: object) -> Action:
    """Read a tool call ``{"name": …, "arguments": {…}}``.

    Raises:
        BadAction: it is not an action; the sentence says what is wrong and what is allowed.
    """
    if not isinstance(call, Mapping):
        raise BadAction(f"an action is an object with name and arguments, not {call!r:.80}")
    extra = set(call) - {"name", "arguments"}
    name, arguments = call.get("name"), call.get("arguments", {})
    if not isinstance(name, str) or extra:
        raise BadAction(
            f'an action looks like {{"name": "browser_click", "arguments": {{"target": "e12"}}}}, not {call!r:.120}'
        )
    if name not in _TOOLS:
        raise BadAction(str(UnknownName("action", name, _TOOLS)))
    if not isinstance(arguments, Mapping):
        raise BadAction(f"{name}: arguments must be an object, not {arguments!r:.80}")
    _, properties, required = _TOOLS[name]
    for key in required:
        if key not in arguments:
            raise BadAction(f"{name}: {key} is missing")
    for key, value in arguments.items():
        if key == "element":  # a human-readable description that the MCP server also takes; it decides nothing
            continue
        if key not in properties:
            raise BadAction(str(UnknownName(f"argument of {name}", key, properties)))
        _check_argument(name, key, value, properties[key])
    return _BUILD[name](dict(arguments))


def to_json(action: Action) -> dict[str, Any]:
    """Write an action as a tool call; :func:`from_json` reads it back to an equal action."""
    name, arguments = _wire(action)
    return {"name": name, "arguments": {key: value for key, value in arguments.items() if value is not None}}


def _wire(action: Action) -> tuple[str, dict[str, Any]]:
    match action:
        case Click(ref, button, modifiers, double):
            return "browser_click", {
                "target": ref,
                "button": button if button != "left" else None,
                "modifiers": list(modifiers) or None,
                "doubleClick": double or None,
            }
        case Fill(ref, text, submit):
            return "browser_type", {"target": ref, "text": text, "submit": submit or None}
        case Type(ref, text, submit):
            return "browser_type", {"target": ref, "text": text, "submit": submit or None, "slowly": True}
        case Select(ref, values):
            return "browser_select_option", {"target": ref, "values": list(values)}
        case Check(ref, checked):
            return "browser_check" if checked else "browser_uncheck", {"target": ref}
        case Press(key):
            return "browser_press_key", {"key": key}
        case Hover(ref):
            return "browser_hover", {"target": ref}
        case Drag(start, end):
            return "browser_drag", {"startTarget": start, "endTarget": end}
        case Upload(ref, paths):
            return "browser_file_upload", {"target": ref, "paths": list(paths)}
        case Scroll(dx, dy):
            return "browser_mouse_wheel", {"deltaX": dx, "deltaY": dy}
        case Navigate(url):
            return "browser_navigate", {"url": url}
        case Back():
            return "browser_navigate_back", {}
        case Forward():
            return "browser_navigate_forward", {}
        case Tab(do, index, url):
            return "browser_tabs", {"action": do, "index": index, "url": url}
        case Wait(ms):
            return "browser_wait_for", {"time": ms / 1000}
        case Done(answer):
            return "done", {"answer": answer}
        case GiveUp(reason):
            return "give_up", {"reason": reason or None}
