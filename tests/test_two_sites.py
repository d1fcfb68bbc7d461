"""Levels with two sites: tasks that go across, the way between them, and everything that meets them."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.drawn import drawn
from webgen.actions import Click, Navigate, from_json, to_json
from webgen.attacks import attack
from webgen.bind import bind
from webgen.candidates import candidates, index_of
from webgen.check import ambiguities, check
from webgen.demos.record import demonstrate
from webgen.edits.second_site import AddSite, RemoveSite
from webgen.engines import engine
from webgen.engines.base import Engine
from webgen.env import WebEnv
from webgen.episode import Episode, play
from webgen.errors import SpecError
from webgen.generate import Knobs, generate, level_of
from webgen.judge import judge
from webgen.mutate import apply, mutate
from webgen.nearmiss import near_misses
from webgen.oracle import STYLES, Oracle
from webgen.site.app import Site
from webgen.site.http import Request
from webgen.soundness import refuse_unsound
from webgen.spec import Level, Spec, dump, load
from webgen.streams import Stream
from webgen.trajectory import replay
from webgen.validity import refuse_unsound_spec
from webgen.visitor import Visitor
from webgen.widgets.base import Style
from webgen.workflows.base import pairs, workflows

ACROSS = tuple(name for name, flow in sorted(workflows().items()) if flow.sites == 2)
BOTH = Knobs(two_sites=1, friction=0, tone=0)


@pytest.fixture(scope="module")
def twin() -> Engine:
    return engine("twin")


def test_about_one_level_in_eight_has_two_sites_and_some_of_these_are_about_one_only() -> None:
    counts: Counter[str] = Counter()
    for seed in range(400):
        spec = drawn(seed)
        counts["two"] += len(spec.sites) == 2
        counts["across"] += spec.task.second is not None
    assert 30 <= counts["two"] <= 72
    assert 0 < counts["two"] - counts["across"] < counts["across"]


def test_there_are_at_least_ten_ways_to_go_across() -> None:
    assert len(ACROSS) >= 10
    for name in ACROSS:
        assert len(workflows()[name].phrasings) >= 3


def test_narrowing_to_workflows_of_two_sites_brings_two_sites_and_no_second_site_can_be_asked_for() -> None:
    for seed in range(6):
        assert len(generate(seed, Knobs(workflows=ACROSS[:1], two_sites=0)).sites) == 2
        assert len(generate(seed, Knobs(two_sites=0)).sites) == 1


@pytest.mark.parametrize("name", ACROSS)
def test_every_workflow_of_two_sites_is_proven(twin: Engine, name: str) -> None:
    report = check(twin, range(ACROSS.index(name), ACROSS.index(name) + 2), knobs=Knobs(workflows=(name,), friction=0.8))
    assert report.holds, report.failures
    assert report.fewest_near_misses >= 3
    assert report.near_misses >= 6


@pytest.mark.parametrize("name", ACROSS)
def test_goals_name_both_sites_and_their_addresses_and_levels_hold_together(name: str) -> None:
    for seed in range(5):
        level = level_of(seed, Knobs(workflows=(name,), login=0.6))
        refuse_unsound(level, where="level")
        assert load(Level, dump(level), where="level") == level
        assert ambiguities(level) == []
        for spec, site in zip(level.spec.sites, level.sites, strict=True):
            assert f"{site.title} http://{site.host}/" in level.task.goal
            assert (f" For {site.title}: " in level.task.goal) == spec.login
        assert len({site.host for site in level.sites}) == 2
        assert len({site.title for site in level.sites}) == 2
        assert {step.site for step in level.task.plan} == {0, 1} or level.task.variant == "infeasible"


def test_two_sites_of_one_trade_have_different_hosts_names_and_records() -> None:
    for seed in range(8):
        level = level_of(seed, Knobs(two_sites=1, domains=("shop",)))
        first, second = level.sites
        assert (first.host, second.host) == ("shop.test", "shop-2.test")
        assert first.title != second.title
        assert first.records != second.records


@pytest.mark.parametrize("style", STYLES)
def test_the_expert_goes_from_site_to_site_by_link_or_by_address(twin: Engine, style: Style) -> None:
    crossed = tabs = 0
    for seed in range(14):
        level = level_of(seed, BOTH.model_copy(update={"workflows": ("across_edit_edit", "carry_value")}))
        with Episode(twin, level) as episode:
            oracle = Oracle(level, style)
            for _ in range(level.max_steps):
                before = episode.snapshot
                action = oracle.act(before)
                step = episode.act(action)
                if urlsplit(before.url).hostname != urlsplit(step.snapshot.url).hostname:
                    crossed += 1
                    assert isinstance(action, Click if style == "mouse" else Navigate)
                tabs = max(tabs, len(step.snapshot.tabs))
                if step.ended:
                    break
            assert episode.verdict().success
    assert crossed >= 10
    assert tabs == 1 if style == "keyboard" else tabs > 1  # some sites open the other one in a tab of its own


def test_each_site_knows_its_own_session() -> None:
    levels = (level_of(seed, BOTH.model_copy(update={"login": 0.7})) for seed in range(60))
    level = next(found for found in levels if all(site.login for site in found.spec.sites))
    first, second = (Visitor(Site(level, index)) for index in (0, 1))
    first.sign_in()
    assert first.send("GET", "/").status == 200
    assert second.site.handle(Request("GET", "/", cookies=first.cookies)).location == "/login"
    second.sign_in()
    assert second.send("GET", "/").status == 200


@pytest.mark.parametrize("name", ["carry_value", "across_verb_edit", "across_by_edit"])
def test_a_change_on_the_wrong_site_is_not_rewarded(twin: Engine, name: str) -> None:
    for seed in range(4):
        level = level_of(seed, BOTH.model_copy(update={"workflows": (name,), "satisfied": 0.0, "infeasible": 0.0}))
        sites = {step.site for miss in near_misses(level) for step in miss.plan if miss.kind == "extra_change"}
        assert sites == {0, 1}
        for change in level.task.changes:
            other = level.task.model_copy(update={"changes": (change.model_copy(update={"site": 1 - change.site}),)})
            played = play(twin, level, Oracle(level))
            assert played.verdict.success
            assert not judge(other, played.log, None).success


def test_no_attack_pays_on_levels_with_two_sites(twin: Engine) -> None:
    report = attack(twin, range(3), knobs=Knobs(two_sites=1))
    assert report.holds, report.failures
    assert report.rewarded == 0
    assert report.attempts > 60


def test_environment_candidates_and_demonstrations_take_two_sites(twin: Engine) -> None:
    level = level_of(3, BOTH.model_copy(update={"workflows": ("across_edit_edit",), "satisfied": 0.0}))
    env = WebEnv(engine=twin)
    observation, _ = env.reset(options={"level": level})
    assert observation["goal"] == level.task.goal
    oracle, ended, reward, known = Oracle(level, "keyboard"), False, 0.0, []
    while not ended:
        action = oracle.act(env.snapshot)
        if isinstance(action, Navigate) and urlsplit(action.url).path == "/":
            known.append(index_of(action, candidates(env.snapshot, level.task.goal)))
        _, reward, ended, _, _ = env.step(action)
    env.close()
    assert reward == 1.0
    assert known
    assert None not in known
    row = demonstrate(twin, level, "mouse")
    assert replay(twin, row) == []
    assert {urlsplit(step["url"]).hostname for step in row["steps"]} == {site.host for site in level.sites}
    assert all(to_json(from_json(step["action"])) == step["action"] for step in row["steps"])


def test_a_site_comes_and_goes_and_the_task_stays(twin: Engine) -> None:
    for seed in range(6):
        spec = generate(seed, Knobs(two_sites=0, workflows=("edit", "verb", "answer", "setting"), friction=0))
        edit = AddSite().propose(spec, Stream(seed), train=True)
        assert edit is not None
        wider, back = apply(spec, edit)
        refuse_unsound_spec(wider, where="wider")
        level = bind(wider, seed)
        assert play(twin, level, Oracle(level)).verdict.success
        assert level.task.goal.startswith(f"This is about {level.sites[wider.task.site].title}.")
        assert apply(wider, back)[0] == spec
    across = generate(0, Knobs(workflows=ACROSS))
    assert RemoveSite().propose(across, Stream(0), train=False) is None
    with pytest.raises(SpecError, match="needs every site"):
        apply(across, RemoveSite().edit())


def test_edits_reach_both_sites_and_levels_stay_solvable(twin: Engine) -> None:
    changed: set[int] = set()
    for seed in range(8):
        spec = generate(seed, Knobs(workflows=ACROSS, friction=0))
        edited = mutate(spec, Stream(seed, "both"), edits=6)
        refuse_unsound_spec(edited, where="edited")
        changed |= {at for at in (0, 1) if edited.sites[at] != spec.sites[at]}
        level = bind(edited, seed)
        assert play(twin, level, Oracle(level, STYLES[seed % 2])).verdict.success
    assert changed == {0, 1}


def test_specs_that_do_not_fit_their_workflow_are_refused() -> None:
    spec = generate(0, Knobs(workflows=ACROSS))
    lone = spec.model_copy(update={"task": spec.task.model_copy(update={"second": None})})
    with pytest.raises(SpecError, match="about 2 sites"):
        refuse_unsound_spec(lone, where="lone")
    text = dump(spec.model_copy(update={"sites": spec.sites[:1], "task": spec.task.model_copy(update={"site": 1})}))
    with pytest.raises(SpecError, match="about site 1"):
        load(Spec, text, where="short")
    level = bind(spec, 0)
    same = level.sites[1].model_copy(update={"host": level.sites[0].host})
    with pytest.raises(SpecError, match="two sites have the host"):
        refuse_unsound(level.model_copy(update={"sites": (level.sites[0], same)}), where="level")


def test_one_site_has_no_way_across() -> None:
    spec = generate(0, Knobs(two_sites=0))
    assert pairs(workflows()[ACROSS[0]], spec.sites) == []
