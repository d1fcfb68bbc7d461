"""Tags: a text field takes one choice after the other; chips show them, suggestions come while typing."""

from __future__ import annotations

from webgen.engines.twin import focus
from webgen.engines.twin.behaviours.base import Behaviour, choose_value, need, remember
from webgen.engines.twin.dom import Element
from webgen.engines.twin.page import Event, Page


def _low(text: str) -> str:
    return text.strip().lower()


def _place(items: list[Element], item: Element | None) -> int:
    return next(index for index, one in enumerate(items) if one is item)


class _Parts:
    def __init__(self, root: Element) -> None:
        self.root = root
        self.text, self.field = need(root, "input[type=text]"), need(root, "input[type=hidden]")
        self.list, self.tags = need(root, "[role=listbox]"), need(root, "[data-tags]")
        self.none = need(root, "[data-none]")
        self.chips, self.picks = root.find_all("[data-tag]"), root.find_all("[data-pick]")

    def offer(self) -> None:
        typed = _low(self.text.value)
        for pick, chip in zip(self.picks, self.chips, strict=True):
            fits = typed != "" and chip.has("hidden") and typed in _low(pick.text_content)
            pick.toggle_attr("hidden", not fits)
        some = any(not pick.has("hidden") for pick in self.picks)
        self.list.toggle_attr("hidden", not some)
        self.none.toggle_attr("hidden", some or typed == "")
        self.text.set("aria-expanded", "true" if some else "false")

    def turn(self, page: Page, at: int, *, on: bool) -> None:
        self.chips[at].toggle_attr("hidden", not on)
        chosen = [chip for chip in self.chips if not chip.has("hidden")]
        self.tags.toggle_attr("hidden", not chosen)
        page.set_value(self.text, "")
        self.offer()
        choose_value(page, self.field, "|".join(chip.get("data-tag", "") for chip in chosen))


class Tags(Behaviour):
    """Enter takes what is typed, or the first suggestion; Backspace in the empty field takes the last chip away."""

    def init(self, page: Page, root: Element) -> None:
        """Remember the first choices."""
        remember(root, _Parts(root).field)

    def input(self, page: Page, root: Element, event: Event) -> None:
        """Suggest."""
        parts = _Parts(root)
        if event.target is parts.text:
            parts.offer()

    def keydown(self, page: Page, root: Element, event: Event) -> None:
        """Take a choice, or take the last one back."""
        parts = _Parts(root)
        if event.target is not parts.text:
            return
        typed = _low(parts.text.value)
        if event.key == "Enter" and typed:
            free = [index for index, chip in enumerate(parts.chips) if chip.has("hidden")]
            fits = [index for index in free if _low(parts.picks[index].text_content) == typed]
            fits += [index for index, pick in enumerate(parts.picks) if not pick.has("hidden")]
            if fits:
                parts.turn(page, fits[0], on=True)
            event.prevent()
        if event.key == "Backspace" and parts.text.value == "":
            chosen = [index for index, chip in enumerate(parts.chips) if not chip.has("hidden")]
            if chosen:
                parts.turn(page, chosen[-1], on=False)

    def click(self, page: Page, root: Element, event: Event) -> None:
        """Take a suggestion, or take a chip away."""
        parts = _Parts(root)
        pick, remove = event.target.closest("[data-pick]"), event.target.closest("[data-remove]")
        if pick is None and remove is None:
            return
        focus.move(page, parts.text)
        if pick is not None:
            parts.turn(page, _place(parts.picks, pick), on=True)
        elif remove is not None:
            parts.turn(page, _place(parts.chips, remove.closest("[data-tag]")), on=False)

    def outside(self, page: Page, root: Element) -> None:
        """Close the suggestions."""
        parts = _Parts(root)
        parts.list.toggle_attr("hidden", True)
        parts.text.set("aria-expanded", "false")

    def reset(self, page: Page, root: Element) -> None:
        """Go back to the first choices."""
        parts = _Parts(root)
        page.set_value(parts.field, root.get("data-initial", ""))
        chosen = parts.field.value.split("|")
        for chip in parts.chips:
            chip.toggle_attr("hidden", chip.get("data-tag") not in chosen)
        parts.tags.toggle_attr("hidden", parts.field.value == "")
        parts.list.toggle_attr("hidden", True)
        parts.none.toggle_attr("hidden", True)
        parts.text.set("aria-expanded", "false")
