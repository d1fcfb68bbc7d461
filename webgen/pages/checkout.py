"""A cart and a checkout in steps: address, delivery, payment, review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Entity
from webgen.extras.checkout import (
    CARTS,
    COVER_PRICE,
    MOST,
    ORDERS,
    cover,
    deliveries,
    items_text,
    keyed,
    payments,
    price_of,
    sold,
    streets,
)
from webgen.pages.base import Entry, Page, Route
from webgen.site.http import Response, redirect
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context

STEPS = ("address", "delivery", "payment", "review")


class Checkout(Page):
    """``/cart``, ``/checkout/{step}``, and a part of the page of what is for sale."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer the cart and the steps."""
        return [
            Route("GET", "/cart", self.cart),
            Route("POST", "/cart/{id}/add", self.add),
            Route("POST", "/cart/{id}/pieces", self.pieces),
            Route("POST", "/cart/{id}/remove", self.remove),
            Route("GET", "/checkout/{verb}", self.step),
            Route("POST", "/checkout/{verb}", self.take),
            Route("GET", "/orders-placed/{id}", self.done),
        ]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the menu."""
        return [Entry(context.say("Cart"), "/cart", "cart")]

    def _entity(self, context: Context) -> Entity:
        entity = sold(context.domain)
        assert entity is not None
        return entity

    def part(self, context: Context) -> dict[str, Any] | None:
        """Offer to put a record into the cart."""
        entity = sold(context.domain)
        if context.showing != "detail" or entity is None or context.entity is not entity or context.record is None:
            return None
        action = f"/cart/{context.arguments['id']}/add"
        price = price_of(entity)
        assert price is not None
        text = context.site.locale.money(int(context.record[price.name] or 0))
        return {"template": "checkout_add", "action": action, "token": context.offer(action), "price": text, "most": MOST}

    # ---- the cart

    def _lines(self, context: Context) -> list[Record]:
        return context.store.rows(f"SELECT * FROM {CARTS} WHERE session = ? ORDER BY record", (context.session["id"],))

    def _line(self, context: Context) -> Record | None:
        key = int(context.arguments["id"])
        return next((row for row in self._lines(context) if row["record"] == key), None)

    def _views(self, context: Context) -> tuple[list[dict[str, Any]], int]:
        """Return the lines of the cart as they read, and what they cost together."""
        entity = self._entity(context)
        price = price_of(entity)
        assert price is not None
        found, total = [], 0
        for line in self._lines(context):
            row = context.store.get(entity.name, int(line["record"] or 0))
            if row is None:
                continue
            pieces, each = int(line["pieces"] or 0), int(row[price.name] or 0)
            total += pieces * each
            found.append(
                {"id": row["id"], "title": str(row[entity.title]), "href": f"{context.path(entity)}/{row['id']}", "pieces": pieces,
                 "price": context.site.locale.money(each), "sum": context.site.locale.money(pieces * each)}
            )  # fmt: skip
        return found, total

    def cart(self, context: Context) -> Response:
        """Show the cart."""
        lines, total = self._views(context)
        for line in lines:
            for what in ("pieces", "remove"):
                line[what + "_action"] = f"/cart/{line['id']}/{what}"
                line[what + "_token"] = context.offer(line[what + "_action"])
        entity = self._entity(context)
        return context.page(
            "checkout_cart", context.say("Cart"), lines=lines, total=context.site.locale.money(total), most=MOST,
            back=context.path(entity), nouns=context.noun(entity.plural[0]),
        )  # fmt: skip

    def _pieces(self, context: Context) -> int:
        text = context.form.get("pieces", "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0

    def add(self, context: Context) -> Response:
        """Put pieces of a record into the cart."""
        entity, key = self._entity(context), int(context.arguments["id"])
        row = context.store.get(entity.name, key)
        if row is None:
            return context.missing()
        if not context.accepted():
            return context.stale()
        line, pieces = self._line(context), self._pieces(context)
        held = int(line["pieces"] or 0) if line else 0
        if pieces < 1 or held + pieces > MOST:
            flash = context.say("Choose from 1 to {most} pieces.", most=MOST)
            return context.go(f"{context.path(entity)}/{key}", flash=flash, tone="error")
        context.spend()
        if line is None:
            context.store.insert(CARTS, {"session": context.session["id"], "record": key, "pieces": pieces})
        else:
            context.store.update(CARTS, int(line["id"] or 0), {"pieces": held + pieces})
        return context.go("/cart", flash=context.say("{title} is in the cart.", title=row[entity.title]))

    def pieces(self, context: Context) -> Response:
        """Change how many pieces there are."""
        line, pieces = self._line(context), self._pieces(context)
        if line is None:
            return context.missing()
        if not context.accepted():
            return context.stale()
        if not 1 <= pieces <= MOST:
            return context.go("/cart", flash=context.say("Choose from 1 to {most} pieces.", most=MOST), tone="error")
        context.spend()
        context.store.update(CARTS, int(line["id"] or 0), {"pieces": pieces})
        return context.go("/cart", flash=context.say("The cart was changed."))

    def remove(self, context: Context) -> Response:
        """Take a record out of the cart."""
        line = self._line(context)
        if line is None:
            return context.missing()
        if not context.accepted():
            return context.stale()
        context.spend()
        context.store.delete(CARTS, int(line["id"] or 0))
        return context.go("/cart", flash=context.say("Taken out of the cart."))

    # ---- the steps

    def _chosen(self, context: Context) -> dict[str, Any]:
        chosen: dict[str, Any] = context.notes.get("checkout", {})
        return chosen

    def _options(self, context: Context, step: str) -> list[dict[str, str]]:
        site = context.spec
        if step == "address":
            return [{"value": street, "label": street} for street in streets(site)]
        if step == "delivery":
            return [{"value": name, "label": f"{name}, {context.site.locale.money(price)}"} for name, price in deliveries(site)]
        return [{"value": name, "label": name} for name in payments(site)]

    def _late(self, context: Context, step: str) -> Response | None:
        """Send somebody back to what is not done yet."""
        if not self._lines(context):
            return redirect("/cart")
        for before in STEPS[: STEPS.index(step)]:
            if before not in self._chosen(context):
                return redirect(f"/checkout/{before}")
        return None

    def step(self, context: Context, *, error: str = "") -> Response:
        """Show a step."""
        step = context.arguments["verb"]
        if step not in STEPS:
            return context.missing()
        late = self._late(context, step)
        if late is not None:
            return late
        number = STEPS.index(step) + 1
        words = {
            "address": (context.say("Where should it go?"), context.say("Address")),
            "delivery": (context.say("How should it come?"), context.say("Delivery")),
            "payment": (context.say("How would you like to pay?"), context.say("Payment")),
            "review": (context.say("Review your order"), ""),
        }[step]
        back = "/cart" if number == 1 else f"/checkout/{STEPS[number - 2]}"
        frame: dict[str, Any] = {
            "heading": words[0], "number": number, "count": len(STEPS), "action": f"/checkout/{step}", "back": back,
            "token": context.offer(f"/checkout/{step}"), "error": error,
        }  # fmt: skip
        status = 422 if error else 200
        if step == "review":
            return self._review(context, frame)
        chosen = self._chosen(context).get(step, "")
        return context.page(
            "checkout_step", words[0], status=status, label=words[1], options=self._options(context, step), chosen=chosen, **frame
        )

    def _hidden_cost(self, context: Context) -> bool:
        """Whether the site slips in a cover that costs: where a friction puts ticked boxes into forms."""
        return bool(context.offers())

    def _review(self, context: Context, frame: dict[str, Any]) -> Response:
        lines, total = self._views(context)
        chosen, hidden = self._chosen(context), self._hidden_cost(context)
        carriage = dict(deliveries(context.spec))[chosen["delivery"]]
        total += carriage + (COVER_PRICE if hidden else 0)
        facts = [
            {"label": context.say("Address"), "text": chosen["address"]},
            {"label": context.say("Delivery"), "text": f"{chosen['delivery']}, {context.site.locale.money(carriage)}"},
            {"label": context.say("Payment"), "text": chosen["payment"]},
        ]
        return context.page(
            "checkout_review", frame["heading"], lines=lines, total=context.site.locale.money(total), facts=facts, cover=cover(context.spec), ticked=hidden, **frame
        )

    def take(self, context: Context) -> Response:
        """Take in a step; the last one places the order."""
        step = context.arguments["verb"]
        if step not in STEPS:
            return context.missing()
        if not context.accepted():
            return context.stale()
        late = self._late(context, step)
        if late is not None:
            return late
        if step == "review":
            return self._place(context)
        chosen = context.form.get("choice", "")
        if chosen not in [option["value"] for option in self._options(context, step)]:
            return self.step(context, error=context.say("Choose one of the options."))
        context.spend()
        context.note("checkout", self._chosen(context) | {step: chosen})
        return context.go(f"/checkout/{STEPS[STEPS.index(step) + 1]}")

    def _place(self, context: Context) -> Response:
        context.spend()
        chosen, lines = self._chosen(context), self._lines(context)
        order = context.store.insert(
            ORDERS,
            {"items": items_text(keyed(lines)), "street": chosen["address"], "delivery": chosen["delivery"],
             "payment": chosen["payment"], "cover": int(context.form.get("cover") == "1")},
        )  # fmt: skip
        for line in lines:
            context.store.delete(CARTS, int(line["id"] or 0))
        context.note("checkout", {})
        return context.go(f"/orders-placed/{order}")

    def done(self, context: Context) -> Response:
        """Say thank you."""
        order = context.store.get(ORDERS, int(context.arguments["id"]))
        if order is None:
            return context.missing()
        return context.page("checkout_done", context.say("Thank you for your order"), number=1000 + int(order["id"] or 0))
