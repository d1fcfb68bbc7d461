"""Seeded bugs in judge, store and site: each must be caught by check, or by the attacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import pytest

from webgen import episode, judge
from webgen.actions import Done
from webgen.attacks import attack
from webgen.check import check
from webgen.doors.password import Password
from webgen.engines import engine
from webgen.generate import Knobs, level_of
from webgen.pages import form
from webgen.pages.form import FormPage
from webgen.pages.settings import SettingsPage
from webgen.site import app, fields, store
from webgen.site.app import Context
from webgen.site.http import Response
from webgen.site.listing import Listing
from webgen.site.store import Store
from webgen.spec import Level

Patch = Callable[[pytest.MonkeyPatch], None]


def any_level(level: Level) -> bool:
    return True


@dataclass(frozen=True)
class Mutant:
    """A bug, and which levels to look at: ``knobs``, and those of the first seeds that ``fit``."""

    name: str
    patch: Patch
    knobs: dict[str, Any] = field(default_factory=dict)
    fits: Callable[[Level], bool] = any_level
    by: str = "check"

    def seeds(self) -> list[int]:
        """Return two seeds whose levels are right for it."""
        knobs = self.level_knobs()
        found = list(islice((seed for seed in range(400) if self.fits(level_of(seed, knobs))), 2))
        assert len(found) == 2, "the mutant has too few levels"
        return found

    def level_knobs(self) -> Knobs:
        return Knobs.model_validate({"friction": 0, "login": 0} | self.knobs)


def flows(*names: str, **more: Any) -> dict[str, Any]:
    return {"workflows": names, **more}


# ---- the judge


def ignores_extra_changes(patch: pytest.MonkeyPatch) -> None:
    nets, fits = judge.net_changes, judge._fits
    patch.setattr(judge, "net_changes", lambda task, log: [
        net for net in nets(task, log) if any(fits(change, net) for change in task.changes)
    ])  # fmt: skip


def compares_by_substring(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(judge, "answer_fits", lambda pattern, answer: pattern is None or str(pattern.value) in str(answer))


def takes_any_answer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(judge, "answer_fits", lambda pattern, answer: pattern is None or answer is not None)


def ignores_the_record(patch: pytest.MonkeyPatch) -> None:
    fits = judge._fits
    patch.setattr(judge, "_fits", lambda change, net: fits(change.model_copy(update={"record": None}), net))


def ignores_values(patch: pytest.MonkeyPatch) -> None:
    def same_kind(change: Any, net: Any) -> bool:
        return bool((change.table, change.op) == (net.table, net.op) and change.record in (None, net.record))

    patch.setattr(judge, "_fits", same_kind)


def ignores_the_ending(patch: pytest.MonkeyPatch) -> None:
    real = judge.judge
    patch.setattr(episode, "judge", lambda task, log, ending: real(task, log, Done(getattr(ending, "answer", None))))


def ignores_effects(patch: pytest.MonkeyPatch) -> None:
    real = judge.judge

    def blind(task: Any, log: Any, ending: Any) -> Any:
        rest = [row for row in log if row.table != "effects"]
        return real(task.model_copy(update={"effects": ()}), rest, ending)

    patch.setattr(episode, "judge", blind)


def never_nets(patch: pytest.MonkeyPatch) -> None:
    real = judge.net_changes

    def each_alone(task: Any, log: Any) -> list[Any]:
        return [net for row in log for net in real(task, [row])]

    patch.setattr(judge, "net_changes", each_alone)
    patch.setattr(judge, "_fits", lambda change, net: (change.table, change.op) == (net.table, net.op))


# ---- the store


def _without_trigger(op: str) -> Patch:
    def patch_it(patch: pytest.MonkeyPatch) -> None:
        real = store._triggers

        def some(table: str, names: Sequence[str]) -> str:
            return "\n".join(part for part in real(table, names).split("\n") if f"AFTER {op} " not in part)

        patch.setattr(store, "_triggers", some)

    return patch_it


def deletes_two(patch: pytest.MonkeyPatch) -> None:
    real = Store.delete

    def delete(self: Store, table: str, record: int) -> None:
        real(self, table, record)
        other = self.scalar(f'SELECT id FROM "{table}" ORDER BY id DESC')
        real(self, table, other)

    patch.setattr(Store, "delete", delete)
    patch.setattr(Store, "_fill", _without_foreign_keys(Store._fill))


def _without_foreign_keys(fill: Callable[..., None]) -> Callable[..., None]:
    def unchecked(self: Store, content: Any) -> None:
        fill(self, content)
        self._connection.execute("PRAGMA foreign_keys = OFF")

    return unchecked


# ---- the pages


def saves_the_wrong_record(patch: pytest.MonkeyPatch) -> None:
    real = Store.update

    def update(self: Store, table: str, record: int, values: Any) -> None:
        wrong = record if table in ("sessions", "tokens", "settings") else record % 3 + 1
        real(self, table, wrong, values)

    patch.setattr(Store, "update", update)


def saves_only_one_field(patch: pytest.MonkeyPatch) -> None:
    real = Store.update

    def update(self: Store, table: str, record: int, values: Any) -> None:
        real(self, table, record, values if table in ("sessions", "tokens") else dict(list(values.items())[:1]))

    patch.setattr(Store, "update", update)


def filter_is_ignored(patch: pytest.MonkeyPatch) -> None:
    real = Listing.where

    def where(self: Listing, *more: Any, without: str = "") -> Any:
        filters, self.filters = self.filters, ()
        try:
            return real(self, *more, without=without)
        finally:
            self.filters = filters

    patch.setattr(Listing, "where", where)


def search_is_ignored(patch: pytest.MonkeyPatch) -> None:
    real = Listing.where

    def where(self: Listing, *more: Any, without: str = "") -> Any:
        text, filters, self.text, self.filters = self.text, self.filters, "", ()
        try:
            return real(self, *more, without=without)
        finally:
            self.text, self.filters = text, filters

    patch.setattr(Listing, "where", where)


def sort_is_reversed(patch: pytest.MonkeyPatch) -> None:
    def order(self: Listing) -> str:
        turned = "ASC" if self.direction == "desc" else "DESC"
        return f' ORDER BY "{self.chosen}" {turned}, id' if self.chosen else " ORDER BY id"

    patch.setattr(Listing, "order", property(order))


def verb_has_no_effect(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Store, "effect", lambda self, name, table, record: None)


def verb_does_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("webgen.pages.detail.do_verb", lambda context, record, verb: None)
    patch.setattr("webgen.pages.quick.do_verb", lambda context, record, verb: None)


def total_is_not_recomputed(patch: pytest.MonkeyPatch) -> None:
    def stale(self: FormPage, context: Context, values: Any) -> dict[str, Any]:
        return dict(values)

    patch.setattr(FormPage, "_complete", stale)


def copies_are_not_followed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(form, "follow", lambda context, changed, record: None)


def validation_is_skipped(patch: pytest.MonkeyPatch) -> None:
    real = fields.parse
    patch.setattr(fields, "parse", lambda item, raw, titles: (real(item, raw, titles)[0] or raw or "?", ""))


def settings_save_too_much(patch: pytest.MonkeyPatch) -> None:
    real = SettingsPage.save

    def save(self: SettingsPage, context: Context) -> Any:
        answer = real(self, context)
        flags = [item.name for item in context.domain.all_settings if item.type == "bool"]
        if answer.location:
            current = context.store.get("settings", 1) or {}
            context.store.update("settings", 1, {flags[0]: 0 if current[flags[0]] else 1})
        return answer

    patch.setattr(SettingsPage, "save", save)


def any_password_opens(patch: pytest.MonkeyPatch) -> None:
    def take(self: Password, context: Context) -> Any:
        context.remember(user=context.site.content.account.email)
        return context.go("/")

    patch.setattr(Password, "take", take)


def token_is_not_checked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Context, "accepted", lambda self: True)


def token_is_never_spent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Context, "spend", lambda self: None)


def token_of_any_session(patch: pytest.MonkeyPatch) -> None:
    def accepted(self: Context) -> bool:
        known = self.store.scalar(
            "SELECT 1 FROM tokens WHERE token = ? AND action = ? AND used = 0", (self.form.get("_token", ""), self.request.path)
        )
        return bool(known)

    patch.setattr(Context, "accepted", accepted)


def inside_is_open(patch: pytest.MonkeyPatch) -> None:
    real = app.Site.handle

    def handle(self: app.Site, request: Any) -> Any:
        if request.path == "/api/state":
            return Response(self.level.task.model_dump_json())
        return real(self, request)

    patch.setattr(app.Site, "handle", handle)


def changes(level: Level) -> bool:
    return len(level.task.plan[0].values) >= 2


def sends(level: Level) -> bool:
    return bool(level.task.effects)


def computes(level: Level) -> bool:
    return level.task.plan[0].entity == "order" and bool({"quantity", "unit_price"} & set(level.task.plan[0].values))


def copied(level: Level) -> bool:
    step = level.task.plan[0]
    return step.entity == "member" and "team" in step.values


def filtered(level: Level) -> bool:
    return bool(level.spec.task_site.entity(level.spec.task.entity).listing.filters)


def sorted_list(level: Level) -> bool:
    return bool(level.spec.task_site.entity(level.spec.task.entity).listing.sort)


def undoable(level: Level) -> bool:
    return level.task.plan[0].verb == "discharge"


MUTANTS = [
    Mutant("judge ignores extra changes", ignores_extra_changes, flows("edit")),
    Mutant("judge compares by substring", compares_by_substring, flows("answer", "superlative"), lambda level: level.task.answer is not None and level.task.answer.type == "text"),
    Mutant("judge takes any answer", takes_any_answer, flows("answer")),
    Mutant("judge ignores which record", ignores_the_record, flows("edit", "delete", "verb")),
    Mutant("judge ignores values", ignores_values, flows("edit", "create", "setting")),
    Mutant("judge ignores how it ended", ignores_the_ending, flows("edit")),
    Mutant("judge ignores effects", ignores_effects, flows("verb", domains=("clinic",)), undoable),
    Mutant("judge does not net", never_nets, flows("edit", "setting")),
    Mutant("store forgets the update trigger", _without_trigger("UPDATE"), flows("edit")),
    Mutant("store forgets the insert trigger", _without_trigger("INSERT"), flows("create")),
    Mutant("store forgets the delete trigger", _without_trigger("DELETE"), flows("delete")),
    Mutant("delete deletes two", deletes_two, flows("delete")),
    Mutant("form saves to the wrong record", saves_the_wrong_record, flows("edit")),
    Mutant("form saves only one field", saves_only_one_field, flows("edit"), changes),
    Mutant("filter is ignored", filter_is_ignored, flows("edit"), filtered),
    Mutant("search is ignored", search_is_ignored, flows("edit")),
    Mutant("sort is reversed", sort_is_reversed, flows("edit"), sorted_list),
    Mutant("verb has no effect", verb_has_no_effect, flows("verb"), sends),
    Mutant("verb does nothing", verb_does_nothing, flows("verb")),
    Mutant("total is not recomputed", total_is_not_recomputed, flows("edit", domains=("shop",)), computes),
    Mutant("copies are not followed", copies_are_not_followed, flows("edit", domains=("tracker",)), copied),
    Mutant("validation is skipped", validation_is_skipped, flows("edit")),
    Mutant("settings save too much", settings_save_too_much, flows("setting")),
    Mutant("any password opens", any_password_opens, {"login": 1, "doors": ("password",)}),
    Mutant("token is not checked", token_is_not_checked, flows("edit", "create"), by="attack"),
    Mutant("token is never spent", token_is_never_spent, flows("edit"), by="attack"),
    Mutant("token of any session", token_of_any_session, flows("edit"), by="attack"),
    Mutant("the inside is open", inside_is_open, by="attack"),
]  # fmt: skip


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget what was built from the code before and after a patch: routes hold methods, databases hold triggers."""

    def forget() -> None:
        app._routes.cache_clear()
        store._schema.cache_clear()
        store._empty.cache_clear()

    forget()
    yield
    forget()


def _caught(mutant: Mutant, seeds: Sequence[int]) -> list[str]:
    """Return what is found wrong."""
    with engine("twin") as twin:
        run = check if mutant.by == "check" else attack
        report = run(twin, seeds, knobs=mutant.level_knobs())
    return [failure["what"] for failure in report.failures]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_seeded_bug_is_caught(mutant: Mutant, fresh: None) -> None:
    seeds = mutant.seeds()
    with pytest.MonkeyPatch.context() as patch:
        mutant.patch(patch)
        app._routes.cache_clear()
        assert _caught(mutant, seeds), f"nobody notices that {mutant.name}"
    app._routes.cache_clear()
    store._schema.cache_clear()
    store._empty.cache_clear()


def test_nothing_is_found_wrong_without_a_bug(fresh: None) -> None:
    mutant = Mutant("none", lambda patch: None)
    for by in ("check", "attack"):
        assert not _caught(replace(mutant, by=by), [0, 1])
