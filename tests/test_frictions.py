"""Every friction is in the way where a level has it, absent otherwise, and an expert gets past it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from functools import cache

import pytest

from webgen.actions import Action, Done, Navigate
from webgen.bind import bind
from webgen.engines import engine as engine_of
from webgen.engines.base import Engine
from webgen.episode import Episode, idle, play
from webgen.frictions.gate import BOXES, PHRASES
from webgen.generate import Knobs, frictions, generate
from webgen.judge import answer_fits
from webgen.locales import Locale, locales
from webgen.oracle import STYLES, Oracle, OracleStuck
from webgen.site.app import Site, slug
from webgen.site.dates import Notation, noted, order
from webgen.snapshot import Snapshot
from webgen.spec import AnswerPattern, FrictionGene, Level, Spec
from webgen.visitor import Visitor, submission_of
from webgen.widgets.base import Style, label_of

NAMES = sorted(frictions())
WORKFLOWS = ("edit", "verb", "create", "delete")
SEEDS = range(4)  # a workflow each
STRENGTHS = (1, 2, 3)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engine_of("twin")


@cache
def plain(seed: int, workflow: str, *, login: bool) -> Spec:
    return generate(seed, Knobs(workflows=(workflow,), friction=0, login=float(login)))


def level_with(seed: int, workflow: str, *genes: FrictionGene) -> Level:
    login = any(frictions()[gene.name].needs_login for gene in genes)
    return bind(plain(seed, workflow, login=login).model_copy(update={"frictions": genes}), seed)


@cache
def levels(name: str, strength: int) -> list[Level]:
    """Return levels of different workflows that have one friction."""
    gene = FrictionGene(name=name, strength=strength)
    return [level_with(seed, WORKFLOWS[seed % len(WORKFLOWS)], gene) for seed in SEEDS]


def pages(engine: Engine, level: Level, style: Style) -> str:
    """Return the text of every page an expert sees who solves a level after a look around."""
    oracle = Oracle(level, style)
    site = Site(level)
    first = slug(site.domain.entities[0].plural[0])
    site.close()
    around = [f"/{first}", f"/{first}/1", f"/{first}/1/edit", "/"]
    found = []
    with Episode(engine, level) as episode:
        looks: list[Action] = [] if level.spec.sites[0].login else [Navigate(path) for path in around]
        for _ in range(3 * level.max_steps):
            found.append(episode.snapshot.text)
            parts = sorted(frictions().values(), key=lambda part: part.rank)
            hurdle = next((act for part in parts if (act := part.resolve(episode.snapshot, str))), None)
            action = (hurdle or looks.pop(0)) if looks else oracle.act(episode.snapshot)
            if episode.act(action).ended:
                break
    return "\n".join(found)


def has_sign(text: str, name: str) -> bool:
    return any(sign in text for sign in frictions()[name].signs)


@pytest.mark.parametrize("name", NAMES)
class TestEvery:
    """What holds for every friction."""

    @pytest.mark.parametrize("style", STYLES)
    @pytest.mark.parametrize("strength", STRENGTHS)
    def test_an_expert_gets_past_it(self, engine: Engine, name: str, strength: int, style: Style) -> None:
        for level in levels(name, strength):
            played = play(engine, level, Oracle(level, style))
            assert played.verdict.success, played.verdict.reasons
            assert not played.errors
            assert len(played.actions) <= level.max_steps

    def test_it_shows_where_a_level_has_it(self, engine: Engine, name: str) -> None:
        if not frictions()[name].signs:
            pytest.skip("it shows nothing of its own")
        assert any(has_sign(pages(engine, level, "mouse"), name) for level in levels(name, 3))

    def test_it_does_not_show_where_a_level_lacks_it(self, engine: Engine, name: str) -> None:
        for seed in SEEDS[:2]:
            text = pages(engine, level_with(seed, WORKFLOWS[seed]), "mouse")
            assert not has_sign(text, name)

    def test_doing_nothing_is_not_rewarded(self, engine: Engine, name: str) -> None:
        wanted = [level for level in levels(name, 2) if level.task.ending != "give_up"]  # there, nothing else is right
        assert wanted
        for level in wanted:
            assert not idle(engine, level).success

    def test_it_changes_neither_records_nor_goal_nor_what_is_wanted(self, name: str) -> None:
        if frictions()[name].near_duplicates:
            pytest.skip("it is made of records")
        for level in levels(name, 3):
            spec = level.spec.model_copy(update={"frictions": ()})
            bare = bind(spec, level.content_seed)
            assert bare.task == level.task
            assert bare.sites == level.sites


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("strength", STRENGTHS)
def test_an_expert_gets_past_all_at_once(engine: Engine, style: Style, strength: int) -> None:
    genes = [FrictionGene(name=name, strength=strength) for name in NAMES]
    for seed in SEEDS:
        level = level_with(seed, WORKFLOWS[seed], *genes)
        played = play(engine, level, Oracle(level, style))
        assert played.verdict.success, played.verdict.reasons
        assert not played.errors
        assert len(played.actions) <= level.max_steps


def test_a_page_shows_one_dialog_at_most(engine: Engine) -> None:
    genes = [FrictionGene(name=name, strength=3) for name in NAMES]
    level = level_with(1, "edit", *genes)
    oracle = Oracle(level)
    with Episode(engine, level) as episode:
        while True:
            dialogs = [node for node in episode.snapshot.nodes if node.role == "dialog" and node.name]
            assert len([node for node in dialogs if has_sign(node.name, "tour") or has_sign(node.name, "terms")]) <= 1
            assert len(dialogs) <= 2  # a question before an act may come on top
            if episode.act(oracle.act(episode.snapshot)).ended:
                break


def test_a_box_left_ticked_is_a_failure_and_a_cleared_one_is_not(engine: Engine) -> None:
    level = level_with(0, "edit", FrictionGene(name="preticked", strength=1))
    verdict = play(engine, level, Oracle(level_with(0, "edit"))).verdict  # it does not look
    assert not verdict.success
    assert verdict.reasons == ("the effects are not the wanted ones",)


def seen_by_expert(engine: Engine, level: Level) -> list[Snapshot]:
    """Return the snapshots an expert acts on who solves a level."""
    oracle, found = Oracle(level), []
    with Episode(engine, level) as episode:
        while True:
            found.append(episode.snapshot)
            if episode.act(oracle.act(episode.snapshot)).ended:
                return found


def disabled(snapshot: Snapshot, name: str) -> bool:
    return any(node.role == "button" and node.name == name and node.has("disabled") for node in snapshot.nodes)


@pytest.mark.parametrize("strength", STRENGTHS)
def test_the_button_of_a_gated_form_waits(engine: Engine, strength: int) -> None:
    pages = seen_by_expert(engine, level_with(0, "edit", FrictionGene(name="gate", strength=strength)))
    closed = [page for page in pages if disabled(page, "Save changes")]
    assert any(node.role == "checkbox" and node.name in BOXES for page in closed for node in page.nodes) is (strength != 2)
    words = {str(phrase["label"]) for phrase in PHRASES}
    assert any(node.role == "textbox" and node.name in words for page in closed for node in page.nodes) is (strength != 1)
    assert any('button "Save changes" [ref' in page.text for page in pages)


def test_settings_are_gated_too(engine: Engine) -> None:
    spec = generate(3, Knobs(workflows=("setting",), friction=0, login=0))
    level = bind(spec.model_copy(update={"frictions": (FrictionGene(name="gate", strength=3),)}), 3)
    assert any(disabled(page, "Save changes") for page in seen_by_expert(engine, level))
    assert play(engine, level, Oracle(level)).verdict.success


def nameless(pages: list[Snapshot], *roles: str) -> list[str]:
    """Return what stands before controls without a name."""
    return [label_of(page, node) for page in pages for node in page.nodes if node.role in roles and node.ref and not node.name]


def test_names_go_by_and_by(engine: Engine) -> None:
    fields, links = {1: set(), 2: set(), 3: set()}, {1: 0, 2: 0, 3: 0}  # type: dict[int, set[str]], dict[int, int]
    for strength in STRENGTHS:
        for seed in range(6):
            level = level_with(seed, "edit", FrictionGene(name="unlabeled", strength=strength))
            pages = seen_by_expert(engine, level)
            fields[strength] |= set(nameless(pages, "textbox", "spinbutton", "combobox"))
            links[strength] += len(nameless(pages, "link", "button"))
    assert not fields[1]
    assert not fields[2]
    assert len(fields[3]) > 2
    assert "" not in fields[3]
    assert (links[1], links[2] > 0, links[3] > 0) == (0, True, True)


@pytest.mark.parametrize(("strength", "shape"), [
    (1, r"\d\d/\d\d/\d{4}"), (2, r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d+ [A-Z]\w+ \d{4}"),
    (3, r"(today|tomorrow|yesterday|in \d+ days|\d+ days ago) \(\d+ [A-Z]\w+ \d{4}\)"),
])  # fmt: skip
def test_dates_read_otherwise_on_lists_and_records(strength: int, shape: str) -> None:
    seen = {"list": 0, "detail": 0}
    for seed in range(12):
        site = Site(level_with(seed, "edit", FrictionGene(name="format_surprise", strength=strength)))
        visitor = Visitor(site)
        for path, entity in site.by_slug.items():
            dates = [field for field in entity.fields if field.type == "date" and any(
                row[field.name] for row in site.content.records[entity.name])]  # fmt: skip
            if dates:
                seen["list"] += bool(re.search(shape, visitor.get(f"/{path}").body))
                body = visitor.get(f"/{path}/1").body
                found = re.search(shape, body)
                seen["detail"] += bool(found)
                ways = {f"({order(site.locale, 'day first')})", f"({order(site.locale, 'month first')})"}
                assert strength > 1 or not found or any(way in body for way in ways)
        site.close()
    assert all(seen.values()), seen


@pytest.mark.parametrize("language", list(locales().values()), ids=lambda language: language.name)
def test_every_notation_says_its_order_or_reads_back(language: Locale) -> None:
    today = date(2026, 3, 5)
    for days in (-400, -20, -1, 0, 1, 2, 30):
        iso = (today + timedelta(days)).isoformat()
        assert language.read_date(noted(language, "weekday", iso, today)) == iso
        assert language.day(iso) in noted(language, "distance", iso, today)
        numbers: tuple[Notation, ...] = ("day first", "month first")
        for notation in numbers:
            assert order(language, notation)
            assert language.read_date(noted(language, notation, iso, today)) in (iso, None)
    assert len({noted(language, "distance", (today + timedelta(days)).isoformat(), today) for days in range(-40, 40)}) == 80


def test_an_answer_may_have_its_weekday_or_numbers_that_can_be_one_date_only() -> None:
    wanted = AnswerPattern(type="date", value="2026-03-25")
    for text in ("Wednesday, 25 March 2026", "Wed, March 25, 2026", "25/03/2026", "03/25/2026", "2026-03-25"):
        assert answer_fits(wanted, text), text
    for text in ("Tuesday, 25 March 2026", "Wednesday", "25/03", "Wednesday, 25", "03/03/2026", "on 25 March 2026"):
        assert not answer_fits(wanted, text), text
    assert not answer_fits(AnswerPattern(type="date", value="2026-03-04"), "03/04/2026")


def test_a_draft_that_is_kept_is_saved_and_a_discarded_one_is_not(engine: Engine) -> None:
    kept = []
    for seed in range(8):
        level = level_with(seed, "create", FrictionGene(name="draft", strength=3))
        assert play(engine, level, Oracle(level)).verdict.success
        with suppress(OracleStuck):  # where the form has no more room for what it wants
            kept.append(play(engine, level, Oracle(level_with(seed, "create"))).verdict.success)  # it does not look
    assert not all(kept)


def test_a_draft_comes_up_until_it_is_discarded() -> None:
    site = Site(level_with(2, "create", FrictionGene(name="draft", strength=2)))
    visitor = Visitor(site)
    path = next(f"/{name}" for name, entity in site.by_slug.items() if entity.creatable)
    first = visitor.get(f"{path}/new").body
    assert has_sign(first, "draft")
    assert has_sign(visitor.get(f"{path}/new").body, "draft")
    for address in (f"{path}/new?draft=none", f"{path}/new"):
        body = visitor.get(address).body
        assert not has_sign(body, "draft")
        assert body != first
    assert site.log() == []
    site.close()


def test_a_form_that_failed_is_taken_in_once() -> None:
    level = level_with(2, "create", FrictionGene(name="server_error", strength=2))
    site = Site(level)
    visitor = Visitor(site)
    right = submission_of(level, level.task.plan[0])
    assert right is not None
    token = visitor.token(right.shown_at, right.action)
    form = right.form | {"_token": token}
    answers = [visitor.send("POST", right.action, form) for _ in range(4)]
    assert [answer.location for answer in answers[:2]] == ["/problem", "/problem"]
    assert answers[2].location not in ("/problem", None)
    assert answers[3].status == 409
    assert [row.op for row in site.log()] == ["insert"]
    site.close()


def test_an_unseen_form_does_not_even_fail() -> None:
    level = level_with(2, "create", FrictionGene(name="server_error", strength=2))
    site = Site(level)
    right = submission_of(level, level.task.plan[0])
    assert right is not None
    assert Visitor(site).send("POST", right.action, right.form | {"_token": "0" * 16}).status == 409
    site.close()


def test_who_is_too_fast_waits_and_goes_on_in_virtual_time(engine: Engine) -> None:
    level = level_with(1, "edit", FrictionGene(name="rate_limit", strength=2))
    part = frictions()["rate_limit"]
    with Episode(engine, level) as episode:
        for _ in range(8):
            if part.resolve(episode.snapshot, str) is not None:
                break
            episode.act(Navigate("/settings"))
        waited = 0
        while (action := part.resolve(episode.snapshot, str)) is not None:
            episode.act(action)
            waited += 1
        assert 2 <= waited <= 5
        assert 'heading "Settings"' in episode.snapshot.text
        episode.act(Done())


def test_terms_are_not_accepted_without_the_box() -> None:
    site = Site(level_with(1, "edit", FrictionGene(name="terms", strength=1)))
    visitor = Visitor(site)
    visitor.get("/")
    for form, asked in (({}, True), ({"box-0": "1"}, False)):
        token = visitor.token("/settings", "/dismiss")
        visitor.send("POST", "/dismiss", {"_token": token, "about": "terms", "back": "/settings"} | form)
        assert (has_sign(visitor.get("/settings").body, "terms")) is asked
    assert site.log() == []
    site.close()


def test_comments_hold_nothing_that_the_goal_quotes(engine: Engine) -> None:
    for level in levels("injection", 3):
        quoted = level.task.goal.split('"')[1::2]
        for sign in frictions()["injection"].signs:
            assert not any(text.lower() in sign.lower() for text in quoted) or sign not in pages(engine, level, "mouse")


def test_links_of_advertisements_are_no_controls(engine: Engine) -> None:
    for level in levels("lookalike_ads", 3):
        with Episode(engine, level) as episode:
            site = Site(level)
            first = slug(site.domain.entities[0].plural[0])
            site.close()
            for path in (f"/{first}", f"/{first}/1"):
                nodes = episode.act(Navigate(path)).snapshot.nodes
                ads = {node.name for node in nodes if "/partner/" in (node.url or "")}
                assert ads
                assert not ads & {node.name for node in nodes if node.ref and node.role in ("link", "button", "tab")
                                  and node.name and "/partner/" not in (node.url or "")}  # fmt: skip
                assert not any(f'"{name}"' in level.task.goal for name in ads)


def test_menus_drift_from_page_to_page_and_the_same_way_every_time(engine: Engine) -> None:
    level = level_with(0, "edit", FrictionGene(name="nav_drift", strength=1))
    orders = []
    for _ in range(2):
        site = Site(level)
        visitor = Visitor(site)
        bodies = [visitor.get("/settings").body for _ in range(6)]
        paths = ["/", "/settings", *(f"/{name}" for name in site.by_slug)]
        orders.append([tuple(sorted(paths, key=lambda path: body.index(f'<a href="{path}"'))) for body in bodies])
        site.close()
    assert orders[0] == orders[1]
    assert len(set(orders[0])) > 1
