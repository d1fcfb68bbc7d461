"""A value that the goal does not spell out: taken from another record, computed, or relative to today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from webgen.domains.display import in_goal, plain
from webgen.domains.model import Domain, Entity, Field
from webgen.errors import SpecError
from webgen.spec import Change, EntityGene, PlanStep, Record, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

_TYPES = {
    "copy": ("choice", "date", "money", "integer", "ref", "set", "time"),
    "swap": ("choice", "date", "money", "integer", "ref", "set", "time"),
    "raise": ("money", "integer"),
    "lower": ("money", "integer"),
    "percent": ("money",),
    "double": ("money", "integer"),
    "later": ("date",),
    "earlier": ("date",),
    "relative": ("date",),
    "weekday": ("date",),
    "month_end": ("date",),
    "toggle": ("bool",),
}
YEAR = 370
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHIFTS = ((1, "one day"), (2, "two days"), (3, "three days"), (7, "one week"), (10, "ten days"), (14, "two weeks"))


class Derived(Scheme):
    """``how`` says where the value comes from."""

    how = tuple(_TYPES)

    def _fields(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> list[str]:
        names = base.changeable(domain, entity, gene)
        fitting = [name for name in names if entity.field(name).type in _TYPES[flow.how]]
        if flow.how == "relative":  # a date of birth is not set to tomorrow
            fitting = [name for name in fitting if max(map(abs, entity.field(name).bounds())) <= YEAR]
        if flow.how == "double":  # a year is not doubled
            fitting = [name for name in fitting if _doubles(entity.field(name))]
        return fitting

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """A field of a type that the way of deriving makes sense for."""
        return bool(self._fields(flow, domain, entity, gene))

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the field."""
        return {"fields": (stream.child("field").pick(self._fields(flow, domain, entity, gene)),)}

    def bind(self, desk: Binder) -> Task:
        """Pick the records, repair what cannot be computed with, compute."""
        (name,) = desk.gene.fields
        one = desk.entity.field(name)
        two = desk.flow.how in ("copy", "swap")
        rows = base.some(desk, desk.rows(), 2 if two else 1)
        for row in rows:
            if row[name] in (None, ""):
                row[name] = desk.draw(one, desk.stream.child("fill", row["id"]), avoid=[], record=row)
        if two and rows[0][name] == rows[1][name]:
            rows[1][name] = desk.draw(one, desk.stream.child("apart"), avoid=[rows[0][name]], record=rows[1])
        words = {"title": f'"{rows[0][desk.entity.title]}"', "field": desk.label(one)}
        if two:
            words["other"] = f'"{rows[1][desk.entity.title]}"'
            value = rows[1][name]
        else:
            value, words["amount"] = self._computed(desk, one, rows[0])
        words["today"] = f"{_DAYS[desk.spec.today.weekday()]}, {plain(_DATE, desk.spec.today.isoformat())}"
        desk.recompute()
        outcome = Outcome(references=[base.by_title(desk, row) for row in rows])
        look = rows[1:] if desk.flow.how == "copy" else [] if desk.flow.how == "relative" else rows
        outcome.plan = [
            PlanStep(do="look", entity=desk.entity.name, record=int(row["id"] or 0), field=name) for row in look
        ]
        self._set(desk, outcome, rows[0], name, value)
        if desk.flow.how == "swap":
            self._set(desk, outcome, rows[1], name, self._before)
        return outcome.task(desk, words)

    def _set(self, desk: Binder, outcome: Outcome, row: Record, name: str, value: Scalar) -> None:
        self._before = row[name]
        table, key = desk.entity.name, int(row["id"] or 0)
        outcome.plan.append(PlanStep(do="edit", entity=table, record=key, values={name: value}))
        outcome.changes.append(Change(site=desk.site, table=table, op="update", record=key, values={name: value}))

    def _computed(self, desk: Binder, one: Field, row: Record) -> tuple[Scalar, str]:
        """Return the new value and how much it is away; the old one is repaired where it leaves no room."""
        place, how = desk.stream.child("amount"), desk.flow.how
        if how == "toggle":
            return not row[one.name], plain(one, not row[one.name])
        if how in ("later", "earlier"):
            days, text = place.pick(_SHIFTS, key=lambda shift: shift[1])
            moved = date.fromisoformat(str(row[one.name])) + timedelta(days=days if how == "later" else -days)
            return moved.isoformat(), text
        if how == "relative":
            return self._relative(desk, place, str(row[one.name]))
        if how in ("weekday", "month_end"):
            return self._along(desk, place, row, one.name)
        unit = 100 if one.type == "money" else 1
        low, high = one.bounds()
        middle = max(low, unit) + (high - max(low, unit)) // 3
        old = int(row[one.name] or 0)
        if how == "percent":
            share = place.pick((10, 20, 25, 50), key=str)
            up = desk.stream.child("up").chance(0.5)
            row[one.name] = old = _divisible(old, share if up else -share, low, high)
            return old + old * share // 100 * (1 if up else -1), f"{'up' if up else 'down'} by {share} %"
        if how == "double":
            if not low < old * 2 <= high or not old:
                old = max(unit, low, middle // 2)
                row[one.name] = old
            return old * 2, ""
        amounts = [size * unit for size in (1, 2, 3, 5, 10, 20, 50) if size * unit <= (high - low) // 3] or [unit]
        amount = place.pick(amounts, key=str)
        new = old + (amount if how == "raise" else -amount)
        if not low <= new <= high:
            row[one.name] = old = middle
            new = old + (amount if how == "raise" else -amount)
        return new, in_goal(plain(one, amount))

    def _along(self, desk: Binder, place: Stream, row: Record, name: str) -> tuple[Scalar, str]:
        """Return a day that the calendar gives, seen from the record's own date, and how it is called."""
        now = date.fromisoformat(str(row[name]))
        if desk.flow.how == "weekday":
            weekday = place.child("weekday").integer(0, 6)
            back = place.child("back").chance(0.35)
            shift = (now.weekday() - weekday - 1) % 7 + 1 if back else (weekday - now.weekday() - 1) % 7 + 1
            side = "last" if back else "first"
            said = f"the {side} {_DAYS[weekday]} {'before' if back else 'after'} the date it has now"
            return (now + timedelta(days=-shift if back else shift)).isoformat(), said
        following = place.child("following").chance(0.5)
        months = now.year * 12 + now.month - 1 + (1 if following else 0)
        if (now + timedelta(days=1)).month != now.month and not following:  # it is the last day already
            now -= timedelta(days=3)
            row[name] = now.isoformat()
        last = date((months + 1) // 12, (months + 1) % 12 + 1, 1) - timedelta(days=1)
        month = "month after the one" if following else "month"
        return last.isoformat(), f"the last day of the {month} that its present date is in"

    def _relative(self, desk: Binder, place: Stream, old: str) -> tuple[Scalar, str]:
        today = desk.spec.today
        weekday = place.child("weekday").integer(0, 6)
        ahead = (weekday - today.weekday() - 1) % 7 + 1
        days = place.child("days").integer(2, 20)
        options = {
            "tomorrow": 1, f"{days} days from today": days, "one week from today": 7,
            f"the first {_DAYS[weekday]} after today": ahead,
        }  # fmt: skip
        left = {text: shift for text, shift in options.items() if (today + timedelta(days=shift)).isoformat() != old}
        text = place.child("text").pick(sorted(left))
        return (today + timedelta(days=left[text])).isoformat(), text


_DATE = Field(name="day", labels=("Day",), type="date", kind="derived", days=(0, 0))


def _doubles(field: Field) -> bool:
    """Whether some value of a field is half of another one."""
    low, high = field.bounds()
    return 2 * max(low, 100 if field.type == "money" else 1) <= high


def _divisible(old: int, share: int, low: int, high: int) -> int:
    """Return an amount in cents that a change by ``share`` % keeps whole and in range: as round and as near as can be."""
    factor = 100 + share
    least = max(low, -(-100 * low // factor), 1)  # so that both it and what it becomes are in range
    most = min(high, 100 * high // factor)
    for step in (1000, 100, 20):
        first, last = -(-least // step) * step, most // step * step
        if first <= last:
            below = old // step * step
            near = below if old - below <= step // 2 else below + step
            return min(max(near, first), last)
    raise SpecError(f"no amount from {low} to {high} can change by {share} %")
