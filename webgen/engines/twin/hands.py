"""What hands do in a page of the twin: check an action first, then make its input. The rules are in docs/engine-rules.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from webgen.actions import Check, Click, Drag, Fill, Hover, Press, Scroll, Select, Type, Upload
from webgen.engines import base, rules
from webgen.engines.twin import focus, keyboard, pointer
from webgen.engines.twin.dom import Element
from webgen.engines.twin.frames import Frame, out_of_reach
from webgen.engines.twin.page import Caret, Page
from webgen.errors import ActionError, Unsupported
from webgen.snapshot import Snapshot

if TYPE_CHECKING:
    from webgen.engines.rules import FocusKind

Deed = Click | Fill | Type | Select | Check | Press | Hover | Drag | Upload | Scroll
_TAGS = frozenset(("button", "select", "textarea", "summary", "label", "option", "iframe"))
_ROLES = frozenset(
    (
        "button", "link", "checkbox", "radio", "switch", "tab", "option", "menuitem", "menuitemcheckbox", "menuitemradio",
        "combobox", "slider", "spinbutton", "textbox", "searchbox", "treeitem",
    )
)  # fmt: skip
_CHECKS = frozenset(("checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"))
_HOLDER_ROLES = frozenset(("dialog", "tabpanel", "listbox"))
_TYPED = rules.LINE_KINDS | {"number", "textarea", "editable"}
_TEXTLESS = frozenset(("checkbox", "radio", "button", "reset"))
_UNCLICKABLE = frozenset(("select", "file", "color", "range"))


class Mistake(Exception):
    """Carries an agent's mistake out of the checks; nothing has been touched."""

    def __init__(self, error: ActionError) -> None:
        super().__init__(error.message)
        self.error = error


def is_control(node: Element) -> bool:
    """Tell whether an element is one that takes clicks for itself."""
    tag, attrs = node.tag, node.attrs
    if tag in _TAGS or (tag == "a" and "href" in attrs) or (tag == "input" and node.type != "hidden"):
        return True
    role = attrs.get("role", "")
    if role in _ROLES or attrs.get("contenteditable", "false").lower() != "false":
        return True
    if tag != "form" and ("hx-get" in attrs or "hx-post" in attrs):
        return True
    return "tabindex" in attrs and tag != "dialog" and role not in _HOLDER_ROLES


def kind_of(node: Element) -> str:
    """Return the kind of field an element is, in the words of ``rules.wrong_kind``."""
    tag = node.tag
    if tag == "select":
        return "select"
    if tag in ("option", "optgroup"):
        return "option"
    if tag == "textarea":
        return "textarea"
    if tag == "input":
        kind = node.type
        if kind in ("checkbox", "radio"):
            return "check"
        return "button" if kind in ("submit", "button", "reset", "image") else kind
    if node.get("contenteditable", "false").lower() != "false":
        return "editable"
    role = node.get("role")
    if role in _CHECKS:
        return "check"
    return "combobox" if role in ("combobox", "listbox") else "other"


def _meant(node: Element) -> Element | None:
    """Return the control that a click on an element reaches in the end."""
    control = node.closest(is_control)
    return control.control if control is not None and control.tag == "label" else control


def _misfit(verb: str, node: Element, wanted: bool) -> str | None:
    """Return the kind of an element that a verb does not fit, or None where it fits."""
    kind = kind_of(node)
    if verb == "click":
        if node.closest(lambda one: one.tag == "select") is not None:
            return "select" if node.tag == "select" else "option"
        if node.closest(is_control) is None:
            holds = any(one is not node and is_control(one) and focus.shown(one) for one in node.iter())
            return "holds" if holds else None
        meant = _meant(node)
        if meant is not None and meant.tag == "iframe":
            return "holds"
        kind = "other" if meant is None else kind_of(meant)
        return kind if kind in _UNCLICKABLE else None
    if verb == "check":
        if kind != "check":
            return kind
        radio = node.type == "radio" if node.tag == "input" else node.get("role") in ("radio", "menuitemradio")
        return "radio" if radio and not wanted else None
    fits = {"fill": rules.FILL_KINDS, "type": _TYPED, "select": ("select",), "upload": ("file",)}
    return None if verb not in fits or kind in fits[verb] else kind


