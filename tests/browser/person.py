"""A person before the recorder's panel: raw mouse and raw keyboard, at the places where things are in the picture."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

from playwright.sync_api import Locator, Page

from webgen.actions import (
    Action,
    Back,
    Check,
    Click,
    Done,
    Drag,
    Fill,
    Forward,
    GiveUp,
    Hover,
    Navigate,
    Press,
    Scroll,
    Select,
    Tab,
    Type,
    Upload,
    Wait,
)
from webgen.demos.human.desk import Desk
from webgen.demos.human.seat import Seat
from webgen.oracle import Oracle
from webgen.spec import Level
from webgen.trajectory import Row

WIDTH, HEIGHT = 1280, 720
SPREAD = (0.5, 0.15, 0.85, 0.3, 0.7, 0.05, 0.95)
POLL_MS = 20  # asking with every frame would make the panel paint all the time
REST = "document.body.dataset.busy === 'false'"


class Sitting:
    """A level being recorded in a thread of its own; leave it and ``row`` holds the line."""

    def __init__(self, desk: Desk, level: Level, page: Page, **more: object) -> None:
        self.desk, self.page, self.level = desk, page, level
        self.row: Row | None = None
        self.trouble: BaseException | None = None
        self._thread = threading.Thread(target=self._play, kwargs=more, daemon=True)

    def _play(self, **more: object) -> None:
        try:
            self.row = self.desk.play(self.level, **more)  # type: ignore[arg-type]
        except BaseException as error:  # noqa: BLE001 - it is raised again where the test waits
            self.trouble = error

    def __enter__(self) -> Person:
        self._thread.start()
        while (seat := self.desk.seat) is None and self._thread.is_alive():
            time.sleep(0.02)
        if seat is None:
            self.__exit__(None, None, None)
            raise AssertionError("the level was over before it began")
        if not self.page.url.startswith("http"):
            self.page.goto(self.desk.address)
        number = self.desk.state(picture=False)["level"]
        self.page.wait_for_function(f"document.body.dataset.level === '{number}' && {REST}", polling=POLL_MS)
        return Person(self.page, seat)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None and self.desk.seat is not None:
            self.desk.take({"kind": "cancel", "level": self.desk.state(picture=False)["level"]})
        self._thread.join(30)
        assert not self._thread.is_alive()
        if self.trouble is not None:
            raise self.trouble


class Person:
    """Carries out an expert's decisions by hand."""

    def __init__(self, page: Page, seat: Seat) -> None:
        self.page, self.seat = page, seat
        box = page.locator("#stage").bounding_box()
        assert box is not None
        self.left, self.top = box["x"], box["y"]
        self.helped: list[str] = []  # where the engine had to say where something can be clicked

    # ---- hands

    def rest(self) -> None:
        """Wait until the recorder has done what was asked of it."""
        self.page.wait_for_function(REST, polling=POLL_MS)

    def place(self, ref: str) -> tuple[float, float]:
        """Return where to click on an element; turns the wheel until it can be seen."""
        for _ in range(8):
            box = self.seat.glass.boxes().get(ref)
            if box is None or box[2] <= 2 or box[3] <= 2:
                break
            x, y, width, height = box
            for down in SPREAD:
                for across in SPREAD:
                    at = (x + width * across, y + height * down)
                    if 0 < at[0] < WIDTH and 0 < at[1] < HEIGHT and self._meets(ref, *at):
                        return at
            far = y + height / 2 - HEIGHT / 2
            if abs(far) < 20 or self.page.locator(".menu").count():
                break
            before = self.seat.glass.boxes().get(ref)
            self.wheel(WIDTH / 2, HEIGHT / 2, far)
            if self.seat.glass.boxes().get(ref) == before:
                break
        return self._told(ref)

    def _meets(self, ref: str, x: float, y: float) -> bool:
        """Tell whether what is seen there belongs to an element, and to no smaller control in it."""
        spot = self.seat.glass.at(x, y)
        if ref not in spot.refs:
            return False
        controls = ("link", "button", "checkbox", "radio", "textbox", "combobox", "switch", "option", "menuitem", "tab")
        by_ref = self.seat.episode.snapshot.by_ref
        return not any(by_ref[one].role in controls for one in spot.refs[: spot.refs.index(ref)])

    def _told(self, ref: str) -> tuple[float, float]:
        """Let the engine bring an element into view and say where it is reached: it lies in a box that scrolls, or is hidden."""
        from webgen.engines.chromium.hands import Hands

        own = self.seat.glass._own
        found = self.seat.glass._run(Hands(own._tab, own.snapshot, own._hosts, {})._reach("hover", ref))
        self.helped.append(ref)
        return found["x"], found["y"]

    def wheel(self, x: float, y: float, down: float) -> None:
        self.page.mouse.move(self.left + x, self.top + y)
        self.page.mouse.wheel(0, down)
        self.page.wait_for_function("document.body.dataset.busy === 'true'", timeout=2000)
        self.rest()

    def click(self, at: tuple[float, float], *, button: str = "left", count: int = 1) -> None:
        self.page.mouse.click(self.left + at[0], self.top + at[1], button=button, click_count=count)  # type: ignore[arg-type]
        self.rest()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.rest()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.rest()

    def on(self, place: Locator) -> None:
        """Click on something of the panel with the mouse."""
        box = place.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.rest()

    # ---- an expert's decisions

    def play(self, oracle: Oracle, *, limit: int = 80) -> None:
        """Do what an expert says until it is over."""
        for _ in range(limit):
            action = oracle.act(self.seat.episode.snapshot)
            self.do(action)
            if isinstance(action, Done | GiveUp):
                return
        raise AssertionError("the person does not come to an end")

    def do(self, action: Action) -> None:
        """Do one action by hand."""
        match action:
            case Click(ref, button, modifiers, double):
                at = self.place(ref)
                for key in modifiers:
                    self.page.keyboard.down(key)
                self.click(at, button=button, count=2 if double else 1)
                for key in modifiers:
                    self.page.keyboard.up(key)
            case Fill(ref, text, submit):
                self._write(ref, text, submit, whole=True)
            case Type(ref, text, submit):
                self._write(ref, text, submit, whole=False)
            case Select(ref, values):
                self._select(ref, values)
            case Check(ref):
                self.click(self.place(ref))
            case Press(key):
                self.press(key)
            case Hover(ref):
                x, y = self.place(ref)
                self.page.mouse.move(self.left + x, self.top + y)
            case Drag(start, end):
                first, last = self.place(start), self.place(end)
                self.page.mouse.move(self.left + first[0], self.top + first[1])
                self.page.mouse.down()
                self.page.mouse.move(self.left + last[0], self.top + last[1], steps=3)
                self.page.mouse.up()
                self.rest()
            case Upload(ref, paths):
                self.click(self.place(ref))
                self._pick([self.seat_files().index(path) for path in paths])
            case Scroll(_, dy):
                self.wheel(WIDTH / 2, HEIGHT / 2, dy)
            case Wait():
                self.on(self.page.locator("#wait"))
            case _:
                self._around(action)

    def seat_files(self) -> list[str]:
        return sorted(self.seat.episode.session.world.files)

    def _around(self, action: Action) -> None:
        """Do what is done outside of the page."""
        match action:
            case Navigate(url):
                self.on(self.page.locator("#address"))
                self.page.keyboard.press("Control+A")
                self.page.keyboard.type(url)
                self.press("Enter")
            case Back():
                self.on(self.page.locator("#back"))
            case Forward():
                self.on(self.page.locator("#forward"))
            case Tab("new", _, url):
                self.on(self.page.get_by_role("button", name="+", exact=True))
                if url is not None:
                    self._around(Navigate(url))
            case Tab(do, index, _):
                where = self.seat.episode.snapshot.tab if index is None else index
                tabs = self.page.locator("#tabs button[aria-pressed]")
                self.on(tabs.nth(where) if do == "select" else self.page.get_by_title("Close tab").nth(where))
            case Done(None):
                self.on(self.page.locator("#done"))
            case Done(answer):
                self.on(self.page.locator("#answer"))
                self.page.keyboard.type(answer or "")
                self.press("Enter")
            case GiveUp():
                self.on(self.page.locator("#give_up"))
            case _:
                raise AssertionError(f"a person cannot do {action}")

    # ---- fields

    def _write(self, ref: str, text: str, submit: bool, *, whole: bool) -> None:
        editor = self.page.locator(f".editor[data-ref={ref}]")
        if not editor.count():
            self.click(self.place(ref))
        kind = editor.get_attribute("type")
        if kind in ("range", "color"):
            self._set(editor, text)
        elif kind in DATES:
            self._date(editor, kind, text)
        elif whole:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.press("Delete")
        else:
            self.page.keyboard.press("End")
        if kind not in (*DATES, "range", "color"):
            self.page.keyboard.type(text)
        if submit:
            self.press("Enter")
            return
        self.rest()
        if self.page.evaluate("pending() !== null"):
            self.press("Tab")  # a person leaves the field

    def _set(self, editor: Locator, text: str) -> None:
        """Move a slider with the keys; a colour's own picker is no page, so its value is set."""
        if editor.get_attribute("type") == "color":
            editor.evaluate("(node, text) => { node.value = text; node.dispatchEvent(new Event('change')); }", text)
            self.rest()
            return
        for _ in range(200):
            now = float(editor.input_value())
            if now == float(text):
                break
            self.page.keyboard.press("ArrowRight" if now < float(text) else "ArrowLeft")
            self.rest()

    def _date(self, editor: Locator, kind: str, text: str) -> None:
        editor.focus()
        self.page.keyboard.type(DATES[kind](text))

    def _select(self, ref: str, values: tuple[str, ...]) -> None:
        self.click(self.place(ref))
        menu = self.page.locator(".menu select")
        labels = [item.strip() for item in menu.locator("option").all_text_contents()]
        facts = self.page.evaluate("state.menu.options.map((one) => one.value)")
        wanted = [facts.index(value) if value in facts else labels.index(value) for value in values]
        self._pick(wanted)

    def _pick(self, wanted: list[int]) -> None:
        """Choose from an open list: one with the keyboard, several with the mouse."""
        menu = self.page.locator(".menu select")
        if menu.evaluate("(node) => node.multiple"):
            for at in range(menu.locator("option").count()):
                option = menu.locator("option").nth(at)
                if option.evaluate("(node) => node.selected") != (at in wanted):
                    option.scroll_into_view_if_needed()
                    self.page.keyboard.down("Control")
                    self.on(option)
                    self.page.keyboard.up("Control")
            self.on(self.page.locator(".menu button", has_text="OK"))
            return
        menu.locator("option").nth(wanted[0]).scroll_into_view_if_needed()
        self.on(menu.locator("option").nth(wanted[0]))


def _clock(text: str) -> str:
    hour, minute = int(text[:2]), text[3:5]
    return f"{(hour - 1) % 12 + 1:02}{minute}{'AM' if hour < 12 else 'PM'}"


DATES: dict[str, Callable[[str], str]] = {  # what is typed into a native field in the American way
    "date": lambda text: f"{text[5:7]}{text[8:10]}{text[:4]}",
    "time": _clock,
    "datetime-local": lambda text: f"{text[5:7]}{text[8:10]}{text[:4]}\t{_clock(text[11:])}",
}
