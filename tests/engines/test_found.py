"""Differences that were found once: both engines must agree on them."""

from __future__ import annotations

from typing import Any

import pytest

from webgen.actions import Action, Back, Click, Fill, Press, Type
from webgen.engines import engine
from webgen.engines.base import World
from webgen.engines.twin.clusters import ahead, behind
from webgen.site.http import Request, Response

PAGE = '<!doctype html><html><head><title>T</title></head><body>{}</body></html>'


class Echo:
    """Serves one page and remembers what it was asked."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.asked: list[tuple[str, tuple[tuple[str, str], ...]]] = []

    def handle(self, request: Request) -> Response:
        if request.path == "/static/client.js":
            from webgen.site.client import client_script

            return Response(client_script(), headers={"content-type": "text/javascript"})
        self.asked.append((request.path, request.query))
        return Response(PAGE.format(self.body), headers={"content-type": "text/html; charset=utf-8"})

    def checkpoint(self) -> Any:
        return None

    def restore(self, state: Any) -> None:
        pass


def walked(name: str, body: str, actions: list[Action]) -> tuple[list[tuple[str, str]], list[Any]]:
    site = Echo(body)
    with engine(name) as running:
        session = running.open(World({"a.test": site}, "http://a.test/"))
        seen = [(session.snapshot.url, session.snapshot.text)]
        for action in actions:
            step = session.act(action)
            assert step.error is None, step.error
            seen.append((step.snapshot.url, step.snapshot.text))
        session.close()
    return seen, site.asked


FORM = '<form action="/s"><label for="q">Q</label><input id="q" name="q"><button>Go</button></form>'
LIVE = (
    '<script src="/static/client.js" defer></script><form action="/s"><label for="q">Q</label>'
    '<input id="q" name="q" hx-get="/s" hx-include="closest form" hx-trigger="input" hx-target="#r">'
    '<input type="hidden" name="c" value="1"></form><div id="r"><p>r</p></div>'
)
FIELD = '<label for="q">Q</label><input id="q">'


def ref(body: str) -> str:
    seen, _ = walked("twin", body, [])
    line = next(line for line in seen[0][1].splitlines() if 'textbox "Q"' in line)
    return line.split("ref=")[1].split("]")[0]


@pytest.mark.browser
def test_the_same_get_form_sent_twice_adds_two_entries() -> None:
    box = ref(FORM)
    first: list[Action] = [Fill(box, "ab", submit=True)]
    again, _ = walked("twin", FORM, first)
    box_after = next(line for line in again[-1][1].splitlines() if 'textbox "Q"' in line).split("ref=")[1].split("]")[0]
    actions = [*first, Fill(box_after, "ab", submit=True), Back()]
    assert walked("twin", FORM, actions) == walked("chromium", FORM, actions)
    assert walked("twin", FORM, actions)[0][-1][0] == "http://a.test/s?q=ab"


@pytest.mark.browser
def test_what_is_included_is_sent_once() -> None:
    actions: list[Action] = [Fill(ref(LIVE), "ab")]
    twin, chromium = walked("twin", LIVE, actions), walked("chromium", LIVE, actions)
    assert twin[1] == chromium[1]
    assert twin[1][-1] == ("/s", (("q", "ab"), ("c", "1")))


@pytest.mark.browser
@pytest.mark.parametrize("text", ["🇩🇪", "👍🏽", "👩‍💻", "1️⃣", "❤️", "e\u0301", "ab", "中"])
def test_backspace_takes_what_a_browser_takes(text: str) -> None:
    box = ref(FIELD)
    actions: list[Action] = [Type(box, "x"), Fill(box, text), Press("Backspace")]
    assert walked("twin", FIELD, actions)[0] == walked("chromium", FIELD, actions)[0]


def test_clusters() -> None:
    assert [behind(text, len(text)) for text in ("🇩🇪", "e\u0301", "ab")] == [0, 1, 1]
    assert [ahead(text, 0) for text in ("🇩🇪", "e\u0301", "ab")] == [2, 2, 1]


class Settings(Echo):
    """Saves with a POST that leads to the same address, which says so once."""

    saved = False

    def handle(self, request: Request) -> Response:
        if request.method == "POST":
            self.saved = True
            return Response(status=303, headers={"location": "/s"})
        said, self.saved = '<p role="status">Saved.</p>' if self.saved else "", False
        return Response(PAGE.format(f'{said}<form action="/s" method="post"><button>Save</button></form><a href="/">Home</a>'))


@pytest.mark.browser
@pytest.mark.parametrize("name", ["twin", "chromium"])
def test_what_a_redirect_led_to_is_asked_for_again(name: str) -> None:
    with engine(name) as running:
        session = running.open(World({"a.test": Settings("")}, "http://a.test/s"))

        def click(role: str) -> str:
            ref = next(node.ref for node in session.snapshot.nodes if node.role == role)
            return session.act(Click(str(ref))).snapshot.text

        assert "Saved." in click("button")
        click("link")
        assert "Saved." not in session.act(Back()).snapshot.text
        session.close()


RIGHT_TO_LEFT = (
    '<div dir="rtl"><label for="n">N</label><input id="n" type="number" value="2020" style="width: 80px">'
    '<label for="d">D</label><input id="d" type="date" value="2026-05-17"></div>'
)


@pytest.mark.browser
def test_a_click_on_a_number_or_date_leaves_its_value_where_lines_run_from_right_to_left() -> None:
    with engine("twin") as twin:
        nodes = twin.open(World({"a.test": Echo(RIGHT_TO_LEFT)}, "http://a.test/")).snapshot.nodes
    refs = {node.name: node.ref or "" for node in nodes}
    for actions in ([Click(refs["N"])], [Click(refs["D"])], [Click(refs["N"]), Type(refs["N"], "1")]):
        assert walked("chromium", RIGHT_TO_LEFT, list(actions)) == walked("twin", RIGHT_TO_LEFT, list(actions)), actions
