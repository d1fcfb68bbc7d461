"""An administrator's table: a check box in each row, and what can be done to the chosen rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from webgen.actions import Check, Click, Wait
from webgen.domains.model import Domain, Entity
from webgen.layouts.base import MOST_TURNS, Count, Layout, Walker, control
from webgen.snapshot import Node
from webgen.spec import ListGene, PlanStep
from webgen.widgets.base import Moves, ref_of

if TYPE_CHECKING:
    from webgen.site.listing import Listing

PATIENCE = 12


class Grid(Layout):
    """Rows are chosen on the page that shows; the bar deletes them or moves their state, as far as rules allow."""

    weight = 1.4

    def fits(self, domain: Domain, entity: Entity, gene: ListGene) -> bool:
        """Something can be done to records without a form."""
        return entity.deletable or bool(entity.verbs)

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return heads, rows and the bar."""
        found = listing.page()
        for row in found["rows"]:
            row["select"] = listing.say("Select {title}", title=row["title"])
        return {"columns": listing.columns, "bar": listing.bulk(), **found}

    # ---- the expert

    def several(self, walker: Walker, steps: Sequence[PlanStep]) -> Count:
        """Choose those that stand on one page and press the button of the bar, on the first page that has two."""
        yield from walker.to_list()
        titles = {str(record[walker.entity.title]): step for step in steps if (record := walker.record(step))}
        for _ in range(MOST_TURNS):
            boxes = {title: box for title in titles if (box := _box(walker, title)) is not None}
            if len(boxes) > 1:
                yield from self._choose(walker, list(boxes))
                yield from self._press(walker, steps[0], list(boxes))
                return [titles[title] for title in boxes]
            link = control(walker, "link", walker.say("Next"))
            if link is None:
                return []
            yield from walker.turn(link)
        return []

    def _choose(self, walker: Walker, titles: Sequence[str]) -> Moves:
        every = [one for one in walker.results() if one.role == "checkbox"]
        whole = control(walker, "checkbox", walker.say("Select all on this page"))
        if whole is not None and len(every) == len(titles) + 1:
            yield from walker.do(Check(ref_of(whole), True))
            return
        for title in titles:
            box = _box(walker, title)
            if box is not None and not box.has("checked"):
                yield from walker.do(Check(ref_of(box), True))

    def _press(self, walker: Walker, step: PlanStep, titles: Sequence[str]) -> Moves:
        label = walker.say("Delete selected") if step.do == "delete" else walker.entity.verb(step.verb).label
        button = control(walker, "button", label)
        assert button is not None, f"the bar has no {label!r}"
        yield from walker.do(Click(ref_of(button)))
        for _ in range(PATIENCE):
            boxes = [_box(walker, title) for title in titles]
            if not any(box is not None and box.has("checked") for box in boxes):
                return
            yield from walker.do(Wait(1000))


def _box(walker: Walker, title: str) -> Node | None:
    return control(walker, "checkbox", walker.say("Select {title}", title=title))
