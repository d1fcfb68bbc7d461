"""The contract of a widget: which fields it can edit, how it is shown, and how an expert operates it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from webgen.actions import Action, Check, Click, Fill, Press, Type
from webgen.domains.model import Field, members
from webgen.errors import SpecError
from webgen.locales import ENGLISH, Locale, locale, spoken
from webgen.snapshot import Node, Snapshot

Style = Literal["mouse", "keyboard"]
Moves = Generator[Action, Snapshot, None]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is sent, and what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """What a widget template is given for one field of one form, nothing else.

    ``value`` is the wire form of the current value (never the goal's) and ``shown`` how it reads; ``options`` are all
    choices; ``suggest`` is where a combobox asks for suggestions. ``mask`` is the pattern of a reference (``9`` for a digit);
    ``endings`` are what mail addresses end in. For a time ``step`` is in minutes. ``bare``: its label is only text beside it.
    """

    name: str
    id: str
    label: str
    widget: str
    type: str
    value: str = ""
    shown: str = ""
    required: bool = False
    error: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    minimum: str = ""
    maximum: str = ""
    step: str = ""
    today: str = ""
    suggest: str = ""
    placeholder: str = "Choose…"
    maxlength: int = 200
    mask: str = ""
    endings: tuple[str, ...] = ()
    bare: bool = False

    @property
    def shown_number(self) -> bool:
        """Whether the value is a whole number."""
        return self.value.isascii() and self.value.isdigit()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The values a set holds."""
        return members(self.value)


@dataclass(frozen=True, slots=True)
class Target:
    """What the expert wants a field to hold: its visible label, wire value, how it reads, and the choices' labels.

    ``language`` is the locale of the site, in which controls speak; ``near`` what a date near today is called on a button,
    if it is called anything.
    """

    label: str
    value: str
    shown: str
    options: tuple[str, ...] = field(default=())
    language: str = ENGLISH
    near: str = ""

    @property
    def tongue(self) -> Locale:
        """The locale of the site."""
        return locale(self.language)

    def say(self, text: str, /, **values: object) -> str:
        """Return an interface text as the site writes it."""
        return self.tongue.say(text, **values)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The choices a set is to hold."""
        return members(self.value)


class Widget(ABC):
    """One control kind. Module name = id; the template is ``sites_templates/widgets/<id>.html``.

    Laws, tested for every widget: what is operated is what arrives; two values read differently; the page does not
    depend on the target value.
    """

    types: ClassVar[tuple[str, ...]]  # field types it can edit
    roles: ClassVar[tuple[str, ...]]  # snapshot roles its region can have
    engines: ClassVar[frozenset[str]] = frozenset({"chromium", "twin"})
    max_options: ClassVar[int] = 1000
    submits: ClassVar[bool] = True  # whether Enter sends the form where the focus is in its text box or spin button
    container: ClassVar[bool] = False  # tabs: holds fields, edits none
    bare: ClassVar[bool] = False  # whether it can be shown with its label as mere text beside it

    def fits(self, item: Field, count: int) -> bool:
        """Tell whether it can edit a field of a domain; ``count`` is how many choices there may be."""
        return item.type in self.types and count <= self.max_options

    def find(self, snapshot: Snapshot, target: Target) -> Node | None:
        """Return the node of the control with the target's label, or None when the page does not show it."""
        for node in snapshot.nodes:
            if node.role in self.roles and node.ref and (self.is_named(node, target) or self.stands_by(snapshot, node, target)):
                return node
        return None

    def stands_by(self, snapshot: Snapshot, node: Node, target: Target) -> bool:
        """Tell whether a control without a name stands behind the field's label."""
        return self.bare and label_of(snapshot, node) == target.label

    def is_named(self, node: Node, target: Target) -> bool:
        """Tell whether a node carries the field's label."""
        return node.name == target.label

    def region(self, snapshot: Snapshot, target: Target) -> Node:
        """Return the control, or raise when it is not on the page (a defect of the template, not of the agent)."""
        node = self.find(snapshot, target)
        if node is None:
            raise SpecError(f"no {'/'.join(self.roles)} named {target.label!r} on the page")
        return node

    @abstractmethod
    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Tell whether the control already shows the target value."""

    @abstractmethod
    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Yield actions that bring the control to the target value; each ``yield`` returns the new snapshot."""


def label_of(snapshot: Snapshot, node: Node) -> str:
    """Return what a control is called: its name, or the nearest text before it where it has none."""
    if node.name:
        return node.name
    around, parent = set(), node.parent
    while parent >= 0:
        around.add(parent)
        parent = snapshot.nodes[parent].parent
    before = (other for other in reversed(snapshot.nodes[: node.index]) if other.index not in around)
    return next((other.text or other.name for other in before if other.text or other.name), "")


def ref_of(node: Node) -> str:
    """Return a node's ref; the expert only acts on nodes that have one."""
    if node.ref is None:
        raise SpecError(f"{node.role} {node.name!r} has no ref")
    return node.ref


def enter_text(ref: str, current: str, text: str, style: Style) -> Moves:
    """Put text into a text-like field: at once, or key by key after clearing it."""
    if style == "mouse" or not text:
        yield Fill(ref, text)
        return
    if current:
        yield Click(ref)
        yield Press("ControlOrMeta+A")
        yield Press("Backspace")
    yield Type(ref, text)


def set_checked(ref: str, checked: bool, style: Style, *, focused: bool) -> Moves:
    """Tick or clear a two-state control: with Space when it has the focus and the style is keyboard."""
    if style == "keyboard" and focused:
        yield Press("Space")
    else:
        yield Check(ref, checked)


class TextBox(Widget):
    """A widget that is one text field, whatever stands around it: it is filled at once or typed key by key."""

    roles = ("textbox",)

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the text in the field."""
        return snapshot.value(self.region(snapshot, target)) == target.value

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Fill it, or type key by key."""
        node = self.region(snapshot, target)
        yield from enter_text(ref_of(node), snapshot.value(node), target.value, style)


class RadioButtons(Widget):
    """A widget whose choices are radio buttons inside its region."""

    nothing = spoken("No choice")  # the button that stands for no value

    def buttons(self, snapshot: Snapshot, target: Target) -> list[Node]:
        """Return the buttons the region shows."""
        return [node for node in snapshot.inside(self.region(snapshot, target)) if node.role == "radio"]

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the checked button."""
        checked = [node.name for node in self.buttons(snapshot, target) if node.has("checked")]
        return checked in ([target.shown or target.say(self.nothing)], [target.shown] if target.shown else [])


ON = ("checked", "pressed", "selected")


def is_on(node: Node) -> bool:
    """Tell whether a control of two states is on."""
    return any(node.states.get(state) == "true" for state in ON)


class Several(Widget):
    """A widget that offers each choice of a set as a control of two states; see :meth:`items`."""

    types = ("set",)
    roles = ("group",)
    item_role: ClassVar[str] = "button"
    forth: ClassVar[str] = "Tab"  # the key that leads to the next item
    back: ClassVar[str] = ""  # the key that leads to the one before; empty: there is none
    reach: ClassVar[int] = 6  # presses that are worth it

    def items(self, snapshot: Snapshot, target: Target) -> list[Node]:
        """Return the controls of the choices, in order."""
        inside = snapshot.inside(self.region(snapshot, target))
        return [node for node in inside if node.role == self.item_role and node.name in target.options]

    def chosen(self, snapshot: Snapshot, target: Target) -> set[str]:
        """Return the choices that are on."""
        return {node.name for node in self.items(snapshot, target) if is_on(node)}

    def holds(self, snapshot: Snapshot, target: Target) -> bool:
        """Compare the choices that are on."""
        return self.chosen(snapshot, target) == set(target.wanted)

    def turn(self, node: Node) -> Action:
        """Return the action that turns an item over."""
        return Check(ref_of(node), not is_on(node)) if node.role in ("checkbox", "switch") else Click(ref_of(node))

    def operate(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Turn over what differs, one after the other; with the keyboard by keys from the first of them on."""
        yield from self.turn_all(snapshot, target, style)

    def turn_all(self, snapshot: Snapshot, target: Target, style: Style) -> Moves:
        """Turn over the items that differ from the target."""
        for name in target.options:
            items = self.items(snapshot, target)
            at = next((index for index, node in enumerate(items) if node.name == name), None)
            if at is None or is_on(items[at]) == (name in target.wanted):
                continue
            here = next((index for index, node in enumerate(items) if node.has("active")), None)
            key = "" if here is None else self.forth if at >= here else self.back
            if style == "keyboard" and here is not None and key and abs(at - here) <= self.reach:
                for _ in range(abs(at - here)):
                    snapshot = yield Press(key)
                snapshot = yield Press("Space")
            else:
                snapshot = yield self.turn(items[at])

