"""The contract of an action bar: where what can be done to a record stands, and how an expert gets to it."""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Literal

from webgen.actions import Click
from webgen.containers.base import Sought
from webgen.registry import discover
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import Moves, ref_of


class ActionBar:
    """One kind of bar. Module name = id; the template is ``sites_templates/actionbars/<id>.html``, given ``actions``.

    Attributes:
        where: beside the title of the record, or below its facts.
        around: the behaviour of the title with the bar in it, if any.
        weight: how often the generator takes it.
        acts: how many acts an expert may need to get to an action.
    """

    where: ClassVar[Literal["head", "foot"]] = "head"
    around: ClassVar[str] = ""
    weight: ClassVar[float] = 1.0
    acts: ClassVar[int] = 0

    @property
    def name(self) -> str:
        """The id: the name of the module."""
        return type(self).__module__.rpartition(".")[2]

    def reach(self, snapshot: Snapshot, sought: Sought, title: str) -> Moves:
        """Yield actions until the page shows the action that is sought; ``title`` is the record's."""
        yield from ()


@cache
def actionbars() -> dict[str, ActionBar]:
    """Return every action bar by id."""
    return {name: part() for name, part in discover("webgen.actionbars", ActionBar).items()}


def menu_button(snapshot: Snapshot, name: str) -> Node | None:
    """Return the button of a menu that is closed, or None."""
    found = (node for node in snapshot.nodes if node.role == "button" and node.name == name and node.ref)
    return next((node for node in found if not node.has("expanded")), None)


def open_menu(snapshot: Snapshot, sought: Sought, name: str) -> Moves:
    """Open the menu with that button unless the action shows already."""
    button = None if sought.seen(snapshot) else menu_button(snapshot, name)
    if button is not None:
        yield Click(ref_of(button))
