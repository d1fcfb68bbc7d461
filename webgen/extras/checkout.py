"""A cart and a checkout: things with a name and a price are ordered in steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from webgen.domains.model import Domain, Entity, Field
from webgen.domains.people import pool
from webgen.extras.base import Extra, Ground, Rows, column
from webgen.locales import locale, spoken
from webgen.spec import Record, SiteSpec
from webgen.streams import Stream

CARTS, ORDERS = "cart_lines", "placed_orders"
DELIVERIES = spoken(("Standard delivery", "Express delivery", "Collect it yourself", "Delivery in the evening"))
CARRIAGE = dict(zip(DELIVERIES, (490, 1290, 0, 890), strict=True))
PAYMENTS = spoken(("Invoice", "Card on file", "Gift card", "Direct debit"))
COVER, COVER_PRICE = spoken("Add protection against damage for {price}"), 490
MOST = 9  # pieces of a kind
PRICES = ("price", "fare", "fee", "rate", "drop_in")
DEAREST = 2500  # what people put into a cart costs less


class Checkout(Extra):
    """The cart is ambient. An order counts: what, how many of each, how it comes, how it is paid, and what was left ticked.

    ``items`` of an order reads ``2 x 7; 1 x 12``: pieces and record, in the order of the records.
    """

    share: ClassVar[float] = 0.8
    tables: ClassVar[Mapping[str, tuple[Field, ...]]] = {
        CARTS: (column("session", "integer", ambient=True), column("record", "integer", ambient=True), column("pieces", "integer", ambient=True)),
        ORDERS: (
            column("items"), column("street"), column("delivery"), column("payment"), column("cover", "bool"),
        ),
    }  # fmt: skip

    def fits(self, domain: Domain) -> bool:
        """Something must be for sale."""
        return sold(domain) is not None

    def content(self, ground: Ground) -> Rows:
        """Both tables start empty."""
        return {}


def sold(domain: Domain) -> Entity | None:
    """Return the entity that can be ordered: things, not people, with a price; free of references unless it says "price"."""
    for entity in domain.entities:
        people = "faker:name" in (entity.title_field.source or "") or any(field.name == "email" for field in entity.fields)
        price = price_of(entity)
        if not people and price is not None and (not entity.refs or (entity is domain.entities[0] and price.name == "price")):
            return entity
    return None


def price_of(entity: Entity) -> Field | None:
    """Return the price of an entity, or None: a required amount of money that a person decides on."""
    for field in entity.fields:
        if field.type == "money" and field.kind == "intent" and field.required and field.name in PRICES:
            return field if (field.maximum or 0) <= DEAREST else None
    return None


def streets(site: SiteSpec) -> tuple[str, ...]:
    """Return the addresses of the account that a site knows."""
    return tuple(Stream(site.theme, "streets").sample(pool("street_address", site.locale), 3))


def deliveries(site: SiteSpec) -> tuple[tuple[str, int], ...]:
    """Return the ways of delivery a site offers, each with its price."""
    say = locale(site.locale).say
    return tuple((say(name), CARRIAGE[name]) for name in Stream(site.theme, "deliveries").sample(DELIVERIES, 3))


def payments(site: SiteSpec) -> tuple[str, ...]:
    """Return the ways to pay a site takes."""
    return tuple(locale(site.locale).say(name) for name in Stream(site.theme, "payments").sample(PAYMENTS, 3))


def cover(site: SiteSpec) -> str:
    """Return what the box says that adds a cover to an order."""
    spoken_here = locale(site.locale)
    return spoken_here.say(COVER, price=spoken_here.money(COVER_PRICE))


def items_text(lines: Mapping[int, int]) -> str:
    """Write down what is ordered: pieces by record."""
    return "; ".join(f"{pieces} x {record}" for record, pieces in sorted(lines.items()))


def keyed(rows: list[Record]) -> dict[int, int]:
    """Map record to pieces."""
    return {int(row["record"] or 0): int(row["pieces"] or 0) for row in rows}
