from __future__ import annotations

import pytest

from webgen.bind import bind
from webgen.errors import InputError
from webgen.generate import Knobs, generate
from webgen.mutate import OPERATORS, Edit, apply, mutate, propose
from webgen.soundness import refuse_unsound_spec
from webgen.spec import Spec, dump, load
from webgen.streams import Stream


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
