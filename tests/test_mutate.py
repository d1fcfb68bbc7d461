from __future__ import annotations

import pytest

from tests.depth import DEPTH
from webgen.bind import bind
from webgen.edits.crossing import Crossing, supports
from webgen.engines import engine
from webgen.episode import play
from webgen.errors import InputError
from webgen.generate import Knobs, generate
from webgen.mutate import OPERATORS, Edit, apply, crossed, crossover, evolved, mutate, propose
from webgen.oracle import STYLES, Oracle
from webgen.spec import Spec, dump, load
from webgen.streams import Stream
from webgen.validity import refuse_unsound_spec

CROSSINGS = {name: part for name, part in OPERATORS.items() if isinstance(part, Crossing)}


def pair(seed: int) -> tuple[Spec, Spec]:
    """Return two specs; every second pair is of one trade."""
    one = generate(seed)
    kin = Knobs(domains=(one.sites[0].domain,)) if seed % 2 else Knobs()
    return one, generate(seed + 1, kin)


@pytest.mark.parametrize("name", sorted(OPERATORS))
def test_every_operator_applies_somewhere_and_its_inverse_restores_the_id(name: str) -> None:
    operator = OPERATORS[name]
    applied = 0
    for seed in range(80):
        spec = generate(seed, Knobs(two_sites=0.4))
        edit = operator.propose(spec, Stream(seed, name), train=False)
        if edit is None:
            continue
        edited, back = apply(spec, edit)
        assert edited.id != spec.id
        assert load(Spec, dump(edited), where="edited") == edited
        restored, _ = apply(edited, back)
        assert restored.id == spec.id
        assert OPERATORS[operator.inverse].name == back.operator
        applied += 1
        if applied >= 8 * DEPTH:
            return
    assert applied >= 5


def test_signs_of_inverse_operators_are_opposite() -> None:
    opposite = {"harder": "easier", "easier": "harder", "neutral": "neutral"}
    for operator in OPERATORS.values():
        assert OPERATORS[operator.inverse].sign == opposite[operator.sign]


def test_any_chain_of_edits_binds() -> None:
    for seed in range(40):
        spec = mutate(generate(seed, Knobs(two_sites=0.4)), Stream(seed, "chain"), edits=8)
        refuse_unsound_spec(spec, where="mutated")
        assert bind(spec, seed).task.goal


def test_harder_edits_only_when_asked_for() -> None:
    for seed in range(30):
        edit = propose(generate(seed), Stream(seed), signs=("harder",))
        assert edit is not None
        assert OPERATORS[edit.operator].sign == "harder"


@pytest.mark.parametrize(
    ("edit", "match"),
    [
        (Edit(operator="add_fricton"), "Did you mean 'add_friction'"),
        (Edit(operator="remove_friction", arguments={"friction": "nothing"}), "no friction"),
        (Edit(operator="add_friction", arguments={"friction": "fog", "strength": 1}), "unknown friction 'fog'"),
        (Edit(operator="restyle", arguments={"theme": 1, "chrome": "baroque"}), "unknown chrome"),
    ],
)
def test_edits_that_do_not_apply_say_why(edit: Edit, match: str) -> None:
    with pytest.raises(InputError, match=match):
        apply(generate(0), edit)


# ---- crossover


def test_crossed_specs_are_sound_and_bind_and_every_crossing_is_reached() -> None:
    reached: set[str] = set()
    for seed in range(200):
        one, other = pair(seed)
        child, done = crossed(one, other, Stream(seed, "pair"))
        assert done, seed
        assert child.id != one.id
        assert child == crossover(one, other, Stream(seed, "pair"))
        refuse_unsound_spec(child, where=f"pair {seed}")
        assert load(Spec, dump(child), where="child") == child
        assert bind(child, seed).task.goal
        reached |= {edit.operator for edit in done}
    assert reached == set(CROSSINGS)


def test_the_edits_of_a_crossover_make_it_again_and_their_inverses_take_it_back() -> None:
    for seed in range(80):
        one, other = pair(seed)
        child, done = crossed(one, other, Stream(seed, "pair"))
        again, backs = one, []
        for edit in done:
            again, back = apply(again, load(Edit, dump(edit), where="edit"))
            backs.append(back)
        assert again == child
        for back in reversed(backs):
            again, _ = apply(again, back)
        assert again.id == one.id


def test_between_trades_only_looks_frictions_and_words_travel() -> None:
    for seed in range(0, 60, 2):
        one, other = generate(seed, Knobs(domains=("shop",))), generate(seed, Knobs(domains=("gym",)))
        child, done = crossed(one, other, Stream(seed))
        assert {edit.operator for edit in done} <= {"cross_looks", "cross_frictions", "cross_words"}
        assert child.sites[0].entities == one.sites[0].entities
        assert child.task.workflow == one.task.workflow


def test_a_task_that_the_other_site_cannot_offer_stays_where_it_is() -> None:
    kept = moved = 0
    for seed in range(120):
        one = generate(seed, Knobs(domains=("tracker",)))
        other = generate(seed + 500, Knobs(domains=("tracker",)))
        edit = OPERATORS["cross_task"].offer(one, other, Stream(seed))  # type: ignore[attr-defined]
        swapped = one.model_copy(update={"task": other.task})
        assert (edit is not None) == supports(other, swapped)
        kept, moved = kept + (edit is None), moved + (edit is not None)
        if edit is not None:
            assert bind(apply(one, edit)[0], seed).task.workflow == other.task.workflow
    assert kept > 3
    assert moved > 30


@pytest.mark.parametrize("name", sorted(CROSSINGS))
def test_genes_that_do_not_belong_are_refused(name: str) -> None:
    arguments = {
        "entity": "product", "chrome": "baroque", "theme": 1, "boost": True, "login": False, "phrasing": 0, "paraphrase": False,
        "tone": "angry", "form": '{"fields": []}', "listing": '{"columns": ["nothing"]}', "frictions": '[{"name": "fog"}]',
        "task": '{"workflow": "edit", "entity": "product", "fields": ["nothing"]}', "site": "{}",
    }  # fmt: skip
    with pytest.raises(InputError):
        apply(generate(0, Knobs(domains=("shop",))), Edit(operator=name, arguments=arguments))  # type: ignore[arg-type]


def test_evolved_levels_are_solved_by_the_expert_in_every_style() -> None:
    with engine("twin") as twin:
        for seed in range(24):
            level = evolved(seed, Knobs(), edits=6)
            assert level.spec.id != generate(seed).id
            for style in STYLES:
                assert play(twin, level, Oracle(level, style)).verdict.success, (seed, style, level.task.workflow)
