"""Every behaviour does the same in Chromium and in the twin, after every action, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines.lawsite import law_world
from tests.engines.walks import ScriptPart, Sees, check, click, fill, plain, press, run_script, select, type_, walk
from webgen.actions import Wait
from webgen.engines.base import Engine
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.behaviours.base import registry
from webgen.engines.twin.session import TwinEngine
from webgen.resources import folder
from webgen.streams import Stream

Engines = tuple[Engine, Engine]


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


def test_every_behaviour_has_a_script_and_a_module_of_the_same_name() -> None:
    scripts = {path.stem.replace("_", "-") for path in (folder("sites_templates") / "behaviours").glob("*.js")}
    assert scripts == set(registry())


SCRIPTS: dict[str, list[ScriptPart]] = {
    "toggle": [
        click("button", "More"), Sees("Hidden words"), press("Tab"), Sees('link "Second page" [active]'), press("Shift+Tab"),
        press("Space"), Sees("Hidden words", present=False), press("Enter"), Sees("Hidden words"),
    ],
    "switch": [
        click("switch", "Newsletter"), Sees('switch "Newsletter" [checked]'), Sees("Unsaved changes"), press("Space"),
        Sees("[checked]", present=False), check("switch", "Newsletter"), check("switch", "Newsletter"),
        check("switch", "Newsletter", on=False), click("switch", "Newsletter"), click("button", "Discard"),
        Sees("Unsaved changes", present=False), Sees("[checked]", present=False),
    ],
    "listbox by mouse": [
        click("combobox", "Size"), Sees('option "Large"'), click("option", "Large"), Sees('"Size Large"'),
        Sees("Unsaved changes"), click("combobox", "Size"), Sees('option "Large" [selected]'), click("heading", "Widgets"),
        Sees('option "Large"', present=False), click("combobox", "Size"), click("option", "Medium"), Sees('"Size Large"'),
        click("button", "Discard"), Sees('"Size Choose'),
    ],
    "listbox by keyboard": [
        click("combobox", "Size"), press("Escape", "ArrowDown", "ArrowDown", "ArrowDown", "Home", "End", "Enter"),
        Sees('"Size Large"'), press("Space", "ArrowUp", "Space"), Sees('"Size Small"'), press("ArrowUp", "Tab"),
        Sees('option "Small"', present=False), press("Shift+Tab", "Enter", "Escape"),
    ],
    "combobox": [
        type_("combobox", "City", "os"), Sees('option "Oslo"'), press("ArrowDown", "ArrowDown", "ArrowUp", "Enter"),
        Sees('combobox "City" [active] [ref=e17]: Oslo'), type_("combobox", "City", "t"), Sees("No matches"),
        press("Escape"), Sees("No matches", present=False), fill("combobox", "City", "ber"), click("option", "Bern"),
        Sees(": Bern"), press("Backspace"), Sees('option "Bern"'), press("Tab"), Sees('option "Bern"', present=False),
        fill("combobox", "City", ""), click("button", "Save changes"), Sees("city=,"), click("button", "Discard"),
    ],
    "calendar": [
        click("button", "Day"), Sees("March 2026"), click("button", "Next month"), Sees("April 2026"),
        click("button", "10 April"), Sees('"Day 10 April 2026" [active]'), click("button", "Day"), Sees("[pressed]"),
        click("button", "Previous year"), Sees("April 2025"), click("button", "1 April 2025"), press("Escape"),
        Sees("April 2025", present=False), click("button", "Day"), press("Tab", "Tab", "Tab", "Enter"), Sees("May 2026"),
        click("button", "Next year"), Sees("May 2027"), click("heading", "Widgets"), Sees("May 2027", present=False),
        click("button", "Discard"), Sees("Choose a date"),
    ],
    "tabs": [
        click("tab", "Details"), Sees("Detail"), press("ArrowRight"), Sees("Nothing else"), press("ArrowRight"),
        Sees("General words"), press("ArrowLeft", "Home", "End", "Tab", "Shift+Tab"), Sees('tab "Other" [active]'),
    ],
    "savebar": [
        type_("textbox", "Name", "!"), Sees("Unsaved changes"), click("button", "Discard"),
        Sees("Unsaved changes", present=False), fill("textbox", "Name", ""), click("button", "Save changes"),
        Sees("Name is missing"), fill("textbox", "Name", "Bo", submit=True), Sees("name=Bo"),
    ],
    "dialog": [
        click("button", "Read terms"), Sees('dialog "Terms"'), check("checkbox", "Agree"), click("link", "Home"),
        Sees('dialog "Terms"'), click("button", "Small print"), Sees('dialog "Small print"'), click("button", "Close"),
        click("button", "Done"), Sees('dialog "Small print"', present=False), press("Escape"),
        Sees('button "Read terms" [active]'), press("Enter"), press("Tab", "Tab", "Tab", "Tab", "Shift+Tab"),
        click("button", "Close"), Sees('dialog "Terms"', present=False),
    ],
    "toast": [
        type_("textbox", "Name", "!", submit=True), Sees("Saved news"), click("button", "Dismiss"),
        Sees("Saved news", present=False), fill("textbox", "Name", "Eve", submit=True), plain(Wait(600)),
        Sees("Saved news"), plain(Wait(0)), Sees("Saved news", present=False),
    ],
    "menu": [
        click("button", "Actions"), Sees('menuitem "Forms" [active]'), press("ArrowDown", "ArrowDown", "ArrowDown"),
        press("ArrowUp", "Home", "End", "Escape"), Sees('button "Actions" [active]'), press("ArrowDown", "Tab"),
        click("button", "Actions"), click("menuitem", "Note"), Sees("Note 1"), press("Enter", "End", "Enter"),
        Sees("Clear all notes?"), press("Escape"), Sees("Note 1"), press("Enter", "End", "Enter", "Tab", "Enter"),
        Sees("Cleared"), click("button", "Actions"), click("heading", "Widgets"), Sees("menuitem", present=False),
    ],
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("name", SCRIPTS)
def test_behaviour_is_the_same_in_both_engines(engines: Engines, name: str) -> None:
    run_script(engines, lambda: law_world("/widgets"), *SCRIPTS[name])


GATES: dict[str, list[ScriptPart]] = {
    "box and word": [
        type_("textbox", "Name", "!"), Sees('"Save changes" [disabled]'), click("button", "Save changes"), fill("textbox", "Type GO", "GO"),
        Sees('"Save changes" [disabled]'), press("Enter"), Sees("Saved", present=False), check("checkbox", "I have read it"),
        Sees('"Save changes" [disabled]', present=False), press("Space"), Sees('"Save changes" [disabled]'), press("Space"),
        fill("textbox", "Type GO", "go"), Sees('"Save changes" [disabled]'), fill("textbox", "Type GO", " GO "),
        Sees('"Save changes" [disabled]', present=False), type_("textbox", "Type GO", "x"), Sees('"Save changes" [disabled]'),
        press("Backspace"), Sees('"Save changes" [disabled]', present=False), click("button", "Discard"),
        Sees("Save changes", present=False), type_("textbox", "Name", "?"), Sees('"Save changes" [disabled]'),
        check("checkbox", "I have read it"), fill("textbox", "Type GO", "GO", submit=True), Sees("name=Ada?"),
    ],
    "two boxes": [
        Sees('"Send" [disabled]'), fill("textbox", "Word", "a", submit=True), Sees("Gates"), check("checkbox", "Two"),
        Sees('"Send" [disabled]'), check("checkbox", "One"), Sees('"Send" [disabled]', present=False), click("textbox", "Word"),
        press("Enter"), Sees("Got word=a"),
    ],
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("name", GATES)
def test_gate_is_the_same_in_both_engines(engines: Engines, name: str) -> None:
    run_script(engines, lambda: law_world("/gates"), *GATES[name])


@pytest.mark.browser
@pytest.mark.slow
def test_random_walks_over_gates_agree(engines: Engines) -> None:
    equal, difference = walk(engines, lambda: law_world("/gates"), Stream(0, "gates"), 40)
    assert difference is None, f"after {equal} equal transitions\n{difference}"


CONTROLS: dict[str, list[ScriptPart]] = {
    "press": [
        click("button", "Express"), Sees('"Express" [active] [pressed]'), press("Space"), Sees('"Express" [pressed]', present=False),
        press("Enter", "Tab"), Sees('button "On" [active] [pressed]'), click("button", "Off"), Sees('"On" [pressed]', present=False),
        click("button", "Off"), click("button", "Save changes"), Sees("express=1, insured=0"), click("button", "Discard"),
        Sees('button "On" [pressed]'), Sees("Unsaved changes", present=False),
    ],
    "check card": [
        click("checkbox", "Signed Tick for yes, leave empty for no."), Sees("[checked] [active]"), press("Space"),
        click("button", "Save changes"), Sees("signed=", present=False), click("radio", "No"), press("ArrowUp"),
    ],
    "parts": [
        fill("spinbutton", "Day", "7"), Sees("Unsaved changes"), type_("spinbutton", "Month", "11"),
        fill("spinbutton", "Year", "-5"), click("button", "Save changes"), Sees("paid=?-11-07"), fill("spinbutton", "Year", "2027"),
        select("combobox", "Day", "9"), press("Tab", "ArrowDown", "Tab", "ArrowUp"), click("button", "Save changes"),
        Sees("sent=2025-03-09"), Sees("paid=2027-11-07"), click("button", "Discard"), fill("textbox", "Name", "Eve", submit=True),
        Sees("sent=2026-02-03, paid=,"),
    ],
    "month grid": [
        Sees("3 February 2026"), click("button", "Next month"), Sees("March 2026"), press("Tab", "Tab", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp"),
        Sees('button "2 March 2026" [active]'), press("Enter"), Sees('"2 March 2026" [active] [pressed]'), Sees("Unsaved changes"),
        press("ArrowLeft", "ArrowLeft", "Space"), Sees('"1 March 2026" [active] [pressed]'), Sees('"2 March 2026" [pressed]', present=False),
        click("button", "Previous year"), Sees("March 2025"), click("button", "31 March 2025"), press("ArrowRight", "End"),
        click("button", "Save changes"), Sees("starts=2025-03-31"), click("button", "Discard"), Sees("February 2026"),
    ],
    "date mask": [
        fill("textbox", "Due", ""), type_("textbox", "Due", "20260312"), Sees(": 2026-03-12"), press("Backspace", "Backspace"),
        Sees(": 2026-03"), press("ArrowLeft", "ArrowLeft", "x", "1", "9"), fill("textbox", "Due", "a1b2-c3"), Sees(": \"123\""),
        click("button", "Save changes"), Sees("due=123,"), press("Tab", "Enter"), Sees(": 2026-04-01"),
    ],
    "stepper": [
        click("button", "Increase Pieces"), Sees(': "4"'), press("Enter", "Space"), Sees(': "5"'), click("button", "Decrease Pieces"),
        click("textbox", "Pieces"), press("ArrowDown", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"),
        Sees(': "0"'), fill("textbox", "Pieces", "x"), press("ArrowUp"), Sees(': "0"'), click("button", "Increase Fee"), Sees(': "2.50"'),
        fill("textbox", "Fee", "3.7"), click("button", "Increase Fee"), Sees(': "4.00"'), fill("textbox", "Fee", ""),
        click("button", "Decrease Fee"), Sees(': "0.50"'), click("button", "Discard"), Sees(': "1.50"'),
    ],
    "mirror": [
        fill("slider", "Weight", "33"), Sees("status [ref=e"), Sees(': "33"'), press("ArrowRight", "Home"), click("button", "Discard"), Sees(': "33"', present=False),
    ],
    "preset": [
        click("button", "45.00"), Sees('spinbutton "Limit" [ref='), Sees("Unsaved changes"), press("Shift+Tab", "Enter"),
        type_("spinbutton", "Limit", "1"), click("button", "90.00"), click("button", "Save changes"), Sees("limit=90.00"), click("button", "Discard"),
    ],
    "clear": [
        click("button", "Clear Nickname"), Sees('textbox "Nickname" [active]'), Sees("Clear Nickname", present=False), Sees("Unsaved changes"),
        press("x"), Sees("Clear Nickname"), press("Backspace"), Sees("Clear Nickname", present=False), click("button", "Discard"),
        Sees("Clear Nickname"), fill("textbox", "Nickname", "", submit=True), Sees("Clear Nickname", present=False), Sees("nickname=,"),
    ],
    "inline edit": [
        click("button", "Edit Motto"), Sees('textbox "Motto" [active]'), type_("textbox", "Motto", " be "), press("Enter"),
        Sees('button "Edit Motto" [active]'), Sees("paragraph [ref"), press("Enter"), press("!", "Escape"), Sees("be !"), press("Space", "Tab", "Enter"),
        Sees("Done with", present=False), click("button", "Save changes"), Sees("motto= be !,"), click("button", "Edit Motto"),
        fill("textbox", "Motto", ""), click("button", "Done with Motto"), Sees("Not set"), click("button", "Edit Motto"),
        fill("textbox", "Motto", "z"), click("button", "Discard"), Sees("Not set"),
    ],
    "counter": [
        Sees("9 characters left"), type_("textbox", "Title", " L.!"), Sees("5 characters left"), fill("textbox", "Title", "naïve €\U0001f600ab"),
        Sees("1 character left"), press("x", "y"), Sees("0 characters left"), press("Control+A", "Delete"), Sees("12 characters left"),
        click("button", "Discard"), Sees("9 characters left"),
    ],
    "markdown": [
        Sees("Two x"), click("button", "Write"), Sees('textbox "Notes"'), fill("textbox", "Notes", "<b>\n\n  & c "), click("button", "Preview"),
        Sees("& c"), Sees('textbox "Notes"', present=False), press("Shift+Tab", "Enter"), fill("textbox", "Notes", ""),
        click("button", "Preview"), Sees("Nothing to preview"), click("button", "Save changes"), Sees("notes=,"), click("button", "Discard"),
        Sees("Two x"),
    ],
    "disclosed area": [
        click("button", "Remarks"), Sees('textbox "Remarks"'), type_("textbox", "Remarks", "!"), click("button", "Remarks"),
        Sees('textbox "Remarks"', present=False), click("button", "Save changes"), Sees("remarks=Old!"),
    ],
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("name", CONTROLS)
def test_control_is_the_same_in_both_engines(engines: Engines, name: str) -> None:
    run_script(engines, lambda: law_world("/controls"), *CONTROLS[name])


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_walks_over_controls_agree(engines: Engines, seed: int) -> None:
    equal, difference = walk(engines, lambda: law_world("/controls"), Stream(seed, "controls"), 40)
    assert difference is None, f"after {equal} equal transitions\n{difference}"


@pytest.mark.browser
def test_a_dialog_that_opens_itself_holds_the_focus(engines: Engines) -> None:
    run_script(
        engines, lambda: law_world("/welcome"), Sees('button "Accept" [active]'), Sees("Hello"), click("link", "Home"),
        fill("textbox", "Behind", "x"), press("Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab"), Sees("Hello", present=False),
        click("button", "Decline"), Sees("Note 1"), Sees("dialog", present=False), click("button", "Cookie settings"),
        press("Escape"), Sees('button "Cookie settings" [active]'), fill("textbox", "Behind", "x"),
    )  # fmt: skip


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_walks_over_widgets_agree(engines: Engines, seed: int) -> None:
    equal, difference = walk(engines, lambda: law_world("/widgets"), Stream(seed, "widgets"), 40)
    assert difference is None, f"after {equal} equal transitions\n{difference}"
