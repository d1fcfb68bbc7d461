"""Dragging, and lists whose order is changed by buttons, keys and dragging, are the same in both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines.lawsite import STYLE, page
from tests.engines.walks import ScriptPart, Sees, check, click, find, press, run_script, walk
from webgen.actions import Action, Drag
from webgen.engines.base import Engine, World
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.session import TwinEngine
from webgen.site.client import client_script
from webgen.site.http import Request, Response
from webgen.site.render import render
from webgen.snapshot import Snapshot
from webgen.streams import Stream
from webgen.widgets.base import FieldView

Engines = tuple[Engine, Engine]
NAMES = "Ash|Beech|Cedar|Elm"


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


class RankSite:
    """One page with the three rankings; it says what was sent."""

    def __init__(self) -> None:
        self.state: list[str] = []

    def checkpoint(self) -> list[str]:
        """Copy the state."""
        return list(self.state)

    def restore(self, state: list[str]) -> None:
        """Go back."""
        self.state = list(state)

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        if request.path.endswith(".css"):
            return Response(STYLE + "ol { padding: 0 } li { padding: 6px }", headers={"content-type": "text/css"})
        if request.path.endswith("client.js"):
            return Response(client_script(), headers={"content-type": "text/javascript; charset=utf-8"})
        if request.method == "POST":
            self.state.append(", ".join(f"{name}={value}" for name, value in request.form))
            return Response(f"<p>Got {self.state[-1]}</p>")
        fields = "".join(
            render(f"widgets/{name}.html", {"f": FieldView(name, f"f-{name}", label, name, "ranking", NAMES)})
            for name, label in (("rank_buttons", "By buttons"), ("rank_keys", "By keys"), ("rank_drag", "By hand"))
        )
        return Response(page("Ranks", f'<form data-behaviour="savebar" hx-post="/" hx-target="#out">{fields}<label>Word <input name="w">'
                                      '</label><label><input type="checkbox" name="c"> Box</label><div data-savebar hidden>'
                                      '<button>Save</button><button type="reset">Discard</button></div></form>'
                                      '<p id="out">Nothing sent</p><p draggable="true">Loose</p>'))  # fmt: skip


def rank_world() -> World:
    """Return a fresh world."""
    return World({"rank.test": RankSite()}, "http://rank.test/")


def drag(start: str, end: str) -> list[ScriptPart]:
    """Drag the item of the third list that reads ``start`` onto another one."""

    class Later:
        def action(self, snapshot: Snapshot) -> Action:
            def ref(name: str) -> str:
                found = [node for node in snapshot.nodes if node.ref and snapshot.content(node) == name]
                return str(found[-1].ref)

            return Drag(ref(start), ref(end))

    return [Later()]  # type: ignore[list-item]


SCRIPTS: dict[str, list[ScriptPart]] = {
    "buttons": [
        click("button", "Move Cedar up"), Sees('"Move Cedar up" [active]'), Sees("Unsaved", present=False), press("Enter", "Space", "Enter"),
        click("button", "Move Cedar down"), press("Tab", "Enter"), click("button", "Save"), Sees("rank_buttons="),
        click("button", "Discard"), check("checkbox", "Box"), click("button", "Save"), Sees("rank_buttons=Ash|Beech|Cedar|Elm"),
    ],
    "keys": [
        click("button", "Elm"), Sees('button "Elm" [active] [pressed]'), press("ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp"),
        Sees('button "Elm" [active] [pressed]'), press("Escape"), Sees("[pressed]", present=False), press("ArrowDown", "ArrowDown"),
        Sees('button "Beech" [active]'), press("Space", "ArrowDown", "Enter", "ArrowDown", "ArrowUp"), click("button", "Save"),
        Sees("rank_keys=Elm|Ash|Cedar|Beech"),
    ],
    "hand": [
        *drag("Elm", "Ash"), *drag("Ash", "Cedar"), *drag("Beech", "Beech"), click("button", "Save"), Sees("rank_drag=Elm|Beech|Cedar|Ash"),
        *drag("Loose", "Elm"), *drag("Elm", "Loose"), *drag("Ranks", "Elm"), *drag("Elm", "Word"), *drag("Cedar", "Elm"),
        click("button", "Discard"), check("checkbox", "Box"), click("button", "Save"), Sees("rank_drag=Ash|Beech|Cedar|Elm"),
    ],
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("name", SCRIPTS)
def test_rankings_are_the_same_in_both_engines(engines: Engines, name: str) -> None:
    run_script(engines, rank_world, *SCRIPTS[name])


@pytest.mark.browser
def test_only_what_can_be_moved_is_dragged(engines: Engines) -> None:
    for engine in engines:
        session = engine.open(rank_world())
        item, heading = find(session.snapshot, "listitem", "Ash"), find(session.snapshot, "heading")
        loose = find(session.snapshot, "paragraph", "Loose")
        assert session.act(Drag(heading, loose)).error.kind == "wrong_element"  # type: ignore[union-attr]
        assert session.act(Drag(loose, item)).error is None
        session.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_random_walks_over_rankings_agree(engines: Engines, seed: int) -> None:
    equal, difference = walk(engines, rank_world, Stream(seed, "ranks"), 30)
    assert difference is None, f"after {equal} equal transitions\n{difference}"
