"""Containers, places and action bars are the same in both engines: each by a script and by random walks over its own template."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import pytest

from tests.depth import DEPTH
from tests.engines.walks import ScriptPart, Sees, click, fill, press, run_script, type_, walk
from webgen.engines.base import Engine, World
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.session import TwinEngine
from webgen.site.client import client_script
from webgen.site.http import Request, Response
from webgen.site.render import asset, render
from webgen.site.theme import theme_css
from webgen.streams import Stream
from webgen.widgets.base import FieldView, Option

Engines = tuple[Engine, Engine]
LABELS = ("General", "Details", "More")


class LaidOut:
    """A form or a record in a container, a form in a place, or actions in a bar; what is posted is shown."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind, self.name = kind, name
        self.state: dict[str, Any] = {"posted": []}

    def checkpoint(self) -> Any:
        """Copy the state."""
        return copy.deepcopy(self.state)

    def restore(self, state: Any) -> None:
        """Go back to a copy."""
        self.state = copy.deepcopy(state)

    def handle(self, request: Request) -> Response:
        """Every address is the page; hypermedia gets the form."""
        if request.path.endswith(".css"):
            sheet = theme_css(Stream(5, "theme")) + asset("themes/base.css")
            return Response(sheet, headers={"content-type": "text/css; charset=utf-8"})
        if request.path.endswith(".js"):
            return Response(client_script(), headers={"content-type": "text/javascript; charset=utf-8"})
        if request.path == "/form" and request.htmx:
            return Response(render(f"places/{self.name}.html", self._form(over=True)))
        if request.method == "POST":
            self.state["posted"].append((request.path, request.form))
            if request.htmx and request.path == "/save" and not dict(request.form).get("name"):
                return Response(render("places/_form.html", self._form(over=True, refused=1)), 422)
            if request.htmx:
                return Response(headers={"hx-redirect": "/"})
        return Response(self._page())

    def _page(self) -> str:
        sent = "; ".join(f"{path} {', '.join('='.join(pair) for pair in form)}" for path, form in self.state["posted"][-1:])
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Laid out</title>'
            '<link rel="stylesheet" href="/a.css"><script src="/static/client.js" defer></script></head><body>'
            f'<h1 id="top">Laid out</h1><p>Sent {escape(sent)}</p>{self._body()}<a href="/">Home</a></body></html>'
        )

    def _body(self) -> str:
        if self.kind == "form":
            return render("places/_form.html", self._form())
        if self.kind == "facts":
            return f'<div class="card">{render(f"containers/{self.name}.html", self._groups("facts"))}</div>'
        if self.kind == "place":
            opener = '<button type="button" hx-get="/form" hx-target="#form-place">New thing</button>'
            return f'{opener}<label>Search <input name="q"></label><div id="form-place"></div>'
        bar = render(f"actionbars/{self.name}.html", {"actions": ACTIONS, "bare": 0})
        around = ' data-behaviour="record-menu"' if self.name == "context" else ""
        return f'<div class="page-head"{around}><h2>Record</h2><div class="actions">{bar}</div></div>'

    def _groups(self, what: str) -> dict[str, Any]:
        groups = [
            {"id": f"g-{i}", "label": label, what: part, "open": i == 0, "attention": False}
            for i, (label, part) in enumerate(zip(LABELS, FIELDS if what == "fields" else FACTS, strict=True))
        ]
        if self.name in ("masked", "tooltip"):
            groups = [groups[0] | {"facts": [fact for part in FACTS for fact in part]}]
        return {"groups": groups, "name": "Thing", "level": 2, "progress": [], "step": 0}

    def _form(self, *, over: bool = False, refused: int = 0) -> dict[str, Any]:
        return self._groups("fields") | {
            "container": "plain" if over else self.name, "heading": "Thing", "action": "/save", "token": "t", "over": "form-body" if over else "",
            "leave": "dialog" if over else "", "refused": refused, "carded": not over, "buttons_first": False, "last": True,
            "extra": None, "offers": [], "gate": None, "restored": "", "discard": "", "buttons": ["submit", "cancel"], "submit": "Save", "cancel": "/", "review": [],
        }  # fmt: skip


