"""Widgets that choose one of many are the same in both engines: each by a script and by random walks over its form."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import pytest

from tests.depth import DEPTH
from tests.engines.walks import ScriptPart, Sees, check, click, fill, press, run_script, select, type_, walk
from webgen.engines.base import Engine, World
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.session import TwinEngine
from webgen.site.client import client_script
from webgen.site.http import Request, Response
from webgen.site.render import asset, environment
from webgen.site.theme import theme_css
from webgen.streams import Stream
from webgen.widgets.base import FieldView, Option

Engines = tuple[Engine, Engine]
NAMES = ("Ann Lee", "Bea Ott", "Bo Ek", "Cy Dow", "Cleo Osman")


class ChoiceSite:
    """One form with the widget twice: required with a value, and optional without; what is posted is shown."""

    def __init__(self, widget: str) -> None:
        self.widget = widget
        self.state: dict[str, Any] = {"posted": []}

    def checkpoint(self) -> Any:
        """Copy the state."""
        return copy.deepcopy(self.state)

    def restore(self, state: Any) -> None:
        """Go back to a copy."""
        self.state = copy.deepcopy(state)

    def handle(self, request: Request) -> Response:
        """Every address is the form."""
        if request.path.endswith(".css"):
            sheet = theme_css(Stream(5, "theme")) + asset("themes/base.css")
            return Response(sheet, headers={"content-type": "text/css; charset=utf-8"})
        if request.path.endswith(".js"):
            return Response(client_script(), headers={"content-type": "text/javascript; charset=utf-8"})
        if request.method == "POST":
            self.state["posted"].append(request.form)
        return Response(self._page())

    def _page(self) -> str:
        sent = "; ".join(", ".join(f"{name}={value}" for name, value in form) for form in self.state["posted"][-1:])
        fields = "".join(self._field(name, value) for name, value in (("first", "Bo Ek"), ("second", "")))
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Choose</title>'
            '<link rel="stylesheet" href="/a.css"><script src="/static/client.js" defer></script></head><body>'
            f"<h1>Choose</h1><p>Sent {escape(sent)}</p>"
            f'<form class="form" method="post" action="/" data-behaviour="savebar"><div class="form-grid">{fields}</div>'
            '<div class="save-bar" data-savebar hidden><p>Unsaved</p></div><button>Save</button>'
            '<button type="reset">Discard</button></form><a href="/">Home</a></body></html>'
        )

    def _field(self, name: str, value: str) -> str:
        options = tuple(Option(one, one) for one in NAMES)
        view = FieldView(
            name=name, id=f"f-{name}", label=name.title(), widget=self.widget, type="choice", value=value, shown=value,
            required=bool(value), options=options, hint="" if value else "Optional",
        )  # fmt: skip
        return environment().get_template(f"widgets/{self.widget}.html").render(f=view)


SCRIPTS: dict[str, list[ScriptPart]] = {
    "segmented": [
        click("button", "Ann Lee"), Sees('"Ann Lee" [active] [pressed]'), Sees("Unsaved"), press("Tab", "Space", "Enter"),
        Sees('"Bea Ott" [active] [pressed]'), click("button", "Discard"), Sees('"Bo Ek" [pressed]'),
        click("group", "Second"), press("Tab"), click("button", "Save"), Sees("first=Bo Ek, second="),
    ],
    "chips": [
        click("option", "Ann Lee"), press("ArrowRight", "ArrowLeft", "ArrowLeft", "Space"), Sees('"Cleo Osman" [active] [selected]'),
        press("Home", "End", "ArrowDown", "Enter", "Tab", "Space", "Space", "Shift+Tab"), click("button", "Discard"),
        Sees('"Bo Ek" [selected]'), press("Shift+Tab", "Shift+Tab"), click("button", "Save"), Sees("second="),
    ],
    "select_list": [
        select("listbox", "First", "Cy Dow"), Sees('"Cy Dow" [selected]'), press("ArrowDown", "Tab"),
        select("listbox", "Second", "Ann Lee"), select("listbox", "Second", "No choice"), click("button", "Discard"),
        Sees('"Bo Ek" [selected]'), click("listbox", "First"), click("button", "Save"), Sees("first=Bo Ek, second="),
    ],
    "datalist": [
        fill("combobox", "First", "Cy Dow"), type_("combobox", "Second", "Ann"), press("ArrowDown", "Backspace", "Escape"),
        click("button", "Save"), Sees("first=Cy Dow, second=An"), fill("combobox", "First", ""), press("Tab", "Enter"),
    ],
    "dialog_picker": [
        click("button", "First"), Sees('dialog "Choose first"'), press("Tab", "Shift+Tab", "Tab", "Enter"), Sees('"First Bea Ott" [active]'),
        press("Enter", "Escape"), Sees("dialog", present=False), click("button", "Second"), click("link", "Home"),
        click("button", "Cancel"), click("button", "Second"), click("button", "Cleo"), Sees('"Second Cleo Osman"'),
        click("button", "Second"), click("button", "No choice"), Sees('"Second Choose…"'), click("button", "Discard"),
        Sees('"First Bo Ek"'), click("button", "Save"), Sees("first=Bo Ek, second="),
    ],
    "radio_cards": [
        check("radio", "Ann Lee"), press("ArrowRight", "ArrowLeft", "ArrowLeft", "Tab", "Space"), Sees("Unsaved"),
        click("generic", "Cy Dow"), Sees('"Cy Dow" [checked]'), click("button", "Discard"), Sees('"Bo Ek" [checked]'),
        click("button", "Save"), Sees("first=Bo Ek, second="),
    ],
    "dropdown_menu": [
        click("button", "First"), Sees('"Bo Ek" [checked] [active]'), press("ArrowDown", "ArrowUp", "Home", "End", "ArrowDown", "Enter"),
        Sees('"First Cleo Osman" [active]'), press("ArrowDown", "Escape", "ArrowDown", "Tab"), Sees("menuitemradio", present=False),
        click("button", "Second"), check("menuitemradio", "Cy Dow"), Sees('"Second Cy Dow"'), click("button", "Second"),
        click("heading", "Choose"), Sees("menuitemradio", present=False), click("button", "Second"), click("button", "Discard"),
        Sees('"First Bo Ek"'), click("button", "Second"), click("menuitemradio", "No choice"), click("button", "Save"),
    ],
    "disclosure": [
        click("generic", "Bo Ek"), check("radio", "Ann Lee"), Sees('generic "Ann Lee"'), press("ArrowDown", "ArrowUp", "ArrowUp"),
        press("Shift+Tab", "Enter"), Sees('radio "Ann Lee"', present=False), press("Space", "Tab", "Tab", "Space", "Tab"),
        click("button", "Discard"), Sees('generic "Bo Ek"'), click("button", "Save"), Sees("first=Bo Ek, second="),
    ],
    "grouped_select": [
        select("combobox", "First", "Cy Dow"), press("ArrowDown", "ArrowUp", "Home", "End", "Tab", "ArrowDown"), Sees("Unsaved"),
        click("button", "Save"), Sees("first=Cleo Osman, second=Ann Lee"), select("combobox", "Second", "Bo Ek"),
        click("button", "Discard"), Sees('"Bo Ek" [selected]'),
    ],
    "cascader": [
        select("combobox", "First, first letter", "C"), Sees('option "Cleo Osman"'), press("Tab", "ArrowDown", "ArrowDown"),
        Sees('"Cleo Osman" [selected]'), select("combobox", "First, first letter", "Letter"), Sees('option "Cleo Osman"', present=False),
        click("button", "Discard"), Sees('"Bo Ek" [selected]'), select("combobox", "Second, first letter", "A"),
        press("Tab", "End"), click("button", "Save"), Sees("first=Bo Ek, second=Ann Lee"),
    ],
    "tree": [
        click("treeitem", "A"), Sees('treeitem "Ann Lee"'), press("ArrowRight", "Enter"), Sees('"Ann Lee" [active] [level=2] [selected]'),
        press("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowRight", "Space", "ArrowUp", "Home", "End"),
        press("ArrowRight", "ArrowRight", "ArrowDown", "Enter", "Tab", "ArrowRight", "ArrowDown", "Enter", "Enter", "Enter"),
        Sees("Unsaved"), click("button", "Discard"), Sees('"Bo Ek" [level=2] [selected]'), click("button", "Save"), Sees("second="),
    ],
    "search_picker": [
        type_("textbox", "Filter first", "o"), Sees('button "Cleo Osman"'), press("Enter", "Tab", "Tab", "Enter"), Sees("Unsaved"),
        fill("textbox", "Filter first", "zz"), Sees("No matches"), press("Backspace", "Escape"), fill("textbox", "Filter first", " CLEO "),
        click("button", "Cleo"), Sees("paragraph [ref=e9]: Cleo Osman"), click("button", "Discard"), Sees("paragraph [ref=e9]: Bo Ek"),
        click("button", "No choice"), click("button", "Save"), Sees("first=Bo Ek, second="),
    ],
    "carousel": [
        click("button", "Next"), Sees("Cy Dow"), press("Enter", "Enter", "Space"), Sees(": Bea Ott"), click("button", "Previous"),
        Sees(": Ann Lee"), press("Enter", "Tab", "Tab", "Enter", "Enter", "Tab", "Enter"), click("button", "Discard"),
        Sees(": Bo Ek"), Sees(": Choose…"), click("button", "Save"), Sees("first=Bo Ek, second="),
    ],
    "table_picker": [
        check("radio", "Ann Lee"), press("ArrowDown", "ArrowUp", "ArrowUp", "Tab", "Space"), click("rowheader", "Cy Dow"),
        click("button", "Discard"), Sees('"Bo Ek" [checked]'), click("button", "Save"), Sees("first=Bo Ek, second="),
    ],
}  # fmt: skip


def _world(widget: str) -> Callable[[], World]:
    return lambda: World({"choice.test": ChoiceSite(widget)}, "http://choice.test/", {})


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


@pytest.mark.browser
@pytest.mark.parametrize("widget", SCRIPTS)
def test_widget_is_the_same_in_both_engines(engines: Engines, widget: str) -> None:
    run_script(engines, _world(widget), *SCRIPTS[widget])


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(DEPTH))
@pytest.mark.parametrize("widget", SCRIPTS)
def test_random_walks_over_a_widget_agree(engines: Engines, widget: str, seed: int) -> None:
    equal, difference = walk(engines, _world(widget), Stream(seed, "choice", widget), 40)
    assert difference is None, f"after {equal} equal transitions\n{difference}"
