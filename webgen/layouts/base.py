"""The contract of a layout: which lists it fits, what it shows, and how an expert finds a record on it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from webgen.actions import Action, Click, Fill
from webgen.domains.model import Domain, Entity, Field
from webgen.locales import spoken
from webgen.registry import discover, lookup
from webgen.snapshot import Node, Snapshot
from webgen.spec import ListGene, PlanStep, Record
from webgen.widgets.base import Moves, Style, ref_of

if TYPE_CHECKING:
    from webgen.site.listing import Listing

Count = Generator[Action, Snapshot, list[PlanStep]]
Piece = tuple[str, dict[str, Any]]  # a template below ``sites_templates/layouts`` without ``.html``, and what it is given
MOST_TURNS = 60


class Walker(Protocol):
    """What a layout may use of an expert who stands on the list."""

    step: PlanStep
    entity: Entity

    @property
    def now(self) -> Snapshot:
        """What the page shows."""

    @property
    def style(self) -> Style:
        """How the expert works."""

    @property
    def today(self) -> str:
        """The day of the level."""

    @property
    def gene(self) -> ListGene:
        """How the list is built."""

    def say(self, text: str, /, **values: object) -> str:
        """Return an interface text as the site writes it."""

    def do(self, action: Action) -> Moves:
        """Do one action and clear whatever comes up."""

    def turn(self, link: Node) -> Moves:
        """Follow a link and wait until the address has changed."""

    def swap(self, action: Action) -> Moves:
        """Do something in the results and wait until they read otherwise."""

    def results(self) -> list[Node]:
        """Return what is inside the region of the results."""

    def title_link(self, title: str) -> Node | None:
        """Return the link of a record among the results, or None."""

    def to_list(self) -> Moves:
        """Go to the list as it is first shown."""

    def record(self, step: PlanStep | None = None) -> Record | None:
        """Return the record of a step as the level starts with it; None where the site makes it while one plays."""

    def reads(self, field: str, record: Record) -> str:
        """Return how a value of a record reads on pages."""

    def label(self, field: str) -> str:
        """Return how pages call a field."""


class Layout(ABC):
    """One way of showing a list. Module name = id; the template is ``sites_templates/layouts/<id>.html``.

    Attributes:
        weight: how often the default mix draws it among those that fit.
        onward: names of links and buttons in the results that lead to records which are not shown yet.
        own: query fields it understands besides search, filters, sorting and page.
        steps: how many more acts a level allows for each step of the plan.
        inlines: whether cells can be edited in place.
        sortable: whether the list can be sorted.
        shortcuts: whether some steps can be done on the list itself.
        searches: with a search or filter it shows plain results instead, a page at a time.
    """

    engines: ClassVar[frozenset[str]] = frozenset({"chromium", "twin"})
    weight: ClassVar[float] = 1.0
    onward: ClassVar[tuple[str, ...]] = spoken(("Next",))
    own: ClassVar[tuple[str, ...]] = ()
    steps: ClassVar[int] = 0
    inlines: ClassVar[bool] = False
    sortable: ClassVar[bool] = True
    shortcuts: ClassVar[bool] = False
    searches: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The id: the name of the module."""
        return type(self).__module__.rpartition(".")[2]

    def leads(self, text: str, say: Callable[..., str]) -> bool:
        """Tell whether a link or button with a text leads to records that are not shown yet."""
        return text in {say(name) for name in self.onward}

    # ---- what it fits and shows

    def candidates(self, entity: Entity, gene: ListGene) -> list[str]:
        """Return the fields that the records can be arranged by; empty where it arranges by none."""
        return []

    def by(self, entity: Entity, gene: ListGene) -> str:
        """Return the field the records are arranged by: the one of the gene where it fits, else the first that does."""
        names = self.candidates(entity, gene)
        return gene.by if gene.by in names else names[0] if names else ""

    def fits(self, domain: Domain, entity: Entity, gene: ListGene) -> bool:
        """Tell whether a list of an entity can be shown so."""
        return True

    def shows(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the fields that can be read in the list of every record."""
        return gene.columns

    def sorts(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the fields that the list can be sorted by."""
        return gene.sort if self.sortable else ()

    def filters(self, entity: Entity, gene: ListGene) -> tuple[str, ...]:
        """Return the fields that it lets filter by in addition to the filters of the gene."""
        return ()

    # ---- on pages

    @abstractmethod
    def present(self, listing: Listing) -> dict[str, Any]:
        """Return what its template is given besides the number of records."""

    def piece(self, listing: Listing, target: str) -> Piece | None:
        """Answer the hypermedia client that asks for the part with an id; None: for all results."""
        return None

    # ---- the expert

    def seek(self, walker: Walker, title: str) -> Moves:
        """Look for a record that the goal does not name, so that it cannot be searched: turn pages."""
        for _ in range(MOST_TURNS):
            link = control(walker, "link", walker.say("Next"))
            if walker.title_link(title) is not None or link is None:
                return
            yield from walker.turn(link)

    def survey(self, walker: Walker) -> Moves:
        """Read all records: turn all pages."""
        while (link := control(walker, "link", walker.say("Next"))) is not None:
            yield from walker.turn(link)

    def open(self, walker: Walker, link: Node) -> Moves:
        """Go to a record whose link is shown."""
        yield from walker.do(Click(ref_of(link)))

    def shortcut(self, walker: Walker, title: str) -> Generator[Action, Snapshot, bool]:
        """Do the step of the walker on the list itself, where its record is shown; return whether that was done."""
        return False
        yield

    def several(self, walker: Walker, steps: Sequence[PlanStep]) -> Count:
        """Do some of several like steps at once; return those that were done."""
        return []
        yield


@cache
def layouts() -> dict[str, Layout]:
    """Return every layout by id."""
    return {name: part() for name, part in discover("webgen.layouts", Layout).items()}


def layout_of(gene: ListGene) -> Layout:
    """Return the layout of a list, or raise :class:`webgen.errors.UnknownName`."""
    return lookup("layout", layouts(), gene.layout)


# ---- shared by experts -----------------------------------------------------------------------------------------------


def control(walker: Walker, role: str, name: str) -> Node | None:
    """Return the first control among the results with a role and a name that can be acted on, or None."""
    return next((one for one in walker.results() if one.role == role and one.name == name and one.ref), None)


def press_while(walker: Walker, name: str, title: str = "") -> Moves:
    """Press a button that swaps records, as long as there is one and the record with a title does not show."""
    for _ in range(MOST_TURNS):
        button = control(walker, "button", walker.say(name))
        if button is None or (title and walker.title_link(title) is not None):
            return
        yield from walker.swap(Click(ref_of(button)))


def turn_while(walker: Walker, name: str, title: str = "") -> Moves:
    """Follow a link as long as there is one and the record with a title does not show."""
    for _ in range(MOST_TURNS):
        link = control(walker, "link", walker.say(name))
        if link is None or (title and walker.title_link(title) is not None):
            return
        yield from walker.turn(link)


def unfold(walker: Walker, title: str = "") -> Moves:
    """Open what is folded among results whose only buttons unfold, until the record with a title shows."""
    for _ in range(MOST_TURNS):
        closed = [one for one in walker.results() if one.role == "button" and one.ref and not one.has("expanded")]
        if not closed or (title and walker.title_link(title) is not None):
            return
        yield from walker.do(Click(ref_of(closed[0])))


def fill_in(walker: Walker, name: str, text: str, button: str) -> Moves:
    """Fill a field among the results and send it: by the button, or by Enter."""
    box = control(walker, "textbox", walker.say(name))
    if box is None:
        return
    if walker.style == "keyboard":
        yield from walker.swap(Fill(ref_of(box), text, submit=True))
        return
    yield from walker.do(Fill(ref_of(box), text))
    send = control(walker, "button", walker.say(button))
    if send is not None:
        yield from walker.swap(Click(ref_of(send)))


# ---- shared by layouts -----------------------------------------------------------------------------------------------


def states_first(entity: Entity) -> list[Field]:
    """Return the choices people mean something by, those that verbs move first."""
    moved = {verb.field for verb in entity.verbs}
    choices = [one for one in entity.fields if one.type == "choice" and one.kind == "intent" and one.name != entity.title]
    return sorted(choices, key=lambda one: one.name not in moved)


def dates(entity: Entity, longest: int) -> list[str]:
    """Return the dates people mean something by whose range is at most so many days."""
    found = [one for one in entity.fields if one.type == "date" and one.kind == "intent"]
    return [one.name for one in found if one.bounds()[1] - one.bounds()[0] <= longest]
