"""Every page kind: sound to both engines, reached from the navigation, small enough to read, walked by an expert."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import pytest

from tests.drawn import drawn
from webgen.actions import Action, Click, Navigate
from webgen.bind import bind
from webgen.domains.reader import domains
from webgen.doors.base import doors
from webgen.engines import engine as engine_of
from webgen.engines import kept
from webgen.engines.base import Engine
from webgen.engines.twin.lint import lint_html
from webgen.episode import Episode, play
from webgen.errands.base import errands
from webgen.extras.base import extras
from webgen.generate import Knobs, generate, homes, level_of
from webgen.laws import broken_laws
from webgen.mutate import OPERATORS, apply, propose
from webgen.oracle import STYLES, Oracle
from webgen.parity import ParityReport, walk_both
from webgen.site.app import Site, pages
from webgen.snapshot import Snapshot
from webgen.soundness import parse_level
from webgen.spec import Level, Spec, dump
from webgen.streams import Stream
from webgen.validity import refuse_unsound_spec
from webgen.visitor import Visitor
from webgen.widgets.base import Style
from webgen.workflows.base import workflows

EXTRAS = sorted(extras())
HOMES = sorted(homes())
DOORS = sorted(doors())
FLOWS = sorted(name for name, flow in workflows().items() if flow.page)
LARGEST = 12_000
MOST_PAGES = 60
QUIET = Knobs(friction=0, login=0, extra=0, two_sites=0)


@pytest.fixture(scope="module")
def twin() -> Engine:
    return engine_of("twin")


@cache
def spec_of(seed: int, domain: str = "") -> Spec:
    return generate(seed, QUIET.model_copy(update={"domains": (domain,) if domain else ()}))


@cache
def level_with(seed: int, domain: str = "", **genes: object) -> Level:
    spec = spec_of(seed, domain)
    site = spec.sites[0].model_copy(update={"home": "welcome"} | genes)
    return bind(spec.model_copy(update={"sites": (site,)}), seed)


def trades(name: str) -> list[str]:
    """Return three trades that a page kind fits."""
    return [trade for trade, domain in sorted(domains().items()) if extras()[name].fits(domain)][:: max(1, len(domains()) // 3)][:3]


class Addresses(HTMLParser):
    """The addresses a page links to."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.startswith("/"):
            self.found.append(href)


def own_pages(level: Level, name: str) -> list[str]:
    """Return the addresses of a page kind: those of its entries and what they lead to below."""
    site = Site(level)
    visitor = Visitor(site)
    visitor.get("/")
    linked = Addresses(visitor.get("/").body).found
    starts = [href for href in linked if _answers(name, href)]
    found = list(dict.fromkeys(starts))
    for start in found[:MOST_PAGES]:
        found += [href for href in Addresses(visitor.get(start).body).found if _answers(name, href) and href not in found]
    site.close()
    return found[:MOST_PAGES]


def _answers(name: str, href: str) -> bool:
    path = href.partition("?")[0]
    return any(route.method == "GET" and route.regex().fullmatch(path) for route in pages()[name].routes())


# ---- optional pages


@pytest.mark.parametrize("name", EXTRAS)
def test_a_page_is_reached_from_the_first_page_or_stands_on_others(name: str) -> None:
    for trade in trades(name):
        level = level_with(1, trade, extras=(name,))
        site = Site(level)
        first = Visitor(site).get("/").body
        record = Visitor(site).get(f"/{next(iter(site.by_slug))}/1").body
        bare = Site(level_with(1, trade, extras=()))
        assert own_pages(level, name) or Visitor(bare).get("/").body != first or \
            Visitor(bare).get(f"/{next(iter(bare.by_slug))}/1").body != record  # fmt: skip
        site.close()
        bare.close()


@pytest.mark.parametrize("name", EXTRAS)
def test_its_pages_are_within_the_laws_and_small_enough(twin: Engine, name: str) -> None:
    for seed, trade in enumerate(trades(name)):
        level = level_with(seed, trade, extras=(name,))
        site = Site(level)
        first = next(iter(site.by_slug))
        site.close()
        largest = 0
        with Episode(twin, level) as episode:
            for path in [f"/{first}", f"/{first}/1", *own_pages(level, name)]:
                snapshot = episode.act(Navigate(path)).snapshot
                assert lint_html(episode.session.page.document) == [], path  # type: ignore[attr-defined]
                assert "not found" not in snapshot.title, path
                largest = max(largest, len(snapshot.text))
        sys.stdout.write(f"{name} on {trade}: {largest} characters\n")
        assert largest < LARGEST
        assert broken_laws(level) == []


