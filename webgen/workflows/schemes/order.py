"""Orders: so many pieces of something, to an address, delivered and paid in a certain way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.extras.checkout import ORDERS, deliveries, items_text, payments, price_of, sold, streets
from webgen.spec import Change, EntityGene, PartGene, PlanStep, Record, Reference, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow

PIECES = (1, 5)


class Order(Scheme):
    """``named``: a thing by its name; ``cheapest``: the cheapest of those with some value of a choice."""

    how = ("named", "cheapest")

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """What is for sale; for the cheapest, with a choice and the price in its list."""
        price = price_of(entity)
        if entity is not sold(domain) or price is None:
            return False
        return flow.how == "named" or (bool(base.listed_choices(entity, gene)) and price.name in gene.listing.columns)

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the choice."""
        if flow.how == "named":
            return {}
        price = price_of(entity)
        fields = (price.name,) if price else ()
        return {"conditions": (stream.child("by").pick(base.listed_choices(entity, gene)),), "fields": fields}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the choice; the price is drawn among what the list shows."""
        return {*task.conditions, *task.fields}, set()

    def bind(self, desk: Binder) -> Task:
        """Pick the thing, and how it is ordered."""
        outcome = Outcome()
        words: dict[str, str] = {}
        if desk.flow.how == "named":
            (row,) = base.some(desk, desk.rows(), 1)
            outcome.references = [base.by_title(desk, row)]
            words["title"] = f'"{row[desk.entity.title]}"'
        else:
            row = self._cheapest(desk, outcome, words)
        site, place = desk.spec.sites[desk.site], desk.stream.child("order")
        values: dict[str, Scalar] = {
            "pieces": place.child("pieces").integer(*PIECES),
            "street": place.child("street").pick(streets(site)),
            "delivery": place.child("delivery").pick(deliveries(site), key=lambda one: one[0])[0],
            "payment": place.child("payment").pick(payments(site)),
            "cover": False,
        }
        pieces = int(values["pieces"] or 1)
        words["count"] = f"{pieces} piece" if pieces == 1 else f"{pieces} pieces"
        words["option"] = f'to {values["street"]}, with "{values["delivery"]}", paid by "{values["payment"]}"'
        key = int(row["id"] or 0)
        outcome.plan.append(PlanStep(do="buy", entity=desk.entity.name, record=key, values=values))
        wanted = {name: value for name, value in values.items() if name != "pieces"} | {"items": items_text({key: pieces})}
        outcome.changes.append(Change(site=desk.site, table=ORDERS, op="insert", values=wanted))
        return outcome.task(desk, words)

    def _cheapest(self, desk: Binder, outcome: Outcome, words: dict[str, str]) -> Record:
        """Let a few fit the condition, one of them cheaper than the rest."""
        (by,) = desk.gene.conditions
        case, rows = base.matching(desk, by, (2, 4))
        price = price_of(desk.entity)
        assert price is not None
        best = min(rows, key=lambda row: (int(row[price.name] or 0), int(row["id"] or 0)))
        high = price.bounds()[1]
        if int(best[price.name] or 0) >= high:
            best[price.name] = high - 100
        for row in rows:
            if row is not best and row[price.name] == best[price.name]:
                row[price.name] = int(row[price.name] or 0) + 100
        desk.recompute()
        outcome.references = [Reference(site=desk.site, entity=desk.entity.name, where={by: case}, extreme="lowest", by=price.name)]
        outcome.plan = [PlanStep(do="survey", entity=desk.entity.name)]
        words["where"] = base.state_words(desk, by, case)
        words["field"] = desk.label(price)
        return best
