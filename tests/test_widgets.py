"""Laws of every widget that is discovered: what is operated is what arrives, values read differently, nothing leaks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.engines.test_widget_walks import FILES, NAMES, WidgetSite, sample
from tests.engines.walks import find
from webgen.actions import Action, Click
from webgen.bind import bind
from webgen.domains.model import Field
from webgen.domains.reader import domain
from webgen.engines import engine
from webgen.engines.base import Engine, World
from webgen.episode import Episode, play
from webgen.generate import Knobs, generate, widgets
from webgen.mutate import Edit, apply
from webgen.oracle import STYLES, Oracle
from webgen.resources import folder
from webgen.site.app import Site, slug
from webgen.site.http import Request
from webgen.snapshot import Node
from webgen.spec import Level, Scalar, Spec
from webgen.widgets.base import Style, Target

EDITORS = sorted(name for name, widget in widgets().items() if not widget.container)


@cache
def with_widget(name: str, count: int, **narrowed: Any) -> list[Level]:
    """Return levels of one site whose task sets a field through the widget, which is still to be done and can be."""
    one = {"friction": 0, "login": 0, "two_sites": 0, "satisfied": 0, "infeasible": 0}
    knobs = Knobs.model_validate({"widgets": (name,), "workflows": ("create", "edit", "setting")} | one | narrowed)
    found = []
    for seed in range(4000):
        spec = generate(seed, knobs)
        if _uses(spec, name):
            found.append(bind(spec, seed))
        if len(found) == count:
            return found
    raise AssertionError(f"no {count} levels use {name}")


def _uses(spec: Spec, name: str) -> bool:
    site, task = spec.sites[0], spec.task
    form = site.entity(task.entity).form if task.entity else site.settings
    return any(gene.widget == name for gene in form.fields if gene.name in task.fields)


@pytest.fixture(scope="module")
def twin() -> Iterator[Engine]:
    with engine("twin") as built:
        yield built


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", EDITORS)
def test_what_is_operated_is_what_arrives(name: str, style: Style, twin: Engine) -> None:
    for level in with_widget(name, 3):
        played = play(twin, level, Oracle(level, style))
        assert played.verdict.success, (level.task.goal, played.verdict.reasons)
        assert not played.errors


@pytest.mark.parametrize("name", EDITORS)
def test_two_values_read_differently(name: str, twin: Engine) -> None:
    (level,) = with_widget(name, 1, locales=("en",), places=("page",), containers=("plain",))
    texts = set()
    with Episode(twin, level) as episode:
        oracle = Oracle(level)
        while not episode.act(oracle.act(episode.snapshot)).ended:
            texts.add(_control(name, level, episode))
    assert len({text for text in texts if text}) >= 2, texts


def _state(node: Node) -> str:
    return " ".join(state for state in ("checked", "selected", "pressed") if node.has(state))


def _control(name: str, level: Level, episode: Episode) -> str:
    """Return what the page shows of the controls of this kind, refs and focus left out."""
    shown = []
    for node in episode.snapshot.nodes:
        if node.role in (*widgets()[name].roles, "radio", "option"):
            inner = episode.snapshot.inside(node)
            shown.append(" ".join(f"{one.role} {one.name} {episode.snapshot.value(one)} {_state(one)}" for one in (node, *inner)))
    return (
        "\n".join(shown)
        if "/edit" in episode.snapshot.url or "/new" in episode.snapshot.url or "/settings" in episode.snapshot.url
        else ""
    )


@pytest.mark.parametrize("name", EDITORS)
def test_the_page_does_not_depend_on_the_target(name: str) -> None:
    (level,) = with_widget(name, 1)
    task = level.task
    step = task.plan[0].model_copy(update={"values": {}})
    blind = level.model_copy(update={"task": task.model_copy(update={"goal": "", "plan": (step,), "changes": ()})})
    pages = [_pages(site) for site in (Site(level), Site(blind))]
    assert pages[0] == pages[1]


def _pages(site: Site) -> list[str]:
    cookies: dict[str, str] = {}
    found = []
    for entity in site.domain.entities:
        for path in (
            f"/{slug(entity.plural[0])}",
            f"/{slug(entity.plural[0])}/new",
            f"/{slug(entity.plural[0])}/1/edit",
        ):
            answer = site.handle(Request("GET", path, cookies=dict(cookies)))
            cookies.update(answer.cookies)
            found.append(answer.body)
    return found


class Emptied(WidgetSite):
    """The form with the widget once: optional, with a value."""

    def field(self, name: str, given: dict[str, Any], value: Scalar) -> str:
        """Only the second one."""
        return super().field(name, given, sample(widgets()[self.name])[1]) if name == "second" else ""


def optional(name: str) -> bool:
    """Tell whether a widget can show a field that may be empty; a box that is not ticked says no, and an order is always one."""
    given, *_ = sample(widgets()[name])
    field = Field.model_validate({"name": "second", "labels": ("Second",)} | given)
    return given["type"] not in ("bool", "ranking") and widgets()[name].fits(field, 4)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", [name for name in EDITORS if optional(name)])
def test_what_is_optional_can_be_emptied_again(name: str, style: Style, twin: Engine) -> None:
    widget, site = widgets()[name], Emptied(name)
    target = Target("Second", "", "", tuple(sample(widget)[0].get("choices", NAMES)))
    session = twin.open(World({"shop.test": site}, "http://shop.test/", FILES))
    assert not widget.holds(session.snapshot, target)
    moves = widget.operate(session.snapshot, target, style)
    action: Action | None = next(moves)
    while action is not None:
        step = session.act(action)
        assert step.error is None
        try:
            action = moves.send(step.snapshot)
        except StopIteration:
            action = None
    assert widget.holds(session.snapshot, target)
    session.act(Click(find(session.snapshot, "button", "Save")))
    assert {value for field, value in site.state["posted"][-1] if field.startswith("second")} <= {""}
    session.close()


def test_every_widget_has_a_template_and_every_template_a_widget() -> None:
    templates = {path.stem for path in (folder("sites_templates") / "widgets").glob("[a-z]*.html")}
    assert templates == set(widgets())


def test_the_default_mix_reaches_every_widget() -> None:
    seen: set[str] = set()
    for seed in range(120):
        site = generate(seed).sites[0]
        forms = [gene.form for gene in site.entities] + [site.settings]
        seen |= {gene.widget for form in forms for gene in form.fields}
    assert seen == set(widgets())


def test_swapping_widgets_keeps_the_task_solvable(twin: Engine) -> None:
    for seed in range(6):
        spec = generate(seed, Knobs(workflows=("edit",), friction=0, domains=("shop",), two_sites=0))
        field = spec.task.fields[0]
        gene = spec.sites[0].entity(spec.task.entity).form.gene(field)
        assert gene is not None
        for name, widget in widgets().items():
            shown = domain("shop").entity(spec.task.entity).field(field)
            if name == gene.widget or not widget.fits(shown, 40) or set(widget.types) != set(widgets()[gene.widget].types):
                continue
            edit = Edit(operator="swap_widget", arguments={"owner": spec.task.entity, "field": field, "widget": name})
            level = bind(apply(spec, edit)[0], seed)
            assert play(twin, level, Oracle(level)).verdict.success
