"""Snapshots of pages are short enough, and the largest are named."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from webgen import cli
from webgen.engines import engine
from webgen.generate import Knobs, level_of
from webgen.sizes import LIMIT, measure, pages, spread


def test_every_kind_of_page_is_reached_also_behind_a_door() -> None:
    with engine("twin") as twin:
        found = list(pages(twin, level_of(5, Knobs(login=1, domains=("shop",), friction=0))))
    kinds = {kind for kind, _, _ in found}
    assert {"/", "/settings", "/LIST", "/LIST/ID", "/LIST/ID/edit", "/LIST/new"} <= kinds
    assert any(kind.startswith("/LIST?") for kind in kinds)
    assert all(size > 200 and address.startswith("http://shop.test/") for _, address, size in found)
    assert len({address for _, address, _ in found}) == len(found)


def test_a_page_at_default_settings_is_short_enough() -> None:
    with engine("twin") as twin:
        facts = measure(twin, range(12)).as_json()
    assert facts["all"]["p95"] < LIMIT
    assert facts["walks"]["p95"] < LIMIT
    assert facts["all"]["pages"] > 300
    sizes = [one["characters"] for one in facts["largest"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == facts["all"]["max"]


def test_how_sizes_are_spread() -> None:
    assert spread([1, 2, 3, LIMIT + 1]) == {"pages": 4, "p50": 3, "p95": LIMIT + 1, "max": LIMIT + 1, "over": 0.25}
    assert spread([])["pages"] == 0


def test_the_command_prints_them() -> None:
    ran = CliRunner().invoke(cli.build(), ["diversity", "--seeds", "0:6", "--no-doms", "--pages", "2", "--json"])
    facts = json.loads(ran.stdout)["pages"]
    assert set(facts) == {"all", "walks", "kinds", "largest"}
    assert set(facts["all"]) == {"pages", "p50", "p95", "max", "over"}
