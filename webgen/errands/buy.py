"""Ordering something: into the cart, then through the steps of the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Check, Click, Fill
from webgen.domains.display import in_goal
from webgen.errands.base import Errand
from webgen.extras.checkout import MOST, cover, deliveries, payments, streets
from webgen.spec import Level, PlanStep, Scalar
from webgen.streams import Stream
from webgen.widgets.base import ref_of

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.widgets.base import Moves


class Buy(Errand):
    """``entity`` and ``record`` say what, ``values`` hold ``pieces``, ``street``, ``delivery``, ``payment`` and ``cover``."""

    page: ClassVar[str] = "checkout"
    acts: ClassVar[bool] = True

    def moves(self, walk: Walk) -> Moves:
        """Fill the cart, choose, place the order."""
        from webgen.oracle import find, need

        values, say = walk.step.values, walk.say
        yield from walk.to_record()
        box = need(walk.now, "spinbutton", say("Pieces"))
        if walk.now.value(box) != str(values["pieces"]):
            yield from walk.oracle.do(Fill(ref_of(box), str(values["pieces"])))
        yield from walk.click("button", say("Add to cart"))
        yield from walk.arrive(say("Cart"))
        yield from walk.click("link", say("Go to checkout"))
        asked = ((say("Where should it go?"), "street"), (say("How should it come?"), "delivery"), (say("How would you like to pay?"), "payment"))
        for heading, name in asked:
            yield from walk.arrive(heading)
            wanted = str(values[name])
            choice = next(node for node in walk.now.nodes if node.role == "radio" and node.name.startswith(wanted) and node.ref)
            if not choice.has("checked"):
                yield from walk.oracle.do(Click(ref_of(choice)) if walk.oracle.style == "keyboard" else Check(ref_of(choice)))
            yield from walk.click("button", say("Continue"))
        yield from walk.arrive(say("Review your order"))
        box = need(walk.now, "checkbox", in_goal(cover(walk.site)))
        if box.has("checked") != bool(values["cover"]):
            yield from walk.oracle.do(Check(ref_of(box), bool(values["cover"])))
        yield from walk.click("button", say("Place order"))
        yield from walk.until(lambda: find(walk.now, "heading", say("Thank you for your order")) is not None, "the order was not placed")

    def astray(self, level: Level, step: PlanStep, stream: Stream) -> Iterator[tuple[str, PlanStep]]:
        """Order another number, another thing, another way, and with what was slipped in."""
        site, values = level.spec.sites[step.site], step.values
        pieces = int(values["pieces"] or 1)
        options: dict[str, list[Scalar]] = {
            "pieces": [pieces + 1 if pieces < MOST else pieces - 1],
            "street": [*(street for street in streets(site) if street != values["street"])],
            "delivery": [*(name for name, _ in deliveries(site) if name != values["delivery"])],
            "payment": [*(name for name in payments(site) if name != values["payment"])],
            "cover": [not values["cover"]],
        }
        for name in stream.child("which").sample(sorted(options), 3):
            wrong = stream.child(name).pick(options[name])
            yield "one_field_off", step.model_copy(update={"values": {**values, name: wrong}})
        others = [row for row in level.sites[step.site].records[step.entity] if row["id"] != step.record]
        other = stream.child("other").pick(others, key=lambda row: str(row["id"]))
        yield "wrong_record", step.model_copy(update={"record": int(other["id"] or 0)})
