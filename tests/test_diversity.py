"""What makes two levels different, and how near duplicates are found."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from webgen import cli
from webgen.diversity import dom_skeleton, measure, near_duplicates, skeleton
from webgen.generate import Knobs, generate, level_of
from webgen.mutate import Edit, apply
from webgen.spec import Spec


def with_site(spec: Spec, **changes: object) -> Spec:
    return spec.model_copy(update={"sites": (spec.sites[0].model_copy(update=changes),)})


def test_text_theme_and_amounts_are_not_structure() -> None:
    spec = generate(3, Knobs(two_sites=0))
    entities = tuple(gene.model_copy(update={"records": gene.records + 3}) for gene in spec.sites[0].entities)
    other = with_site(spec, theme=spec.sites[0].theme + 1, entities=entities)
    other = other.model_copy(update={"task": other.task.model_copy(update={"phrasing": 7, "paraphrase": True})})
    assert other.id != spec.id
    assert skeleton(other) == skeleton(spec)


def test_chrome_widget_workflow_and_friction_are() -> None:
    spec = generate(3, Knobs(two_sites=0))
    gene = spec.sites[0].entities[0].form.fields[1]
    others = [
        with_site(spec, chrome="other"),
        apply(spec, Edit(operator="swap_widget", arguments={
            "owner": spec.sites[0].entities[0].name, "field": gene.name,
            "widget": "combobox" if gene.widget != "combobox" else "select",
        }))[0],
        spec.model_copy(update={"task": spec.task.model_copy(update={"workflow": "other"})}),
        spec.model_copy(update={"frictions": ()}) if spec.frictions else with_site(spec, boost=not spec.sites[0].boost),
    ]  # fmt: skip
    found = [skeleton(one) for one in (spec, *others)]
    assert len(set(found)) == len(found)


def test_near_duplicates_are_within_two_edits() -> None:
    base = frozenset(f"place{number}=0" for number in range(40))
    one = base - {"place3=0"} | {"place3=1"}
    two = one - {"place9=0"} | {"place9=1"}
    three = two - {"place20=0"} | {"place20=1"}
    assert near_duplicates([base, one]) == 2
    assert near_duplicates([base, two]) == 2
    assert near_duplicates([base, three]) == 0
    assert near_duplicates([base, base, three]) == 2
    assert near_duplicates([base, two, three]) == 3


def test_pages_of_equal_build_have_one_skeleton() -> None:
    level = level_of(4, Knobs(two_sites=0))
    site = level.spec.sites[0]
    again = level.model_copy(update={"spec": with_site(level.spec, theme=site.theme + 5)})
    assert dom_skeleton(again) == dom_skeleton(level)
    forms = tuple(
        gene.model_copy(update={"form": gene.form.model_copy(update={"fields": gene.form.fields[:1]})}) for gene in site.entities
    )
    fewer = level.model_copy(update={"spec": with_site(level.spec, entities=forms)})
    assert dom_skeleton(fewer) != dom_skeleton(level)


def test_the_report_counts_what_it_is_given() -> None:
    report = measure(range(40), doms=False).as_json()
    assert report["levels"] == 40
    assert report["distinct_structures"] >= 38
    assert sum(report["coverage"]["workflows"].values()) == 40
    sites = report["coverage"]["sites"]
    assert sum(report["coverage"]["domains"].values()) == sites["1"] + 2 * sites["2"]
    assert report["generation_ms"]["p50"] > 0
    assert not set(report["unreached"]["workflows"]) & set(report["coverage"]["workflows"])


def test_the_command_has_the_stable_keys() -> None:
    ran = CliRunner().invoke(cli.build(), ["diversity", "--seeds", "0:12", "--json"])
    assert ran.exit_code == 0
    assert {"levels", "distinct_structures", "distinct_dom_skeletons", "near_duplicates", "coverage"} <= set(json.loads(ran.stdout))


@pytest.mark.slow
def test_the_expert_operates_every_widget_often_enough() -> None:
    assert measure(range(2000), doms=False).as_json()["seldom_operated"] == []
