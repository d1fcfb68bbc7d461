"""Every widget is the same in both engines: random walks, mistakes included, over a form that has it twice.

Once the field is required and has a value, once it is optional and has none; the state that is compared is what was posted.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import escape
from typing import Any

import pytest

from tests.depth import DEPTH
from tests.engines.walks import Pair, find, walk
from webgen.actions import Action, Click
from webgen.domains.model import Domain, Entity, Field
from webgen.engines.base import Engine, World
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.session import TwinEngine
from webgen.generate import widgets
from webgen.oracle import STYLES
from webgen.site import fields as on_page
from webgen.site.client import client_script
from webgen.site.http import Request, Response
from webgen.site.render import asset, environment
from webgen.site.theme import theme_css
from webgen.spec import FieldGene, Scalar
from webgen.streams import Stream
from webgen.widgets.base import Style, Target, Widget

Engines = tuple[Engine, Engine]
NAMES = ("Ann Lee", "Bea Ott", "Bo Ek", "Cleo Osman")
FILES = {"notes.txt": b"notes", "photo.png": b"png"}
SAMPLES: list[tuple[dict[str, Any], Scalar, Scalar]] = [
    ({"type": "choice", "choices": NAMES}, "Bo Ek", "Bea Ott"),
    ({"type": "choice", "choices": ("White", "Red", "Green")}, "Red", "Green"),
    ({"type": "ref", "target": "person"}, 2, 4),
    ({"type": "set", "choices": NAMES}, "Bea Ott|Cleo Osman", "Ann Lee|Bo Ek|Cleo Osman"),
    ({"type": "ranking", "choices": NAMES}, "|".join(NAMES), "Cleo Osman|Ann Lee|Bo Ek|Bea Ott"),
    ({"type": "time", "minimum": 8, "maximum": 17.5, "step": 15}, "09:30", "14:15"),
    ({"type": "file", "source": "files"}, "photo.png", "notes.txt"),
    ({"type": "integer", "minimum": 0, "maximum": 5}, 4, 2),
    ({"type": "integer", "minimum": 2, "maximum": 40}, 12, 31),
    ({"type": "money", "minimum": 1, "maximum": 900}, 1250, 2005),
    ({"type": "date", "days": (-60, 60)}, "2026-03-02", "2026-03-18"),
    ({"type": "bool", "default": False}, 1, 0),
    ({"type": "text", "source": "AB-{####}"}, "AB-1204", "AB-9031"),
    ({"type": "text", "source": "{####}", "secret": True}, "1204", "9031"),
    ({"type": "text", "source": "{name|handle}@{mailbox}"}, "bo@post.test", "cleo@mail.test"),
    ({"type": "text", "source": "names"}, "Bo Ek", "Ann Lee"),
    ({"type": "longtext", "source": "names"}, "Two lines.\nOf text.", "One line."),
]


def sample(widget: Widget) -> tuple[dict[str, Any], Scalar, Scalar]:
    """Return the first field that fits a widget, a value of it and another one."""
    for given, value, other in SAMPLES:
        field = Field.model_validate({"name": "first", "labels": ("First",), "required": True} | given)
        if widget.fits(field, 4):
            return given, value, other
    raise AssertionError(f"no sample fits {widget}")


class _Site:
    """Stands for the site in what a view is built from."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.level = self
        self.spec = self
        self.today = date(2026, 3, 17)


class _Context:
    def __init__(self, domain: Domain) -> None:
        self.site, self.domain, self.entity = _Site(domain), domain, domain.entities[0]

    def say(self, text: str, **values: object) -> str:
        """English."""
        return text.format(**values) if values else text


def _domain() -> Domain:
    title = Field(name="name", labels=("Name",), type="text", source="names", required=True, unique=True)
    person = Entity(name="person", labels=("Person",), plural=("People",), title="name", fields=(title,), count=(4, 4))
    return Domain(
        name="walks", title="Walks", host="shop", site_names=("Walks",), taglines=("Walks.",), roles=("Walker",),
        entities=(person,), settings={}, vocabulary={"names": NAMES, "files": (*FILES, "plan.pdf"), "mailbox": ("post.test", "mail.test")},
    )  # fmt: skip


@cache
def sheet() -> str:
    """Return the styles of the form."""
    return theme_css(Stream(5, "theme")) + asset("themes/base.css")


