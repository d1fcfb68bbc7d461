"""Every layout shows every record, lets an expert work on it in both styles, and reads the same in both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

import pytest

from tests.drawn import drawn
from webgen.actions import Action, Click, Navigate, Select
from webgen.bind import bind
from webgen.domains.reader import domain as read_domain
from webgen.engines import engine as engine_of
from webgen.engines.base import Engine
from webgen.engines.chromium.session import ChromiumEngine
from webgen.engines.twin.session import TwinEngine
from webgen.episode import Episode, play
from webgen.errors import InputError, SpecError
from webgen.generate import Knobs, editable_cells, generate, level_of
from webgen.laws import broken_laws
from webgen.layouts.base import Layout, layout_of, layouts
from webgen.oracle import STYLES, Ending, Oracle
from webgen.parity import ParityReport, walk_both
from webgen.resources import folder
from webgen.site.app import Site, slug
from webgen.site.http import Request
from webgen.snapshot import Snapshot
from webgen.spec import EntityGene, FrictionGene, Level, ListGene, PlanStep, Spec
from webgen.streams import Stream
from webgen.validity import refuse_unsound_spec
from webgen.visitor import Visitor
from webgen.walks import random_action
from webgen.widgets.base import Style

NAMES = sorted(layouts())
WORKFLOWS = ("edit", "verb", "delete")
READING = ("count_where", "delete_all", "verb_all", "edit_top_several", "superlative", "second", "filter_act")
SORTED = ("edit_top_several", "superlative", "second")  # what a list must be sorted for
SEEDS = range(80)
MOST_CHARACTERS = 12_000
PRODS = 14
RANDOM_ACTS = 12


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engine_of("twin")


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Engine, Engine]]:
    with ChromiumEngine() as chromium, TwinEngine() as twin:
        yield chromium, twin


def specs(name: str, workflow: str, most: int, login: float = 0.0) -> tuple[Spec, ...]:
    """Return specs whose task is about a list with a layout."""
    found, coming = _fitting(name, workflow, login)
    while len(found) < most and (spec := next(coming, None)) is not None:
        found.append(spec)
    return tuple(found[:most])


@cache
def _fitting(name: str, workflow: str, login: float) -> tuple[list[Spec], Iterator[Spec]]:
    """Return a list for the specs that were looked for so far, and those to come."""
    hopeless = workflow in SORTED and not layouts()[name].sortable
    return [], _drawn(name, workflow, login, SEEDS[:2] if hopeless else SEEDS)


def _drawn(name: str, workflow: str, login: float, seeds: Iterable[int]) -> Iterator[Spec]:
    for seed in seeds:
        try:
            spec = generate(seed, Knobs(layouts=(name,), workflows=(workflow,), friction=0, login=login))
        except SpecError:
            continue
        if spec.task.entity and spec.sites[0].entity(spec.task.entity).listing.layout == name:
            yield spec


def changed(spec: Spec, *frictions: FrictionGene, boost: bool | None = None, **listing: object) -> Spec:
    """Return the spec with other frictions and parts of the list of its task."""
    site = spec.sites[0]
    entities = tuple(
        gene.model_copy(update={"listing": gene.listing.model_copy(update=listing)}) if gene.name == spec.task.entity else gene
        for gene in site.entities
    )
    site = site.model_copy(update={"entities": entities, "boost": site.boost if boost is None else boost})
    return spec.model_copy(update={"sites": (site,), "frictions": frictions})


def gene_of(level: Level) -> EntityGene:
    return level.spec.sites[0].entity(level.spec.task.entity)


def layout(level: Level) -> Layout:
    return layout_of(gene_of(level).listing)


def walked(engine: Engine, level: Level, style: Style, *plan: PlanStep) -> list[str]:
    """Return what every page shows to an expert with another plan, whose goal names no record."""
    task = level.task.model_copy(update={"goal": "Look around.", "plan": plan, "references": ()})
    level = level.model_copy(update={"task": task, "max_steps": 400})
    oracle, texts = Oracle(level, style, plan=plan, ending=Ending()), []
    with Episode(engine, level) as episode:
        while True:
            texts.append(episode.snapshot.text)
            step = episode.act(oracle.act(episode.snapshot))
            assert step.error is None, step.error
            if step.ended:
                return texts


class Prods:
    """Tries controls of the results one after another, of each role a few, and comes back where one leads away."""

    def __init__(self, path: str, region: str) -> None:
        self.path, self.region, self.tried = path, region, Counter[str]()
        self.done: set[tuple[str, str]] = set()

    def __call__(self, snapshot: Snapshot, number: int) -> Action | None:
        """Return the next action."""
        if number >= PRODS:
            return None
        dialog = next((node for node in snapshot.nodes if node.role == "dialog"), None)
        region = dialog or next((node for node in snapshot.nodes if (node.role, node.name) == ("region", self.region)), None)
        if region is None or (dialog is None and urlsplit(snapshot.url).path != self.path):
            return Navigate(self.path)
        for node in sorted(snapshot.inside(region), key=lambda one: (one.role != "menuitem", self.tried[one.role])):
            known = (node.role, node.name)
            if node.ref and node.role in ("button", "link", "checkbox", "combobox", "menuitem") and known not in self.done:
                self.done.add(known)
                self.tried[node.role] += 1
                if node.role == "combobox":
                    options = [one.name for one in snapshot.inside(node) if one.role == "option" and not one.has("selected")]
                    return Select(node.ref, (options[0],))
                return Click(node.ref)
        return Navigate(self.path) if number == 0 else None


@pytest.mark.parametrize("name", NAMES)
class TestEvery:
    """What holds for every layout."""

    def test_it_has_a_template_and_words(self, name: str) -> None:
        assert (folder("sites_templates") / "layouts" / f"{name}.html").exists()
        assert layouts()[name].name == name
        assert type(layouts()[name]).__doc__

    @pytest.mark.parametrize("style", STYLES)
    @pytest.mark.parametrize("workflow", [*WORKFLOWS, *READING])
    def test_an_expert_solves_levels_on_it(self, engine: Engine, name: str, workflow: str, style: Style) -> None:
        found = specs(name, workflow, 2)
        assert bool(found) == (layouts()[name].sortable or workflow not in SORTED)
        for number, spec in enumerate(found):
            if STYLES[number] != style:  # each style on a site of its own
                continue
            level = bind(spec, number)
            played = play(engine, level, Oracle(level, style))
            assert played.verdict.success, played.verdict.reasons
            assert not played.errors
            assert len(played.actions) <= level.max_steps

    @pytest.mark.parametrize("style", STYLES)
    @pytest.mark.parametrize("boost", [False, True])
    @pytest.mark.parametrize("search", ["live", "submit"])
    def test_with_slow_answers_questions_and_a_sign_in(
        self, engine: Engine, name: str, search: str, boost: bool, style: Style
    ) -> None:
        slow = (FrictionGene(name="confirm"), FrictionGene(name="latency", strength=3))
        turn = (search == "live") + boost + (style == "mouse")
        for workflow in ("verb", "edit")[turn % 2 :][:1]:  # every pair of the four comes up
            for spec in specs(name, workflow, 1, login=1.0):
                level = bind(changed(spec, *slow, boost=boost, search=search), 3)
                played = play(engine, level, Oracle(level, style))
                assert played.verdict.success, played.verdict.reasons
                assert not played.errors

    @pytest.mark.parametrize("style", STYLES)
    def test_every_record_is_found_without_its_name(self, engine: Engine, name: str, style: Style) -> None:
        (spec,) = specs(name, "edit", 1)
        level = bind(spec, 5)
        rows = level.records(0, spec.task.entity)
        for row in (rows[0], rows[len(rows) // 2], rows[-1]):
            plan = PlanStep(do="look", entity=spec.task.entity, record=int(row["id"] or 0))
            title = str(row[read_domain(spec.sites[0].domain).entity(spec.task.entity).title])
            assert f'heading "{title}"' in walked(engine, level, style, plan)[-1]

    def test_a_survey_shows_every_record_with_what_the_layout_says_it_shows(self, engine: Engine, name: str) -> None:
        for spec in specs(name, "edit", 3):
            level = bind(spec, 6)
            entity = read_domain(spec.sites[0].domain).entity(spec.task.entity)
            texts = walked(engine, level, "mouse", PlanStep(do="survey", entity=entity.name))
            shown = layout(level).shows(entity, gene_of(level).listing)
            assert entity.title in shown
            choices = [one for one in shown if entity.field(one).type == "choice"]
            for row in level.records(0, entity.name):
                wanted = [str(row[entity.title]), *(str(row[one]) for one in choices if row[one])]
                assert any(all(part in text for part in wanted) for text in texts), wanted

    def test_its_laws_hold_and_pages_are_short(self, engine: Engine, name: str) -> None:
        for spec in specs(name, "edit", 3):
            level = bind(spec, 7)
            assert broken_laws(level) == []
            site = Site(level)
            path = slug(site.domain.entity(spec.task.entity).plural[0])
            site.close()
            with Episode(engine, level) as episode:
                text = episode.act(Navigate(f"/{path}")).snapshot.text
            assert len(text) < MOST_CHARACTERS

    def test_both_engines_show_the_same(self, engines: tuple[Engine, Engine], name: str) -> None:
        report = ParityReport()
        for number, spec in enumerate(specs(name, "verb", 1) + specs(name, "edit", 1)):
            frictions = (FrictionGene(name="confirm"), FrictionGene(name="latency")) if number else ()
            gene = spec.sites[0].entity(spec.task.entity)
            entity = read_domain(spec.sites[0].domain).entity(gene.name)
            inline = tuple(editable_cells(entity, gene.listing)) if layouts()[name].inlines else ()
            changes = changed(spec, *frictions, boost=not number, inline=inline)
            level, stream = bind(changes, 8), Stream(number, "layouts", name)
            oracle = Oracle(level, STYLES[number])
            walk_both(engines, level, lambda snapshot, _: oracle.act(snapshot), report, label="oracle")  # noqa: B023
            survey = level.model_copy(update={"max_steps": 200})
            reader = Oracle(survey, plan=[PlanStep(do="survey", entity=spec.task.entity), *level.task.plan], ending=Ending())
            if number:
                walk_both(engines, survey, lambda snapshot, _: reader.act(snapshot), report, label="survey")  # noqa: B023
            path = f"/{slug(entity.plural[0])}"
            if inline or not number:
                walk_both(engines, survey, Prods(path, entity.plural[0]), report, label="prods")

            def on_the_list(snapshot: Snapshot, n: int) -> Action | None:
                if n == 0:
                    return Navigate(path)  # noqa: B023
                return random_action(snapshot, stream.child(n)) if n < RANDOM_ACTS else None  # noqa: B023

            if number:
                walk_both(engines, level, on_the_list, report, label="random")
        assert report.mismatches == []
        assert report.unsupported == 0


# ---- what is drawn ---------------------------------------------------------------------------------------------------


def test_the_default_mix_reaches_every_layout() -> None:
    seen: dict[str, int] = dict.fromkeys(NAMES, 0)
    inline = 0
    for seed in range(300):
        listings = [gene.listing for gene in drawn(seed).sites[0].entities]
        for one in {listing.layout for listing in listings}:
            seen[one] += 1
        inline += any(listing.inline for listing in listings)
    assert min(seen.values()) >= 3, seen
    assert inline >= 3


def test_a_spec_with_a_layout_that_does_not_fit_is_refused() -> None:
    spec = specs("table", "edit", 1)[0]
    for listing, match in (
        ({"layout": "tabel"}, "Did you mean 'table'"),
        ({"layout": "board", "by": "title"}, "cannot arrange"),
        ({"inline": ("nothing",)}, "cell to change in place"),
    ):
        with pytest.raises(InputError, match=match):
            refuse_unsound_spec(changed(spec, **listing), where="spec")


def test_old_specs_read() -> None:
    assert ListGene.model_validate({"columns": ["name"], "layout": "cards"}) == ListGene(columns=("name",), layout="cards")


# ---- several at once -------------------------------------------------------------------------------------------------


class Admin:
    """A visitor in front of a grid."""

    def __init__(self, level: Level) -> None:
        self.level, self.site = level, Site(level)
        self.visitor = Visitor(self.site)
        self.visitor.sign_in()
        self.entity = self.site.domain.entity(level.spec.task.entity)
        self.path = "/" + slug(self.entity.plural[0])

    def send(self, deed: str, *records: int, token: str | None = None) -> str:
        """Post a choice of records; return the page that follows."""
        action = f"{self.path}/bulk"
        given = self.visitor.token(self.path, action) if token is None else token
        form = (("_token", given), ("do", deed), *(("id", str(record)) for record in records))
        headers = {"host": self.site.content.host}
        self.answer = self.site.handle(Request("POST", action, form=form, headers=headers, cookies=self.visitor.cookies))
        return self.visitor.get(self.path).body if self.answer.location else self.answer.body


@pytest.fixture
def admin() -> Iterator[Admin]:
    found = specs("grid", "verb", 8)
    spec = next(spec for spec in found if read_domain(spec.sites[0].domain).entity(spec.task.entity).deletable)
    made = Admin(bind(spec, 9))
    yield made
    made.site.close()


def test_a_verb_on_several_moves_those_in_the_right_state_and_names_the_others(admin: Admin) -> None:
    rows = admin.level.records(0, admin.entity.name)
    verb = admin.entity.verb(admin.level.spec.task.verb)
    able = [row for row in rows if row[verb.field] in verb.sources]
    unable = [row for row in rows if row[verb.field] not in verb.sources]
    assert able
    assert unable
    body = admin.send(verb.name, *(int(row["id"] or 0) for row in (*able, *unable)))
    changes = [row for row in admin.site.log() if row.table == admin.entity.name]
    assert {row.record for row in changes} == {row["id"] for row in able}
    assert all(row.after[verb.field] == verb.target for row in changes)
    effects = [row for row in admin.site.log() if row.table == "effects"]
    assert len(effects) == (len(able) if verb.effect else 0)
    assert f"{len(able)} changed" in body
    assert all(str(row[admin.entity.title]).split("&")[0].split("'")[0] in body for row in unable)


def test_deleting_several_leaves_and_names_those_that_others_refer_to() -> None:
    for spec in specs("grid", "delete", 12):
        domain = read_domain(spec.sites[0].domain)
        referrers = domain.referrers(spec.task.entity)
        if not referrers:
            continue
        level = bind(spec, 10)
        used = {row[field.name] for entity, field in referrers for row in level.records(0, entity.name)}
        admin = Admin(level)
        rows = level.records(0, spec.task.entity)
        body = admin.send("delete", *(int(row["id"] or 0) for row in rows))
        gone = {row.record for row in admin.site.log() if row.op == "delete"}
        assert gone == {row["id"] for row in rows if row["id"] not in used}
        assert f"{len(gone)} deleted" in body if gone else "Left, because" in body
        admin.site.close()
        return
    pytest.fail("no grid of records that others refer to")


def test_nothing_happens_without_a_choice_a_token_or_twice(admin: Admin) -> None:
    verb = admin.entity.verb(admin.level.spec.task.verb)
    record = next(int(row["id"] or 0) for row in admin.level.records(0, admin.entity.name) if row[verb.field] in verb.sources)
    assert "Select at least one record first." in admin.send(verb.name)
    admin.send(verb.name, record, token="made up")
    assert admin.answer.status == 409
    assert admin.site.log() == []
    token = admin.visitor.token(admin.path, f"{admin.path}/bulk")
    admin.send("delete", 99_999, token=token)
    assert admin.site.log() == []
    admin.send(verb.name, record, token=token)
    first = admin.site.log()
    assert first
    admin.send(verb.name, record, token=token)
    assert admin.answer.status == 409
    assert admin.site.log() == first


@pytest.mark.parametrize("workflow", ["delete_all", "verb_all"])
def test_an_expert_uses_the_bar_where_it_can(engine: Engine, workflow: str) -> None:
    used = 0
    for number, spec in enumerate(specs("grid", workflow, 6)):
        level = bind(spec, number)
        with Episode(engine, level) as episode:
            oracle = Oracle(level)
            while True:
                before = episode.snapshot
                action = oracle.act(before)
                node = before.by_ref.get(str(getattr(action, "ref", "")))
                used += node is not None and node.role == "checkbox"
                if episode.act(action).ended:
                    break
            assert episode.verdict().success
    assert used


# ---- cells that are changed where they stand -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [2, 9, 11, 14])
def test_the_expert_sorts_by_sort_links_and_not_by_facets_that_keep_the_order(engine: Engine, seed: int) -> None:
    level = level_of(seed, Knobs(workflows=("superlative",), layouts=("facets",), friction=0))
    for style in STYLES:
        assert play(engine, level, Oracle(level, style)).verdict.success


@cache
def inline_level() -> tuple[Level, str]:
    for spec in specs("table", "edit", 20):
        gene = spec.sites[0].entity(spec.task.entity)
        entity = read_domain(spec.sites[0].domain).entity(gene.name)
        names = [name for name in editable_cells(entity, gene.listing) if entity.field(name).type == "choice"]
        if names:
            task = spec.task.model_copy(update={"fields": (names[0],)})
            return bind(changed(spec, inline=(names[0],)).model_copy(update={"task": task}), 11), names[0]
    raise AssertionError("no table with a choice in it")


def test_a_cell_takes_what_the_form_takes_and_no_more() -> None:
    level, name = inline_level()
    admin = Admin(level)
    field, row = admin.entity.field(name), level.records(0, admin.entity.name)[0]
    action = f"{admin.path}/{row['id']}/cell/{name}"
    other = next(choice for choice in field.choices if choice != row[name])

    def send(value: str) -> str:
        token = admin.visitor.token(admin.path, action)
        headers = {"hx-request": "true"}
        return admin.visitor.send("POST", action, {"_token": token, "value": value}, headers).body

    assert "Choose one of the options." in send("nonsense")
    assert admin.site.log() == []
    assert "Saved" in send(other)
    (change,) = [one for one in admin.site.log() if one.table == admin.entity.name]
    assert {key for key in change.after if change.after[key] != change.before[key]} >= {name}
    assert change.after[name] == other
    assert admin.visitor.send("POST", f"{admin.path}/{row['id']}/cell/{admin.entity.title}", {"value": "x"}).status == 404
    assert admin.visitor.send("POST", action, {"_token": "made up", "value": other}).status == 409
    admin.site.close()


def test_an_expert_changes_a_cell_where_it_stands(engine: Engine) -> None:
    level, name = inline_level()
    played = play(engine, level, Oracle(level))
    assert played.verdict.success, played.verdict.reasons
    assert not any("/edit" in snapshot for snapshot in [str(action) for action in played.actions])
    assert len(played.actions) <= 6
    assert name
