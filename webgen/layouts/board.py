"""A board: a column for each state, cards in it, and a menu on each card that moves it on."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from webgen.actions import Action, Click, Wait
from webgen.domains.model import Domain, Entity
from webgen.layouts.base import Layout, Piece, Walker, control, press_while, states_first
from webgen.locales import spoken
from webgen.snapshot import Snapshot
from webgen.spec import ListGene, Record
from webgen.widgets.base import Moves, ref_of

if TYPE_CHECKING:
    from webgen.site.listing import Listing

COLUMN = "column-"
MOST_CARDS = 14  # on the whole board, dealt out to its columns
MOST_COLUMNS = 7
PATIENCE = 12


class Board(Layout):
    """Columns are regions named by their state. Cards beyond a few come with "Show all"; verbs are in a menu."""

    weight = 1.0
    own = ("all",)
    steps = 5
    sortable = False
    onward = spoken(("Show all",))
    shortcuts = True

    def candidates(self, entity: Entity, gene: ListGene) -> list[str]:
        """Return the choices with few enough values, those that verbs move first."""
        return [one.name for one in states_first(entity) if 2 <= len(one.choices) <= MOST_COLUMNS]

    def fits(self, domain: Domain, entity: Entity, gene: ListGene) -> bool:
        """There must be states."""
        return bool(self.candidates(entity, gene))

    def _facts(self, entity: Entity, gene: ListGene) -> list[str]:
        by = self.by(entity, gene)
        return [name for name in gene.columns if name not in (by, entity.title)][:2]

    def shows(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the title, the state, and the facts on a card."""
        return (entity.title, self.by(entity, gene), *self._facts(entity, gene))

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return the columns; one for records without a state only where there are some."""
        field = listing.field(listing.by)
        columns = [self._column(listing, number) for number in range(len(field.choices) + 1)]
        if not columns[-1]["count"]:
            columns.pop()
        return {"columns": columns}

    def _column(self, listing: Listing, number: int) -> dict[str, Any]:
        """Return one column; the one behind the last choice is for records without one."""
        field = listing.field(listing.by)
        state = field.choices[number] if number < len(field.choices) else ""
        fits = (f'"{field.name}" = ?', (state,)) if state else (f'"{field.name}" IS NULL', ())
        count = listing.count(fits)
        whole = listing.narrowed or listing.query.get("all", "") == str(number)
        rows = listing.records(fits, limit=-1 if whole else max(2, MOST_CARDS // len(field.choices)))
        return {
            "id": f"{COLUMN}{number}",
            "label": state or listing.say("Without {label}", label=listing.label(field.name)),
            "tone": number % 6,
            "count": count,
            "cards": [self._card(listing, row) for row in rows],
            "more": listing.address(all=str(number)) if count > len(rows) else None,
        }

    def _card(self, listing: Listing, row: Record) -> dict[str, Any]:
        item = listing.item(row, (listing.entity.title, *self._facts(listing.entity, listing.gene)))
        moves = [verb for verb in listing.entity.verbs if verb.field == listing.by and row[verb.field] in verb.sources]
        item["moves"] = [listing.move(row, verb) for verb in moves]
        item["move"] = listing.say("Move {title} to…", title=item["title"])
        return item

    def piece(self, listing: Listing, target: str) -> Piece | None:
        """Answer with one column in full."""
        number = target.removeprefix(COLUMN)
        last = len(listing.field(listing.by).choices)
        if target == number or not (number.isascii() and number.isdigit()) or int(number[:3]) > last:
            return None
        return "board_column", {"column": self._column(listing, int(number))}

    # ---- the expert

    def seek(self, walker: Walker, title: str) -> Moves:
        """Show all cards of one column after another until it shows."""
        yield from press_while(walker, "Show all", title)

    def survey(self, walker: Walker) -> Moves:
        """Show all cards of every column."""
        yield from press_while(walker, "Show all")

    def shortcut(self, walker: Walker, title: str) -> Generator[Action, Snapshot, bool]:
        """Move a card by its menu."""
        step = walker.step
        name = walker.say("Move {title} to…", title=title)
        button = control(walker, "button", name)
        if step.do != "verb" or button is None:
            return False
        label = walker.entity.verb(step.verb).label
        yield from walker.do(Click(ref_of(button)))
        item = control(walker, "menuitem", label)
        if item is None:
            return False
        before = walker.now.text
        yield from walker.do(Click(ref_of(item)))
        for _ in range(PATIENCE):
            moved = control(walker, "menuitem", label) is None and walker.now.text != before
            if moved and self._arrived(walker, title):
                return True
            yield from walker.do(Wait(1000))
        return True

    def _arrived(self, walker: Walker, title: str) -> bool:
        """Tell whether the card is no longer in a column that the verb starts from."""
        verb = walker.entity.verb(walker.step.verb)
        for region in [one for one in walker.results() if one.role == "region"]:
            if any(one.role == "link" and one.name == title for one in walker.now.inside(region)):
                return region.name not in verb.sources
        return True