def _is_disabled(verb: str, node: Element) -> bool:
    if verb == "hover":
        return False
    for one in (node, *node.ancestors()):
        if one.get("aria-disabled") == "true" or (one.tag in ("button", "input", "select", "textarea", "option")
                                                  and focus.disabled(one)):  # fmt: skip
            return True
    return verb in ("fill", "type") and (node.has("readonly") or node.get("aria-readonly") == "true")


class Hands:
    """Acts in one page on what one snapshot shows.

    ``do`` raises :class:`Mistake` before it touches anything and returns where the caret goes if a text field has the
    focus afterwards: ``"end"``, ``"tab"`` (all selected in a one-line field) or ``""`` (only if the focus is new).
    """

    def __init__(self, page: Page, snapshot: Snapshot, hosts: list[str], files: Mapping[str, bytes]) -> None:
        self._page, self._snapshot, self._hosts, self._files = page, snapshot, hosts, files
        self._tab_page = page  # the one that holds the frames; ``_page`` is the one that is acted in

    def do(self, action: Deed) -> str:
        """Check and do one action."""
        match action:
            case Click():
                return self._click(action)
            case Fill():
                self._fill(action)
            case Type():
                self._type(action)
            case Select():
                self._select(action)
            case Check():
                return self._check(action)
            case Press():
                return self._press(action)
            case Hover(ref):
                self._reach("hover", ref)
            case Drag(start, end):
                self._reach("drag", start)
                self._reach("drag", end)
                raise Mistake(base.not_offered("Dragging", "use the controls beside the elements"))
            case Upload():
                self._upload(action)
            case Scroll():
                pass
        return ""

    # ---- checks ---------------------------------------------------------------------------------------------------

    def _find(self, ref: str) -> Element | None:
        if f"[ref={ref}]" not in self._snapshot.text:
            return None
        known = self._tab_page.names.long(ref)
        if known is None:
            return None
        frame, number = known[0], int(known[1].rpartition("e")[2])
        for page in self._tab_page.pages():
            if frame != (f"f{page.host.number}" if isinstance(page.host, Frame) else ""):
                continue
            for one in page.document.root.iter():
                if one._aria_ref is not None and one._aria_ref[2] == number:
                    self._page = page
                    return one
        return None

    def _role(self, ref: str) -> str:
        return self._snapshot.by_ref[ref].role

    def _reach(self, verb: str, ref: str, *, wanted: bool = True) -> Element:
        """Return the element of a ref, if the verb can be used on it now."""
        node = self._find(ref)
        if node is None:
            raise Mistake(base.unknown_ref(ref))
        kind = _misfit(verb, node, wanted)
        if kind is not None:
            raise Mistake(rules.wrong_kind(verb, ref, self._role(ref), kind))
        if _is_disabled(verb, node):
            raise Mistake(base.disabled(ref, self._role(ref)))
        if out_of_reach(self._page, node) or _clipped(node):
            raise Mistake(base.covered(ref, self._role(ref)))
        return node

    def _stay_inside(self, link: Element | None) -> None:
        """A link may lead only to the world's sites."""
        if link is None:
            return
        href = link.get("href", "")
        if link.has("download") or base.resolve(self._page.document.url, href, self._hosts) is None:
            raise Mistake(base.not_allowed(href, self._hosts))

    # ---- mouse ----------------------------------------------------------------------------------------------------

    def _click(self, action: Click) -> str:
        node = self._reach("click", action.ref)
        link = node.closest(lambda one: one.tag == "a" and "href" in one.attrs)
        meant = _meant(node)
        submits = meant is not None and meant.type in ("submit", "image") and meant.form is not None
        pastes = action.button == "middle" and meant is not None and kind_of(meant) in _TYPED
        plain = action.button != "middle" and not action.modifiers
        control = node.closest(is_control)
        textless = control is not None and (control.tag == "button" or control.type in _TEXTLESS)
        if pastes or (action.modifiers and not textless) or (not plain and (link is not None or submits)):
            raise Mistake(base.not_offered("A middle click or a click with a modifier key here", "use a plain click"))
        self._stay_inside(link)
        command = "Control" in action.modifiers or "Meta" in action.modifiers
        target = control or node
        pointer.click(self._page, target, action.button, command=command)
        if action.double:
            pointer.click_again(self._page, target, action.button, command=command)
        return "end"

    def _check(self, action: Check) -> str:
        node = self._reach("check", action.ref, wanted=action.checked)
        checked = node.checked if node.tag == "input" else node.get("aria-checked") == "true"
        if checked == action.checked:
            return ""
        pointer.click(self._page, node, "left")
        return "end"

    # ---- fields ---------------------------------------------------------------------------------------------------

    def _field(self, ref: str, node: Element) -> rules.Field:
        kind = kind_of(node)
        if kind == "editable":
            raise Unsupported(f"{node!r}: editing of contenteditable is outside the twin's subset")
        length = node.get("maxlength", "").strip()
        return rules.Field(
            ref, kind, node.value, int(length) if length.isascii() and length.isdigit() else -1,
            node.get("min", ""), node.get("max", ""), node.get("step", ""),
        )  # fmt: skip

    def _fill(self, action: Fill) -> None:
        node = self._reach("fill", action.ref)
        page = self._page
        field = self._field(action.ref, node)
        error = rules.check_fill(field, action.text)
        if error is not None:
            raise Mistake(error)
        focus.move(page, node)
        if field.kind in rules.CARET_KINDS:
            keyboard.replace_all(page, node, action.text)
        elif node.value != action.text:
            page.set_value(node, action.text)
            page.fire("input", node)
            page.fire("change", node)
        if action.submit:
            keyboard.press(page, "Enter")

    def _type(self, action: Type) -> None:
        node = self._reach("type", action.ref)
        page = self._page
        error = rules.check_type(self._field(action.ref, node), action.text)
        if error is not None:
            raise Mistake(error)
        focus.move(page, node)
        if page.document.focused is node:
            self._caret_to_end(node)
        keyboard.type_text(page, action.text)
        if action.submit:
            keyboard.press(page, "Enter")

    def _caret_to_end(self, node: Element) -> None:
        length = len(keyboard.raw_text(node))
        self._page.caret = Caret(length, length)

    def _select(self, action: Select) -> None:
        node = self._reach("select", action.ref)
        options = [
            rules.Option(one.value, " ".join(one.label.split()), one.option_disabled, one.selected)
            for one in node.options
        ]
        chosen = rules.choose(action.ref, options, action.values, multiple=node.has("multiple"))
        if isinstance(chosen, ActionError):
            raise Mistake(chosen)
        focus.move(self._page, node)
        keyboard.choose(self._page, node, chosen)

    def _upload(self, action: Upload) -> None:
        node = self._reach("upload", action.ref)
        for name in action.paths:
            if name not in self._files:
                raise Mistake(base.no_file(name, self._files))
        if len(action.paths) != 1 and not node.has("multiple"):
            raise Mistake(base.bad_value(action.ref, ", ".join(action.paths), "exactly one file"))
        node.files = tuple(action.paths)
        node.touch()
        self._page.fire("input", node)
        self._page.fire("change", node)

    # ---- keys -----------------------------------------------------------------------------------------------------

    def _press(self, action: Press) -> str:
        key = rules.canonical_key(action.key)
        if key is None:
            raise Mistake(base.bad_key(action.key, rules.KEYS_HINT))
        self._page = self._tab_page.focus_holder
        focused = self._page.document.focused
        trouble = rules.key_trouble(key, _focus_kind(focused))
        if trouble is not None:
            raise Mistake(base.bad_key(action.key, trouble))
        if key == "Enter" and focused is not None and focused.tag == "a" and focused.has("href"):
            self._stay_inside(focused)
        keyboard.press(self._page, key)
        return "tab" if key in ("Tab", "Shift+Tab") else ""


def _focus_kind(node: Element | None) -> FocusKind:
    if node is None:
        return "other"
    kind = kind_of(node)
    if kind == "select":
        return "select" if node.drop_down else "listbox"
    if kind in rules.DATE_KINDS:
        return "date"
    if kind in rules.LINE_KINDS:
        return "line"
    if kind in ("textarea", "editable"):
        return "block"
    if kind == "number":
        return "number"
    if kind == "range":
        return "range"
    if kind == "file":
        return "file"
    return "color" if kind == "color" else "other"


def _clipped(node: Element) -> bool:
    """Tell whether an element, outside any control, is clipped to a box of at most one pixel."""
    if node.closest(is_control) is not None:
        return False
    return any("visually-hidden" in one.classes for one in (node, *node.ancestors()))
