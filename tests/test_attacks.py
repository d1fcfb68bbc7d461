"""Attacks must not pay, and their numbers must be right."""

from __future__ import annotations

import pytest

from webgen.actions import Done, GiveUp
from webgen.attacks import ATTACKS, Arena, Attempt, attack, truly_right, upper_bound
from webgen.engines import engine
from webgen.generate import Knobs, level_of
from webgen.judge import judge
from webgen.site.app import Site
from webgen.visitor import Visitor, submission_of


def test_no_attack_pays() -> None:
    with engine("twin") as twin:
        report = attack(twin, range(40, 52))
    facts = report.as_json()
    assert report.holds, report.failures
    assert (facts["levels"], facts["rewarded"]) == (12, 0)
    assert facts["attempts"] == sum(counts["attempts"] for counts in facts["by_attack"].values())
    assert set(facts["by_attack"]) == set(ATTACKS)
    assert all(counts["attempts"] > 0 for counts in facts["by_attack"].values())
    assert len(ATTACKS) == 10


def test_levels_where_nothing_is_to_be_done_are_counted_apart() -> None:
    knobs = Knobs(workflows=("satisfied", "infeasible"), friction=0)
    with engine("twin") as twin:
        report = attack(twin, range(4), knobs=knobs, names=("nothing",))
    assert report.holds
    assert report.apart["rewarded"] >= 1
    assert report.rewarded == 0


def test_what_is_truly_right_hangs_on_variant_and_ending() -> None:
    normal, satisfied, infeasible = (
        level_of(0, Knobs(workflows=(name,), satisfied=0, infeasible=0)) for name in ("edit", "satisfied", "infeasible")
    )
    done, give_up = Attempt(True, Done()), Attempt(True, GiveUp())
    assert not truly_right(normal, done)
    assert not truly_right(normal, give_up)
    assert truly_right(satisfied, done)
    assert truly_right(infeasible, give_up)
    assert not truly_right(infeasible, done)


@pytest.mark.parametrize(("successes", "trials", "bound"), [(0, 100, 0.029513), (1, 100, 0.046556), (0, 0, 1.0), (5, 5, 1.0)])
def test_the_bound_is_clopper_and_pearsons(successes: int, trials: int, bound: float) -> None:
    assert upper_bound(successes, trials) == pytest.approx(bound, abs=1e-5)


@pytest.mark.parametrize("flow", ["edit", "create", "delete", "verb", "setting", "filter_act"])
def test_the_right_form_does_the_task_once_it_was_shown(flow: str) -> None:
    """Otherwise the attacks that post it unseen would prove nothing."""
    for seed in range(4):
        level = level_of(seed, Knobs(workflows=(flow,), login=0.5, two_sites=0, satisfied=0, infeasible=0))
        right = submission_of(level, level.task.plan[0])
        assert right is not None
        site = Site(level)
        visitor = Visitor(site)
        visitor.sign_in()
        visitor.submit(right)
        assert judge(level.task, site.log(), Done()).success, (flow, seed)
        site.close()


def test_wrong_forms_are_really_taken() -> None:
    with engine("twin") as twin:
        arena = Arena(twin, level_of(0, Knobs(workflows=("edit",), login=0, satisfied=0, infeasible=0)))
        assert arena.wrong
        site = arena.site()
        arena.visitor(site).submit(arena.wrong[0])
        assert site.log()
        site.close()
