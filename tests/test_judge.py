from __future__ import annotations

from typing import Any

import pytest

from webgen.actions import Done, GiveUp
from webgen.judge import answer_fits, judge, net_changes
from webgen.site.store import LogRow
from webgen.spec import AnswerPattern, Change, Effect, Task

COLUMNS: Any = ({"item": {"name": "intent", "price": "intent", "total": "derived", "seen": "ambient"}},)


def task(**given: Any) -> Task:
    return Task(workflow="edit", variant="normal", goal="…", plan=(), columns=COLUMNS, **given)


def row(op: str, record: int = 1, table: str = "item", seq: int = 1, **sides: dict[str, Any]) -> LogRow:
    return LogRow(0, seq, table, op, record, sides.get("before", {}), sides.get("after", {}))


A = {"name": "a", "price": 100, "total": 100, "seen": 0}
EDIT = task(changes=(Change(site=0, table="item", op="update", record=1, values={"price": 200}),))


def test_the_wanted_change_succeeds_and_derived_and_ambient_columns_do_not_count() -> None:
    log = [row("update", before=A, after=A | {"price": 200, "total": 200, "seen": 5})]
    verdict = judge(EDIT, log, Done())
    assert verdict.success
    assert verdict.progress == 1.0
    assert not judge(EDIT, log, None).success
    assert not judge(EDIT, log, GiveUp()).success


@pytest.mark.parametrize(
    "log",
    [
        [],
        [row("update", before=A, after=A | {"price": 201})],
        [row("update", record=2, before=A, after=A | {"price": 200})],
        [row("update", before=A, after=A | {"price": 200, "name": "b"})],
        [row("update", before=A, after=A | {"price": 200}), row("delete", record=2, before=A)],
        [row("update", before=A, after=A | {"price": 200}), row("update", seq=2, before=A | {"price": 200}, after=A)],
        [row("update", before=A, after=A | {"price": 200}), row("insert", table="elsewhere", after={"x": 1})],
    ],
    ids=["nothing", "value off", "wrong record", "one field more", "another record", "undone", "unknown table"],
)
def test_everything_else_fails(log: list[LogRow]) -> None:
    assert not judge(EDIT, log, Done()).success


def test_changes_are_netted_per_record() -> None:
    log = [
        row("update", before=A, after=A | {"price": 900}),
        row("update", seq=2, before=A | {"price": 900}, after=A | {"price": 200}),
        row("insert", record=9, seq=3, after=A),
        row("delete", record=9, seq=4, before=A),
    ]
    assert [net.values for net in net_changes(EDIT, log)] == [{"price": 200}]
    assert judge(EDIT, log, Done()).success


def test_an_insert_must_match_in_every_intent_column() -> None:
    wanted = task(changes=(Change(site=0, table="item", op="insert", values={"name": "a", "price": None}),))
    good = row("insert", record=7, after={"name": "a", "price": None, "total": None, "seen": 0})
    assert judge(wanted, [good], Done()).success
    assert not judge(wanted, [row("insert", record=7, after=A)], Done()).success
    assert not judge(wanted, [good, row("insert", record=8, seq=2, after=dict(good.after))], Done()).success


def test_effects_are_counted_never_netted() -> None:
    effect = {"name": "mail", "tbl": "item", "record": 1}
    wanted = task(effects=(Effect(site=0, name="mail", table="item", record=1),))
    once = row("insert", table="effects", after=effect)
    assert judge(wanted, [once], Done()).success
    assert not judge(wanted, [], Done()).success
    assert not judge(wanted, [once, row("insert", record=2, table="effects", seq=2, after=effect)], Done()).success
    assert not judge(task(), [once], Done()).success
    assert not judge(wanted, [once, row("delete", table="effects", seq=2, before=effect)], Done()).success


@pytest.mark.parametrize(
    ("kind", "value", "unit", "answer", "fits"),
    [
        ("text", "Blue Mug", "", " blue  mug. ", True),
        ("text", "Blue Mug", "", "“Blue Mug”", True),
        ("text", "Blue Mug", "", "Blue Mug or Red Mug", False),
        ("text", "Blue Mug", "", "Blue", False),
        ("money", 123450, "", "$1,234.50", True),
        ("money", 123450, "", "1234.5", True),
        ("money", 123450, "", "1234.51", False),
        ("money", 123450, "", "about $1,234.50", False),
        ("date", "2026-03-02", "", "2 March 2026", True),
        ("date", "2026-03-02", "", "2026-03-02", True),
        ("date", "2026-03-02", "", "3 February 2026", False),
        ("integer", 12, "min", "12", True),
        ("integer", 12, "min", "12 min", True),
        ("integer", 12, "min", "12 kg", False),
        ("integer", 1200, "", "1,200", True),
        ("integer", 12, "", "12 or 13", False),
    ],
)
def test_answers_are_compared_by_type_and_exactly(kind: Any, value: Any, unit: str, answer: str, fits: bool) -> None:
    assert answer_fits(AnswerPattern(type=kind, value=value, unit=unit), answer) is fits


def test_a_missing_answer_fails_and_an_answer_nobody_asked_for_is_ignored() -> None:
    asking = task(answer=AnswerPattern(type="text", value="x"))
    assert not judge(asking, [], Done()).success
    assert judge(asking, [], Done("x")).success
    assert judge(task(), [], Done("whatever")).success


@pytest.mark.parametrize("answer", ["Bed, Desk", "desk and bed", "Desk; Bed.", "Bed,  Desk, bed"])
def test_an_answer_of_several_is_compared_as_a_set(answer: str) -> None:
    assert answer_fits(AnswerPattern(type="set", value="Bed|Desk"), answer)


@pytest.mark.parametrize("answer", ["Bed", "Bed, Desk, Lamp", "Bed Desk", ""])
def test_an_answer_of_several_has_all_of_them_and_no_other(answer: str) -> None:
    assert not answer_fits(AnswerPattern(type="set", value="Bed|Desk"), answer)
