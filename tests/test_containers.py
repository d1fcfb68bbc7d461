"""Laws of every container, place and action bar that is discovered, and of forms that are filled in by steps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape

import pytest

from tests.drawn import drawn
from webgen.actionbars.base import actionbars
from webgen.bind import bind
from webgen.containers.base import containers
from webgen.engines import engine, kept
from webgen.engines.base import Engine
from webgen.episode import play
from webgen.errors import SpecError, UnknownName
from webgen.generate import Knobs, generate
from webgen.judge import net_changes
from webgen.mutate import Edit, apply
from webgen.oracle import STYLES, Oracle
from webgen.parity import ParityReport, walk_both
from webgen.places.base import places
from webgen.resources import folder
from webgen.site.app import Site, slug
from webgen.site.store import LogRow
from webgen.spec import FormGene, Level, Spec, load
from webgen.streams import Stream
from webgen.validity import refuse_unsound_spec
from webgen.visitor import Submission, Visitor, submission_of
from webgen.walks import random_action
from webgen.widgets.base import Style

KINDS: dict[str, Mapping[str, object]] = {"containers": containers(), "places": places(), "actionbars": actionbars()}
MEMBERS = [(kind, name) for kind, known in KINDS.items() for name in known]
FLOWS = {
    "containers": ("create", "edit", "setting", "answer"),
    "places": ("create", "edit"),
    "actionbars": ("edit", "verb", "delete"),
}
STEPS = [name for name, part in containers().items() if part.steps]


@cache
def with_member(kind: str, name: str, count: int, *, start: int = 0, **knobs: object) -> list[Level]:
    """Return levels whose task leads through the member."""
    found = []
    given: dict[str, object] = {"friction": 0, "login": 0, "two_sites": 0, "workflows": FLOWS[kind]} | knobs | {kind: (name,)}
    for seed in range(start, start + 200):
        spec = generate(seed, Knobs.model_validate(given))
        if _leads_through(spec, kind, name):
            found.append(bind(spec, seed))
        if len(found) == count:
            return found
    raise AssertionError(f"no {count} levels lead through {name}")


def _leads_through(spec: Spec, kind: str, name: str) -> bool:
    site, task = spec.sites[0], spec.task
    if not task.entity:
        return kind == "containers" and site.settings.container == name
    gene = site.entity(task.entity)
    if kind == "containers":
        return (gene.detail if task.workflow == "answer" else gene.form.container) == name
    return (gene.form.place if kind == "places" else gene.actions) == name


@pytest.fixture(scope="module")
def twin() -> Iterator[Engine]:
    with engine("twin") as built:
        yield built


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_has_a_template_and_every_template_a_member(kind: str) -> None:
    templates = {path.stem for path in (folder("sites_templates") / kind).glob("[a-z]*.html")}
    assert templates == set(KINDS[kind])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("kind", "name"), MEMBERS, ids=lambda part: part)
def test_the_expert_gets_through(kind: str, name: str, style: Style, twin: Engine) -> None:
    for level in with_member(kind, name, 3)[STYLES.index(style) :][:2]:
        played = play(twin, level, Oracle(level, style))
        assert played.verdict.success, (level.task.goal, played.verdict.reasons)
        assert not played.errors
        assert len(played.actions) <= level.max_steps


FRICTIONS = ("hidden_actions", "validation", "server_error", "preticked", "latency", "confirm", "nav_drift")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("kind", "name"), MEMBERS, ids=lambda part: part)
def test_it_combines_with_what_gets_in_the_way(kind: str, name: str, style: Style, twin: Engine) -> None:
    for level in with_member(kind, name, 2, start=50, frictions=FRICTIONS, friction=5)[STYLES.index(style) :][:1]:
        played = play(twin, level, Oracle(level, style))
        assert played.verdict.success, (level.task.goal, played.verdict.reasons)
        assert not played.errors
        assert len(played.actions) <= level.max_steps


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "name"), MEMBERS, ids=lambda part: part)
def test_engines_agree(kind: str, name: str, twin: Engine) -> None:
    report = ParityReport()
    (level,) = with_member(kind, name, 1, start=7)
    oracle, stream = Oracle(level, Stream(7, kind, name).pick(STYLES)), Stream(7, "walk", kind, name)
    walk_both((kept("chromium"), twin), level, lambda snapshot, _: oracle.act(snapshot), report, label="oracle")
    walk_both(
        (kept("chromium"), twin), level, lambda now, n: random_action(now, stream.child(n)) if n < 20 else None, report, label="random"
    )
    assert not report.mismatches, report.mismatches[0]


def test_the_default_mix_reaches_every_member() -> None:
    seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for seed in range(80):
        site = drawn(seed).sites[0]
        for gene in site.entities:
            seen["containers"] |= {gene.form.container, gene.detail}
            seen["places"].add(gene.form.place)
            seen["actionbars"].add(gene.actions)
    assert seen == {kind: set(known) for kind, known in KINDS.items()}


def test_older_specs_say_tabs_with_a_flag() -> None:
    assert load(FormGene, '{"fields": [], "tabs": true}', where="old").container == "tabs"
    assert load(FormGene, '{"fields": [], "tabs": false}', where="old").container == "plain"
    spec = generate(3)
    data = json.loads(spec.model_dump_json())
    entity = data["sites"][0]["entities"][0]
    for name in ("detail", "actions"):
        entity.pop(name)
    read = load(Spec, json.dumps(data), where="old").sites[0].entities[0]
    assert (read.detail, read.actions) == ("plain", "buttons")
    entity["detail_tabs"] = True
    assert load(Spec, json.dumps(data), where="old").sites[0].entities[0].detail == "tabs"


@pytest.mark.parametrize(
    ("operator", "arguments"),
    [
        ("recontain", {"container": "nonsense"}),
        ("recontain", {"container": "masked"}),
        ("redetail", {"container": "wizard"}),
        ("reopen", {"place": "nowhere"}),
        ("reaction", {"bar": "none"}),
    ],
)
def test_what_does_not_fit_is_refused(operator: str, arguments: dict[str, str]) -> None:
    spec = generate(3)
    name = spec.sites[0].entities[0].name
    with pytest.raises((SpecError, UnknownName)):
        apply(spec, Edit(operator=operator, arguments={"entity": name, **arguments}))
    gene = spec.sites[0].entities[0]
    wrong = {
        "recontain": gene.model_copy(update={"form": gene.form.model_copy(update=arguments)}),
        "redetail": gene.model_copy(update={"detail": arguments.get("container", "")}),
        "reopen": gene.model_copy(update={"form": gene.form.model_copy(update=arguments)}),
        "reaction": gene.model_copy(update={"actions": arguments.get("bar", "")}),
    }[operator]
    site = spec.sites[0].model_copy(update={"entities": (wrong, *spec.sites[0].entities[1:])})
    with pytest.raises((SpecError, UnknownName)):
        refuse_unsound_spec(spec.model_copy(update={"sites": (site,)}), where="test")


# ---- forms that the site takes in by steps


def _wizard(workflow: str) -> tuple[Level, Visitor, Submission]:
    """Return a level whose task fills in a form of several steps, a visitor of its site, and the whole form filled in."""
    (level,) = with_member("containers", "wizard", 1, workflows=(workflow,), widgets=("text", "textarea", "select", "number", "date", "checkbox"))
    submission = submission_of(level, level.task.plan[0])
    assert submission is not None
    return level, Visitor(Site(level)), submission


def _steps(visitor: Visitor, form: Submission) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each step with the fields of the filled-in form that its page shows."""
    for step in range(20):
        body = visitor.get(f"{form.shown_at}?step={step + 1}").body
        names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_]+)"', body))
        yield step, {name: text for name, text in form.form.items() if name in names}
        if 'value="finish"' in body:
            return