def _field(name: str, widget: str, value: str, *, required: bool = False) -> FieldView:
    kind = {"switch": "bool", "text": "text", "carousel": "choice", "month_grid": "date"}[widget]
    options = tuple(Option(one, one) for one in ("Red", "Blue")) if kind == "choice" else ()
    return FieldView(
        name=name, id=f"f-{name}", label=name.title(), widget=widget, type=kind, value=value, shown=value, required=required,
        options=options, today="2026-03-02", minimum="", maximum="", maxlength=40,
    )  # fmt: skip


FIELDS = (
    [_field("name", "text", "", required=True), _field("alias", "text", "Al")],
    [_field("colour", "carousel", "Red"), _field("code", "text", "", required=True)],
    [_field("news", "switch", "0"), _field("note", "text", "")],
)
FACTS = tuple(
    [{"label": field.label, "text": f"{field.label} text", "href": None, "tone": None, "covered": i % 2 == 0} for i, field in enumerate(part)]
    for part in FIELDS
)
ACTIONS = [
    {"kind": "edit", "href": "/edit", "target": "", "window": False},
    {"kind": "verb", "label": "Ship", "action": "/ship", "token": "t", "confirm": "", "icon": "check"},
    {"kind": "delete", "action": "/delete", "token": "t", "confirm": "Delete it?"},
]
SCRIPTS: dict[tuple[str, str], list[ScriptPart]] = {
    ("form", "steps"): [
        click("button", "Continue"), Sees("Name is required."), Sees('"Save"', present=False), fill("textbox", "Name", "Ann"),
        click("button", "Continue"), Sees("Step 2 of 3: Details"), click("button", "Next"), press("Tab", "Enter"),
        type_("textbox", "Code", "7"), press("Enter"), Sees("Step 3 of 3: More"), Sees('"Save"'), click("button", "Back"),
        Sees('"Save"', present=False), Sees(': "7"'), click("button", "Continue"), click("switch", "News"), fill("textbox", "Note", "x"),
        press("Enter"), Sees("name=Ann, alias=Al, colour=Blue, code=7, news=1, note=x"),
    ],
    ("form", "one_open"): [
        click("button", "Details"), Sees('textbox "Name"', present=False), Sees('textbox "Code"'), press("Enter"),
        Sees('textbox "Code"', present=False), press("Space", "Tab", "Tab", "Enter"), click("button", "General"), click("button", "Save"),
    ],
    ("form", "accordion"): [
        click("generic", "Details"), Sees('textbox "Name"'), Sees('textbox "Code"'), press("Enter", "Tab", "Space"),
        fill("textbox", "Name", "Ann"), click("generic", "General"), click("button", "Save"), Sees("name=Ann"),
    ],
    ("form", "vertical_tabs"): [
        click("tab", "Details"), press("ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight", "Home", "End"), Sees('"More" [active] [selected]'),
        press("Tab", "Tab"), type_("textbox", "Note", "x"), press("Enter"), Sees("note=x"),
    ],
    ("form", "tabs"): [
        click("tab", "Details"), press("ArrowRight", "ArrowDown", "ArrowLeft"), Sees('"Details" [active] [selected]'), click("button", "Save"),
    ],
    ("form", "sections"): [click("link", "More"), Sees("#g-2"), press("Tab", "Tab"), fill("textbox", "Name", "Ann"), click("button", "Save")],
    ("form", "fieldset"): [click("group", "Details"), fill("textbox", "Code", "7"), click("button", "Save"), Sees("code=7")],
    ("form", "show_more"): [
        click("button", "More fields"), Sees('textbox "Code"'), press("Enter"), Sees('textbox "Code"', present=False), click("button", "Save"),
    ],
    ("facts", "masked"): [
        Sees("Name text", present=False), click("button", "Show Name"), Sees("Name text"), Sees("[pressed]"), press("Tab", "Space", "Shift+Tab", "Enter"),
        Sees("Name text", present=False),
    ],
    ("facts", "tooltip"): [
        Sees("Name text", present=False), click("button", "About Name"), Sees("Name text"), press("Escape", "Tab", "Enter", "Shift+Tab", "Space"),
        Sees("Name text", present=False),
    ],
    ("facts", "accordion"): [click("generic", "More"), Sees("Note text"), press("Space"), Sees("Note text", present=False)],
    ("facts", "show_more"): [click("button", "More details"), Sees("Note text")],
    ("place", "dialog"): [
        click("button", "New thing"), Sees('dialog "Thing"'), Sees('textbox "Name" [active]'), click("textbox", "Search"),
        click("button", "Save"), Sees("One field needs attention."), Sees('dialog "Thing"'), type_("textbox", "Name", "x"),
        click("button", "Cancel"), Sees("Discard changes?"), click("textbox", "Name"), press("Tab", "Escape"),
        Sees("Discard changes?", present=False), click("button", "Cancel"), click("button", "Keep editing"), Sees(": x"),
        click("button", "Cancel"), click("button", "Discard"), Sees("dialog", present=False), press("Enter"), Sees('dialog "Thing"'),
        press("Escape"), Sees("dialog", present=False), click("button", "New thing"), click("button", "Cancel"), Sees("dialog", present=False),
        click("button", "New thing"), fill("textbox", "Name", "Ann", submit=True), Sees("name=Ann"),
    ],
    ("place", "drawer"): [
        click("button", "New thing"), Sees('dialog "Thing"'), click("button", "Next"), click("button", "Cancel"), Sees("Discard changes?"),
        press("Tab", "Enter"), Sees("dialog", present=False), click("button", "New thing"), press("Tab", "Tab", "Enter"),
    ],
    ("bar", "context"): [
        click("heading", "Record", button="right"), Sees('menuitem "Edit" [active]'), press("ArrowDown", "Enter"), Sees("/ship"),
        click("button", "Record menu"), press("End", "Enter"), Sees("Delete it?"), click("button", "Cancel"),
        click("heading", "Record", button="right"), press("Escape"), Sees("menuitem", present=False), click("heading", "Record", button="right", double=True),
        click("heading", "Laid out"), Sees("menuitem", present=False), click("button", "Record menu", button="right"), Sees('"Edit" [active]'),
        click("menuitem", "Ship", button="right"), Sees("menuitem"), click("menuitem", "Delete"), click("button", "Confirm"), Sees("Sent /delete"),
    ],
    ("bar", "menu"): [click("button", "Actions"), press("ArrowDown", "ArrowUp", "ArrowUp", "Enter"), click("button", "Confirm"), Sees("Sent /delete")],
    ("bar", "split"): [click("button", "Other actions"), Sees("menuitem"), click("menuitem", "Ship"), Sees("/ship"), click("link", "Edit")],
    ("bar", "bar"): [click("button", "Ship"), Sees("/ship"), click("button", "Delete"), press("Escape"), click("link", "Edit")],
}  # fmt: skip
WALKED = [key for key in SCRIPTS if key not in (("form", "tabs"), ("form", "fieldset"), ("facts", "show_more"), ("bar", "bar"))]


def _world(key: tuple[str, str]) -> Callable[[], World]:
    return lambda: World({"laid.test": LaidOut(*key)}, "http://laid.test/", {})


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


@pytest.mark.browser
@pytest.mark.parametrize("key", SCRIPTS, ids="-".join)
def test_it_is_the_same_in_both_engines(engines: Engines, key: tuple[str, str]) -> None:
    run_script(engines, _world(key), *SCRIPTS[key])


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(DEPTH))
@pytest.mark.parametrize("key", WALKED, ids="-".join)
def test_random_walks_agree(engines: Engines, key: tuple[str, str], seed: int) -> None:
    equal, difference = walk(engines, _world(key), Stream(seed, "laid out", *key), 40)
    assert difference is None, f"after {equal} equal transitions\n{difference}"
