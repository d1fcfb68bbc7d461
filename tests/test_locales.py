"""Every locale: nothing is missing, formats read back, experts solve its levels, both engines agree on its pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest

from tests.drawn import drawn
from webgen.bind import bind
from webgen.candidates import spans
from webgen.check import CheckReport, prove
from webgen.domains.people import handle, person
from webgen.domains.reader import domain, domains
from webgen.domains.translate import missing
from webgen.edits.locales import Translate
from webgen.engines import engine
from webgen.errors import UnknownName
from webgen.generate import Knobs, generate, level_of
from webgen.judge import answer_fits
from webgen.locales import ENGLISH, Locale, locale, locales
from webgen.mutate import apply
from webgen.parity import parity_with
from webgen.site.app import Site
from webgen.site.http import Request
from webgen.site.interface import interface_texts
from webgen.spec import AnswerPattern
from webgen.streams import Stream
from webgen.validity import refuse_unsound_spec

OTHERS = [language for language in locales().values() if language.name != ENGLISH]
each_locale = pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.name)
AMOUNTS = (0, 1, 99, 100, 1250, 99_999, 100_000, 123_450, 1_234_567, 98_765_432, -50, -1_234_567)
_HOLE = re.compile(r"\{\w+\}")


def test_five_languages_besides_english_and_one_from_right_to_left() -> None:
    assert {"de", "fr", "es", "ja", "ar"} <= {language.name for language in OTHERS}
    assert [language.name for language in OTHERS if language.direction == "rtl"] == ["ar"]


# ---- nothing is missing ----------------------------------------------------------------------------------------------


@each_locale
def test_every_interface_text_is_translated(language: Locale) -> None:
    lacking = {text: place for text, place in interface_texts().items() if text not in language.interface}
    lines = "\n".join(f'{text!r}  # {place}' for text, place in lacking.items())
    assert not lacking, f"add to scenarios/locales/{language.name}/interface.toml:\n{lines}"


@each_locale
def test_translations_have_the_same_holes(language: Locale) -> None:
    for text, said in language.interface.items():
        assert sorted(_HOLE.findall(text)) == sorted(_HOLE.findall(said)), text
        assert said
        assert said.strip() == said, text


@each_locale
@pytest.mark.parametrize("trade", sorted(domains()))
def test_every_glossary_is_complete(trade: str, language: Locale) -> None:
    lacking = missing(domains()[trade], language)
    lines = "\n".join(f"[{kind}] {text!r}" for kind, text in lacking)
    assert not lacking, f"add to scenarios/locales/{language.name}/domains/{trade}.toml:\n{lines}"


@each_locale
@pytest.mark.parametrize("trade", sorted(domains()))
def test_a_translated_domain_has_the_same_names_and_addresses(trade: str, language: Locale) -> None:
    one, other = domains()[trade], domain(trade, language.name)
    assert [entity.path for entity in other.entities] == [entity.path for entity in one.entities]
    for mine, theirs in zip(one.entities, other.entities, strict=True):
        assert [field.name for field in mine.fields] == [field.name for field in theirs.fields]
        assert [len(field.choices) for field in mine.fields] == [len(field.choices) for field in theirs.fields]
        assert all(field.locale == language.name for field in theirs.fields)
        assert [verb.name for verb in mine.verbs] == [verb.name for verb in theirs.verbs]


@each_locale
@pytest.mark.parametrize("trade", sorted(domains()))
def test_words_of_a_trade_are_told_apart_from_those_of_the_interface(trade: str, language: Locale) -> None:
    one = domain(trade, language.name)
    menu = [*(entity.plural[0] for entity in one.entities), language.say("Home"), language.say("Settings")]
    assert len(set(menu)) == len(menu)
    buttons = {language.say(text) for text in ("Edit", "Delete", "Cancel", "Confirm")}
    assert not buttons & {verb.label for entity in one.entities for verb in entity.verbs}
    for field in (*one.all_settings, *(field for entity in one.entities for field in entity.fields)):
        assert field.type != "set" or not any("," in choice or " and " in choice for choice in field.choices)


# ---- formats ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", locales().values(), ids=lambda language: language.name)
def test_amounts_read_differently_and_back(language: Locale) -> None:
    written = {cents: language.money(cents) for cents in AMOUNTS}
    assert len(set(written.values())) == len(written)
    for cents, text in written.items():
        assert language.read_money(text) == cents
        assert language.read_money(text.replace("\u00a0", " ").replace("\u202f", " ")) == cents
        assert language.read_money(f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}") == cents
    for text in ("", "1,2,3", "12.345.6", "abc", "1.2345", "--1", "12,", "1 2"):
        assert language.read_money(text) is None, text


@pytest.mark.parametrize("language", locales().values(), ids=lambda language: language.name)
def test_dates_read_differently_and_back(language: Locale) -> None:
    days = [(date(2025, 12, 20) + timedelta(days=count)).isoformat() for count in range(420)]
    written = {day: language.day(day) for day in days}
    assert len(set(written.values())) == len(days)
    for day, text in written.items():
        assert language.read_date(text) == language.read_date(day) == day
    for month in range(1, 13):
        assert language.month_of(language.month(2026, month)) == (2026, month)
    for text in ("", "32 March 2026", "2026-13-01", "tomorrow", language.day("2026-02-28").replace("28", "30")):
        assert language.read_date(text) is None, text


def test_formats_are_those_of_the_language() -> None:
    written = {name: (one.money(123_450), one.day("2026-03-02")) for name, one in locales().items()}
    assert written["en"] == ("$1,234.50", "2 March 2026")
    assert written["de"] == ("1.234,50\u00a0€", "2. März 2026")
    assert written["fr"] == ("1\u202f234,50\u00a0€", "2 mars 2026")
    assert written["es"] == ("1.234,50\u00a0€", "2 de marzo de 2026")
    assert written["ja"] == ("1,234.50ドル", "2026年3月2日")
    assert written["ar"] == ("1,234.50\u00a0ريال", "2 مارس 2026")


@pytest.mark.parametrize(
    ("name", "kind", "value", "right", "wrong"),
    [
        ("de", "money", 123_450, ("1.234,50 €", "1234,50", "1234.50", "1.234,50"), ("1,234.50", "$1,234.50", "1.234,5 $", "1.235,50 €")),
        ("fr", "money", 123_450, ("1\u202f234,50\u00a0€", "1 234,50 €", "1234.50"), ("1.234,50 €", "1,234.50")),
        ("ar", "money", 123_450, ("1,234.50 ريال", "1234.50"), ("1.234,50",)),
        ("de", "date", "2026-03-02", ("2. März 2026", "02.03.2026", "2026-03-02"), ("2 March 2026", "03.02.2026", "2. April 2026")),
        ("ja", "date", "2026-03-02", ("2026年3月2日", "2026-03-02"), ("2026年2月3日", "3月2日")),
        ("es", "integer", 1234, ("1234", "1.234"), ("1,234", "1235", "1234 o 1235")),
    ],
)
def test_answers_are_read_as_the_page_writes_them_or_plainly(
    name: str, kind: str, value: str | int, right: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    pattern = AnswerPattern(type=kind, value=value, locale=name)  # type: ignore[arg-type]
    assert [text for text in right if not answer_fits(pattern, text)] == []
    assert [text for text in wrong if answer_fits(pattern, text)] == []


@each_locale
def test_candidates_turn_what_a_goal_says_into_what_forms_take(language: Locale) -> None:
    amount = language.money(123_450).replace("\u00a0", " ").replace("\u202f", " ")
    goal = f'Set X to {amount} and Y to {language.day("2026-03-02")} for "Z".'
    values = {value for span in spans(goal) for _, value in span.values}
    assert {"1234.50", "2026-03-02", "Z"} <= values


@each_locale
def test_mail_addresses_of_people_are_plain(language: Locale) -> None:
    for number in range(80):
        name = person(Stream(number, "people"), language.name)
        assert re.fullmatch(r"[a-z0-9]+(\.[a-z0-9]+)*", handle(name)), name


# ---- levels ----------------------------------------------------------------------------------------------------------


@each_locale
@pytest.mark.parametrize("seed", range(4))
def test_levels_hold_every_law_in_both_styles(seed: int, language: Locale) -> None:
    report = CheckReport()
    prove(engine("twin"), seed, level_of(seed + 300, Knobs(locales=(language.name,))), report)
    assert report.failures == []


@each_locale
def test_pages_say_their_language_and_direction(language: Locale) -> None:
    site = Site(level_of(5, Knobs(locales=(language.name,), login=0, frictions=("near_duplicates",))))
    body = site.handle(Request("GET", "/")).body
    assert f'<html lang="{language.name}"' in body
    assert ('dir="rtl"' in body) == (language.direction == "rtl")
    assert language.say("Settings") in body
    assert "Settings" not in body
    site.close()


@each_locale
def test_translating_a_spec_keeps_it_valid_and_can_be_taken_back(language: Locale) -> None:
    for seed in range(6):
        spec = generate(seed, Knobs(locales=(ENGLISH,)))
        edited, back = apply(spec, Translate().edit(locale=language.name))
        refuse_unsound_spec(edited, where="test")
        assert bind(edited, seed).spec.sites[0].locale == language.name
        assert apply(edited, back)[0].id == spec.id


def test_the_default_mix_speaks_every_language() -> None:
    found = [drawn(seed).sites[0].locale for seed in range(250)]
    shares = {name: found.count(name) / len(found) for name in locales()}
    assert 0.6 < shares.pop(ENGLISH) < 0.8
    assert min(shares.values()) >= 0.025, shares


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownName, match="locale"):
        locale("xx")
    with pytest.raises(UnknownName, match="locale"):
        Knobs(locales=("xx",))
    spec = generate(3)
    site = spec.sites[0].model_copy(update={"locale": "xx"})
    with pytest.raises(UnknownName, match="locale"):
        refuse_unsound_spec(spec.model_copy(update={"sites": (site,)}), where="test")


@pytest.mark.browser
@each_locale
def test_both_engines_agree(language: Locale) -> None:
    report = parity_with(Knobs(locales=(language.name,)), range(60, 62))
    assert report.mismatches == []
    assert report.unsupported == 0
    assert report.transitions > 20


@pytest.mark.browser
def test_native_keys_change_sides_on_pages_from_right_to_left() -> None:
    knobs = Knobs(locales=("ar",), widgets=("radio", "radio_cards", "text", "yes_no", "counted"), workflows=("edit", "create"))
    report = parity_with(knobs, range(3))
    assert report.mismatches == []


PROGRAM = """
import hashlib, sys
from webgen.generate import Knobs, level_of
from webgen.site.app import Site
from webgen.site.http import Request
digest = hashlib.sha256()
for name in ("de", "fr", "es", "ja", "ar"):
    level = level_of(11, Knobs(locales=(name,), login=0))
    site = Site(level)
    first = "/" + site.domain.entities[0].path
    digest.update((level.id + level.task.goal).encode())
    for path in ("/", first, first + "/1", "/settings"):
        digest.update(site.handle(Request("GET", path)).body.encode())
print(digest.hexdigest())
"""


def test_two_processes_give_the_same_bytes() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "77")
    }
    assert len(found) == 1
    assert found != {""}