def _send(visitor: Visitor, form: Submission, step: int, fields: dict[str, str], go: str) -> str:
    """Send one step and return the page that follows."""
    token = visitor.token(f"{form.shown_at}?step={step + 1}", form.action)
    answer = visitor.send("POST", form.action, fields | {"_token": token, "_step": str(step), "_go": go})
    if answer.location is None:
        return unescape(answer.body)
    assert answer.location.startswith(form.shown_at) or go == "finish"
    return unescape(visitor.get(answer.location).body)


def _meant(level: Level, rows: list[LogRow]) -> list[object]:
    return list(net_changes(level.task, rows))


@pytest.mark.parametrize("workflow", ["create", "edit", "setting"])
def test_nothing_is_written_before_the_last_step(workflow: str) -> None:
    level, visitor, form = _wizard(workflow)
    shown = list(_steps(visitor, form))
    assert len(shown) >= 3
    for step, fields in shown[:-1]:
        _send(visitor, form, step, fields, "next")
        assert not _meant(level, visitor.site.log())
        assert not visitor.site.log()  # what is kept of a draft is ambient
    _send(visitor, form, shown[-1][0], {}, "finish")
    assert len(_meant(level, visitor.site.log())) == 1


@pytest.mark.parametrize("workflow", ["create", "edit", "setting"])
def test_going_back_keeps_what_was_entered_and_beginning_anew_does_not(workflow: str) -> None:
    level, visitor, form = _wizard(workflow)
    step, fields = next(iter(_steps(visitor, form)))
    _send(visitor, form, step, fields, "next")
    back = _send(visitor, form, 1, {}, "back")
    for name, text in fields.items():
        field = back.index(f'name="{name}"')
        assert text in ("", "0", "1") or text in back[max(0, field - 300) : field + 600], (name, text)
    before = unescape(visitor.get(form.shown_at).body)
    fresh = unescape(Visitor(Site(level)).get(form.shown_at).body)
    strip = re.compile(r'name="_token" value="\w+"')
    assert strip.sub("", before[before.index("<form class=\"form") :]) == strip.sub("", fresh[fresh.index("<form class=\"form") :])


