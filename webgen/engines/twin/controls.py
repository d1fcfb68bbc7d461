"""Live state of controls: what a browser keeps apart from the attributes, with its rules of dirtiness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webgen.engines.twin import values

if TYPE_CHECKING:
    from webgen.engines.twin.elements import Element


def type_of(element: Element) -> str:
    """Return what ``element.type`` says for inputs and buttons; the empty string elsewhere."""
    kind = element.attrs.get("type", "").lower()
    if element.tag == "input":
        return kind if kind in values.INPUT_TYPES else "text"
    if element.tag == "button":
        return kind if kind in ("submit", "reset", "button") else "submit"
    return ""


def value_of(element: Element) -> str:
    """Return the live value."""
    tag = element.tag
    if tag == "input":
        return _input_value(element)
    if tag == "textarea":
        return _lines(element.text_content) if element._value is None else element._value
    if tag == "select":
        chosen = selected_options(element)
        return value_of(chosen[0]) if chosen else ""
    value = element.attrs.get("value")
    if value is None:
        return element.label if tag == "option" else ""
    return value


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _input_value(element: Element) -> str:
    kind = type_of(element)
    if kind in values.ATTRIBUTE_VALUE:
        return element.attrs.get("value", "on" if kind in ("checkbox", "radio") else "")
    if kind == "file":
        return f"C:\\fakepath\\{element.files[0]}" if element.files else ""
    raw = element.attrs.get("value", "") if element._value is None else element._value
    return values.sanitise(element, kind, raw)


def set_value(element: Element, text: str) -> None:
    """Set the live value; a select takes the first option of that value, or none."""
    tag = element.tag
    kind = type_of(element)
    if tag == "textarea":
        element._value = _lines(text)
    elif tag == "select":
        match = next((option for option in element.options if value_of(option) == text), None)
        for option in element.options:
            option._selected = option is match
    elif tag == "input" and kind not in values.ATTRIBUTE_VALUE:
        if kind == "file":
            element.files = ()
        element._value = values.sanitise(element, kind, text)
    else:
        element.set("value", text)
        return
    element.touch()


def form_of(element: Element) -> Element | None:
    """Return the form that owns a control."""
    if "form" in element.attrs:
        named = element.by_id(element.attrs["form"])
        return named if named is not None and named.tag == "form" else None
    node = element.parent
    while node is not None and node.tag != "form":
        if node.shadow:  # a form does not reach into a shadow tree
            return None
        node = node.parent
    return node


def radio_group(element: Element) -> list[Element]:
    """Return the radio buttons of a group, in document order."""
    name = element.attrs.get("name", "")
    if type_of(element) != "radio" or not name:
        return [element]
    form = form_of(element)
    top = element
    while top.parent is not None:
        top = top.parent
    scope = element.scope
    return [
        one for one in top.iter()
        if one.tag == "input" and one.attrs.get("name") == name and type_of(one) == "radio" and form_of(one) is form
        and one.scope is scope
    ]  # fmt: skip


def leave_group(element: Element) -> None:
    """Uncheck the other radio buttons of the group."""
    if type_of(element) != "radio":
        return
    for other in radio_group(element):
        if other is not element and other.checked:
            other._checked = False
            other.touch()


def selected_options(select: Element) -> list[Element]:
    """Return the selected options; a drop-down falls back to its first option that is not disabled."""
    options = select.options
    chosen = [one for one in options if (one._selected if one._selected is not None else "selected" in one.attrs)]
    if "multiple" in select.attrs:
        return chosen
    if chosen:
        return chosen[-1:]
    if not select.drop_down:
        return []
    return [one for one in options if not one.option_disabled][:1]


def is_selected(option: Element) -> bool:
    """Tell whether an option is selected."""
    owner = option.select
    if owner is None:
        return "selected" in option.attrs if option._selected is None else option._selected
    return any(one is option for one in selected_options(owner))


def set_selected(option: Element, on: bool) -> None:
    """Select an option or not; where only one can be, the others are left."""
    owner = option.select
    if owner is not None and "multiple" not in owner.attrs:
        for other in owner.options:
            other._selected = False
    option._selected = bool(on)
    option.touch()


def reset(element: Element) -> None:
    """Bring a control back to what its attributes and text say."""
    element._value = element._checked = None
    element.files = ()
    if element.tag == "select":
        for option in element.options:
            option._selected = None
    elif element.tag == "input" and "checked" in element.attrs:
        leave_group(element)
    element.touch()
