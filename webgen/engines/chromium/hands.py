"""What hands do in a page: check an action first, then make real input events.

The rules are in docs/engine-rules.md.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping
from typing import Any, Literal

from webgen.actions import Check, Click, Drag, Fill, Hover, Press, Scroll, Select, Type, Upload
from webgen.engines import base, rules
from webgen.engines.chromium.tab import DocumentGone, Tab
from webgen.errors import ActionError, EngineFault
from webgen.snapshot import Snapshot

TAB_PRESSES = 10  # more than any date field has parts
_log = logging.getLogger(__name__)

Deed = Click | Fill | Type | Select | Check | Press | Hover | Drag | Upload | Scroll


class Mistake(Exception):
    """Carries an agent's mistake out of the checks; nothing has been touched."""

    def __init__(self, error: ActionError) -> None:
        super().__init__(error.message)
        self.error = error


class Hands:
    """Acts in one tab on what one snapshot shows.

    Every method raises :class:`Mistake` before it touches anything and returns where the caret goes if a text field has
    the focus afterwards: ``"end"``, ``"tab"`` (all selected in a one-line field) or ``""`` (only if the focus is new).
    """

    def __init__(self, tab: Tab, snapshot: Snapshot, hosts: list[str], files: Mapping[str, bytes]) -> None:
        self._tab, self._snapshot, self._hosts, self._files = tab, snapshot, hosts, files
        self._world: int | None = None  # of the document that was reached last; None: the page itself

    async def do(self, action: Deed) -> str:
        """Check and do one action."""
        match action:
            case Click():
                return await self._click(action)
            case Fill():
                return await self._fill(action)
            case Type():
                return await self._type(action)
            case Select():
                return await self._select(action)
            case Check():
                return await self._check(action)
            case Press():
                return await self._press(action)
            case Hover(ref):
                place = await self._reach("hover", ref)
                await self._tab.page.mouse.move(place["x"], place["y"])
            case Drag():
                await self._drag(action)
            case Upload():
                await self._upload(action)
            case Scroll(dx, dy):
                await self._tab.probe("scroll", dx, dy)
        return ""

    # ---- checks ---------------------------------------------------------------------------------------------------

    async def _reach(self, verb: str, ref: str, *more: object) -> dict[str, Any]:
        """Return where the mouse reaches an element and the facts about it that the verb needs."""
        node = self._snapshot.by_ref.get(ref)
        if node is None:
            raise Mistake(base.unknown_ref(ref))
        place = await self._tab.world_of(ref)
        if place is None:
            raise Mistake(base.hidden(ref))
        self._world, own_name = place
        found: dict[str, Any] = await self._probe("check", verb, own_name, *more)
        match found.get("error"):
            case None:
                return found
            case "hidden":
                raise Mistake(base.hidden(ref))
            case "wrong_element":
                raise Mistake(rules.wrong_kind(verb, ref, node.role, found["kind"]))
            case "disabled":
                raise Mistake(base.disabled(ref, node.role))
            case "covered":
                if not found["modal"]:
                    _log.warning("%s: %s %s cannot be reached by the mouse", self._tab.url, node.role, ref)
                raise Mistake(base.covered(ref, node.role))
            case other:
                raise EngineFault(f"the probe answered {other!r}")

    async def _probe(self, function: str, *arguments: object) -> Any:
        """Call a function of probe.js in the document that was reached last."""
        return await self._tab.probe(function, *arguments, world=self._world)

    def _stay_inside(self, href: str | None, download: bool) -> None:
        """A link may lead only to the world's sites."""
        if href is None:
            return
        if download or base.resolve(self._tab.url, href, self._hosts) is None:
            raise Mistake(base.not_allowed(href, self._hosts))

    # ---- mouse ----------------------------------------------------------------------------------------------------

    async def _click(self, action: Click) -> str:
        found = await self._reach("click", action.ref, action.button, not action.modifiers)
        if found["odd"]:
            raise Mistake(base.not_offered("A middle click or a click with a modifier key here", "use a plain click"))
        self._stay_inside(found["href"], found["download"])
        page = self._tab.page
        for key in action.modifiers:
            await page.keyboard.down(key)
        await page.mouse.click(found["x"], found["y"], button=action.button)
        if action.double:
            await self._click_again(action.button)
        for key in reversed(action.modifiers):
            await page.keyboard.up(key)
        return "end"

    async def _click_again(self, button: Literal["left", "right", "middle"]) -> None:
        """Make the second click of two on the same element, wherever it is by now, if the page stays and it can be reached."""
        if await self._tab.leaving():
            return
        try:
            place = await self._probe("again")
        except DocumentGone:  # a frame
            return
        if place is None:
            return
        mouse = self._tab.page.mouse
        await mouse.move(*place)
        await mouse.down(button=button, click_count=2)
        await mouse.up(button=button, click_count=2)

    async def _check(self, action: Check) -> str:
        found = await self._reach("check", action.ref, action.checked)
        if found["checked"] == action.checked:
            return ""
        await self._tab.page.mouse.click(found["x"], found["y"])
        return "end"

    async def _drag(self, action: Drag) -> None:
        await self._reach("drag", action.start)
        end = await self._reach("drag", action.end)
        start = await self._reach("drag", action.start)  # looking at the end may have scrolled
        mouse = self._tab.page.mouse
        await mouse.move(start["x"], start["y"])
        await mouse.down()
        end = await self._reach("drag", action.end)
        await mouse.move(end["x"], end["y"])
        await mouse.move(end["x"], end["y"])  # the second one is over the target: dragenter, then dragover
        await mouse.up()

    # ---- fields ---------------------------------------------------------------------------------------------------

    async def _fill(self, action: Fill) -> str:
        field = _field(action.ref, await self._reach("fill", action.ref))
        error = rules.check_fill(field, action.text)
        if error is not None:
            raise Mistake(error)
        if field.kind not in rules.CARET_KINDS:
            await self._probe("setValue", action.text)
        elif action.text:
            await self._probe("selectAll")
            await self._tab.cdp.send("Input.insertText", {"text": action.text})
        else:
            await self._probe("clear")
        if action.submit:
            await self._tab.page.keyboard.press("Enter")
        return ""

    async def _type(self, action: Type) -> str:
        field = _field(action.ref, await self._reach("type", action.ref))
        error = rules.check_type(field, action.text)
        if error is not None:
            raise Mistake(error)
        await self._probe("caretToEnd")
        if action.text:
            await self._tab.page.keyboard.type(action.text)
        if action.submit:
            await self._tab.page.keyboard.press("Enter")
        return ""

    async def _select(self, action: Select) -> str:
        found = await self._reach("select", action.ref)
        options = [rules.Option(**option) for option in found["options"]]
        chosen = rules.choose(action.ref, options, action.values, multiple=found["multiple"])
        if isinstance(chosen, ActionError):
            raise Mistake(chosen)
        await self._probe("choose", chosen)
        return ""

    async def _upload(self, action: Upload) -> None:
        found = await self._reach("upload", action.ref)
        for name in action.paths:
            if name not in self._files:
                raise Mistake(base.no_file(name, self._files))
        if len(action.paths) != 1 and not found["multiple"]:
            raise Mistake(base.bad_value(action.ref, ", ".join(action.paths), "exactly one file"))
        files = [{"name": name, "base64": base64.b64encode(self._files[name]).decode()} for name in action.paths]
        await self._probe("upload", files)

    # ---- keys -----------------------------------------------------------------------------------------------------

    async def _press(self, action: Press) -> str:
        key = rules.canonical_key(action.key)
        if key is None:
            raise Mistake(base.bad_key(action.key, rules.KEYS_HINT))
        self._world = await self._tab.focused_world()
        focus = await self._probe("focused")
        trouble = rules.key_trouble(key, focus["kind"])
        if trouble is not None:
            raise Mistake(base.bad_key(action.key, trouble))
        if key == "Enter":
            self._stay_inside(focus["href"], focus.get("download", False))
        if key in ("Tab", "Shift+Tab"):
            await self._press_tab(key)
            return "tab"
        if len(key) == 1:
            await self._tab.page.keyboard.type(key)
        else:
            await self._tab.page.keyboard.press("Control+a" if key == "Control+A" else key)
        return ""

    async def _press_tab(self, key: str) -> None:
        """Move the focus on: out of a date field in one go, and from the end of the page to its beginning."""
        first = self._world
        await self._probe("beforeTab", key == "Shift+Tab")
        for _ in range(TAB_PRESSES):
            await self._tab.page.keyboard.press(key)
            self._world = await self._tab.focused_world()
            if not await self._probe("restless", self._world == first):
                return


def _field(ref: str, found: Mapping[str, Any]) -> rules.Field:
    return rules.Field(
        ref, found["kind"], found["value"], found["maxlength"], found["low"], found["high"], found["step"]
    )
