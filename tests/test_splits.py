"""Training and held-out levels share nothing that is held out, edited or not; every axis is reached alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.depth import DEPTH
from webgen import splits
from webgen.bind import bind
from webgen.errors import InputError, SpecError, UnknownName
from webgen.generate import (
    Knobs,
    axes,
    course,
    generate,
    held_out,
    heldout,
    kinds,
    level_of,
    phrasing_id,
    set_genes,
    theme_class,
)
from webgen.mutate import Edit, apply, crossover, evolve, mutate
from webgen.streams import Stream
from webgen.workflows.base import workflows

LEVELS = 1000 * DEPTH
TRAIN = Knobs(split="train")


def test_training_levels_use_nothing_held_out_edited_or_not() -> None:
    for seed in range(LEVELS):
        spec = generate(seed, TRAIN)
        if seed % 8 == 0:  # edits and crossovers, with partners from anywhere
            mates = (generate(seed + 1), generate(seed + 1, TRAIN.model_copy(update={"domains": (spec.sites[0].domain,)})))
            spec = evolve(spec, Stream(seed, "split"), edits=4, mates=mates, train=True)
        assert not held_out(spec), seed


def test_held_out_levels_use_one_axis_and_nothing_of_the_others() -> None:
    reached: dict[str, Counter[str]] = {axis: Counter() for axis in axes()}
    each = LEVELS // len(axes()) + 1
    for axis in axes():
        most = max(len(members) for kind, members in heldout().items() if axis == (kind if kind == splits.COMPOSITIONS else kinds()[kind].axis))
        for seed in range(max(each, 4 * most * DEPTH)):  # some phrasings belong to rare workflows
            found = held_out(generate(seed, Knobs(split="heldout", axis=axis)))
            assert found, (axis, seed)
            for kind, names in found.items():
                assert axis == (kind if kind == splits.COMPOSITIONS else kinds()[kind].axis), (axis, seed, found)
                reached[axis].update(f"{kind}/{name}" for name in names)
    for kind, members in ((kind, members) for kind, members in heldout().items() if members):
        axis = kind if kind == splits.COMPOSITIONS else kinds()[kind].axis
        seen = {name for name in members if reached[axis][f"{kind}/{name}"]}
        assert len(seen) > 0.7 * len(members), (kind, sorted(set(members) - seen))


def test_a_held_out_widget_is_one_that_the_solution_operates() -> None:
    for seed in range(60):
        spec = generate(seed, Knobs(split="heldout", axis="widgets"))
        assert {gene.widget for gene in set_genes(spec)} & set(heldout()["widgets"])
        step = next(step for step in bind(spec, seed).task.plan if step.values)
        assert {gene.name for gene in set_genes(spec)} <= set(step.values)


def test_without_an_axis_held_out_levels_come_from_all() -> None:
    found = {kind for seed in range(80) for kind in held_out(generate(seed, Knobs(split="heldout")))}
    assert {splits.COMPOSITIONS if kind == splits.COMPOSITIONS else kinds()[kind].axis for kind in found} == set(axes())


def test_every_axis_is_named_and_every_kind_has_something_held_out_where_the_task_says_so() -> None:
    assert {"domains", "widgets", "workflows", "words", "looks", "compositions"} <= set(axes())
    for kind in ("domains", "widgets", "workflows", "phrasings", "tones", "themes", "chromes", "compositions"):
        assert heldout()[kind], kind


def test_what_is_left_for_training_still_shows_every_kind_of_field() -> None:
    kept = set(heldout()["widgets"])
    types = {name for part in kinds()["widgets"].known() for name in _types(part)}
    assert {name for part in set(kinds()["widgets"].known()) - kept for name in _types(part)} == types


def _types(widget: str) -> tuple[str, ...]:
    from webgen.generate import widgets

    return widgets()[widget].types


def test_the_phrasing_of_the_gene_is_the_one_that_is_said() -> None:
    for seed in range(150):
        level = level_of(seed)
        flow = workflows()[level.spec.task.workflow]
        plain = level.spec.model_copy(update={"task": level.spec.task.model_copy(update={"tone": ""})})
        said = {
            at: bind(plain.model_copy(update={"task": plain.task.model_copy(update={"phrasing": at})}), seed).task.goal
            for at in range(len(flow.phrasings))
        }
        assert len(set(said.values())) == len(flow.phrasings), (seed, flow.name)


def test_ids_of_phrasings_and_themes() -> None:
    edit = workflows()["edit"]
    assert [phrasing_id(edit, at) for at in (0, 3, 4, 7)] == ["edit/0", "edit/last", "edit/0", "edit/last"]
    assert phrasing_id(workflows()["filter_act"], 1) == "filter_act/1"  # of two there is no last to spare
    assert {theme_class(theme) for theme in range(200)} == set(kinds()["themes"].known())


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("heldout = [", "broken"),
        ("[other]", "broken"),
        ("[heldout]\ndomain = ['shop']", "unknown kind 'domain'"),
        ("[heldout]\ndomains = ['shpo']", "Did you mean 'shop'"),
        ("[heldout]\nphrasings = ['edit/9*']", "unknown phrasing"),
        ("[heldout]\ncompositions = ['widgets:stepper + family:edit']", "unknown kind 'family'"),
        ("[heldout]\ncompositions = ['widgets:steper + families:edit']", "Did you mean 'stepper'"),
    ],
)
def test_a_bad_table_gets_one_sentence(text: str, match: str, tmp_path: Path) -> None:
    path = tmp_path / "splits.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=match):
        splits.read(path, kinds())


def test_bad_axes_are_refused() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'widgets'"):
        Knobs(split="heldout", axis="widgts")
    with pytest.raises(ValueError, match="goes with split=heldout"):
        Knobs(axis="widgets")
    with pytest.raises(SpecError, match="nothing held out"):
        generate(0, Knobs(split="heldout", axis="domains", domains=("shop",)))


def test_knobs_and_axes_go_together() -> None:
    basics = Knobs.model_validate({**course("basics"), "split": "heldout"})
    for seed in range(40):
        spec = generate(seed, basics)
        assert held_out(spec)
        assert spec.sites[0].domain in basics.domains
        assert spec.task.workflow in basics.workflows


def test_an_edit_that_would_bring_in_something_held_out_is_not_proposed() -> None:
    spec = generate(3, TRAIN)
    outside = apply(spec, Edit(operator="restyle", arguments={"theme": 1, "chrome": heldout()["chromes"][0]}))[0]
    assert held_out(outside)
    donor = outside
    for number in range(30):
        assert not held_out(crossover(spec, donor, Stream(number), train=True))
        assert set(held_out(mutate(outside, Stream(number), edits=3, train=True))) <= set(held_out(outside))