class WidgetSite:
    """One form with the widget twice; what is posted is shown."""

    def __init__(self, name: str) -> None:
        self.name = name
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
            return Response(sheet(), headers={"content-type": "text/css; charset=utf-8"})
        if request.path.endswith(".js"):
            return Response(client_script(), headers={"content-type": "text/javascript; charset=utf-8"})
        if request.path.startswith("/suggest"):
            found = [name for name in NAMES if dict(request.query).get("q", "").lower() in name.lower()]
            options = [{"value": name, "label": name} for name in found]
            return Response(environment().get_template("pages/list_suggestions.html").render(options=options))
        if request.method == "POST":
            self.state["posted"].append(request.form)
        return Response(self.page())

    def page(self) -> str:
        """Return the form."""
        given, value, _ = sample(widgets()[self.name])
        sent = "; ".join(f"{name}={text}" for form in self.state["posted"][-1:] for name, text in form)
        fields = self.field("first", given | {"required": True}, value) + self.field("second", given, None)
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Walk</title>'
            '<link rel="stylesheet" href="/a.css"><script src="/static/client.js" defer></script></head><body>'
            f"<h1>Walk</h1><p>Sent {escape(sent)}</p>"
            f'<form class="form" method="post" action="/" data-behaviour="savebar"><div class="form-grid">{fields}</div>'
            '<div class="save-bar" data-savebar hidden><p>Unsaved</p></div><button>Save</button>'
            '<button type="reset">Discard</button></form><a href="/">Home</a></body></html>'
        )

    def field(self, name: str, given: dict[str, Any], value: Scalar) -> str:
        """Return one field of the form; nothing where the widget needs a value and there is none."""
        field = Field.model_validate({"name": name, "labels": (name.title(),)} | given)
        titles = {name: dict(enumerate(NAMES, start=1))}
        gene = FieldGene(name=name, widget=self.name)
        if field.type == "ranking" and value is None:
            value = field.initial()  # no form shows a ranking without an order
        if not widgets()[self.name].fits(field, 4):
            return ""
        built = on_page.view(_Context(_domain()), field, gene, titles, value=value)  # type: ignore[arg-type]
        return environment().get_template(f"widgets/{self.name}.html").render(f=built)


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


def world(name: str) -> World:
    """Return a world of one form."""
    return World({"shop.test": WidgetSite(name)}, "http://shop.test/", FILES)


EDITORS = sorted(name for name, widget in widgets().items() if not widget.container and "twin" in widget.engines)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(DEPTH))
@pytest.mark.parametrize("name", EDITORS)
def test_random_walks_agree(engines: Engines, name: str, seed: int) -> None:
    equal, difference = walk(engines, lambda: world(name), Stream(seed, "widget-walk", name), 30)
    assert difference is None, f"after {equal} equal transitions\n{difference}"


def wanted(name: str) -> Target:
    """Return the other value of the first field as an expert's target."""
    given, _, other = sample(widgets()[name])
    field = Field.model_validate({"name": "first", "labels": ("First",), "required": True} | given)
    titles = {"first": dict(enumerate(NAMES, start=1))}
    typed = bool(other) if given["type"] == "bool" else other
    text = on_page.shown(field, typed, titles)
    return Target("First", on_page.wire(field, other), text, tuple(given.get("choices", NAMES)))


@pytest.mark.browser
@pytest.mark.parametrize("turn", range(min(DEPTH, len(STYLES))))
@pytest.mark.parametrize("name", EDITORS)
def test_the_expert_operates_it_in_both_engines(engines: Engines, name: str, turn: int) -> None:
    style: Style = STYLES[(EDITORS.index(name) + turn) % len(STYLES)]
    widget, target = widgets()[name], wanted(name)
    pair = Pair(engines, lambda: world(name))
    try:
        assert (difference := pair.opened()) is None, f"\n{difference}"
        moves = widget.operate(pair.sessions[0].snapshot, target, style)
        action: Action | None = next(moves)
        while action is not None:
            assert (difference := pair.act(action)) is None, f"\n{difference}"
            try:
                action = moves.send(pair.sessions[0].snapshot)
            except StopIteration:
                action = None
        assert widget.holds(pair.sessions[0].snapshot, target)
        for role, button in (("button", "Save"), ("button", "Discard")):
            difference = pair.act(Click(find(pair.sessions[0].snapshot, role, button)))
            assert difference is None, f"\n{difference}"
        site = pair.worlds[0].sites["shop.test"]
        assert isinstance(site, WidgetSite)
        sent = [text for field, text in site.state["posted"][0] if field in ("first", "first[]")]
        assert sent[-1:] == [target.value] or "|".join(sent) == target.value or (not sent and target.value == "0")
    finally:
        pair.close()
