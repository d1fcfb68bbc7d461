"""Values read one way on every page, and read back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from webgen.domains.display import BLANK, day, display, money, parse_date, parse_display, parse_money, titled
from webgen.domains.model import Domain, Field, Value
from webgen.domains.reader import domain, domains
from webgen.domains.records import materialise
from webgen.errors import InputError
from webgen.streams import Stream

TODAY = date(2026, 3, 2)

each_domain = pytest.mark.parametrize("trade", list(domains().values()), ids=list(domains()))


@each_domain
def test_different_values_read_differently_and_read_back(trade: Domain) -> None:
    records = materialise(trade, Stream(8), TODAY, near_duplicates=2)
    for entity in trade.entities:
        for field in entity.fields:
            shown: dict[Value, str] = {}
            for row in records[entity.name]:
                value = row[field.name]
                shown[value] = display(trade, field, value, records)
                if field.type == "ref":
                    target = trade.entity(str(field.target))
                    found = titled(target, records[target.name], shown[value].upper())
                    assert found is not None
                    assert found["id"] == value
                else:
                    assert parse_display(field, shown[value]) == value
            assert len(set(shown.values())) == len(shown)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "$0.00"), (5, "$0.05"), (123450, "$1,234.50"), (-500, "-$5.00"), (100000000, "$1,000,000.00")],
)
def test_money(cents: int, text: str) -> None:
    assert money(cents) == text
    assert parse_money(text) == cents


@pytest.mark.parametrize("text", ["1234.5", "$1234.50", "1,234.50", " $1,234.50 "])
def test_amounts_read_with_and_without_marks(text: str) -> None:
    assert parse_money(text) == 123450


@pytest.mark.parametrize("text", ["", "$", "12,34.50", "1.234,50", "1.234", "--5", "five", "$1 000"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not an amount of money"):
        parse_money(text)


def test_dates_round_trip_over_years() -> None:
    for offset in range(0, 4000, 7):
        iso = (date(2020, 2, 28) + timedelta(days=offset)).isoformat()
        assert parse_date(day(iso)) == iso
    assert day("2026-03-02") == "2 March 2026"


@pytest.mark.parametrize("text", ["March 2, 2026", "Mar 2 2026", "2 mar 2026", "2026-03-02"])
def test_dates_read_in_several_ways(text: str) -> None:
    assert parse_date(text) == "2026-03-02"


@pytest.mark.parametrize("text", ["31 April 2026", "2 Marsh 2026", "02/03/2026", "tomorrow"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a date"):
        parse_date(text)


def test_units_blanks_and_words() -> None:
    clinic = domain("clinic")
    length = clinic.entity("appointment").field("length")
    consent = clinic.entity("patient").field("consent")
    insurance = clinic.entity("patient").field("insurance")
    assert display(clinic, length, 45, {}) == "45 min"
    assert parse_display(length, "45") == parse_display(length, "45 min") == 45
    assert display(clinic, consent, True, {}) == "Yes"
    assert parse_display(consent, "no") is False
    assert parse_display(insurance, "private") == "Private"
    assert display(clinic, insurance, None, {}) == BLANK
    assert parse_display(insurance, BLANK) is None


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [("length", "4.5 min", "whole number"), ("status", "Gone", "Requested"), ("doctor", "Dr. Who", "is a title")],
)
def test_what_does_not_read_says_what_would(field: str, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_display(domain("clinic").entity("appointment").field(field), text)


def test_a_value_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(InputError, match="not a value of the money field"):
        display(domain("shop"), _price(), "12", {})


def _price() -> Field:
    return domain("shop").entity("product").field("price")
