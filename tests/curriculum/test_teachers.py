"""Teachers: the curriculum is really connected, and comes back from its file as it was."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from scipy.stats import chisquare

from webgen.curriculum.base import FIRST_SEED, Outcome, Teacher, teacher, teachers
from webgen.curriculum.learnability import Cell, Learnability, cell_of, expected_learnability
from webgen.errors import InputError, UnknownName
from webgen.generate import Knobs, generate, heldout

TRAIN = Knobs(split="train")


def outcome(cell: str, successes: int, trials: int, steps: int = 10) -> Outcome:
    return Outcome("spec", "level", successes, trials, steps, cell)


def test_every_teacher_is_found_and_named_after_its_module() -> None:
    assert {"uniform", "learnability"} <= set(teachers())
    assert all(kind.name == name for name, kind in teachers().items())
    with pytest.raises(UnknownName, match="learnability"):
        teacher("learnabilty")


@pytest.mark.parametrize("name", sorted(teachers()))
class TestEveryTeacher:
    def test_lessons_are_of_the_training_split_and_never_repeat(self, name: str) -> None:
        lessons = teacher(name, TRAIN).ask(20)
        assert len({lesson.content_seed for lesson in lessons}) == 20
        for lesson in lessons:
            assert lesson.spec.task.workflow not in heldout()["workflows"]
            assert lesson.spec.sites[0].domain not in heldout()["domains"]
            assert lesson.content_seed >= FIRST_SEED

    def test_same_seed_same_lessons(self, name: str) -> None:
        first, second, other = (teacher(name, TRAIN, seed=seed).ask(5) for seed in (3, 3, 4))
        assert first == second
        assert [lesson.content_seed for lesson in first] != [lesson.content_seed for lesson in other]

    def test_saved_and_resumed_it_goes_on_the_same(self, name: str, tmp_path: Path) -> None:
        def told(one: Teacher) -> None:
            one.tell([Outcome("s", "l", 1, 2, 9, lesson.cell) for lesson in one.ask(6)])

        whole = teacher(name, TRAIN)
        told(whole)
        whole.save(tmp_path / "teacher.sqlite")
        again = teacher(name, TRAIN)
        assert again.load(tmp_path / "teacher.sqlite")
        assert again.state() == whole.state()
        assert again.ask(6) == whole.ask(6)
        assert not teacher(name).load(tmp_path / "nothing.sqlite")

    def test_a_file_that_is_none_of_ours_is_refused(self, name: str, tmp_path: Path) -> None:
        (tmp_path / "bad").write_bytes(b"not a database, but long enough to look like one" * 30)
        with pytest.raises(InputError, match="not a teacher's file"):
            teacher(name).load(tmp_path / "bad")


def test_learnability_is_the_beta_mean_of_p_times_one_minus_p() -> None:
    assert expected_learnability(1, 1) == pytest.approx(1 / 6)  # the integral of p(1-p) over [0, 1]
    assert expected_learnability(2, 1) == pytest.approx(1 / 6)
    assert expected_learnability(3, 2) == pytest.approx(0.2)
    assert expected_learnability(1e6, 1e6) == pytest.approx(0.25, abs=1e-4)


def test_impossible_outcomes_are_refused() -> None:
    with pytest.raises(InputError, match="3 of 2"):
        outcome("edit/easy", 3, 2)


class TestLearnability:
    def test_the_distribution_sums_to_one_and_keeps_its_floor(self) -> None:
        one = Learnability(TRAIN)
        one.cells["edit/easy"] = Cell(a=50, b=50, steps=4)
        shares = one.distribution()
        assert sum(shares.values()) == pytest.approx(1)
        assert min(shares.values()) >= one.coverage / len(shares)
        assert max(shares, key=lambda name: shares[name]) == "edit/easy"

    def test_cost_divides_worth(self) -> None:
        cheap, dear = Cell(a=3, b=3, steps=5), Cell(a=3, b=3, steps=20)
        assert cheap.worth == pytest.approx(4 * dear.worth)

    def test_what_is_picked_follows_the_distribution(self) -> None:
        """The curriculum is connected: the histogram of picks is the intended one, by chi-square."""
        one = Learnability(TRAIN)
        one.cells["delete/easy"] = Cell(a=40, b=40, steps=6)
        one.cells["edit/hard"] = Cell(a=2, b=80, steps=25)
        shares = one.distribution()
        total = 6000
        counts = dict.fromkeys(shares, 0)
        for number in range(total):
            counts[one.pick(one.stream.child("test", number), shares)] += 1
        result = chisquare([counts[name] for name in shares], [shares[name] * total for name in shares])
        assert result.pvalue > 1e-3
        uniform = chisquare(list(counts.values()))
        assert uniform.pvalue < 1e-6  # and it would show if picks ignored the distribution

    def test_lessons_mostly_fall_into_the_cell_that_is_worth_most(self) -> None:
        one = Learnability(TRAIN)
        for cell in one.cells.values():
            cell.a, cell.b = 1000.0, 1.0
        one.cells["verb/middle"] = Cell(a=60, b=60, steps=6)
        lessons = one.ask(60)
        assert all(cell_of(lesson.spec) == lesson.cell for lesson in lessons)
        cells = Counter(lesson.cell for lesson in lessons)
        assert cells["verb/middle"] > 24
        assert cells.most_common(1)[0][0] == "verb/middle"

    def test_only_the_cells_told_of_change(self) -> None:
        one = Learnability(TRAIN)
        before = {name: (cell.a, cell.b, cell.steps) for name, cell in one.cells.items()}
        one.tell([outcome("create/easy", 3, 4, 40)])
        after = {name: (cell.a, cell.b, cell.steps) for name, cell in one.cells.items()}
        assert after.pop("create/easy") == pytest.approx((4.0, 2.0, 11.8))
        before.pop("create/easy")
        assert after == before

    def test_old_evidence_fades(self) -> None:
        one = Learnability(TRAIN)
        for _ in range(2000):
            one.tell([outcome("create/easy", 0, 1)])
        cell = one.cells["create/easy"]
        assert cell.a == pytest.approx(1)
        assert cell.b == pytest.approx(1 + 1 / (1 - one.keep), rel=1e-3)

    def test_specs_are_fresh_and_spread_over_cells(self) -> None:
        one = Learnability(TRAIN)
        lessons = one.ask(80)
        assert len({lesson.spec.id for lesson in lessons}) == 80
        assert len({lesson.cell for lesson in lessons}) > 12

    def test_a_difficulty_bin_grows_with_fields_and_frictions(self) -> None:
        names = {cell_of(generate(seed, TRAIN)).partition("/")[2] for seed in range(60)}
        assert names == {"easy", "middle", "hard"}