@pytest.mark.parametrize("name", EXTRAS)
def test_it_is_absent_where_a_site_lacks_it(name: str) -> None:
    there = level_with(2, trades(name)[0], extras=(name,))
    lacking = Site(level_with(2, trades(name)[0], extras=()))
    for path in own_pages(there, name):
        assert Visitor(lacking).get(path).status == 404, path
    lacking.close()


@pytest.mark.parametrize("name", EXTRAS)
def test_it_leaves_task_and_records_of_other_workflows_alone(name: str) -> None:
    bare, there = level_with(3, trades(name)[0], extras=()), level_with(3, trades(name)[0], extras=(name,))
    assert bare.task.model_copy(update={"columns": ()}) == there.task.model_copy(update={"columns": ()})
    assert bare.sites[0].records == there.sites[0].records
    assert parse_level(dump(there), where="level") == there


@pytest.mark.browser
@pytest.mark.parametrize("name", EXTRAS)
def test_both_engines_show_the_same(twin: Engine, name: str) -> None:
    level = level_with(4, trades(name)[-1], extras=(name,))
    site = Site(level)
    first = next(iter(site.by_slug))
    site.close()
    addresses = [f"/{first}/1", *own_pages(level, name)[:6]]
    report = ParityReport()

    def choose(snapshot: Snapshot, number: int) -> Action | None:
        if number >= 3 * len(addresses):
            return None
        if number % 3 == 0:
            return Navigate(addresses[number // 3])
        buttons = [node for node in snapshot.nodes if node.role == "button" and node.ref]
        return Click(Stream(0, name, number).pick(buttons, key=lambda node: str(node.ref)).ref or "") if buttons else Navigate("/")

    assert walk_both((kept("chromium"), twin), level, choose, report, label=name), report.mismatches


# ---- first pages


@pytest.mark.parametrize("name", HOMES)
def test_a_first_page_leads_to_every_list(twin: Engine, name: str) -> None:
    for seed in range(3):
        level = level_with(seed, home=name, extras=())
        with Episode(twin, level) as episode:
            assert lint_html(episode.session.page.document) == []  # type: ignore[attr-defined]
            sys.stdout.write(f"{name}: {len(episode.snapshot.text)} characters\n")
            assert len(episode.snapshot.text) < LARGEST
        assert broken_laws(level) == []
        for style in STYLES:
            assert play(twin, level, Oracle(level, style)).verdict.success


@pytest.mark.browser
@pytest.mark.parametrize("name", HOMES)
def test_both_engines_show_the_same_first_page(twin: Engine, name: str) -> None:
    level = level_with(5, home=name, extras=())
    report = ParityReport()

    def choose(snapshot: Snapshot, number: int) -> Action | None:
        shown = [node for node in snapshot.nodes if node.role == "button" and node.name == "Show data" and node.ref]
        if shown and number < 2:
            return Click(shown[number % len(shown)].ref or "")
        return (Navigate("/search?q=a") if name == "search_first" else Navigate("/settings")) if number < 3 else None

    assert walk_both((kept("chromium"), twin), level, choose, report, label=name), report.mismatches


# ---- doors


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", DOORS)
def test_an_expert_comes_in(twin: Engine, name: str, style: Style) -> None:
    for seed in range(2):
        level = level_with(seed, door=name, login=True)
        played = play(twin, level, Oracle(level, style))
        assert played.verdict.success
        assert not played.errors
        assert len(played.actions) <= level.max_steps


@pytest.mark.parametrize("name", DOORS)
def test_only_the_right_password_opens(name: str) -> None:
    level = level_with(1, door=name, login=True)
    assert broken_laws(level) == []  # a wrong one does not open
    site = Site(level)
    visitor = Visitor(site)
    assert visitor.send("GET", "/settings").location == "/login"
    doors()[name].visit(visitor, level.sites[0].account.password)
    assert visitor.send("GET", "/settings").status == 200
    assert site.log() == []
    site.close()


def test_a_code_counts_once_and_only_the_newest() -> None:
    level = level_with(2, door="code", login=True)
    site, account = Site(level), level.sites[0].account
    visitor = Visitor(site)
    visitor.fill("/login", "/login", {"email": account.email, "password": account.password})
    old = _code(visitor)
    visitor.fill("/login/code", "/login/resend", {})
    assert _code(visitor) != old
    visitor.fill("/login/code", "/login/code", {"code": old})
    assert visitor.send("GET", "/settings").location == "/login"
    visitor.fill("/login/code", "/login/code", {"code": _code(visitor)})
    assert visitor.send("GET", "/settings").status == 200
    site.close()


def _code(visitor: Visitor) -> str:
    body = visitor.get("/login/mail").body
    return body.partition("Use the code ")[2][:6]


@pytest.mark.browser
@pytest.mark.parametrize("name", DOORS)
def test_both_engines_let_an_expert_in(twin: Engine, name: str) -> None:
    level = level_with(6, door=name, login=True)
    oracle = Oracle(level, "mouse")
    report = ParityReport()
    assert walk_both((kept("chromium"), twin), level, lambda snapshot, number: oracle.act(snapshot), report, label=name), \
        report.mismatches  # fmt: skip


# ---- workflows on them


@cache
def level_for(flow: str, seed: int) -> Level:
    return level_of(seed, QUIET.model_copy(update={"workflows": (flow,), "extra": 1.0}))


def levels_of(flow: str, count: int) -> Iterator[Level]:
    yield from (level_for(flow, seed) for seed in range(count))


@pytest.mark.parametrize("flow", FLOWS)
def test_what_is_done_on_a_page_is_solved_and_sound(twin: Engine, flow: str) -> None:
    for style, level in zip(STYLES, levels_of(flow, 2), strict=True):  # each style on a level of its own
        assert parse_level(dump(level), where="level") == level
        played = play(twin, level, Oracle(level, style))
        assert played.verdict.success, played.verdict.reasons
        assert not played.errors


def test_every_errand_is_part_of_a_workflow() -> None:
    used = {step.do for flow in FLOWS for level in levels_of(flow, 2) for step in level.task.plan}
    assert set(errands()) <= used


# ---- genes


def test_seeds_reach_every_home_extra_and_door() -> None:
    specs = [drawn(seed) for seed in range(400)]
    for found, known in (
        ({spec.sites[0].home for spec in specs}, HOMES),
        ({name for spec in specs for name in spec.sites[0].extras}, EXTRAS),
        ({spec.sites[0].door for spec in specs if spec.sites[0].login}, DOORS),
    ):
        assert found == set(known)


@pytest.mark.parametrize("name", ["rehome", "add_page", "remove_page", "change_door"])
def test_edits_of_pages_are_taken_back_by_their_inverse(name: str) -> None:
    tried = 0
    for seed in range(12):
        spec = generate(seed, Knobs(login=1.0))
        edit = OPERATORS[name].propose(spec, Stream(seed, "edit"), train=False)
        if edit is None:
            continue
        edited, back = apply(spec, edit)
        refuse_unsound_spec(edited, where="edited")
        bind(edited, seed)
        assert apply(edited, back)[0].id == spec.id != edited.id
        tried += 1
    assert tried >= 6


def test_a_page_the_task_needs_is_never_taken_away() -> None:
    for seed in range(6):
        spec = generate(seed, Knobs(workflows=("policy_rule",)))
        for number in range(8):
            edit = propose(spec, Stream(seed, number), signs=("easier",))
            if edit is not None:
                spec = apply(spec, edit)[0]
        assert "help" in spec.sites[0].extras


# ---- ways around the lists


def visited(twin: Engine, level: Level, style: Style) -> str:
    """Return the text of every page an expert saw."""
    oracle, seen = Oracle(level, style), []
    with Episode(twin, level) as episode:
        while True:
            seen.append(f"{episode.snapshot.url}\n{episode.snapshot.text}")
            if episode.act(oracle.act(episode.snapshot)).ended:
                break
        assert episode.verdict().success
    return "\n".join(seen)


@pytest.mark.parametrize(
    ("style", "genes", "flow", "sign"),
    [
        ("keyboard", {"extras": ("palette",)}, "edit", 'searchbox "Where to?"'),
        ("mouse", {"home": "search_first", "extras": ()}, "edit", "/search?q="),
        ("mouse", {"extras": ("compare",)}, "compare_two", "?first="),
    ],
)
def test_an_expert_takes_the_short_way(twin: Engine, style: Style, genes: dict[str, object], flow: str, sign: str) -> None:
    for seed in range(3):
        spec = generate(seed, QUIET.model_copy(update={"workflows": (flow,), "paraphrase": 0.0, "infeasible": 0.0}))
        site = spec.sites[0].model_copy(update={"home": "welcome"} | genes)
        assert sign in visited(twin, bind(spec.model_copy(update={"sites": (site,)}), seed), style)
