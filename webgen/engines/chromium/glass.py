"""What a person sees of a session in Chromium and points at: a picture, the refs under the mouse, the field with the focus.

Nothing here acts on a page (but for scrolling boxes inside it, which no snapshot shows): a person's deeds become actions
of the session, see :mod:`webgen.demos.human`.
"""

from __future__ import annotations

import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, TypeVar

from webgen.engines.base import Session
from webgen.engines.chromium.hands import Hands, Mistake
from webgen.engines.chromium.session import ACT_SECONDS, ChromiumSession
from webgen.engines.chromium.tab import Tab
from webgen.errors import InputError

SCRIPT = (resources.files(__package__) / "glass.js").read_text(encoding="utf-8")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spot:
    """What lies at a place of the tab.

    Attributes:
        refs: of the elements there as the snapshot shows them, from the inside out.
        href: where the link there leads, if there is one.
        field: the facts about the field there (see ``factsOf`` in glass.js), if there is one.
        drags: whether it can be dragged.
    """

    refs: tuple[str, ...] = ()
    href: str | None = None
    field: dict[str, Any] | None = None
    drags: bool = False


@dataclass(slots=True)
class Glass:
    """A view on one session of Chromium, from any thread.

    Raises:
        InputError: the session is none of Chromium.
        EngineFault: the browser failed (every method).
    """

    session: Session
    _own: ChromiumSession = field(init=False)

    def __post_init__(self) -> None:
        if not isinstance(self.session, ChromiumSession):
            raise InputError("a person needs a page that can be seen; open the level in chromium")
        self._own = self.session

    @property
    def documents(self) -> int:
        """How many documents the current tab has loaded: a change means that another page is shown."""
        return self._own._tab.documents

    def picture(self) -> bytes:
        """Return what is seen now as PNG."""
        return self._own.screenshot()

    def boxes(self) -> dict[str, tuple[int, int, int, int]]:
        """Return where the elements of the snapshot are now: ref to x, y, width, height in CSS pixels of the viewport."""
        return self._run(self._own._boxes())

    def at(self, x: float, y: float) -> Spot:
        """Return what lies at a place of the viewport (CSS pixels)."""
        found = self._run(self._ask("locate", x, y))
        if found is None:
            return Spot()
        names = [self._shown(name) for name in found["refs"]]
        refs = tuple(dict.fromkeys(name for name in names if name is not None))
        return Spot(refs, found["href"], self._named(found["field"]), bool(found["drags"]))

    def clickable(self, refs: tuple[str, ...], *, button: str = "left", plain: bool = True) -> str | None:
        """Return the innermost of some refs that the mouse can click.

        What is disabled takes the click and does nothing, so it is returned too. Where none can be clicked, it is the
        innermost that could be if nothing were in the way, or None where all only hold other things.
        """

        async def first() -> str | None:
            own = self._own
            hindered = None
            for ref in refs:
                try:
                    await Hands(own._tab, own.snapshot, own._hosts, {})._reach("click", ref, button, plain)
                except Mistake as mistake:
                    if mistake.error.kind == "disabled":
                        return ref
                    if mistake.error.kind != "wrong_element":
                        hindered = hindered or ref
                    continue
                return ref
            return hindered

        return self._run(first())

    def focused(self) -> dict[str, Any] | None:
        """Return the facts about the field that has the focus, if one has it."""

        async def look() -> Any:
            return await self._call(await self._own._tab.focused_world(), "focused")

        return self._named(self._run(look()))

    def scroll_inside(self, x: float, y: float, dx: float, dy: float) -> bool:
        """Scroll the innermost box of the page at a place; False where none moves and only the page itself could."""
        return bool(self._run(self._ask("scrollAt", x, y, dx, dy)))

    def words(self, start: tuple[float, float], end: tuple[float, float]) -> str:
        """Return the text between two places, as a person marks it with the mouse."""
        return self._run(self._ask("between", *start, *end)) or ""

    # ---- on the loop ----------------------------------------------------------------------------------------------

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._own._pool.loop.run(self._own._tab.guarded(work, ACT_SECONDS))

    async def _ask(self, function: str, *arguments: object) -> Any:
        """Call a function in the documents of the tab, the frames first; the first answer that is not null counts."""
        tab = self._own._tab
        for world in [*tab.frame_worlds, tab.page_world]:
            answer = await self._call(world, function, *arguments)
            if answer is not None:
                return answer
        return None

    async def _call(self, world: int, function: str, *arguments: object) -> Any:
        tab: Tab = self._own._tab
        await tab._evaluate(f"{SCRIPT}; 0", world)
        return await tab._evaluate(f"__webgen_glass.{function}({','.join(map(json.dumps, arguments))})", world)

    def _shown(self, name: str) -> str | None:
        """Return the ref that agents see, where the last snapshot shows it."""
        ref = self._own._tab.refs.short(name)
        return ref if ref is not None and ref in self._own.snapshot.by_ref else None

    def _named(self, facts: dict[str, Any] | None) -> dict[str, Any] | None:
        if facts is None or (ref := self._shown(facts["ref"])) is None:
            return None
        return facts | {"ref": ref}
