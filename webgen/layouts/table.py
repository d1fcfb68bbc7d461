"""A table with a row for each record, some of whose cells may be changed where they stand."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from webgen.actions import Action, Check, Select, Wait
from webgen.layouts.base import Layout, Walker
from webgen.snapshot import Node, Snapshot
from webgen.widgets.base import ref_of

if TYPE_CHECKING:
    from webgen.site.listing import Listing

PATIENCE = 12


class Table(Layout):
    """Columns are sorted by their heads. ``inline`` columns hold a drop-down list or a check box."""

    weight = 2.4
    inlines = True
    shortcuts = True

    def present(self, listing: Listing) -> dict[str, Any]:
        """Return heads and rows."""
        found = listing.page()
        for row in found["rows"]:
            for cell in row["cells"]:
                cell["edit"] = listing.editor(row, cell["name"]) if cell["name"] in listing.gene.inline else None
        return {"columns": listing.columns, **found}

    def shortcut(self, walker: Walker, title: str) -> Generator[Action, Snapshot, bool]:
        """Change a cell where it stands, when that is all there is to change and the row shows."""
        step, values = walker.step, walker.step.values
        if step.do != "edit" or len(values) != 1 or not values.keys() <= set(walker.gene.inline):
            return False
        ((name, value),) = values.items()
        label = walker.say("{label} of {title}", label=walker.label(name), title=title)
        cell = _cell(walker, label)
        if cell is None:
            return False
        shown = walker.reads(name, {name: value})
        yield from walker.do(Check(ref_of(cell), bool(value)) if cell.role == "checkbox" else Select(ref_of(cell), (shown,)))
        for _ in range(PATIENCE):
            cell = _cell(walker, label)
            if cell is not None and any(one.role == "status" for one in _around(walker, cell)):
                return True
            yield from walker.do(Wait(1000))
        return True


def _cell(walker: Walker, label: str) -> Node | None:
    roles = ("combobox", "checkbox")
    return next((one for one in walker.results() if one.role in roles and one.name == label and one.ref), None)


def _around(walker: Walker, cell: Node) -> list[Node]:
    """Return what stands in the same cell of the table."""
    return walker.now.inside(walker.now.nodes[cell.parent])