def test_a_mistake_is_shown_in_the_step_of_its_field_and_the_last_step_finds_it_again() -> None:
    level, visitor, form = _wizard("edit")
    domain_fields = {gene.name for gene in level.spec.sites[0].entity(level.task.plan[0].entity).form.fields}
    step, fields = next(iter(_steps(visitor, form)))
    wrong = {name: "" for name in fields if name in domain_fields}
    page = _send(visitor, form, step, wrong, "next")
    assert "needs attention" in page or "need attention" in page
    assert f'name="_step" value="{step}"' in page
    last = [step for step, _ in _steps(visitor, form)][-1]
    visitor_form = Submission(form.shown_at, form.action, {})
    _send(visitor, visitor_form, 0, fields | wrong, "back")  # going back keeps even what is wrong
    page = _send(visitor, visitor_form, last, {}, "finish")
    assert 'name="_step" value="0"' in page
    assert "attention" in page
    assert not visitor.site.log()


def test_a_step_needs_a_token() -> None:
    level, visitor, form = _wizard("edit")
    answer = visitor.send("POST", form.action, {"_step": "0", "_go": "next"})
    assert answer.status == 409
    assert not visitor.site.log()


@pytest.mark.parametrize("name", STEPS)
def test_the_address_of_a_form_stays_its_plain_one(name: str) -> None:
    (level,) = with_member("containers", name, 1, workflows=("edit",), places=("dialog",))
    visitor = Visitor(Site(level))
    step = level.task.plan[0]
    entity = visitor.site.domain.entity(step.entity)
    assert visitor.get(f"/{slug(entity.plural[0])}/{step.record}/edit").status == 200
