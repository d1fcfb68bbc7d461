"""Workflow families: every one binds, fits one outcome, and has near misses that are near; variants and remarks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from tests.drawn import drawn
from webgen.actions import Done
from webgen.bind import bind
from webgen.check import ambiguities
from webgen.domains.reader import domain as read_domain
from webgen.engines import engine
from webgen.episode import idle, play
from webgen.errors import SpecError
from webgen.generate import Knobs, generate, level_of
from webgen.judge import answer_fits, judge
from webgen.mutate import OPERATORS, apply
from webgen.nearmiss import near_misses
from webgen.oracle import Ending, Oracle, ending_of
from webgen.soundness import refuse_unsound
from webgen.spec import AnswerPattern, Level
from webgen.workflows.base import workflows
from webgen.workflows.distractors import Distractor, distractors
from webgen.workflows.schemes.derived import _divisible

PLAIN = Knobs(friction=0, tone=0, two_sites=0, satisfied=0, infeasible=0, distractor=0, login=0)


@cache
def _levels(name: str, count: int, **changes: object) -> list[Level]:
    knobs = PLAIN.model_copy(update={"workflows": (name,), **changes})
    return [level_of(seed, knobs) for seed in range(count)]


@pytest.mark.parametrize("name", sorted(workflows()))
def test_every_workflow_binds_and_its_goal_fits_one_outcome(name: str) -> None:
    for level in _levels(name, 2):
        refuse_unsound(level, where=name)
        assert ambiguities(level) == []
        assert len(near_misses(level)) >= 3
        for place in "{}":
            assert place not in level.task.goal


@pytest.mark.parametrize("name", sorted(name for name, flow in workflows().items() if flow.variants))
def test_every_variant_of_a_workflow_binds(name: str) -> None:
    for variant in workflows()[name].variants:
        for level in _levels(name, 2, **{variant: 1.0}):
            refuse_unsound(level, where=name)
            task = level.task
            assert task.variant == variant
            assert (task.changes, task.effects) == ((), ())
            assert task.ending == ("give_up" if variant == "infeasible" else "done")
            assert ambiguities(level) == []
            kinds = {step.do for step in task.plan}
            assert not kinds & {"edit", "create", "delete", "verb"}


def test_what_is_done_already_is_done_and_what_is_missing_is_not_there() -> None:
    for seed in range(6):
        knobs = PLAIN.model_copy(update={"workflows": ("edit", "copy_value", "edit_all"), "satisfied": 1.0})
        spec = generate(seed, knobs)
        asked = bind(spec.model_copy(update={"task": spec.task.model_copy(update={"variant": ""})}), seed).task
        already = bind(spec, seed)
        for change in asked.changes:
            row = next(row for row in already.records(0, change.table) if row["id"] == change.record)
            assert all(row[name] == value for name, value in change.values.items())
    for level in _levels("verb", 6, infeasible=1.0):
        (missing,) = [one for one in level.task.references if one.count == 0]
        titles = {row[name] for name in missing.where for row in level.records(0, missing.entity)}
        assert not titles & set(missing.where.values())


def test_about_one_level_in_twelve_is_done_already_and_as_many_cannot_be_done() -> None:
    counts = Counter(drawn(seed).task.variant for seed in range(400))  # a level has the variant of its spec, as the test above says
    assert 16 <= counts["satisfied"] <= 52
    assert 16 <= counts["infeasible"] <= 52


def test_a_variant_that_a_workflow_does_not_have_is_refused() -> None:
    spec = generate(0, PLAIN.model_copy(update={"workflows": ("delete",)}))
    with pytest.raises(SpecError, match="no variant 'satisfied'"):
        apply(spec, OPERATORS["turn_task"].edit(variant="satisfied"))


# ---- answers of several names


@pytest.mark.parametrize(
    ("kind", "answer", "fits"),
    [
        ("list", "Ann; Bo; Cy", True),
        ("list", "ann;  bo; CY.", True),
        ("list", "Ann\nBo\nCy", True),
        ("list", "Ann, Bo, Cy", True),
        ("list", '"Ann"; "Bo"; "Cy"', True),
        ("list", "Bo; Ann; Cy", False),
        ("list", "Ann; Bo", False),
        ("list", "Ann; Bo; Cy; Di", False),
        ("list", "Ann and Bo and Cy", False),
        ("set", "Cy; Ann; Bo", True),
        ("set", "Cy; Ann; Bo; Bo", False),
        ("set", "Cy; Ann", False),
        ("set", "", False),
    ],
)
def test_answers_of_several_names(kind: str, answer: str, fits: bool) -> None:
    pattern = AnswerPattern(type=kind, value=("Ann", "Bo", "Cy"))  # type: ignore[arg-type]
    assert answer_fits(pattern, answer) is fits


def test_names_with_commas_are_told_apart_by_semicolons() -> None:
    pattern = AnswerPattern(type="set", value=("Assembly, Harbour site", "Assembly, Hill site"))
    assert answer_fits(pattern, "Assembly, Hill site; Assembly, Harbour site")
    assert not answer_fits(pattern, "Assembly; Harbour site; Assembly; Hill site")


def test_rankings_are_in_order_and_all_names_are_asked_for() -> None:
    for level in _levels("ranking", 6):
        (reference,) = level.task.references
        rows = [row for row in level.records(0, reference.entity) if row[reference.by] is not None]
        rows.sort(key=lambda row: row[reference.by], reverse=reference.extreme == "highest")  # type: ignore[arg-type, return-value]
        title = read_domain(level.spec.sites[0].domain).entity(reference.entity).title
        assert level.task.answer is not None
        assert tuple(row[title] for row in rows[:3]) == level.task.answer.value
        assert judge(level.task, [], Done(ending_of(level).answer)).success


# ---- families


def test_a_free_day_is_the_first_that_nothing_else_takes() -> None:
    for name in ("reschedule_free", "reschedule_next"):
        for level in _levels(name, 8):
            task, gene = level.task, level.spec.task
            (ref,), (day,) = gene.conditions, gene.fields
            (change,) = task.changes
            moved = next(row for row in level.records(0, change.table) if row["id"] == change.record)
            taken = {
                row[day] for row in level.records(0, change.table) if row[ref] == moved[ref] and row is not moved
            }
            free = date.fromisoformat(str(change.values[day]))
            assert free.isoformat() not in taken
            assert (free - timedelta(days=1)).isoformat() in taken
            assert task.tempting


def test_only_what_is_due_is_touched() -> None:
    for level in _levels("edit_due", 8):
        (name,), (reference,) = level.spec.task.conditions, level.task.references
        last = date.fromisoformat(str(reference.most[name]))
        days = {row["id"]: str(row[name]) for row in level.records(0, reference.entity) if row[name]}
        inside = {key for key, day in days.items() if level.spec.today.isoformat() <= day <= last.isoformat()}
        wanted = level.task.changes[0].values
        rows = {row["id"]: row for row in level.records(0, reference.entity)}
        so_already = {key for key in inside if all(rows[key][one] == value for one, value in wanted.items())}
        assert inside - so_already == {change.record for change in level.task.changes}
        assert last.isoformat() in days.values()
        assert (last + timedelta(days=1)).isoformat() in days.values()


def test_a_form_refuses_what_is_taken_and_the_expert_goes_on() -> None:
    refused = 0
    with engine("twin") as twin:
        for name in ("create_unless_taken", "edit_unless_taken"):
            for level in _levels(name, 4):
                played = play(twin, level, Oracle(level))
                assert played.verdict.success
                refused += bool(level.task.plan[0].refused)
    assert refused >= 3


def test_undoing_brings_back_what_the_goal_says() -> None:
    for level in _levels("undo_verb", 6):
        (change,) = level.task.changes
        (state,) = change.values
        row = next(row for row in level.records(0, change.table) if row["id"] == change.record)
        assert str(change.values[state]) in level.task.goal
        assert str(row[state]) in level.task.goal or "should never" in level.task.goal


def test_misreading_the_goal_is_a_near_miss_and_never_pays() -> None:
    with engine("twin") as twin:
        for name in ("edit_all_without", "edit_best_among", "decide_verb", "verb_else_edit"):
            (level,) = _levels(name, 1)
            tempted = [miss for miss in near_misses(level) if miss.kind == "tempted"]
            assert tempted, name
            for miss in tempted:
                assert not play(twin, level, Oracle(level, plan=miss.plan, ending=miss.ending)).verdict.success


# ---- remarks about other records


def test_remarks_are_about_a_record_that_the_task_leaves_alone() -> None:
    said = Counter[str]()
    for seed in range(60):
        knobs = PLAIN.model_copy(update={"distractor": 1.0})
        level = level_of(seed, knobs)
        quiet = bind(level.spec.model_copy(update={"task": level.spec.task.model_copy(update={"distractor": ""})}), seed)
        assert (level.task.changes, level.task.answer, level.sites) == (quiet.task.changes, quiet.task.answer, quiet.sites)
        assert quiet.task.goal in level.task.goal
        said[level.spec.task.distractor] += level.task.goal != quiet.task.goal
        assert ambiguities(level) == []
    assert set(said) == set(distractors())
    assert sum(said.values()) > 50


def test_a_remark_asks_for_nothing_and_names_a_record() -> None:
    assert len(distractors()) >= 3
    with pytest.raises(ValueError, match="must name a record"):
        Distractor(name="x", title="x", sentences=("{title} is fine.", "{noun} is fine.", "{title} {colour}"))
    with pytest.raises(ValueError, match="at least three"):
        Distractor(name="x", title="x", sentences=("{title} is fine.",))


def test_doing_nothing_is_right_only_where_nothing_is_to_be_done() -> None:
    with engine("twin") as twin:
        for level in _levels("edit_top", 2, satisfied=1.0) + _levels("raise_value", 2, infeasible=1.0):
            assert idle(twin, level).success
            wrong = Ending() if level.task.ending == "give_up" else Ending(give_up=True)
            assert not play(twin, level, Oracle(level, ending=wrong)).verdict.success


def test_a_record_that_is_named_can_be_missing_whichever_it_is() -> None:
    gone = set()
    for level in _levels("compare_two", 12, infeasible=1.0):
        (absent,) = [one for one in level.task.references if one.count == 0]
        gone.add(level.task.references.index(absent))
    assert gone == {0, 1}


@pytest.mark.parametrize("share", [10, 25, 50, -10, -25, -50])
def test_an_amount_that_changes_by_a_share_is_whole_and_in_range(share: int) -> None:
    for low, high in ((240, 790), (0, 48_000), (199, 900), (5_000, 900_000)):
        for old in (low, (low + high) // 2, high):
            start = _divisible(old, share, low, high)
            assert low <= start <= high
            assert start * share % 100 == 0
            assert low <= start + start * share // 100 <= high


def test_nothing_refers_to_any_of_several_records_that_are_to_be_deleted() -> None:
    knobs = Knobs(workflows=("delete_two",), domains=("helpdesk",), satisfied=0, infeasible=0)
    for seed in (2_098_400, *range(20)):
        level = level_of(seed, knobs)
        trade = read_domain(level.spec.sites[0].domain)
        for change in level.task.changes:
            for entity, field in trade.referrers(change.table):
                assert all(row[field.name] != change.record for row in level.records(0, entity.name)), (seed, change)
